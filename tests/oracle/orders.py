"""Work orders: their lines, the chains of states in them, and the spans of time that they make."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from .source import Row

EVER = datetime.max
ENDS = {"Completed", "Closed", "Cancelled"}
RANKS = {"Start": 0, "Setup": 1, "Hold": 2, "Assigned": 3}  # which of its chains an order is counted under


@dataclass(eq=False)
class Stretch:
    """From a line of a chain to the next: one state, one machine, one operator."""

    order: "Order"
    chain: str
    state: str
    start: datetime
    end: datetime
    ended_by: str | None  # status of the line that ended it; None: still open
    machine: int
    operator: int
    reason: Row | None = None

    @property
    def planned(self) -> bool:
        return bool(self.reason and self.reason["planned"])

    @property
    def category(self) -> str:
        return self.reason["category"] if self.reason else ""


@dataclass(eq=False)
class Span:
    """Stretches of a chain that follow each other in one state on one machine and, on hold, for one reason."""

    stretches: list[Stretch] = field(default_factory=list)

    @property
    def first(self) -> Stretch:
        return self.stretches[0]

    @property
    def last(self) -> Stretch:
        return self.stretches[-1]


@dataclass(frozen=True)
class Place:
    """Where an open order, or one of its chains, is at a moment."""

    state: str
    chain: str
    machine: int
    operator: int


class Order:
    """A work order with all that hangs on it."""

    def __init__(self, row: Row, lines: list[Row], bom: Row, customer: int) -> None:
        self.row, self.bom, self.customer = row, bom, customer
        self.part: int = bom.get("part_number_id") or 0
        self.lines = sorted(lines, key=lambda line: (line["changed_at"], line["id"]))
        self.last_operation: str = row.get("last_operation") or ""

    def machine(self, line: Row | None = None) -> int:
        """The machine of a line; where it names none, the order's."""
        return (line or {}).get("machine_id") or self.row["machine_id"] or 0

    def operator(self, line: Row | None = None) -> int:
        """The operator of a line; where it names none, the order's. 0: nobody."""
        return (line or {}).get("operator_id") or self.row["operator_id"] or 0

    def whole(self, line: Row) -> bool:
        """Whether a line speaks for every chain: it ends the order, in all of its operations."""
        if operation := line.get("operation"):
            return line["status"] == "Completed" and operation == self.last_operation
        return line["status"] in ENDS

    def chain(self, operation: str) -> list[Row]:
        """The lines of an operation ("": of none), and those that speak for all of them."""
        return [line for line in self.lines if (line.get("operation") or "") == operation or self.whole(line)]

    @property
    def operations(self) -> list[str]:
        return sorted({line.get("operation") or "" for line in self.lines})

    def first(self, status: str) -> Row | None:
        """The first line that says of the order what a status says: Start of any operation, an end of the whole."""
        said = (line for line in self.lines if line["status"] == status)
        return next((line for line in said if status not in ENDS or self.whole(line)), None)

    def until(self, last: Row) -> list[Row]:
        """The lines up to and with one of them."""
        return self.lines[: self.lines.index(last) + 1]

    def before(self, moment: datetime) -> list[Row]:
        """The lines up to a moment, that moment included."""
        return [line for line in self.lines if line["changed_at"] <= moment]

    def pieces(self, lines: list[Row]) -> float:
        """The order's own OK pieces in some lines: those of its last operation, or of no operation."""
        own = {"", self.last_operation}
        counted = [line for line in lines if not self.last_operation or (line.get("operation") or "") in own]
        return sum(line["ok_qtys"] or 0 for line in counted)

    def places(self, moment: datetime) -> list[Place]:
        """Where its chains are that are open at a moment; between two operations it waits on its own machine."""
        lines = self.before(moment)
        waiting = Place("Assigned", "", self.machine(), self.operator())
        if not lines:
            return [waiting] if self.row["created_at"] <= moment else []
        places = []
        for operation in self.operations:
            mine = [line for line in self.chain(operation) if line["changed_at"] <= moment]
            if mine and mine[-1]["status"] in RANKS:
                at = mine[-1]
                places.append(Place(at["status"], operation, self.machine(at), self.operator(at)))
        ended = any(self.whole(line) for line in lines)
        return places if places or ended else [waiting]

    def place(self, moment: datetime) -> Place | None:
        """The one place that counts at a moment; None: it is not open."""
        return min(self.places(moment), key=lambda place: (RANKS[place.state], place.chain), default=None)

    def stretches(self, reasons: dict[int, Row], end: datetime) -> Iterator[Stretch]:
        """Chain by chain, in the order of time; what is open ends at `end`."""
        for operation in self.operations:
            lines = self.chain(operation)
            for line, after in zip(lines, [*lines[1:], None], strict=True):
                state = line["status"]
                yield Stretch(
                    self, operation, state, line["changed_at"], after["changed_at"] if after else end,
                    after["status"] if after else None, self.machine(line), self.operator(line),
                    reasons.get(line["hold_reason_id"]) if state == "Hold" else None,
                )  # fmt: skip


def spans(stretches: list[Stretch]) -> list[Span]:
    """Stretches of an order as they go on: a line that repeats state, reason and machine begins nothing new."""
    alike = groupby(stretches, lambda s: (s.chain, s.state, s.machine, s.reason["id"] if s.reason else 0))
    return [Span(list(group)) for _, group in alike]
