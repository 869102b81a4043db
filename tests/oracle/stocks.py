"""Stocks: what is there at the end of the day's last shift (on the running day: now, if that is earlier)."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from .orders import Order, Place
from .plant import Facts, Plant
from .source import Row, hours

MACHINE_STATES = {"Start": "running", "Setup": "setup", "Hold": "hold"}
OPEN_STATES = {"Assigned": "assigned", "Setup": "setup", "Start": "running", "Hold": "hold"}
SOON = timedelta(hours=24)


def samples(plant: Plant, days: Collection[date]) -> Iterator[tuple[date, datetime]]:
    """The days that have begun, each with its moment."""
    for day in days:
        if plant.begun(day):
            end = plant.calendar.last_shift_end(day)
            yield day, min(end, plant.now or end)


def stocks(plant: Plant, days: Collection[date]) -> Facts:
    for day, moment in samples(plant, days):
        places = [(order, place) for order in plant.orders for place in order.places(moment)]
        for machine in plant.source.machines:
            if plant.in_service(machine, day):
                keys = plant.machine_keys(machine["id"], day)
                there = [(order, place) for order, place in places if place.machine == machine["id"]]
                yield f"machines_{machine_state(there, moment)}", 1, keys
                yield "asset_value", machine.get("purchase_cost") or 0, keys
        for order in plant.orders:
            if place := order.place(moment):
                keys = plant.keys(order, place.machine, place.operator, {"day": day})
                for name, value in open_order(order, place, moment, plant.cycle_hours(order.part, day)):
                    yield name, value, keys
        for name, value in pipeline(plant, moment):
            yield name, value, {"day": day}


def machine_state(there: list[tuple[Order, Place]], moment: datetime) -> str:
    """By the chains of orders that are at the machine."""
    states = {place.state for _, place in there}
    for state, name in MACHINE_STATES.items():
        if state in states:
            return name
    starts = [order.row["start_time"] for order, _ in there if order.row["start_time"] is not None]
    return "scheduled" if any(start <= moment + SOON for start in starts) else "idle"


def open_order(order: Order, place: Place, moment: datetime, cycle: float | None) -> Iterator[tuple[str, float]]:
    plan, qty, lines = order.row["end_time"], order.row["qty"], order.before(moment)
    done = order.pieces(lines)
    yield f"open_{OPEN_STATES[place.state]}", 1
    yield "open_age_hours", hours(order.row["created_at"], moment)
    if not place.operator:
        yield "open_unassigned", 1
    if cycle is not None:
        yield "backlog_hours", max(0, qty - done) * cycle
    if any(line["status"] == "Start" for line in lines):
        yield "active_qty", qty
        yield "active_done", done
    if plan is not None and plan < moment:
        yield "open_overdue", 1
    elif plan is not None and place.state == "Start":
        left = hours(moment, plan)
        if (left <= 2 and done < 0.7 * qty) or (left <= 4 and done < 0.8 * qty):
            yield "open_at_risk", 1


def pipeline(plant: Plant, moment: datetime) -> Iterator[tuple[str, float]]:
    """Customer orders without a BOM and BOMs without a work order."""

    def begun(rows: list[Row]) -> list[Row]:
        return [row for row in rows if row["created_at"] <= moment]

    planned = {bom["purchase_order_id"] for bom in begun(plant.source.boms)}
    released = {order["bom_id"] for order in begun(plant.source.work_orders)}
    waiting = [row for row in begun(plant.source.purchase_orders) if row["id"] not in planned]
    yield "pipeline_unplanned", len(waiting)
    unreleased = [row for row in begun(plant.source.boms) if row["id"] not in released]
    yield "pipeline_unreleased", len(unreleased)
    yield "pipeline_overdue", sum(moment - row["created_at"] > plant.sla for row in waiting + unreleased)
