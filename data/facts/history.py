"""The log of a factory, made ready for counting: the orders' key times and their intervals in a state."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts.demand import Demand
from data.facts.moments import HOUR, NEVER, Floats, Ints, micros, moment, take
from data.facts.plant import Plant, codes

ASSIGNED, SETUP, START, HOLD, COMPLETED, CLOSED, CANCELLED = range(7)
STATUSES = ("Assigned", "Setup", "Start", "Hold", "Completed", "Closed", "Cancelled")


@dataclass(frozen=True)
class Intervals:
    """Arrays of one length: an order (position) was in `state` from `start` to `end`; `reason` is a position or -1."""

    order: Ints
    state: Ints
    start: Ints
    end: Ints
    reason: Ints
    ended_by: Ints  # status of the log that ended it; -1: still running

    def take(self, chosen: np.ndarray) -> "Intervals":
        return Intervals(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class History:
    """Orders and logs up to `now`. `orders` and `logs` are frames with the source's columns (data.source.read).

    demand: the customer orders and BOMs behind them; None where nobody asks for these.
    """

    plant: Plant
    orders: pd.DataFrame
    logs: pd.DataFrame
    now: datetime
    demand: Demand | None = None

    def until(self, now: datetime) -> "History":
        """The same rows as they were at another moment."""
        return replace(self, now=now, demand=self.demand and replace(self.demand, now=now))

    @cached_property
    def _sorted(self) -> pd.DataFrame:
        logs = self.logs.assign(
            order=pd.Index(self.orders.id).get_indexer(pd.Index(self.logs.work_order_id)),
            at=micros(self.logs.changed_at),
            code=pd.Index(STATUSES).get_indexer(pd.Index(self.logs.status)),
        )
        known = logs[(logs.order >= 0) & (logs["at"] < moment(self.now))]
        # several logs of one second are read in the order of their ids
        return known.sort_values(["order", "at", "id"], kind="stable", ignore_index=True)

    @cached_property
    def log_order(self) -> Ints:
        return self._sorted.order.to_numpy()

    @cached_property
    def log_at(self) -> Ints:
        return self._sorted["at"].to_numpy()

    @cached_property
    def log_status(self) -> Ints:
        return self._sorted.code.to_numpy()

    def log_quantity(self, name: str) -> Floats:
        """ok_qtys, scrapped_qtys or rework_qtys of the sorted logs."""
        return self._sorted[name].fillna(0).to_numpy(dtype=float)

    @cached_property
    def log_scrap_reason(self) -> Ints:
        return codes(self.plant.scrapped_reasons.id, self._sorted.scrapped_reason_id)

    # ---- orders -------------------------------------------------------------------------------------------------
    @cached_property
    def created(self) -> Ints:
        return micros(self.orders.created_at)

    @cached_property
    def plan_start(self) -> Ints:
        return micros(self.orders.start_time)

    @cached_property
    def plan_end(self) -> Ints:
        # an order that is not known yet at now is not due either
        known = (self.created < moment(self.now)) | (self.first_log(*range(len(STATUSES))) != NEVER)
        return np.where(known, micros(self.orders.end_time), NEVER)

    @cached_property
    def qty(self) -> Floats:
        return self.orders.qty.fillna(0).to_numpy(dtype=float)

    @cached_property
    def machine(self) -> Ints:
        return codes(self.plant.machines.id, self.orders.machine_id)

    @cached_property
    def part(self) -> Ints:
        return codes(self.plant.parts.id, self.orders.part_number_id)

    @cached_property
    def operator(self) -> Ints:
        return codes(self.plant.operators.id, self.orders.operator_id)

    @cached_property
    def group(self) -> Ints:
        return take(self.plant.machine_group, self.machine)

    @cached_property
    def customer(self) -> Ints:
        """Position of the customer whose order the BOM is for; -1 for work for stock."""
        return codes(self.plant.customers.id, self.orders.customer_id)

    @cached_property
    def cycle_time(self) -> Floats:
        """Ideal hours a unit of each order's part; NaN where the part has none."""
        return np.where(self.part < 0, np.nan, self.plant.cycle_hours[self.part])

    def first_log(self, *statuses: int) -> Ints:
        """Position of each order's first log with one of the statuses; NEVER without one."""
        found = np.full(len(self.orders), NEVER)
        hit = np.flatnonzero(np.isin(self.log_status, statuses))
        # written backwards, so that an order's earliest log stays
        found[self.log_order[hit][::-1]] = hit[::-1]
        return found

    def first(self, *statuses: int) -> Ints:
        """When each order first had one of the statuses; NEVER if it has not."""
        log = self.first_log(*statuses)
        known = log != NEVER
        return np.where(known, self.log_at[np.where(known, log, 0)] if len(self.log_at) else NEVER, NEVER)

    @cached_property
    def started(self) -> Ints:
        return self.first(START)

    @cached_property
    def completed(self) -> Ints:
        return self.first(COMPLETED)

    @cached_property
    def completed_ok(self) -> Floats:
        """OK quantity of each order up to and with its first Completed; 0 while it has none."""
        log = self.first_log(COMPLETED)
        done = np.flatnonzero(log != NEVER)
        total = np.r_[0.0, np.cumsum(self.log_quantity("ok_qtys"))]
        found = np.zeros(len(self.orders))
        found[done] = total[log[done] + 1] - total[np.searchsorted(self.log_order, done, "left")]
        return found

    @cached_property
    def last_status(self) -> Ints:
        """Each order's status at `now`; without a log it is Assigned."""
        found = np.full(len(self.orders), ASSIGNED)
        found[self.log_order] = self.log_status
        return found

    @cached_property
    def ended(self) -> Ints:
        """When each order left the floor for good (its last log, if that says so); NEVER while it is open."""
        last = np.full(len(self.orders), NEVER)
        last[self.log_order] = self.log_at
        return np.where(self.last_status >= COMPLETED, last, NEVER)

    @cached_property
    def intervals(self) -> Intervals:
        """The spans of time that each order was in one state, before its first log Assigned. A log that repeats the
        state (a progress report; a hold with the same reason) goes on with the span."""
        order, at, status, now = self.log_order, self.log_at, self.log_status, moment(self.now)
        reason = np.where(status == HOLD, codes(self.plant.hold_reasons.id, self._sorted.hold_reason_id), -1)
        opens = np.ones(len(order), bool)
        opens[1:] = (order[1:] != order[:-1]) | (status[1:] != status[:-1]) | (reason[1:] != reason[:-1])
        begin = np.flatnonzero(opens)
        follows = np.r_[order[begin][1:] == order[begin][:-1], False] if len(begin) else np.zeros(0, bool)
        following = np.where(follows, np.r_[begin[1:], 0] if len(begin) else begin, 0)
        first = self.first(*range(len(STATUSES)))
        waits = np.flatnonzero(self.created < np.minimum(first, now))
        made = Intervals(
            np.r_[order[begin], waits],
            np.r_[status[begin], np.full(len(waits), ASSIGNED)],
            np.r_[at[begin], self.created[waits]],
            np.r_[np.where(follows, at[following], now) if len(begin) else begin, np.minimum(first[waits], now)],
            np.r_[reason[begin], np.full(len(waits), -1)],
            np.r_[
                np.where(follows, status[following], -1) if len(begin) else begin, np.where(first[waits] < now, 0, -1)
            ],
        )
        return made.take(made.state < COMPLETED)

    def made_before(self, order: Ints, at: Ints, *names: str) -> Floats:
        """Quantity reported on each order before each moment (both arrays of one length)."""
        total = np.r_[0.0, np.cumsum(sum(self.log_quantity(name) for name in names))]
        # times as ranks: an order's number and a time together would not fit into 64 bits
        known = np.unique(self.log_at)
        width = len(known) + 1
        key = self.log_order * width + np.searchsorted(known, self.log_at)
        last = np.searchsorted(key, order * width + np.searchsorted(known, at, "left"), "left")
        return total[last] - total[np.searchsorted(self.log_order, order, "left")]


__all__ = [
    "ASSIGNED", "CANCELLED", "CLOSED", "COMPLETED", "HOLD", "HOUR", "NEVER", "SETUP", "START", "STATUSES", "Floats",
    "History", "Intervals", "Ints", "micros", "moment", "take",
]  # fmt: skip
