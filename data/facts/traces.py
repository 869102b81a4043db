"""What each customer order, and each BOM for none, adds to the facts of which day; by this a change is found."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from data.facts.block import Block
from data.facts.customers import customer_orders
from data.facts.demand import Demand
from data.facts.moments import Ints
from data.facts.pipeline import boms, waits
from data.facts.planned import whole_days

TRACE = np.dtype([("day", "<i4"), ("edge", "i1"), ("print", "<i8")])
"""A day (date.toordinal) and a print of what was added to it. An edge is a day on which a wait began or ended: if that
moves, the days between differ too."""
OPEN = np.iinfo(np.int32).max
"""The day on which a wait ends that has not ended."""
HORIZON = timedelta(days=400)
"""How far ahead what is due is traced."""


def traces(demand: Demand) -> list[bytes]:
    """The traces (dtype TRACE) of each owner: the known orders, then the BOMs (nothing for those of an order)."""
    d, calendar = demand, demand.plant.calendar
    owners = len(d.known) + len(d.boms)
    times = np.r_[d.created, d.bom_created]
    if not len(times):
        return [b""] * owners
    first, last = (calendar.day_of(np.datetime64(int(at), "us").item()) for at in (times.min(), times.max()))
    windows = whole_days(calendar, first, max(last, calendar.day_of(d.now)) + HORIZON)
    day = np.array([of.toordinal() for of in windows.days])[windows.day]
    parts = [_added(n, block, day) for n, block in enumerate((*customer_orders(d, windows), *boms(d, windows)))]
    for owner, at in waits(d):
        where = windows.at(at)
        known = where >= 0
        on = np.where(known, day[where], OPEN)
        parts.append(pd.DataFrame({"owner": owner, "day": on, "edge": 1, "print": _print({"at": at})}))
    every = pd.concat(parts, ignore_index=True)
    # sums of 64 bits that run over are sums all the same
    told = every.groupby(["owner", "day", "edge"], as_index=False)["print"].sum()
    rows = np.empty(len(told), dtype=TRACE)
    for name in ("day", "edge", "print"):
        rows[name] = told[name].to_numpy()
    ends = np.searchsorted(told.owner.to_numpy(), np.arange(owners + 1))
    return [rows[a:b].tobytes() for a, b in pairwise(ends)]


def _print(columns: dict[str, np.ndarray]) -> Ints:
    return pd.util.hash_pandas_object(pd.DataFrame(columns), index=False).to_numpy().view(np.int64)


def _added(number: int, block: Block, day: Ints) -> pd.DataFrame:
    said = {**block.values, **{f"key {name}": key for name, key in block.keys.items() if name != "owner"}}
    columns = {"number": np.full(len(block.window), number), **said}
    owner = block.keys["owner"]
    return pd.DataFrame({"owner": owner, "day": day[block.window], "edge": 0, "print": _print(columns)})


def differing(old: list[bytes], new: list[bytes], first: date, today: date) -> set[date]:
    """The days first..today (without it) to which the owners add something else than before."""
    parts = []
    for said in (old, new):
        rows = np.frombuffer(b"".join(said), dtype=TRACE)
        owner = np.repeat(np.arange(len(said)), [len(of) // TRACE.itemsize for of in said])
        parts.append(pd.DataFrame({"owner": owner} | {name: rows[name] for name in TRACE.names or ()}))
    other = pd.concat(parts, ignore_index=True).drop_duplicates(keep=False)
    lowest, end = first.toordinal(), today.toordinal()
    days = set(other.day[other.edge == 0].tolist())
    spans = other[other.edge == 1].groupby("owner").day.agg(["min", "max"])
    for begin, until in spans.drop_duplicates().itertuples(index=False):
        days.update(range(max(begin, lowest), min(until + 1, end)))
    return {date.fromordinal(day) for day in days if lowest <= day < end}


__all__ = ["OPEN", "TRACE", "differing", "traces"]
