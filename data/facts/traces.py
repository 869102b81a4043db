"""What each customer order, and each BOM for none, adds to the facts of which day; by this a change is found."""

from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd

from data.facts.block import Block, Windows
from data.facts.calendar import Calendar
from data.facts.customers import customer_orders
from data.facts.demand import Demand
from data.facts.moments import NEVER, Ints
from data.facts.pipeline import boms, waits
from data.facts.planned import whole_days
from data.facts.prints import prints

TRACE = np.dtype([("day", "<i4"), ("edge", "i1"), ("print", "<i8")])
"""A day (date.toordinal) and a print of what was added to it. An edge is a day on which a wait began or ended: if that
moves, the days between differ too."""
OPEN = np.iinfo(np.int32).max
"""The day on which a wait ends that has not ended."""
HORIZON = timedelta(days=400)
"""How far what is due is traced, ahead of now and back from the first order."""


def traces(demand: Demand) -> list[bytes]:
    """The traces (dtype TRACE) of each owner: the known orders, then the BOMs (nothing for those of an order)."""
    d, calendar = demand, demand.plant.calendar
    owners = len(d.known) + len(d.boms)
    times = np.r_[d.created, d.bom_created]
    if not len(times):
        return [b""] * owners
    # what an order counts may lie before the order itself: a target of last week, a report that was written late
    before = (d.target_end - 1, d.bom_released, d.steps.at)
    early = min(times.min(), *(at.min(initial=NEVER) for at in before))
    first, begun, last = (
        calendar.day_of(np.datetime64(int(at), "us").item()) for at in (early, times.min(), times.max())
    )
    begin, end = max(first, begun - HORIZON), max(last, calendar.day_of(d.now)) + HORIZON
    windows, day = _days(calendar, begin.replace(day=1), end.replace(day=1))
    parts = [_added(n, block, day) for n, block in enumerate((*customer_orders(d, windows), *boms(d, windows)))]
    for owner, at in waits(d):
        where = windows.closed_by(at)  # a stock is sampled at the end of a day, that moment included
        on = np.where(where >= 0, day[where], OPEN)
        parts.append((owner, on, np.ones(len(on)), prints([at], len(on))))
    owner, rows = _summed(parts)
    ends = np.searchsorted(owner, np.arange(owners + 1))
    return [rows[a:b].tobytes() for a, b in pairwise(ends)]


@lru_cache(16)
def _days(calendar: Calendar, first: date, last: date) -> tuple[Windows, Ints]:
    """The windows of the days first..last, and the day of each (toordinal). Whole months are asked for, so that the
    same come again and again."""
    windows = whole_days(calendar, first, last)
    return windows, np.array([of.toordinal() for of in windows.days])[windows.day]


Part = tuple[Ints, Ints, np.ndarray, Ints]
"""Arrays of one length: owner, day, edge, print."""


def _added(number: int, block: Block, day: Ints) -> Part:
    size, owner = len(block.window), block.keys["owner"]
    keys = [key for name, key in block.keys.items() if name != "owner"]
    told = prints([np.full(size, number), *block.values.values(), *keys], size)
    return owner, day[block.window], np.zeros(size), told


def _summed(parts: list[Part]) -> tuple[Ints, np.ndarray]:
    """Owners and traces, by owner and day; of what one owner has on one day the sum."""
    owner, day, edge, told = (np.concatenate(column) for column in zip(*parts, strict=True))
    turn = np.lexsort((edge, day, owner))
    owner, day, edge, told = owner[turn], day[turn], edge[turn], told[turn]
    opens = np.r_[True, (owner[1:] != owner[:-1]) | (day[1:] != day[:-1]) | (edge[1:] != edge[:-1])][: len(owner)]
    first = np.flatnonzero(opens)
    rows = np.empty(len(first), dtype=TRACE)
    rows["day"], rows["edge"] = day[first], edge[first]
    # sums of 64 bits that run over are sums all the same
    rows["print"] = np.add.reduceat(told, first) if len(first) else told
    return owner[first], rows


def differing(old: list[bytes], new: list[bytes], first: date, today: date) -> set[date]:
    """The days first..today (without it) to which the owners add something else than before."""
    parts = []
    for said in (old, new):
        rows = np.frombuffer(b"".join(said), dtype=TRACE)
        owner = np.repeat(np.arange(len(said)), [len(of) // TRACE.itemsize for of in said])
        parts.append(pd.DataFrame({name: rows[name] for name in TRACE.names or ()}).assign(owner=owner))
    other = pd.concat(parts, ignore_index=True).drop_duplicates(keep=False)
    lowest, end = first.toordinal(), today.toordinal()
    days = set(other.day[other.edge == 0].tolist())
    spans = other[other.edge == 1].groupby("owner").day.agg(["min", "max"])
    for begin, until in spans.drop_duplicates().itertuples(index=False):
        days.update(range(max(begin, lowest), min(until + 1, end)))
    return {date.fromordinal(day) for day in days if lowest <= day < end}


__all__ = ["OPEN", "TRACE", "differing", "traces"]
