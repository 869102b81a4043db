"""The other period: the same formula over it; while the present one runs, over the part that is as far along."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from answers import by_shift, cross, hours, sums
from answers.breakdown import by_hour, member_keys, valued, whole_of
from answers.cross import Kept
from answers.reading import Reach, Reading, read
from answers.widening import Ranges
from data.summary.live import Live
from data.tenancy import Scope
from kpis import period, text
from kpis.answer import Comparison, Question
from kpis.model import Kpi
from kpis.status import change


@dataclass(frozen=True)
class Before:
    """The comparison; the members or pairs then, None where they are not known; and what it was read from."""

    comparison: Comparison
    rows: pd.DataFrame | None = None
    reading: Reading | None = None

    @property
    def members(self) -> dict[str, float | None]:
        """The value of each member by what tells it apart (member_keys)."""
        if self.rows is None:
            return {}
        values = zip(member_keys(self.rows), self.rows["value"], strict=True)
        return {key: None if pd.isna(value) else float(value) for key, value in values}


def compare(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], reached: Reach,
    table: Ranges | None, kept: Kept, now: float | None, target: float | None, shifts: list[by_shift.Key] | None,
) -> Before:  # fmt: skip
    """What the question's `compare` range gives, and what changed since. `table`: what a breakdown's members cover;
    `shifts`: the buckets of a chart by shift."""
    assert question.compare is not None
    other = question.compare
    whole_days, cut = period.same_part(question.start, question.end, live.today, other)
    # of most stopped factories whole days meet whole
    span = sums.Span(*other) if live.over or not cut else sums.matching(scope, live, whole_days, cut)
    if reached.days.coarse and reached.days.other:
        span = sums.span(live, *reached.days.other)
    if len(kept) > 1 and span.first < cross.earliest(live.today):
        return Before(_unknown(other))
    reading = read(scope, live, kpi, columns, span, "day" if reached.grain == "shift" else reached.grain, kept)
    then = reading.value
    changed = change(now, then, kpi.better, target)
    if shifts is None:
        buckets = reading.whole[["start"]].assign(value=reading.over_time(reading.formula)).reset_index(drop=True)
    else:
        buckets = by_shift.before(scope, reading, columns, span, shifts)
    note = _note(live) if span.cut and span.cut_rows is not None else ""
    if reached.days.coarse:  # nothing is left to cut one of them at the same time of
        note = f"whole {reached.days.grain}s, the running one as far as it is" if question.end >= live.today else ""
    found = Comparison(
        *other,
        then,
        changed.difference,
        changed.percent,
        changed.trend,
        changed.verdict,
        buckets,
        note,
    )
    rows = None
    if hours.asked(question):
        rows, _ = by_hour(scope, live, kpi, question, columns, span, next(iter(kept), None))
    elif cross.crossed(question) and question.by:
        rows = cross.before(scope, live, kpi, question, columns, span, reading.all_of, kept, reading.facts)
    elif table:
        rows = _members(scope, live, kpi, question, columns, span, table)
    return Before(found, rows, reading)


def _unknown(other: tuple[date, date]) -> Comparison:
    """A range of which nothing is known."""
    changed = change(None, None, "none", None)
    nothing = pd.DataFrame({"start": pd.Series(dtype=object), "value": pd.Series(dtype=float)})
    return Comparison(*other, None, changed.difference, changed.percent, changed.trend, changed.verdict, nothing)


def _note(live: Live) -> str:
    """How far the running day has come, in scheduled hours."""
    calendar = live.plant.calendar
    whole, passed = calendar.scheduled(live.today), calendar.scheduled(live.today, live.clock.now)
    if not whole:
        return "the same part of the day"
    hours = [text.duration(time.total_seconds() / 3600) for time in (passed, whole)]
    return f"the last day up to the same scheduled time ({hours[0]} of {hours[1]})"


def _members(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], span: sums.Span, table: Ranges
) -> pd.DataFrame:
    if table.coarse and table.other:
        span = sums.span(live, *table.other)
    whole = whole_of(scope, live, kpi, columns, span, table.grain)
    return valued(scope, live, kpi, question.by or "", columns, span, table.grain, whole)

