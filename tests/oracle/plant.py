"""Orders with their logs in order, and the spans of time that each is in a state. Nothing after `now` exists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from .calendar import Calendar, Piece, within
from .source import Row, Source, by_id

EVER = datetime.max
OPEN = {"Assigned", "Setup", "Start", "Hold"}
Fact = tuple[str, float, dict[str, Any]]  # measure, value, and the keys of the entities it belongs to
Facts = Iterator[Fact]


@dataclass(eq=False)
class Span:
    """Time in one state. Logs that repeat the state (and, on hold, the reason) go on with it."""

    order: "Order"
    state: str
    start: datetime
    end: datetime = EVER
    ended_by: str | None = None  # status of the log that ended it; None: still open
    reason: Row | None = None

    @property
    def planned(self) -> bool:
        return bool(self.reason and self.reason["planned"])

    @property
    def category(self) -> str:
        return self.reason["category"] if self.reason else ""


class Order:
    """A work order with all that hangs on it."""

    def __init__(self, row: Row, logs: list[Row], keys: dict[str, int], bom: Row, part: Row | None) -> None:
        self.row, self.keys, self.bom, self.part = row, keys, bom, part
        self.logs = sorted(logs, key=lambda log: (log["changed_at"], log["id"]))
        self.spans: list[Span] = []
        cycle = part and part.get("cycle_time")
        self.cycle_hours: float | None = cycle / 3600 if cycle else None  # ideal hours a unit

    def first(self, status: str) -> Row | None:
        """The first log with a status."""
        return next((log for log in self.logs if log["status"] == status), None)

    def until(self, last: Row) -> list[Row]:
        """The logs up to and with one of them."""
        return self.logs[: self.logs.index(last) + 1]

    def before(self, moment: datetime) -> list[Row]:
        """The logs up to a moment, that moment included."""
        return [log for log in self.logs if log["changed_at"] <= moment]

    def state(self, moment: datetime) -> str | None:
        """The state at a moment; None: not created yet."""
        logs = self.before(moment)
        if logs:
            return logs[-1]["status"]
        return "Assigned" if self.row["created_at"] <= moment else None


class Plant:
    """A source as it was at `now` (None: all of it)."""

    def __init__(self, source: Source, now: datetime | None = None, hourly: bool = False) -> None:
        self.source, self.now = source, now
        self.calendar = Calendar(source, hourly)
        self.settings = source.factory.get("settings") or {}
        self.machines, self.operators = by_id(source.machines), by_id(source.operators)
        self.parts, self.purchases = by_id(source.part_numbers), by_id(source.purchase_orders)
        self.boms, self.reasons = by_id(source.boms), by_id(source.hold_reasons)
        self.orders = list(self._orders())

    @property
    def sla(self) -> timedelta:
        return timedelta(hours=self.settings.get("planning_sla_hours") or 24)

    def exists(self, moment: datetime) -> bool:
        return self.now is None or moment <= self.now

    def _orders(self) -> Iterator[Order]:
        logs: dict[int, list[Row]] = {}
        for log in self.source.work_order_logs:
            if self.exists(log["changed_at"]):
                logs.setdefault(log["work_order_id"], []).append(log)
        for row in self.source.work_orders:
            mine = logs.get(row["id"], [])
            if mine or self.exists(row["created_at"]):
                bom = self.boms.get(row["bom_id"]) or {}
                part = self.parts.get(bom.get("part_number_id"))
                order = Order(row, mine, self._keys(row, bom), bom, part)
                order.spans = list(self._spans(order))
                yield order

    def _keys(self, row: Row, bom: Row) -> dict[str, int]:
        machine = self.machines.get(row["machine_id"]) or {}
        operator = self.operators.get(row["operator_id"]) or {}
        purchase = self.purchases.get(bom.get("purchase_order_id")) or {}
        return {
            "machine": row["machine_id"] or 0,
            "group": machine.get("machine_group_id") or 0,
            "operator": row["operator_id"] or 0,
            "proficiency": operator.get("operator_proficiency_id") or 0,
            "part": bom.get("part_number_id") or 0,
            "customer": purchase.get("customer_id") or 0,
        }

    def _spans(self, order: Order) -> Iterator[Span]:
        span: Span | None = None
        for log in order.logs:
            state = log["status"]
            reason = self.reasons.get(log["hold_reason_id"]) if state == "Hold" else None
            if span and (span.state, span.reason) == (state, reason):
                continue
            if span:
                span.end, span.ended_by = log["changed_at"], state
                yield span
            span = Span(order, state, log["changed_at"], reason=reason)
        if span:
            span.end = self.now or EVER
            yield span

    def pieces(self, days: Iterable[date]) -> Iterator[Piece]:
        """The pieces of the days as far as they have passed."""
        for piece in (piece for day in days for piece in self.calendar.pieces(day)):
            if self.now is None or piece.end <= self.now:
                yield piece
            elif piece.start < self.now:
                yield Piece(piece.day, piece.shift, piece.start, self.now, piece.hour)

    def at(self, moment: datetime | None, days: set[date]) -> dict[str, Any] | None:
        """Day, shift and hour of an event; None: not in the days, or after now."""
        if moment is None or not self.exists(moment) or self.calendar.day_of(moment) not in days:
            return None
        piece = self.calendar.piece_at(moment)
        return {"day": piece.day, "shift": piece.shift, "hour": piece.hour}

    def in_service(self, machine: Row, day: date) -> bool:
        return within(day, machine.get("commissioned_on"), machine.get("retired_on"))

    def employed(self, operator: Row, day: date) -> bool:
        return within(day, operator.get("hired_on"), operator.get("left_on"))


def slices(spans: list[Span], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, datetime, datetime, list[Span]]]:
    """The pieces (in order of time) cut wherever a span begins or ends: piece, start, end and the spans there."""
    waiting = sorted((span for span in spans if span.end > span.start), key=lambda span: span.start, reverse=True)
    here: list[Span] = []
    for piece in pieces:
        while waiting and waiting[-1].start < piece.end:
            here.append(waiting.pop())
        here = [span for span in here if span.end > piece.start]
        cuts = {piece.start, piece.end, *(moment for span in here for moment in (span.start, span.end))}
        for start, end in pairwise(sorted(moment for moment in cuts if piece.start <= moment <= piece.end)):
            yield piece, start, end, [span for span in here if span.start <= start and end <= span.end]
