"""The other period: the same formula over it; while the present one runs, over the part that is as far along."""

from dataclasses import dataclass

import pandas as pd

from answers import cross, sums
from answers.breakdown import member_keys, member_over_time, member_sums, rows_grain, values, widen
from answers.names import Member
from data.summary.live import Live
from data.tenancy import Scope
from kpis import period, text
from kpis.answer import Comparison, Question
from kpis.model import Kpi
from kpis.status import change


@dataclass(frozen=True)
class Before:
    """The comparison, and the value of each member ("kind:key") then."""

    comparison: Comparison
    members: dict[str, float | None] | None


def compare(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], grain: str,
    member: tuple[str, Member] | None, now: float | None, target: float | None,
) -> Before:  # fmt: skip
    """What the question's `compare` range gives, and what changed since."""
    assert question.compare is not None
    other = question.compare
    whole_days, cut = period.same_part(question.start, question.end, live.today, other)
    over = live.clock.now >= live.plant.calendar.end_of(live.today)  # of most stopped factories: whole days meet whole
    span = sums.Span(*other) if over or not cut else sums.matching(scope, live, whole_days, cut)
    entity = member[0] if member else None
    whole = sums.over_time(scope, columns, span, grain)
    own = member_over_time(scope, columns, span, whole, member, grain) if member else whole
    all_of, mine = sums.total(whole, columns), sums.total(own, columns)
    value = kpi.compiled.evaluate(mine.to_frame().T, all_of, entity).iloc[0]
    then = None if pd.isna(value) else float(value)
    changed = change(now, then, kpi.better, target)
    buckets = whole[["start"]].assign(value=kpi.compiled.evaluate(own, whole, entity))
    note = _note(live) if span.cut and span.cut_rows is not None else ""
    found = Comparison(
        *other,
        then,
        changed.difference,
        changed.percent,
        changed.trend,
        changed.verdict,
        buckets.reset_index(drop=True),
        note,
    )
    if cross.pair(question):
        return Before(found, cross.before(scope, live, kpi, question, columns, span, all_of, member))
    return Before(found, _members(scope, live, kpi, question, columns, span) if question.by else None)


def _note(live: Live) -> str:
    """How far the running day has come, in scheduled hours."""
    calendar = live.plant.calendar
    whole, passed = calendar.scheduled(live.today), calendar.scheduled(live.today, live.clock.now)
    if not whole:
        return "the same part of the day"
    hours = [text.duration(time.total_seconds() / 3600) for time in (passed, whole)]
    return f"the last day up to the same scheduled time ({hours[0]} of {hours[1]})"


def _members(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], span: sums.Span
) -> dict[str, float | None]:
    entity = question.by or ""
    grain = "day" if entity == "shift" else rows_grain(scope, entity, min(span.first, question.start))
    wide = widen(live, span.first, span.end, grain)
    if wide:
        span = sums.Span(wide.start, wide.end)
    whole = sums.total(sums.over_time(scope, columns, span, grain), columns)
    frame, labels = member_sums(scope, live, entity, columns, span, grain)
    found = values(kpi, entity, frame, whole)
    keys = member_keys(labels)
    return {key: None if pd.isna(v) else float(v) for key, v in zip(keys, found, strict=True)}
