"""The sums that a formula needs, over a range of days: closed days from the tables, the running day from the log."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from answers.names import Member
from answers.ttl import LIVE
from data import cache
from data.facts.calendar import DAY
from data.summary import query
from data.summary.live import Live, partial
from data.summary.tables import EXTRA, KEY
from data.tenancy import Scope
from kpis.measures import MEASURES
from kpis.model import Kpi


@dataclass(frozen=True)
class Span:
    """Days to add up: `first..last` closed ones from the tables (none if first > last), and `cut`, a day of which only
    a part counts: rows by entity, as of today so far or of another day up to the same time."""

    first: date
    last: date
    cut: date | None = None
    cut_rows: dict[str, pd.DataFrame] | None = None

    @property
    def start(self) -> date:
        return min(self.first, self.cut) if self.cut else self.first

    @property
    def end(self) -> date:
        return self.cut or self.last


def span(live: Live, start: date, end: date) -> Span:
    """The span of a question: today comes from the live facts."""
    if end < live.today:
        return Span(start, end)
    return Span(start, live.today - DAY, live.today, live.rows | {"shift": live.shifts, "hour": live.hours})


def matching(scope: Scope, live: Live, whole: tuple[date, date] | None, cut: date | None) -> Span:
    """The span of a comparison: whole days, and a day that is cut at the time that has passed today."""
    at = f"part of {cut}|{live.clock.now.isoformat()}"

    def make() -> dict[str, pd.DataFrame]:
        assert cut is not None
        return partial(scope, cut, live.clock)

    # every KPI that is compared with that day asks for the same part of it
    rows = cache.remember(cache.LIVE, scope.factory.slug, "live", "facts", at, LIVE, make) if cut else None
    if whole is None:
        assert cut is not None
        return Span(cut, cut - DAY, cut, rows)
    return Span(*whole, cut, rows)


def columns_of(kpi: Kpi) -> list[str]:
    """The columns that the KPI's value, further lines and coverage need."""
    return sorted(kpi.measures | {"stock_days"})


def key_of(entity: str) -> str:
    """The column that names a member on the rows of an entity."""
    return query.BY_PROFICIENCY[1] if entity == "proficiency" else KEY[entity][-1]


def cut_rows(span: Span, entity: str, columns: list[str]) -> pd.DataFrame:
    """The rows of the day that is cut: the entity's keys, what its members belong to, the sums."""
    if span.cut is None or span.cut_rows is None:
        return pd.DataFrame(columns=columns)
    source = "operator" if entity == "proficiency" else entity
    rows = span.cut_rows[source]
    keys = [k for k in (*KEY.get(source, ()), *EXTRA.get(source, ())) if k in rows]
    return rows[[*keys, *(c for c in columns if c in rows)]].copy()


def over_time(
    scope: Scope, columns: list[str], span: Span, grain: str, member: tuple[str, Member] | None = None
) -> pd.DataFrame:
    """One row a bucket, for the factory or one member: start, end (dates), running (bool), the sums."""
    entity = member[0] if member else "factory"
    where = (entity, member[1].id, member[1].kind) if member else None
    frames = [query.rows(scope, columns, part, where) for part in query.segments(span.first, span.last, grain)]
    now = cut_rows(span, entity, columns)
    if where is not None and len(now):
        now = now[now[key_of(entity)] == where[1]]
        now = now[now.reason_kind == where[2]] if entity == "reason" else now
    if len(now):
        frames.append(now[[c for c in columns if c in now]].sum(min_count=1).to_frame().T.assign(start=span.cut))
    return _bucketed([f for f in frames if len(f)], columns, span, grain)


