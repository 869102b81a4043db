"""The rows of members that a formula goes over, `f(x by e)`: read by date, added up by range, bucket or table row."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from answers import sums
from answers.names import Member
from data.facts.calendar import DAY
from data.summary import query
from data.tenancy import Scope
from kpis.formula import Members
from kpis.grammar import WEEK
from kpis.measures import MEASURES
from kpis.model import Kpi

Rows = Mapping[str, pd.DataFrame]
"""By entity: rows by date with the columns start, member, the sums, and where asked for `within`. By week: whole weeks
with start, end, member (the Monday) and all sums."""


def needed(kpi: Kpi, entity: str | None) -> dict[str, frozenset[str]]:
    """Of which entities (and whether of the weeks) rows are needed for the KPI of the factory, or of a member of
    `entity`, over time, and which measures of them."""
    found: dict[str, frozenset[str]] = {}
    for formula in (kpi.of_member if entity else kpi.compiled, *kpi.further.values()):
        for other, measures in formula.members.items():
            found[other] = found.get(other, frozenset()) | measures
    return found


def entities(kpi: Kpi, entity: str | None) -> list[str]:
    """Whose rows are read for a value of the factory, or of a member of `entity`: its own, and those gone over."""
    return [other for other in dict.fromkeys([entity, *needed(kpi, entity)]) if other and other != WEEK]


def read(
    scope: Scope, kpi: Kpi, columns: list[str], span: sums.Span, grain: str, member: tuple[str, Member] | None = None
) -> Rows:
    """The rows of a span that the KPI of the factory or of one member goes over. One statement a segment and entity."""
    entity, one = member or (None, None)
    found: dict[str, pd.DataFrame] = {}
    for other, measures in needed(kpi, entity).items():
        if other == WEEK:
            found[WEEK] = weeks(scope, columns, span, member)
        elif one is None or other != entity:
            found[other] = by_date(scope, other, sorted(measures), span, grain, entity or "", one.id if one else None)
    return found


def by_date(
    scope: Scope, entity: str, columns: list[str], span: sums.Span, grain: str,
    within: str = "", only: int | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Rows of an entity's members, the running day in it; `within` another entity, of which `only` one member."""
    parts = query.segments(span.first, span.last, grain)
    frames = [query.member_rows(scope, entity, columns, part, within, only) for part in parts]
    kept = [frame for frame in (*frames, of_cut_day(span, entity, columns, within, only)) if len(frame)]
    keys = ["start", "member", *(["within"] if within else [])]
    made = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=keys)
    return made.reindex(columns=[*keys, *columns]).astype(dict.fromkeys(columns, float))


def of_cut_day(
    span: sums.Span, entity: str, columns: list[str], within: str = "", only: int | None = None
) -> pd.DataFrame:
    """The rows of by_date of the day of which only a part counts. Who did nothing yet (an operator whose shift has not
    begun) is no member yet."""
    rows = sums.cut_rows(span, entity, [*MEASURES])
    rows = rows[(rows[[name for name in rows if name in MEASURES]].fillna(0) != 0).any(axis=1)]
    if not len(rows):
        return pd.DataFrame(columns=["start", "member", *columns])
    found = rows.reindex(columns=columns).assign(start=span.cut, member=rows[sums.key_of(entity)])
    if within:
        found = found.assign(within=rows[sums.key_of(within)])
        found = found[found.within == only] if only is not None else found
    return found[found.member.notna()]


def whole_weeks(span: sums.Span) -> sums.Span | None:
    """The weeks, Monday first, that lie wholly in a span; None without one."""
    first, last = query.bucket_start(span.start, "week"), query.bucket_end(span.end, "week")
    first = first if first >= span.start else first + 7 * DAY
    last = last if last <= span.end else last - 7 * DAY
    if first > last:
        return None
    return sums.Span(first, last - DAY, last, span.cut_rows) if span.cut == last else sums.Span(first, last)


def weeks(scope: Scope, columns: list[str], span: sums.Span, member: tuple[str, Member] | None = None) -> pd.DataFrame:
    """Whole weeks of the factory or one member, complete with what is the factory's; a member without rows in a week
    did nothing in it."""
    within = whole_weeks(span)
    if within is None:
        return pd.DataFrame(columns=["start", "end", "member", *columns])
    found = whole = sums.over_time(scope, columns, within, WEEK)
    if member:
        kept = sums.rows_grain(scope, member[0], within.start) != "month"
        own = sums.over_time(scope, columns, within, WEEK, member)
        found = sums.of_member(own, whole, columns, member[0], kept)
    return found.assign(member=found.start)


def over_range(rows: Rows) -> Members:
    """The members' sums over all the rows, for a total at index 0."""
    return {entity: _added(frame, np.zeros(len(frame), dtype=int)) for entity, frame in rows.items()}


def over_buckets(rows: Rows, buckets: pd.DataFrame) -> Members:
    """The members' sums in each bucket (columns start, end): their index is the bucket's position. A week counts in the
    bucket that it lies in wholly."""
    starts, ends = (pd.to_datetime(buckets[name]).to_numpy() for name in ("start", "end"))
    found = {}
    for entity, frame in rows.items():
        at = np.searchsorted(starts, pd.to_datetime(frame.start).to_numpy(), side="right") - 1
        if entity == WEEK and len(frame):
            inside = pd.to_datetime(frame.end).to_numpy() <= ends[at]
            frame, at = frame[inside], at[inside]
        found[entity] = _added(frame, at)
    return found


def _added(frame: pd.DataFrame, at: np.ndarray) -> pd.DataFrame:
    numbers = [name for name in frame.columns if name not in ("start", "end", "running", "member", "within")]
    added = frame.groupby([at, frame.member.to_numpy()])[numbers].sum(min_count=1)
    return added.astype(float).droplevel(1)


def within_rows(
    scope: Scope, kpi: Kpi, entity: str, columns: list[str], span: sums.Span, grain: str, frame: pd.DataFrame,
    ids: list[int],
) -> Members:  # fmt: skip
    """What the KPI goes over within each row of its breakdown by `entity`: `frame` holds the sums of the rows, labelled
    by position, `ids` their keys."""
    found: dict[str, pd.DataFrame] = {}
    for other, measures in kpi.of_member.members.items():
        if other == entity:
            found[other] = frame
        elif other == WEEK:
            found[WEEK] = _weeks_of_each(scope, entity, columns, span, ids)
        else:
            rows = by_date(scope, other, sorted(measures), span, grain, within=entity)
            at = pd.Index(ids).get_indexer(pd.Index(rows.within))
            found[other] = _added(rows[at >= 0], at[at >= 0])
    return found


def _weeks_of_each(scope: Scope, entity: str, columns: list[str], span: sums.Span, ids: list[int]) -> pd.DataFrame:
    """The whole weeks of each member of an entity, labelled by its position among `ids`."""
    whole = weeks(scope, columns, span)
    within = whole_weeks(span)
    if within is None:
        return whole[columns].astype(float)
    rows = by_date(scope, entity, columns, within, WEEK)
    rows["week"] = [query.bucket_start(day, WEEK) for day in rows.start]
    kept = sums.rows_grain(scope, entity, within.start) != "month"
    made = []
    for at, one in enumerate(ids):
        own = rows[rows.member == one].groupby("week")[columns].sum(min_count=1)
        own = own.reindex(whole.start).set_axis(whole.index)
        made.append(sums.of_member(own, whole, columns, entity, kept).set_axis([at] * len(whole)))
    return pd.concat(made) if made else whole[columns].iloc[:0].astype(float)
