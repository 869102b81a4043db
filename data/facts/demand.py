"""Customer orders and BOMs up to a moment: when each was planned, released and delivered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from data.facts.moments import HOUR, NEVER, Floats, Ints, micros, moment, take
from data.facts.plant import Plant, codes

ROUNDING = 1e-9
"""Share of an ordered quantity that sums of fractions may lack: three times 0.3 are 0.9."""


@dataclass(frozen=True)
class Steps:
    """Reports of OK units on customer orders, in the order of time within each order. Arrays of one length.

    own: units made of the BOM so far. delivered: units delivered of the order so far. gain: by how much this report
    raised them; a correction lowers them.
    """

    order: Ints
    bom: Ints
    at: Ints
    own: Floats
    delivered: Floats
    gain: Floats


@dataclass(frozen=True)
class Demand:
    """Frames with the source's columns: customer orders; BOMs, `released_at` being when the first work order of each
    was created; the work orders of the customer orders' BOMs, and the logs of these.

    An order's BOMs are all that the source names, whenever they were created. An order created after `now` is not
    known; what was logged after it has not happened.
    """

    plant: Plant
    orders: pd.DataFrame
    boms: pd.DataFrame
    work: pd.DataFrame
    logs: pd.DataFrame
    now: datetime

    @cached_property
    def sla(self) -> int:
        """Microseconds within which what came in is to be planned and released."""
        return int(planning_sla(self.plant) / timedelta(microseconds=1))

    @cached_property
    def known(self) -> pd.DataFrame:
        """The orders that had come in at `now`; what follows has a row for each."""
        return self.orders[micros(self.orders.created_at) <= moment(self.now)].reset_index(drop=True)

    @cached_property
    def created(self) -> Ints:
        return micros(self.known.created_at)

    @cached_property
    def qty(self) -> Floats:
        return _numbers(self.known.qty)

    @cached_property
    def price(self) -> Floats:
        """Price of a unit; NaN where there is none."""
        return pd.to_numeric(self.known.price).to_numpy(dtype=float)

    @cached_property
    def customer(self) -> Ints:
        return codes(self.plant.customers.id, self.known.customer_id)

    @cached_property
    def part(self) -> Ints:
        return codes(self.plant.parts.id, self.known.part_number_id)

    @cached_property
    def target(self) -> np.ndarray:
        """The production day of the delivery target (datetime64[D]); NaT without one."""
        return pd.to_datetime(self.known.delivery_target_date).to_numpy(dtype="datetime64[D]")

    @cached_property
    def target_end(self) -> Ints:
        """When that day ends; NEVER without a target."""
        days, at = np.unique(self.target, return_inverse=True)
        ends = [NEVER if np.isnat(d) else moment(self.plant.calendar.end_of(d.item())) for d in days]
        return np.array(ends, dtype=np.int64)[at]

    @cached_property
    def bom_order(self) -> Ints:
        """Position of the order that each BOM is for; -1 for one that is for stock."""
        return codes(self.known.id, self.boms.purchase_order_id)

    @cached_property
    def owner(self) -> Ints:
        """Whose each BOM is: the position of its order, or of itself behind all orders."""
        return np.where(self.bom_order >= 0, self.bom_order, len(self.known) + np.arange(len(self.boms)))

    @cached_property
    def bom_created(self) -> Ints:
        return micros(self.boms.created_at)

    @cached_property
    def bom_released(self) -> Ints:
        """When the first work order of each BOM was created; NEVER without one."""
        return micros(self.boms.released_at)

    @cached_property
    def boms_of(self) -> Ints:
        """How many BOMs each order has."""
        return np.bincount(self.bom_order[self.bom_order >= 0], minlength=len(self.known))

    def _of_order(self, values: np.ndarray, best: Callable[..., np.ndarray], start: float) -> np.ndarray:
        """The least or greatest value of each order's BOMs; `start` for an order without any."""
        chosen = np.flatnonzero(self.bom_order >= 0)
        chosen = chosen[np.argsort(self.bom_order[chosen], kind="stable")]
        found = np.full(len(self.known), start, dtype=values.dtype)
        if len(chosen):
            owner = self.bom_order[chosen]
            first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
            found[owner[first]] = best(values[chosen], first)
        return found

    @cached_property
    def planned(self) -> Ints:
        """When each order's first BOM was created."""
        return self._of_order(self.bom_created, np.minimum.reduceat, NEVER)

    @cached_property
    def released(self) -> Ints:
        """When each order's first work order was created."""
        return self._of_order(self.bom_released, np.minimum.reduceat, NEVER)

    @cached_property
    def steps(self) -> Steps:
        bom_of_work = codes(self.boms.id, self.work.bom_id)
        ok = self._pieces
        work = codes(self.work.id, self.logs.work_order_id)
        told = np.flatnonzero((work >= 0) & (ok != 0) & (micros(self.logs.changed_at) <= moment(self.now)))
        bom = bom_of_work[work[told]] if len(told) else told
        sold = take(self.bom_order, bom) >= 0
        told, bom = told[sold], bom[sold]
        order, at = self.bom_order[bom], micros(self.logs.changed_at.iloc[told])
        turn = np.lexsort((self.logs.id.to_numpy()[told], at, order))
        order, bom, at, told = order[turn], bom[turn], at[turn], told[turn]
        own = pd.Series(ok[told]).groupby(bom).cumsum().to_numpy(dtype=float)
        first = np.r_[True, order[1:] != order[:-1]] if len(order) else np.zeros(0, bool)
        least = self._least(order, bom, own, np.flatnonzero(first))
        qty = self.qty[order]
        least = np.where(least >= qty * (1 - ROUNDING), qty, np.maximum(least, 0.0))
        return Steps(order, bom, at, own, least, least - np.where(first, 0.0, np.r_[0.0, least[:-1]][: len(least)]))

    @property
    def _pieces(self) -> Floats:
        """The OK units of each log that are finished pieces: as History.log_pieces."""
        ok = _numbers(self.logs.ok_qtys)
        if "operation" not in self.logs or not self.logs.operation.notna().any() or "last_operation" not in self.work:
            return ok
        last = self.logs.work_order_id.map(self.work.set_index("id").last_operation)
        operation = self.logs.operation
        return np.where(operation.isna() | last.isna() | (operation == last), ok, 0.0)

    def _least(self, order: Ints, bom: Ints, own: Floats, first: Ints) -> Floats:
        """After each report: the smallest quantity made so far over the order's BOMs."""
        least = own.copy()
        many = np.flatnonzero(self.boms_of[order] > 1)
        if not len(many):
            return least
        rank = _ranks(self.bom_order)[bom]
        begin = first[np.searchsorted(first, np.arange(len(order)), "right") - 1]
        for k in range(int(self.boms_of[order[many]].max())):
            many = many[self.boms_of[order[many]] > k]
            last = np.maximum.accumulate(np.where(rank == k, np.arange(len(order)), -1))[many]
            made = np.where(last >= begin[many], own[last], 0.0)
            least[many] = np.minimum(least[many], made)
        return least

    @cached_property
    def fulfilled(self) -> Ints:
        """When the delivered quantity of each order first reached the ordered one."""
        done = self.steps.delivered >= self.qty[self.steps.order]
        return _first(self.steps.order, self.steps.at, done, len(self.known))

    @cached_property
    def finished(self) -> tuple[Ints, Ints]:
        """When the first and the last of each order's BOMs had made the ordered quantity."""
        s = self.steps
        done = s.own >= self.qty[s.order] * (1 - ROUNDING)
        at = _first(s.bom, s.at, done, len(self.boms))
        return self._of_order(at, np.minimum.reduceat, NEVER), self._of_order(at, np.maximum.reduceat, NEVER)

    @cached_property
    def at_target(self) -> tuple[Floats, Floats]:
        """Units delivered, and covered by work orders, of each order when its target day ends."""
        return self.delivered(self.target_end), self.covered(self.target_end)

    def delivered(self, until: Ints) -> Floats:
        """Units delivered of each order until a moment, that included (one an order)."""
        s = self.steps
        before = np.flatnonzero(s.at <= until[s.order])
        found = np.zeros(len(self.known))
        found[s.order[before]] = s.delivered[before]  # the last report of each order stays
        return found

    def covered(self, until: Ints) -> Floats:
        """Units of each order for which work orders existed before a moment, at most what was ordered."""
        bom, created = codes(self.boms.id, self.work.bom_id), micros(self.work.created_at)
        sold = np.flatnonzero((bom >= 0) & (created <= moment(self.now)))
        sold = sold[self.bom_order[bom[sold]] >= 0]
        sold = sold[created[sold] < until[self.bom_order[bom[sold]]]]
        units = np.bincount(bom[sold], _numbers(self.work.qty)[sold], minlength=len(self.boms))
        return np.minimum(self._of_order(units.astype(float), np.minimum.reduceat, 0.0), self.qty)


def planning_sla(plant: Plant) -> timedelta:
    """The time within which customer orders and BOMs are to be released: 24 h, unless the factory sets another."""
    return timedelta(hours=float(plant.settings.get("planning_sla_hours") or 24))


def hours(start: Ints, end: Ints) -> Floats:
    """Hours between two times; 0 where one of them is not known."""
    known = (start != NEVER) & (end != NEVER)
    return np.where(known, np.where(known, end, 0) - np.where(known, start, 0), 0) / HOUR


def _numbers(values: pd.Series) -> Floats:
    return pd.to_numeric(values).fillna(0).to_numpy(dtype=float)


def _ranks(owner: Ints) -> Ints:
    """The place of each member among those of one owner: 0, 1 ..."""
    return pd.Series(owner).groupby(owner).cumcount().to_numpy(dtype=np.int64)


def _first(owner: Ints, at: Ints, chosen: np.ndarray, size: int) -> Ints:
    """The first chosen time of each owner, in the order that is given; NEVER without one."""
    found = np.full(size, NEVER)
    hit = np.flatnonzero(chosen)[::-1]
    found[owner[hit]] = at[hit]
    return found
