"""The machines' time by hour of the clock: the computation of machine_time, cut at full local hours."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

import numpy as np
import pandas as pd

from data.facts import machine_time
from data.facts.block import Block, Windows
from data.facts.calendar import DAY, Calendar
from data.facts.compute import Facts
from data.facts.history import Ints, moment
from data.facts.plant import Plant
from kpis import measures

NO_GROUP = 0
"""Stands for the machines without a group, so that the groups add up to the factory."""


def full_hours(calendar: Calendar, start: int, end: int) -> tuple[Ints, Ints]:
    """The full hours of the local clock around start..end (microseconds, UTC), and the hour 0..23 of each.

    An hour that a clock change repeats is one of double length; one that it skips is not there.
    """
    first, last = (calendar.local(datetime.fromtimestamp(at / 1e6, UTC).replace(tzinfo=None)) for at in (start, end))
    days = [first.date() + n * DAY for n in range((last.date() - first.date()).days + 1)]
    edges = sorted({calendar.utc(day, time(hour)) for day in days for hour in range(24)})
    return np.array([moment(at) for at in edges]), np.array([calendar.local(at).hour for at in edges])


def windows(facts: Facts, first: date = date.min) -> tuple[Windows, Ints]:
    """The facts' windows of the days from `first` on, cut at full hours; and the hour of each piece."""
    whole = facts.windows
    kept = np.array([day >= first for day in whole.days], dtype=bool)[whole.day] if whole.days else np.zeros(0, bool)
    start, end, at = whole.start[kept], whole.end[kept], np.flatnonzero(kept)
    if not len(start):
        return Windows(whole.frame[:0], start, end, whole.day[kept], whole.days, whole.day_end[kept]), start
    edges, hours = full_hours(facts.history.plant.calendar, start[0], end[-1])
    begins = np.unique(np.r_[start, edges[(edges > start[0]) & (edges < end[-1])]])
    at = at[np.searchsorted(start, begins, "right") - 1]
    inside = begins < whole.end[at]  # not in the gap that a day without a record leaves
    ends = np.minimum(np.r_[begins[1:], end[-1]], whole.end[at])[inside]
    at, begins = at[inside], begins[inside]
    frame = whole.frame.iloc[at].reset_index(drop=True)
    cut = Windows(frame, begins, ends, whole.day[at], whole.days, whole.day_end[at])
    return cut, hours[np.searchsorted(edges, begins, "right") - 1]


def by_hour(facts: Facts, first: date = date.min) -> pd.DataFrame:
    """Sums of the days from `first` on: day (the production day in which the hour lies), id (of the group, NO_GROUP:
    none), hour (0..23 of the local clock), and the measures that are counted by hour. A row for every group with
    machines in service."""
    cut, hours = windows(facts, first)
    slots = cut.day * 24 + hours
    sums = by_group(facts.history.plant, machine_time.hours(facts.history, cut), slots, measures.of("hour"))
    sums[[name for name in sums.columns if name in facts.unknown]] = np.nan
    days = np.array(facts.windows.days, dtype=object)
    sums.insert(0, "day", days[sums.slot // 24] if len(sums) else [])
    sums.insert(2, "hour", sums.pop("slot") % 24)
    return sums


def by_group(plant: Plant, blocks: Iterable[Block], slots: Ints, names: Iterable[str]) -> pd.DataFrame:
    """Sums by slot (one for each window) and group: columns slot, id (NO_GROUP: machines without one), `names`."""
    ids = np.r_[plant.groups.id.to_numpy(dtype="int64"), NO_GROUP]  # position -1, no group, takes the last
    wanted = list(names)
    found = [pd.DataFrame(columns=["slot", "id", *wanted])]
    for block in blocks:
        values = {name: block.values[name] for name in wanted if name in block.values}
        if values and "group" in block.keys:
            keys = {"slot": slots[block.window], "id": ids[block.keys["group"]]}
            found.append(pd.DataFrame(keys | values).groupby(["slot", "id"], as_index=False).sum())
    rows = pd.concat([frame for frame in found if len(frame)] or found, ignore_index=True)
    rows = rows.reindex(columns=["slot", "id", *wanted]).astype({"slot": "int64", "id": "int64"})
    return rows.groupby(["slot", "id"], as_index=False)[wanted].sum()
