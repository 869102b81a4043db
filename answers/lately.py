"""A KPI over days of the last weeks, from what is at hand in memory: today so far, and the closed days before."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from answers import sums
from answers.members import of_cut_day, over_range
from answers.source import Present
from answers.targets import Targets, with_targets
from data.facts.calendar import DAY
from data.summary import query
from kpis.formula import Members
from kpis.grammar import WEEK
from kpis.model import Kpi

Days = tuple[date, date]


def values(kpi: Kpi, present: Present, ranges: Sequence[Days]) -> list[float | None]:
    """The KPI over each of the ranges, which end today at the latest; None: no data."""
    targets = Targets(present.live.plant)
    needed = [*sorted(kpi.measures), "stock_days"]
    rows = [with_targets(over(present, *days).reindex(needed), kpi, targets, days[1]) for days in ranges]
    made = [_members(kpi, present, *days) for days in ranges]
    members = {
        entity: pd.concat([one[entity].set_axis([at] * len(one[entity])) for at, one in enumerate(made)])
        for entity in kpi.compiled.members
    }
    found = kpi.compiled.evaluate(pd.DataFrame(rows).reset_index(drop=True), members=members)
    return [None if pd.isna(value) else float(value) for value in found]


def over(present: Present, first: date, last: date) -> pd.Series:
    """The factory's sums of some days; empty without any."""
    days = days_of(present, first, last)
    return days.drop(columns="start").sum(min_count=1) if len(days) else pd.Series(dtype=float)


def days_of(present: Present, first: date, last: date) -> pd.DataFrame:
    """The factory's rows of some days, today so far in them: start and the sums."""
    recent, live = present.recent, present.live
    within = recent[(recent.start >= first) & (recent.start <= last)] if len(recent) else recent
    closed = within.astype({name: float for name in within.columns if name != "start"})
    if last < live.today:
        return closed
    now = live.rows["factory"].drop(columns="summary_date", errors="ignore").astype(float)
    return pd.concat([closed, now.assign(start=live.today)], ignore_index=True)


def _members(kpi: Kpi, present: Present, first: date, last: date) -> Members:
    """The rows that the KPI goes over within some days, their index 0."""
    live, found = present.live, {}
    for entity, measures in kpi.compiled.members.items():
        columns = sorted(measures)
        if entity == WEEK:
            found[WEEK] = _weeks(days_of(present, first, last), first, last).reindex(columns=["member", *columns])
            continue
        rows = present.members.get(entity, pd.DataFrame(columns=["start", "member", *columns]))
        closed = rows[(rows.start >= first) & (rows.start <= last)]
        now = of_cut_day(sums.Span(live.today, live.today - DAY, live.today, live.rows), entity, columns)
        parts = [part for part in (closed, now if last == live.today else now.iloc[:0]) if len(part)]
        both = pd.concat(parts, ignore_index=True) if parts else closed
        found[entity] = both.reindex(columns=["member", *columns])
    return over_range(found)


def _weeks(days: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """The whole weeks among the days of first..last: member (the Monday) and the sums."""
    mondays = pd.Series([query.bucket_start(day, WEEK) for day in days.start], index=days.index, dtype=object)
    whole = [monday >= first and query.bucket_end(monday, WEEK) <= last for monday in mondays]
    return days[whole].drop(columns="start").assign(member=mondays[whole])
