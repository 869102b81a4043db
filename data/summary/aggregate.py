"""Computing summaries: one window after its shift, or all of a factory's past. What is late is computed with it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from data.facts.calendar import DAY
from data.facts.compute import Facts, compute
from data.facts.history import NEVER, History, moment
from data.facts.stops import repaired
from data.source import read
from data.summary import demand_ledger, finalized, late, ledger, write
from data.summary.clock import Clock
from data.summary.late import Progress, Watch
from data.summary.missing import astray, first_row, span
from data.summary.reading import facts_of
from data.tenancy import Scope
from data.tenancy.schema import utcnow


def aggregate(scope: Scope, grain: str, day: date) -> None:
    """Compute one window again: the day's shifts and the day ("shift", "daily"), its week, or its month.

    ValueError for another grain. Weeks and months are sums of their days; the days are computed again with them.
    """
    clock = Clock.of(scope)
    if grain == "weekly":
        first = write.monday(day)
        last = first + 6 * DAY
    elif grain == "monthly":
        first = day.replace(day=1)
        last = (first + 32 * DAY).replace(day=1) - DAY
    elif grain in ("shift", "daily"):
        first = last = day
    else:
        raise ValueError(f"unknown grain {grain!r}: shift, daily, weekly or monthly")
    last = min(last, clock.today)
    if first > clock.today:
        raise ValueError(f"{first} lies in the future; today is {clock.today} at {scope.factory.slug}")
    # so that the ledger may note all that changed: no order is written to one of its windows and not to the others
    seen = late.look(scope, clock)
    late.recompute(scope, {*_days(first, last), *(seen.days if seen else ())}, clock, seen, cause=late.LATE)


def _days(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Millions of rows and hardly a cycle: to look for these as often as usual is a tenth of a backfill."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@_seldom_collected()
def backfill(
    scope: Scope, first: date | None = None, last: date | None = None, progress: Progress | None = None,
    watch: Watch | None = None, cause: str = "backfill",
) -> tuple[date, date] | None:  # fmt: skip
    """Compute every recorded day of a factory (or first..last) and the weeks and months they touch; None without any.

    Rows outside the record go.
    Safe to kill and run again: each run of days is one transaction that replaces its rows.
    """
    read_at, clock = utcnow(), Clock.of(scope)
    known, outside = span(clock), astray(scope, clock)
    if known is None:
        late.recompute(scope, outside, clock)
        return None
    first, last = max(first or known[0], known[0]), min(last or known[1], clock.today)
    history = read.history(scope, clock.plant, clock.now)
    begun, days = first_row(scope), set(_days(first, last))
    if begun is None or days >= set(_days(*known)):
        wanted = demand_ledger.entries(history.demand) if history.demand else pd.DataFrame()
        seen = late.Look(frozenset(), ledger.entries(history), wanted, read_at)
    else:
        noted = ledger.rows(scope), demand_ledger.rows(scope)
        seen = late.compare(scope, clock, history, noted, begun, read_at)
    parts = Parts(history, seen.work)
    late.recompute(scope, days | outside | seen.days, clock, seen, parts.facts, progress, watch, cause)
    finalized.finalize(scope, clock.today)
    scope.analyze()
    return (first, last) if first <= last else None


__all__ = ["Parts", "aggregate", "backfill", "facts_of", "first_row", "span"]


class Parts:
    """A whole history, of which each range of days takes what concerns it."""

    def __init__(self, history: History, entries: pd.DataFrame) -> None:
        self.history, self.entries = history, entries
        self.owner = pd.Index(history.orders.id).get_indexer(pd.Index(history.logs.work_order_id))
        # a breakdown's length is told when the last of those at once ends, maybe after the order has left the floor
        self.until = np.maximum(entries.last_at.to_numpy(), repaired(history))

    def facts(self, first: date, last: date) -> Facts:
        """The facts of the production days first..last."""
        h, e, calendar = self.history, self.entries, self.history.plant.calendar
        start, end = moment(calendar.start_of(first)), moment(calendar.end_of(last))
        on_floor = (e.first_at <= end) & (self.until >= start)
        planned = (np.minimum(e.plan_start, e.plan_end) <= end) & (e.plan_end >= start) & (e.plan_end != NEVER)
        chosen = (on_floor | planned).to_numpy()
        logs = h.logs[np.r_[chosen, False][self.owner]]
        part = replace(h, orders=h.orders[chosen].reset_index(drop=True), logs=logs.reset_index(drop=True))
        return compute(part, first, last)
