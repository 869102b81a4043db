"""To which windows, machine and operator the quantities of a line are credited: reported, or made."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from .calendar import DAY
from .orders import Order, Stretch
from .plant import Keys, Plant, reports
from .source import Row, hours


@dataclass(frozen=True)
class Part:
    """A share (0..1) of what a line reports; `at` says day, shift and hour."""

    share: float
    machine: int
    operator: int
    at: Keys


def credited(plant: Plant, order: Order, line: Row, days: Collection[date]) -> Iterator[Part]:
    """The parts of a line that lie in the days: one at its moment, or as many as its chain ran in windows."""
    made = list(runs(plant, order, line)) if plant.settings.get("credit") == "made" else []
    whole = sum(length for length, _, _ in made)
    if not whole:
        if at := plant.closed(line["changed_at"], days):
            yield Part(1.0, order.machine(line), order.operator(line), at)
        return
    for length, one, at in made:
        if at["day"] in days:
            yield Part(length / whole, one.machine, one.operator, at)


def runs(plant: Plant, order: Order, line: Row) -> Iterator[tuple[float, Stretch, Keys]]:
    """Hours that the line's chain ran since the line of it that reported a quantity before, by window.

    Breaks are none, and neither are days that nobody recorded.
    """
    chain = line.get("operation") or ""
    mine = [other for other in order.lines if (other.get("operation") or "") == chain]
    before = [other for other in mine[: mine.index(line)] if reports(other)]
    begin, end = (before or mine)[-1 if before else 0]["changed_at"], line["changed_at"]
    ran = [one for one in plant.stretches if one.order is order and one.chain == chain and one.state == "Start"]
    for one in ran:
        start, stop = max(one.start, begin), min(one.end, end)
        day = plant.calendar.day_of(start)
        while start < stop and day <= plant.calendar.day_of(stop):
            for piece in plant.calendar.pieces(day) if plant.recorded(day) else ():
                length = hours(max(piece.start, start), min(piece.end, stop))
                if length > 0 and not plant.paused(piece, one.machine):
                    yield length, one, {"day": day, "shift": piece.shift, "hour": piece.hour}
            day += DAY
