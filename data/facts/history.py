"""The log of a factory, made ready for counting: the orders' key times and their intervals in a state."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts import chains
from data.facts.chains import (
    ALONE,
    ASSIGNED,
    CANCELLED,
    CLOSED,
    COMPLETED,
    HOLD,
    NAMELESS,
    SETUP,
    START,
    STATUSES,
    Intervals,
    Lines,
)
from data.facts.demand import Demand
from data.facts.moments import HOUR, NEVER, Floats, Ints, micros, moment, take
from data.facts.plant import Plant, codes


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
    def log_rows(self) -> pd.DataFrame:
        """The lines that happened, with their order's position (order), time and status as numbers (at, code), in the
        order of order, time and id."""
        logs = self.logs.assign(
            order=pd.Index(self.orders.id).get_indexer(pd.Index(self.logs.work_order_id)),
            at=micros(self.logs.changed_at),
            code=pd.Index(STATUSES).get_indexer(pd.Index(self.logs.status)),
        )
        known = logs[(logs.order >= 0) & (logs["at"] <= moment(self.now))]
        # several lines of one second are read in the order of their ids
        return known.sort_values(["order", "at", "id"], kind="stable", ignore_index=True)

    @cached_property
    def log_order(self) -> Ints:
        return self.log_rows.order.to_numpy()

    @cached_property
    def log_at(self) -> Ints:
        return self.log_rows["at"].to_numpy()

    @cached_property
    def log_status(self) -> Ints:
        return self.log_rows.code.to_numpy()

    def log_quantity(self, name: str) -> Floats:
        """ok_qtys, scrapped_qtys or rework_qtys of the sorted logs; 0 for a column that is not there."""
        if name not in self.log_rows:
            return np.zeros(len(self.log_rows))
        return self.log_rows[name].fillna(0).to_numpy(dtype=float)

    @cached_property
    def log_pieces(self) -> Floats:
        """OK quantities as far as they are finished pieces of the order: those of its last operation, of lines that
        name none, or all where nobody says which operation is the last."""
        last = self._last_operation[self.log_order]
        counts = (self.log_operation == ALONE) | (last == NAMELESS) | (self.log_operation == last)
        return np.where(counts, self.log_quantity("ok_qtys"), 0.0)

    def _of_line(self, name: str, known: pd.Series, otherwise: Ints) -> Ints:
        """Position of what each line names itself; where it names nothing that of its order."""
        if name not in self.log_rows or not self.log_rows[name].notna().any():
            return otherwise[self.log_order]
        own = codes(known, self.log_rows[name])
        return np.where(own >= 0, own, otherwise[self.log_order])

    @cached_property
    def log_machine(self) -> Ints:
        return self._of_line("machine_id", self.plant.machines.id, self.machine)

    @cached_property
    def log_operator(self) -> Ints:
        return self._of_line("operator_id", self.plant.operators.id, self.operator)

    @cached_property
    def _operations(self) -> tuple[Ints, pd.Index]:
        """The number of each line's operation, ALONE for none, and the names by number, sorted."""
        if "operation" not in self.log_rows or not self.log_rows.operation.notna().any():
            return np.full(len(self.log_rows), ALONE), pd.Index([], dtype=object)
        numbers, names = pd.factorize(self.log_rows.operation.astype(object), sort=True)
        return numbers.astype(np.int64), pd.Index(names)

    @cached_property
    def log_operation(self) -> Ints:
        return self._operations[0]

    @cached_property
    def _last_operation(self) -> Ints:
        """The number of each order's last operation; NAMELESS where it does not say."""
        if "last_operation" not in self.orders or not self.orders.last_operation.notna().any():
            return np.full(len(self.orders), NAMELESS)
        names, given = self._operations[1], pd.Index(self.orders.last_operation)
        number = names.get_indexer(given)  # one that no line has named yet is none of those that were
        return np.where(given.isna(), NAMELESS, np.where(number < 0, len(names), number))

    @cached_property
    def routed(self) -> np.ndarray:
        """Whether each order runs through operations."""
        found = np.zeros(len(self.orders), bool)
        found[self.log_order[self.log_operation != ALONE]] = True
        return found

    @cached_property
    def log_ends(self) -> np.ndarray:
        """Whether each line ends its order in every operation."""
        last = (self.log_status == COMPLETED) & (self.log_operation == self._last_operation[self.log_order])
        return (self.log_status >= COMPLETED) & ((self.log_operation == ALONE) | last)

    @cached_property
    def _whole_status(self) -> Ints:
        """What each line says of its order as a whole: an operation that is done leaves it waiting for the next."""
        done = (self.log_status >= COMPLETED) & ~self.log_ends
        return np.where(done, ASSIGNED, self.log_status)

    @cached_property
    def log_scrap_reason(self) -> Ints:
        return codes(self.plant.scrapped_reasons.id, self.log_rows.scrapped_reason_id)

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
        known = (self.created <= moment(self.now)) | (self.first_log(*range(len(STATUSES))) != NEVER)
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
    def customer(self) -> Ints:
        """Position of the customer whose order the BOM is for; -1 for work for stock."""
        return codes(self.plant.customers.id, self.orders.customer_id)

    def of_part(self, values: Floats, day: Ints | int, order: Ints) -> Floats:
        """`values` (days x parts) of each order's part on the day at each position; NaN for an order of no part."""
        part = self.part[order]
        return np.where(part < 0, np.nan, values[day, part] if values.size else np.nan)

    def first_log(self, *statuses: int) -> Ints:
        """Position of each order's first log with one of the statuses; NEVER without one."""
        found = np.full(len(self.orders), NEVER)
        hit = np.flatnonzero(np.isin(self._whole_status, statuses))
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
        """OK pieces of each order up to and with its first Completed; 0 while it has none."""
        log = self.first_log(COMPLETED)
        done = np.flatnonzero(log != NEVER)
        total = np.r_[0.0, np.cumsum(self.log_pieces)]
        found = np.zeros(len(self.orders))
        found[done] = total[log[done] + 1] - total[np.searchsorted(self.log_order, done, "left")]
        return found

    @cached_property
    def last_status(self) -> Ints:
        """Each order's status at `now`; without a log it is Assigned."""
        found = np.full(len(self.orders), ASSIGNED)
        found[self.log_order] = np.where(self.routed[self.log_order] & ~self.log_ends, ASSIGNED, self.log_status)
        return found

    @cached_property
    def ended(self) -> Ints:
        """When each order left the floor for good (its last log, if that says so); NEVER while it is open."""
        last = np.full(len(self.orders), NEVER)
        last[self.log_order] = self.log_at
        return np.where(self.last_status >= COMPLETED, last, NEVER)

    @cached_property
    def intervals(self) -> Intervals:
        """The stretches of time in which each order, or an operation of it, was in one open state, before its first
        line Assigned. Of an order with operations also the time between them, Assigned on its own machine."""
        now = moment(self.now)
        reason = np.where(self.log_status == HOLD, codes(self.plant.hold_reasons.id, self.log_rows.hold_reason_id), -1)
        lines = Lines(
            self.log_order, self.log_at, self.log_status, reason, self.log_machine, self.log_operator,
            self.log_operation, self.log_ends,
        )  # fmt: skip
        made = chains.intervals(chains.of_chains(lines, self.routed, self.machine, self.operator), now)
        first = self.first(*range(len(STATUSES)))
        waited = chains.waits(self.created, first, now, self.machine, self.operator)
        every = chains.joined(made, waited)
        return every.take(every.state < COMPLETED)

    def before(self, quantity: Floats, order: Ints, at: Ints) -> Floats:
        """The sum of a quantity of the lines of each order before each moment (arrays of one length)."""
        total = np.r_[0.0, np.cumsum(quantity)]
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
