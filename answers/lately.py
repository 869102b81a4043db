"""A KPI over days of the last weeks, from what is at hand in memory: today so far, and the closed days before."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from answers import sums
from answers.members import of_cut_day, over_range
from answers.source import Present
from answers.targets import Targets, judged_by, with_targets
from data.facts.calendar import DAY
from data.summary import query
from kpis.formula import Members
from kpis.grammar import WEEK
from kpis.measures import of as of_entity
from kpis.model import Kpi

Days = tuple[date, date]


def values(kpi: Kpi, present: Present, ranges: Sequence[Days]) -> list[float | None]:
    """The KPI over each of the ranges, which end today at the latest; None: no data."""
    rows = _rows(present, tuple(ranges)).reindex(columns=[*sorted(kpi.measures), "stock_days"])
    if any(judged_by(kpi)):
        targets = Targets(present.live.plant)
        ends = [end for _, end in ranges]
        rows = pd.DataFrame([with_targets(rows.iloc[at], kpi, targets, end) for at, end in enumerate(ends)])
    made = [_members(kpi, present, *days) for days in ranges] if kpi.compiled.members else []
    members = {
        entity: pd.concat([one[entity].set_axis([at] * len(one[entity])) for at, one in enumerate(made)])
        for entity in kpi.compiled.members
    }
    found = kpi.compiled.evaluate(rows.reset_index(drop=True), members=members)
    return [None if pd.isna(value) else float(value) for value in found]


def _rows(present: Present, ranges: tuple[Days, ...]) -> pd.DataFrame:
    """The factory's sums over each range; made once for all KPIs that ask for the same ranges."""
    if ranges not in present.sums:
        present.sums[ranges] = pd.DataFrame([over(present, *days) for days in ranges])
    return present.sums[ranges]


def over(present: Present, first: date, last: date) -> pd.Series:
    """The factory's sums of some days; unknown without any."""
    days = _days(present, first, last)
    known = days.notna().to_numpy().any(axis=0)
    sums = np.where(known, np.nansum(days.to_numpy(), axis=0), np.nan)
    return pd.Series(sums, days.columns) if len(days) else pd.Series(np.nan, [*of_entity("factory"), "stock_days"])


def days_of(present: Present, first: date, last: date) -> pd.DataFrame:
    """The factory's rows of some days, today so far in them: start and the sums."""
    return _days(present, first, last).rename_axis("start").reset_index()


def _days(present: Present, first: date, last: date) -> pd.DataFrame:
    days = present.days
    at = days.index.tolist()
    return days.iloc[bisect_left(at, first) : bisect_right(at, last)]


def _members(kpi: Kpi, present: Present, first: date, last: date) -> Members:
    """The rows that the KPI goes over within some days, their index 0."""
    live, found = present.live, {}
    for entity, measures in kpi.compiled.members.items():
        columns = sorted(measures)
        if entity == WEEK:
            found[WEEK] = _weeks(_days(present, first, last), first, last).reindex(columns=["member", *columns])
            continue
        rows = present.members.get(entity, pd.DataFrame(columns=["start", "member", *columns]))
        closed = rows[(rows.start >= first) & (rows.start <= last)]
        if last == live.today:
            now = of_cut_day(sums.Span(live.today, live.today - DAY, live.today, live.rows), entity, columns)
            parts = [part for part in (closed, now) if len(part)]
            closed = pd.concat(parts, ignore_index=True) if parts else closed
        found[entity] = closed.reindex(columns=["member", *columns])
    return over_range(found)


def _weeks(days: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """The whole weeks among the days of first..last: member (the Monday) and the sums."""
    mondays = np.array([query.bucket_start(day, WEEK) for day in days.index], dtype=object)
    whole = np.array([monday >= first and query.bucket_end(monday, WEEK) <= last for monday in mondays], dtype=bool)
    return days[whole].assign(member=mondays[whole])
