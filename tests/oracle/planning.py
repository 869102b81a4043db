"""Planned load, and customer orders from receipt to delivery."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from .calendar import DAY
from .orders import Order
from .plant import Facts, Plant
from .source import Row, hours

IN_STEP = timedelta(hours=24)


def planned_load(plant: Plant, days: Collection[date]) -> Facts:
    """Scheduled time within the planned start..end of every order, and its quantity spread over that time."""
    wanted = set(days)
    for order in plant.orders:
        begin, end = order.row["start_time"], order.row["end_time"]
        machine = plant.machines.get(order.row["machine_id"])
        if begin is None or end is None or end <= begin or machine is None:
            continue
        day, load = plant.calendar.day_of(begin), []
        while day <= plant.calendar.day_of(end):
            for piece in plant.calendar.pieces(day):
                length = hours(max(piece.start, begin), min(piece.end, end))
                if length > 0 and plant.scheduled(piece, machine):
                    passed = hours(max(piece.start, begin), min(piece.end, end, plant.now or end))
                    load.append((piece, length, max(0.0, passed)))
            day += DAY
        whole = sum(length for _, length, _ in load)
        for piece, _, passed in load:
            if piece.day in wanted and passed:
                at = {"day": piece.day, "shift": piece.shift, "hour": piece.hour}
                keys = plant.keys(order, order.machine(), order.operator(), at)
                yield "planned_load_hours", passed, keys
                yield "planned_units", order.row["qty"] * passed / whole, keys


def release(plant: Plant, days: Collection[date]) -> Facts:
    """BOMs: created, released by their first work order, within the planning SLA or not."""
    for bom in plant.source.boms:
        first = min((o["created_at"] for o in plant.source.work_orders if o["bom_id"] == bom["id"]), default=None)
        yield from promise(plant, days, "bom", bom["created_at"], first, {})
        if at := plant.opened(bom["created_at"], set(days)):
            yield "boms_created", 1, at


def promise(
    plant: Plant, days: Collection[date], kind: str, begun: datetime, first: datetime | None, keys: dict[str, Any]
) -> Facts:
    """Released at the first work order; due one SLA after it began."""
    name = {"bom": "boms", "so": "so"}[kind]
    wanted, limit = set(days), begun + plant.sla
    if at := plant.opened(first, wanted):
        assert first is not None
        yield f"{name}_released", 1, {**keys, **at}
        yield f"{kind}_release_hours", hours(begun, first), {**keys, **at}
    if (at := plant.closed(limit, wanted)) and plant.exists(begun):
        yield f"{kind}_release_due", 1, {**keys, **at}
        yield f"{kind}_release_met", first is not None and first <= limit, {**keys, **at}


def sales(plant: Plant, days: Collection[date]) -> Facts:
    """Customer orders."""
    wanted = set(days)
    for row in plant.source.purchase_orders:
        if not plant.exists(row["created_at"]):
            continue
        keys = {"customer": row["customer_id"] or 0, "part": row["part_number_id"] or 0}
        boms = [bom for bom in plant.source.boms if bom["purchase_order_id"] == row["id"]]
        ids = {bom["id"] for bom in boms}
        if at := plant.opened(row["created_at"], wanted):
            yield "so_received", 1, {**keys, **at}
            yield "so_received_units", row["qty"], {**keys, **at}
        planned = min((bom["created_at"] for bom in boms), default=None)
        if planned and (at := plant.opened(planned, wanted)):
            yield "so_planned", 1, {**keys, **at}
            yield "so_planned_in_sla", planned - row["created_at"] <= plant.sla, {**keys, **at}
        first = min((o["created_at"] for o in plant.source.work_orders if o["bom_id"] in ids), default=None)
        yield from promise(plant, days, "so", row["created_at"], first, keys)
        orders = [order for order in plant.orders if order.row["bom_id"] in ids]
        steps = list(deliveries(row, ids, orders))
        yield from delivered(plant, row, wanted, keys, steps)
        goal = row["delivery_target_date"]
        if goal in wanted and plant.begun(goal):
            yield from target(plant, row, ids, keys, steps)
        yield from fulfilled(plant, row, ids, orders, wanted, keys, steps)


Steps = list[tuple[datetime, float]]  # when, and the delivered quantity from then on


def made(orders: list[Order]) -> list[tuple[datetime, int, float]]:
    """OK increments in the order of time: when, BOM, quantity."""
    lines = [(line["changed_at"], line["id"], order, line) for order in orders for line in order.lines]
    lines.sort(key=lambda line: line[:2])
    return [(when, order.row["bom_id"], order.pieces([line])) for when, _, order, line in lines]


def deliveries(row: Row, ids: set[int], orders: list[Order]) -> Iterator[tuple[datetime, float]]:
    """Delivered = min(ordered quantity, the smallest OK quantity over the BOMs)."""
    total = dict.fromkeys(ids, 0.0)
    for when, bom, quantity in made(orders):
        total[bom] += quantity
        yield when, max(0, min(row["qty"], *total.values()))


def delivered(plant: Plant, row: Row, wanted: set[date], keys: dict[str, Any], steps: Steps) -> Facts:
    before = 0.0
    for when, quantity in steps:
        if quantity != before and (at := plant.closed(when, wanted)):  # a correction takes back
            cost = plant.standard(row["part_number_id"], "standard_cost", at["day"]) or 0
            yield "revenue", (quantity - before) * (row["price"] or 0), {**keys, **at}
            yield "delivered_cost", (quantity - before) * cost, {**keys, **at}
        before = quantity


def target(plant: Plant, row: Row, ids: set[int], keys: dict[str, Any], steps: Steps) -> Facts:
    """What was due on the target date, and what of it was there by the end of that production day."""
    keys = {**keys, "day": row["delivery_target_date"]}
    end = plant.calendar.bounds(row["delivery_target_date"])[1]
    got = next((quantity for when, quantity in reversed(steps) if when <= end), 0)
    existing = dict.fromkeys(ids, 0.0)
    for order in plant.orders:
        if order.row["bom_id"] in ids and order.row["created_at"] < end and plant.exists(order.row["created_at"]):
            existing[order.row["bom_id"]] += order.row["qty"]
    value = (row["price"] or 0) * row["qty"]
    yield "so_due", 1, keys
    yield "so_due_met", got >= row["qty"], keys
    yield "so_due_units", row["qty"], keys
    yield "so_due_units_ok", got, keys
    yield "so_due_units_planned", min(row["qty"], *existing.values()) if existing else 0, keys
    yield "so_due_value", value, keys
    yield "so_due_met_value", value if got >= row["qty"] else 0, keys


def fulfilled(
    plant: Plant, row: Row, ids: set[int], orders: list[Order], wanted: set[date], keys: dict[str, Any], steps: Steps
) -> Facts:
    when = next((when for when, quantity in steps if quantity >= row["qty"]), None)
    at = plant.closed(when, wanted)
    if when is None or at is None:
        return
    keys = {**keys, **at}
    yield "so_fulfilled", 1, keys
    yield "so_fulfil_hours", hours(row["created_at"], when), keys
    goal = row["delivery_target_date"]
    yield "so_fulfilled_on_time", goal is not None and when <= plant.calendar.bounds(goal)[1], keys
    if len(ids) > 1:
        total, finished = dict.fromkeys(ids, 0.0), {}
        for moment, bom, quantity in made(orders):
            total[bom] += quantity
            if total[bom] >= row["qty"]:
                finished.setdefault(bom, moment)
        yield "so_multi", 1, keys
        yield "so_multi_in_step", max(finished.values()) - min(finished.values()) <= IN_STEP, keys
        yield "so_multi_fulfil_hours", hours(row["created_at"], when), keys
