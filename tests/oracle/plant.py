"""The factory as it was at `now`: orders, calendar, and what held on which day. Nothing after `now` exists."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from .calendar import Calendar, Piece, within
from .orders import EVER, Order, Span, Stretch, spans
from .source import Row, Source, by_id

Keys = dict[str, Any]
Fact = tuple[str, float, Keys]  # measure, value, and the keys of the entities it belongs to
Facts = Iterator[Fact]
Dated = dict[int, list[Row]]


class Plant:
    """A source as it was at `now` (None: all of it)."""

    def __init__(self, source: Source, now: datetime | None = None, hourly: bool = False) -> None:
        self.source, self.now = source, now
        self.calendar = Calendar(source, hourly)
        self.settings = source.factory.get("settings") or {}
        self.machines, self.operators = by_id(source.machines), by_id(source.operators)
        self.parts, self.purchases = by_id(source.part_numbers), by_id(source.purchase_orders)
        self.boms, self.reasons = by_id(source.boms), by_id(source.hold_reasons)
        self.groups = by_id(source.machine_groups)
        self.assignments = dated(source.machine_assignments, "machine_id")
        self.levels = dated(source.operator_levels, "operator_id")
        self.standards = dated(source.part_standards, "part_number_id")
        self.holes = {row["day"] for row in source.unrecorded_days}
        self.orders = list(self._orders())
        self.stretches: list[Stretch] = []
        self.spans: list[Span] = []
        for order in self.orders:
            made = list(order.stretches(self.reasons, now or EVER))
            self.stretches += made
            self.spans += spans(made)

    @property
    def sla(self) -> timedelta:
        return timedelta(hours=self.settings.get("planning_sla_hours") or 24)

    def exists(self, moment: datetime) -> bool:
        return self.now is None or moment <= self.now

    def begun(self, day: date) -> bool:
        """A day that begins just now is none yet."""
        return self.now is None or self.calendar.bounds(day)[0] < self.now

    def _orders(self) -> Iterator[Order]:
        lines: dict[int, list[Row]] = {}
        for line in self.source.work_order_logs:
            if self.exists(line["changed_at"]) and not line.get("deleted_at"):
                lines.setdefault(line["work_order_id"], []).append(line)
        for row in self.source.work_orders:
            mine = lines.get(row["id"], [])
            if mine or self.exists(row["created_at"]):
                bom = self.boms.get(row["bom_id"]) or {}
                purchase = self.purchases.get(bom.get("purchase_order_id")) or {}
                yield Order(row, mine, bom, purchase.get("customer_id") or 0)

    # The record

    @cached_property
    def record(self) -> date | None:
        """Its first day; None: there is no record."""
        if setting := self.settings.get("recorded_from"):
            return date.fromisoformat(setting)
        lines = [line for order in self.orders for line in order.lines]
        if not lines:
            return None
        moment = min(line["changed_at"] for line in lines)
        ends = any(ends_something(line) for line in lines if line["changed_at"] == moment)
        return self.calendar.day_of(moment, closes=ends)

    def recorded(self, day: date) -> bool:
        return self.record is not None and self.record <= day and day not in self.holes

    # What held on a day

    def group(self, machine: int, day: date) -> int:
        rows = self.assignments.get(machine) or [self.machines.get(machine) or {}]
        return then(rows, day).get("machine_group_id") or 0

    def level(self, operator: int, day: date) -> int:
        rows = self.levels.get(operator) or [self.operators.get(operator) or {}]
        return then(rows, day).get("operator_proficiency_id") or 0

    def standard(self, part: int, column: str, day: date) -> float | None:
        """cycle_time, setup_time (s) or standard_cost; 0 is none."""
        rows = self.standards.get(part) or [self.parts.get(part) or {}]
        return then(rows, day).get(column) or None

    def cycle_hours(self, part: int, day: date) -> float | None:
        """Ideal hours a unit."""
        seconds = self.standard(part, "cycle_time", day)
        return seconds / 3600 if seconds else None

    def machine_keys(self, machine: int, day: date) -> Keys:
        return {"day": day, "machine": machine, "group": self.group(machine, day)}

    def keys(self, order: Order, machine: int, operator: int, at: Keys) -> Keys:
        """All that a fact of an order belongs to; `at` holds at least the day."""
        return {
            **self.machine_keys(machine, at["day"]), **at, "operator": operator,
            "proficiency": self.level(operator, at["day"]), "part": order.part, "customer": order.customer,
        }  # fmt: skip

    def in_service(self, machine: Row, day: date) -> bool:
        return within(day, machine.get("commissioned_on"), machine.get("retired_on"))

    def employed(self, operator: Row, day: date) -> bool:
        return within(day, operator.get("hired_on"), operator.get("left_on"))

    # Time

    def pieces(self, days: Iterable[date]) -> Iterator[Piece]:
        """The pieces of the days as far as they have passed."""
        for piece in (piece for day in days for piece in self.calendar.pieces(day)):
            if self.now is None or piece.end <= self.now:
                yield piece
            elif piece.start < self.now:
                yield piece.until(self.now)

    def paused(self, piece: Piece, machine: int) -> bool:
        """Whether a machine has its break in a piece: those of groups that run through have none."""
        group = self.groups.get(self.group(machine, piece.day)) or {}
        return piece.pause and not group.get("run_through")

    def scheduled(self, piece: Piece, machine: Row) -> bool:
        in_shift = bool(piece.shift) and self.in_service(machine, piece.day)
        return in_shift and not self.paused(piece, machine["id"])

    def opened(self, moment: datetime | None, days: Collection[date]) -> Keys | None:
        """Day, shift and hour of the window that a moment opens; None: not in the days, or not before now."""
        if moment is None or not (self.now is None or moment < self.now):
            return None
        return self._at(self.calendar.piece_at(moment), days)

    def closed(self, moment: datetime | None, days: Collection[date]) -> Keys | None:
        """Day, shift and hour of the window that a moment closes; None: not in the days, or after now."""
        if moment is None or not self.exists(moment):
            return None
        return self._at(self.calendar.piece_at(moment, closes=True), days)

    def _at(self, piece: Piece, days: Collection[date]) -> Keys | None:
        return {"day": piece.day, "shift": piece.shift, "hour": piece.hour} if piece.day in days else None


def ends_something(line: Row) -> bool:
    """Whether a line that nothing came before ends anything: it reports a quantity, completes or closes."""
    return reports(line) or line["status"] in {"Completed", "Closed"}


def reports(line: Row) -> bool:
    """Whether a line names any quantity."""
    return any(line[name] for name in ("ok_qtys", "scrapped_qtys", "rework_qtys"))


def dated(rows: list[Row], reference: str) -> Dated:
    """The rows of each master, oldest first."""
    made: Dated = {}
    for row in sorted(rows, key=lambda row: row["valid_from"]):
        made.setdefault(row[reference], []).append(row)
    return made


def then(rows: list[Row], day: date) -> Row:
    """The row that held on a day; the first holds before it too."""
    return next((row for row in reversed(rows) if (row.get("valid_from") or day) <= day), rows[0])


Slice = tuple[Piece, datetime, datetime, list[Stretch]]


def slices(stretches: list[Stretch], pieces: Iterable[Piece]) -> Iterator[Slice]:
    """The pieces (in order of time) cut wherever a stretch begins or ends: piece, start, end, the stretches there."""
    waiting = sorted((one for one in stretches if one.end > one.start), key=lambda one: one.start, reverse=True)
    here: list[Stretch] = []
    for piece in pieces:
        while waiting and waiting[-1].start < piece.end:
            here.append(waiting.pop())
        here = [one for one in here if one.end > piece.start]
        cuts = {piece.start, piece.end, *(moment for one in here for moment in (one.start, one.end))}
        for start, end in pairwise(sorted(moment for moment in cuts if piece.start <= moment <= piece.end)):
            yield piece, start, end, [one for one in here if one.start <= start and end <= one.end]
