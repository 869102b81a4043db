"""What the rules look at: the lines of some orders as they are read, their chains of states, and the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from data.facts.calendar import DAY, OFF_SHIFT
from data.facts.history import COMPLETED, STATUSES
from data.facts.moments import HOUR, NEVER, Floats, Ints, micros, moment
from data.facts.plant import Plant

FREE = -1
"""The operation of a line that names none."""


@dataclass(frozen=True)
class Evidence:
    """Orders with all of their lines, and the closed days first..last of which every line is there.

    orders: id, unique_id, machine_id, operator_id, qty, status, created_at, start_time, last_operation,
    part_number_id. logs: id, work_order_id, status, changed_at, ok_qtys, scrapped_qtys, rework_qtys,
    scrapped_reason_id, hold_reason_id, machine_id, operator_id, operation, external_id, deleted_at. A column that is
    missing is empty. now: up to when lines count; wall: after it they lie ahead (both naive UTC). unrecorded: days that
    are marked as such. begun: the first day of the record; None: the day of the first line here.
    """

    plant: Plant
    orders: pd.DataFrame
    logs: pd.DataFrame
    now: datetime
    wall: datetime
    first: date | None = None
    last: date | None = None
    unrecorded: frozenset[date] = frozenset()
    begun: date | None = None

    # ---- orders -------------------------------------------------------------------------------------------------
    def of_order(self, name: str) -> pd.Series:
        """A column of the orders; empty where the frame lacks it."""
        return self.orders[name] if name in self.orders else pd.Series(np.nan, self.orders.index)

    @cached_property
    def qty(self) -> Floats:
        return pd.to_numeric(self.of_order("qty")).fillna(0).to_numpy(dtype=float)

    @cached_property
    def created(self) -> Ints:
        return micros(self.of_order("created_at"))

    @cached_property
    def plan_start(self) -> Ints:
        return micros(self.of_order("start_time"))

    # ---- lines --------------------------------------------------------------------------------------------------
    def _of_log(self, name: str) -> pd.Series:
        return self.logs[name] if name in self.logs else pd.Series(np.nan, self.logs.index)

    @cached_property
    def every(self) -> pd.DataFrame:
        """Every line that was not taken back: order (position), op (code, FREE: none), at (us), id, code (of STATUSES),
        ok, scrap, rework, made (all three), reason, scrap_reason, machine, operator (ids, the order's where the line
        names none), external, wide (it ends the whole order); as lines are read."""
        order = pd.Index(self.orders.id).get_indexer(pd.Index(self.logs.work_order_id))
        op, names = pd.factorize(self._of_log("operation"))
        last = pd.Index(names).get_indexer(pd.Index(self.of_order("last_operation"))) if len(names) else op[:0]
        made = pd.DataFrame(
            {
                "order": order, "op": op, "at": micros(self.logs.changed_at), "id": self.logs.id.to_numpy(),
                "code": pd.Index(STATUSES).get_indexer(pd.Index(self.logs.status)),
                **{short: pd.to_numeric(self._of_log(f"{name}_qtys")).fillna(0).to_numpy(dtype=float)
                   for short, name in (("ok", "ok"), ("scrap", "scrapped"), ("rework", "rework"))},
                "reason": self._ids("hold_reason_id"), "scrap_reason": self._ids("scrapped_reason_id"),
                "machine": self._own("machine_id", order), "operator": self._own("operator_id", order),
                "external": self._of_log("external_id").to_numpy(),
            }
        )  # fmt: skip
        made["made"] = made.ok + made.scrap + made.rework
        final = (op != FREE) & (op == last[order]) & (made.code == COMPLETED) if len(last) else False
        made["wide"] = (made.code >= COMPLETED) & ((op == FREE) | final)
        kept = made[(made.order >= 0) & (made["at"] != NEVER) & self._of_log("deleted_at").isna().to_numpy()]
        return kept.sort_values(["order", "at", "id"], kind="stable", ignore_index=True)

    def _ids(self, name: str) -> Ints:
        return pd.to_numeric(self._of_log(name)).fillna(-1).to_numpy().astype("int64")

    def _own(self, name: str, order: Ints) -> Ints:
        """Ids as the lines name them, else the orders; -1 where neither does."""
        of = np.r_[pd.to_numeric(self.of_order(name)).fillna(-1).to_numpy().astype("int64"), -1]
        named = self._ids(name)
        return np.where(named >= 0, named, of[order])

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Those of `every` that have come by now."""
        return self.every[self.every["at"] <= moment(self.now)].reset_index(drop=True)

    # ---- chains -------------------------------------------------------------------------------------------------
    @cached_property
    def steps(self) -> pd.DataFrame:
        """The lines chain by chain (`chain`: a number of order and operation; `copy`: told by a line of the order that
        speaks for this chain too), with when the next one of the chain comes (`end`) and whether one does (`over`)."""
        steps = self._chained()
        chain, at = steps.chain.to_numpy(), steps["at"].to_numpy()
        over = np.r_[chain[1:] == chain[:-1], False] if len(chain) else np.zeros(0, bool)
        steps["end"] = np.where(over, np.r_[at[1:], 0] if len(at) else at, max(moment(self.now), 0))
        steps["over"] = over
        return steps

    def _chained(self) -> pd.DataFrame:
        lines = self.lines
        if not (lines.op != FREE).any():
            return lines.assign(chain=lines.order, copy=False)
        width = int(lines.op.max()) + 2
        alone = lines.wide & (lines.op == FREE)
        own = lines[~alone].assign(copy=False)
        own["chain"] = own.order * width + own.op + 1
        chains = pd.DataFrame({"chain": own.chain.unique()})
        bare = np.setdiff1d(lines.order.unique(), own.order.unique())
        chains = pd.concat([chains, pd.DataFrame({"chain": bare * width})], ignore_index=True).astype("int64")
        chains["order"] = chains.chain // width
        copies = lines[lines.wide].merge(chains, on="order")
        # a line of its own operation is there already; one without operation is the end of every chain
        copies = copies[(copies.op == FREE) | (copies.chain != copies.order * width + copies.op + 1)]
        copies["copy"] = (copies.op != FREE) | (copies.chain != copies.order * width)
        steps = pd.concat([own, copies], ignore_index=True)
        return steps.sort_values(["chain", "at", "id"], kind="stable", ignore_index=True)

    @cached_property
    def spans(self) -> pd.DataFrame:
        """The steps in a state that is not an end, each until the next line of its chain."""
        return self.steps[(self.steps.code < COMPLETED) & (self.steps.end > self.steps["at"])]

    @cached_property
    def open(self) -> np.ndarray:
        """By order: whether it is still open at `now`, as its lines say; one without lines is."""
        still = np.ones(len(self.orders), bool)
        still[self.lines.order[self.lines.wide]] = False
        last = self.steps[~self.steps.over]
        still[last.order[last.code < COMPLETED]] = True
        return still

    def first_at(self, chosen: pd.Series) -> Ints:
        """By order when the first of the chosen lines came; NEVER without one."""
        found, some = np.full(len(self.orders), NEVER), self.lines[chosen]
        found[some.order.to_numpy()[::-1]] = some["at"].to_numpy()[::-1]
        return found

    # ---- calendar -----------------------------------------------------------------------------------------------
    @cached_property
    def windows(self) -> pd.DataFrame:
        """The calendar's windows from the first line's day to a week after now, with start and end as us."""
        calendar = self.plant.calendar
        begin = self.lines["at"].min() if len(self.lines) else moment(self.now)
        found = calendar.windows(calendar.day_of(_time(begin)) - DAY, calendar.day_of(self.now) + 7 * DAY)
        return found.assign(start=micros(found.start), end=micros(found.end))

    @cached_property
    def closed(self) -> tuple[Ints, Ints]:
        """Begin and end (us) of the times without a shift."""
        off = self.windows[self.windows.shift_id == OFF_SHIFT]
        start, end = off.start.to_numpy(), off.end.to_numpy()
        opens = np.r_[True, start[1:] != end[:-1]] if len(start) else np.zeros(0, bool)
        last = np.r_[opens[1:], True] if len(start) else opens
        return start[opens], end[last]

    @cached_property
    def shift_ends(self) -> Ints:
        """When a shift ended (us): at the next moment another one, the next day's or none is on."""
        w = self.windows
        if not len(w):
            return np.zeros(0, dtype="int64")
        shift, day = w.shift_id.to_numpy(), w.day.to_numpy()
        ends = (shift[:-1] != OFF_SHIFT) & ((shift[1:] != shift[:-1]) | (day[1:] != day[:-1]))
        return w.end.to_numpy()[:-1][ends]

    @cached_property
    def days(self) -> list[date]:
        """The closed days that are there as a whole."""
        if self.first is None or self.last is None:
            return []
        found = [self.first + n * DAY for n in range((self.last - self.first).days + 1)]
        return [day for day in found if self.plant.calendar.end_of(day) <= self.now]

    # ---- findings -----------------------------------------------------------------------------------------------
    def found(self, order: Ints, at: Ints, machine: Ints, details: Sequence[str], closes: bool = True) -> pd.DataFrame:
        """Findings about orders (positions), each at a moment (us) that closes or opens its day."""
        names = self.orders.unique_id.to_numpy(dtype=object)[order]
        ids = self.orders.id.to_numpy()[order].astype(float)
        machines = np.where(machine >= 0, machine, np.nan)
        return _frame([f"order {name}" for name in names], self.day_of(at, closes), ids, machines, details)

    def of_days(self, subjects: Sequence[str], days: Sequence[date], details: Sequence[str]) -> pd.DataFrame:
        """Findings about days."""
        none = np.full(len(subjects), np.nan)
        return _frame(subjects, days, none, none, details)

    def day_of(self, at: Ints, closes: bool = True) -> list[date]:
        """The production days of moments (us); one at a day's very start closes the day before it, or opens it."""
        if not len(at):
            return []
        known, where = np.unique(at - (1 if closes else 0), return_inverse=True)
        days = np.array([self.plant.calendar.day_of(_time(one)) for one in known], dtype=object)
        return list(days[where])

    def when(self, at: Ints) -> list[str]:
        """Moments (us) as the factory's clock shows them: 4 Mar 2024 14:02."""
        local = pd.to_datetime(np.asarray(at, dtype="int64"), unit="us", utc=True).tz_convert(self.plant.calendar.zone)
        return [f"{one.day} {one:%b %Y %H:%M}" for one in local]


def _frame(subjects: Sequence[str], days: Sequence[date], order: Any, machine: Any, detail: Sequence[str]) -> Any:
    return pd.DataFrame(
        {"subject": pd.Series(subjects, dtype=object), "day": pd.Series(days, dtype=object),
         "work_order_id": order, "machine_id": machine, "detail": pd.Series(detail, dtype=object)}
    )  # fmt: skip


def _time(at: int) -> datetime:
    return np.datetime64(int(at), "us").item()


def each(frame: pd.DataFrame) -> Any:
    """The rows, to read their columns as attributes."""
    return frame.itertuples()


def amount(value: float) -> str:
    """A quantity as text that is the same for every reader: 1,050; 0.5; 4e+308."""
    if abs(value) >= 1e15:
        return f"{value:.3g}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def hours(span: float) -> str:
    """Microseconds as hours: 56 h; 0.5 h."""
    return f"{amount(round(span / HOUR, 1))} h"


__all__ = ["FREE", "Evidence", "amount", "each", "hours"]