def _bucketed(frames: list[pd.DataFrame], columns: list[str], span: Span, grain: str) -> pd.DataFrame:
    begins: list[date] = []
    day = span.start
    while day <= span.end:
        begins.append(day)
        day = query.bucket_end(day, grain) + DAY
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["start"])
    found["start"] = [max(query.bucket_start(d, grain), span.start) for d in found.start]
    numbers = found.drop(columns="start").astype(float)
    sums = numbers.groupby(found.start.to_numpy(dtype=object)).sum(min_count=1) if len(found) else numbers
    frame = sums.reindex(begins).reindex(columns=columns)
    frame.insert(0, "start", begins)
    frame.insert(1, "end", [min(query.bucket_end(d, grain), span.end) for d in begins])
    frame.insert(2, "running", [span.cut is not None and e >= span.cut for e in frame.end])
    return frame.reset_index(drop=True)


def by_member(scope: Scope, columns: list[str], span: Span, entity: str, grain: str) -> pd.DataFrame:
    """Sums of each member: index id, by reason (kind, id). `grain` of the rows that are read: day, week or month."""
    parts = query.segments(span.first, span.last, grain)
    frame = query.members(scope, entity, columns, parts)
    now = cut_rows(span, entity, columns)
    keys = ["reason_kind", "reason_id"] if entity == "reason" else [key_of(entity)]
    if len(now):
        now = now[now[keys[-1]].notna()]
        frame = query.add([frame.reset_index(), now[[*keys, *(c for c in columns if c in now)]]], keys)
    return frame


def of_member(own: pd.DataFrame, whole: pd.DataFrame, columns: list[str], entity: str, kept: bool) -> pd.DataFrame:
    """A member's buckets as a formula takes them: what the member does not count is the factory's, and what it did not
    do is 0 where the factory knows it. `kept`: none of the member's rows is gone, so that a missing one means 0."""
    filled = own.copy()
    for name in columns:
        if name not in MEASURES or not MEASURES[name].counted_by(entity):
            filled[name] = whole[name]
        elif kept:
            filled[name] = own[name].mask(own[name].isna() & whole[name].notna(), 0.0)
    return filled


def one_shift(
    scope: Scope, columns: list[str], span: Span, whole: pd.DataFrame, shift: Member, grain: str
) -> pd.DataFrame:
    """The buckets of one shift, beside the factory's `whole`: the sums of its rows."""
    rows = by_shift(scope, columns, span)
    rows = rows[rows.shift_id.isin(shift.ids)]
    begins = [query.bucket_start(day, grain) for day in whole.start]
    at = [begins.index(query.bucket_start(day, grain)) for day in rows.start]
    added = rows.reindex(columns=columns).astype(float).groupby(at).sum(min_count=1)
    return pd.concat([whole[["start", "end", "running"]], added.reindex(range(len(whole)))], axis=1)


def by_shift(scope: Scope, columns: list[str], span: Span) -> pd.DataFrame:
    """Rows of each day and shift: start, shift_id, shift_name and the sums."""
    found = query.shifts(scope, columns, span.first, span.last) if span.first <= span.last else pd.DataFrame()
    if span.cut is None or span.cut_rows is None:
        return found
    today = span.cut_rows["shift"]
    names = ["shift_id", "shift_name", *(c for c in columns if c in today)]
    now = today[names].assign(start=span.cut)
    return pd.concat([f for f in (found, now) if len(f)] or [found], ignore_index=True)


def rows_grain(scope: Scope, entity: str, start: date) -> str:
    """The finest grain of which an entity's rows are kept from `start` on."""
    return finest(query.kept(scope, entity), start)


def finest(kept: tuple[date, date], start: date) -> str:
    """The same of an entity whose first daily and weekly rows are known (query.kept)."""
    days, weeks = kept
    return "day" if start >= days else "week" if query.bucket_start(start, "week") >= weeks else "month"


def total(frame: pd.DataFrame, columns: list[str]) -> pd.Series:
    """The sums over all rows; null where every one is null."""
    present = frame.reindex(columns=columns).astype(float)
    return present.sum(min_count=1) if len(present) else pd.Series(np.nan, index=columns)


def plain(sums: pd.Series) -> dict[str, float]:
    """One row of sums by name, as the formulas take it."""
    return {str(name): float(value) for name, value in sums.items()}
