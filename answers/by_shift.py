"""A chart by shift: a bucket each day and shift, and beside it the same shift of the other period."""

from collections.abc import Sequence

import pandas as pd

from answers import sums
from answers.reading import Reading
from data.facts.calendar import DAY
from data.summary.live import Live
from data.tenancy import Scope
from kpis import text

Key = tuple[int, str]
"""Which bucket of a period it is: how many days after its first one, and the shift's name."""


def buckets(
    scope: Scope, live: Live, reading: Reading, columns: list[str], span: sums.Span
) -> tuple[pd.DataFrame, dict[str, pd.Series], list[Key]]:
    """The buckets, the further lines and the keys, in time; what is not counted by shift is the day's. Of the running
    day those run that are not over: a shift to come, and off shift, too."""
    over = _over(live)
    rows, own, days = _rows(scope, reading, columns, span)
    several, which = span.first < span.end, [*zip(rows.start, rows.shift_name, strict=True)]
    labels = [f"{text.day(d)} {n}" if several else n for d, n in which]
    running = [d == span.cut and n not in over for d, n in which]
    frame = own.assign(start=rows.start, end=rows.start, running=running)
    frame = frame[["start", "end", "running", *columns]]
    frame.insert(2, "label", labels)
    frame.insert(3, "value", reading.kpi.of_member.evaluate(own, days, "shift"))
    lines = {title: line.evaluate(own, days, "shift") for title, line in reading.kpi.further.items()}
    return frame, lines, _keys(rows, span)


def before(
    scope: Scope, reading: Reading, columns: list[str], span: sums.Span, keys: Sequence[Key]
) -> pd.DataFrame:
    """Of another period's reading the buckets of these keys: start and value (NaN: no such shift, or no data)."""
    rows, own, days = _rows(scope, reading, columns, span)
    values = reading.kpi.of_member.evaluate(own, days, "shift") if len(rows) else pd.Series(dtype=float)
    known = dict(zip(_keys(rows, span), values, strict=True))
    return pd.DataFrame(
        {
            "start": [span.start + after * DAY for after, _ in keys],
            "value": pd.Series([known.get(key) for key in keys], dtype=float),
        }
    )


def _over(live: Live) -> set[str]:
    """The names of the running day's shifts that are over."""
    names = {one.id: one.name for one in live.plant.calendar.shifts}
    worked = live.plant.calendar.shifts_of(live.today)
    ends = worked.end.groupby([names[one] for one in worked.shift_id]).max()
    return set(ends.index[ends <= live.clock.now])


def _rows(
    scope: Scope, reading: Reading, columns: list[str], span: sums.Span
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The rows of a span's shifts, their sums, and beside each row the sums of its day."""
    rows = sums.by_shift(scope, columns, span).reset_index(drop=True)
    if rows.empty:
        rows = pd.DataFrame(columns=["start", "shift_name", *columns])
    days = reading.whole.set_index("start").reindex(rows.start).set_index(rows.index)
    return rows, rows.reindex(columns=columns).astype(float), days


def _keys(rows: pd.DataFrame, span: sums.Span) -> list[Key]:
    return [((day - span.start).days, name) for day, name in zip(rows.start, rows.shift_name, strict=True)]
