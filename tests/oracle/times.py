"""Measures of time: calendar, machines and operators."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import partial
from typing import Any

from .plant import Facts, Plant, Span, slices
from .source import Row, hours

TRAINED = timedelta(days=90)


def calendar_time(plant: Plant, days: Collection[date]) -> Facts:
    """What the clock alone decides."""
    for piece in plant.pieces(days):
        length = hours(piece.start, piece.end)
        at = {"day": piece.day, "shift": piece.shift, "hour": piece.hour}
        for machine in plant.source.machines:
            if plant.in_service(machine, piece.day):
                keys = {**at, "machine": machine["id"], "group": machine.get("machine_group_id") or 0}
                yield "calendar_hours", length, keys
                if piece.shift:
                    yield "scheduled_hours", length, keys
        for operator in plant.source.operators:
            if piece.shift and operator.get("shift_id") == piece.shift and plant.employed(operator, piece.day):
                keys = {**at, "operator": operator["id"], "proficiency": operator.get("operator_proficiency_id") or 0}
                yield "rostered_hours", length, keys
                yield "labor_cost", length * (operator.get("hourly_rate") or 0), keys
    for training in plant.source.operator_trainings:
        operator = plant.operators.get(training["operator_id"]) or {}
        start = plant.calendar.bounds(training["trained_on"])[0]
        if training["trained_on"] in set(days) and plant.exists(start):
            keys = {"day": training["trained_on"], "operator": training["operator_id"]}
            keys["proficiency"] = operator.get("operator_proficiency_id") or 0
            yield "training_hours", training["hours"], keys


def day_counts(plant: Plant, days: Collection[date]) -> Facts:
    """work_days and calendar_days: 1 for a day that is over, the share that has passed of the running one."""
    made = {
        plant.calendar.day_of(log["changed_at"])
        for order in plant.orders
        for log in order.logs
        if max(log["ok_qtys"] or 0, log["scrapped_qtys"] or 0) > 0  # a correction alone is no output
    }
    for day in days:
        start, end = plant.calendar.bounds(day)
        passed = min(plant.now or end, end)
        if passed < start:
            continue
        yield "calendar_days", (passed - start) / (end - start), {"day": day}
        staffed = any(plant.in_service(machine, day) for machine in plant.source.machines)
        shifts = [piece for piece in plant.calendar.pieces(day) if piece.shift and staffed]
        scheduled = sum(hours(piece.start, piece.end) for piece in shifts)
        so_far = sum(hours(piece.start, min(piece.end, passed)) for piece in shifts if piece.start < passed)
        if scheduled and passed < end:
            yield "work_days", so_far / scheduled, {"day": day}
        elif scheduled or day in made:
            yield "work_days", 1.0, {"day": day}


def winners(active: list[Span]) -> list[Span]:
    """The spans in the state that the machine is in: running, setup, planned hold, unplanned hold."""
    running = [span for span in active if span.state == "Start"]
    setup = [span for span in active if span.state == "Setup"]
    planned = [span for span in active if span.state == "Hold" and span.planned]
    return running or setup or planned or active


def machine_time(plant: Plant, days: Collection[date]) -> Facts:
    """One state a machine at a time; its time is shared equally among the orders in that state."""
    for machine in plant.source.machines:
        spans = [span for order in plant.orders if order.row["machine_id"] == machine["id"] for span in order.spans]
        spans = [span for span in spans if span.state in {"Start", "Setup", "Hold"}]
        for piece, start, end, active in slices(spans, plant.pieces(days)):
            at = {"day": piece.day, "shift": piece.shift, "hour": piece.hour}
            scheduled = bool(piece.shift) and plant.in_service(machine, piece.day)
            if scheduled and not active:
                keys = {**at, "machine": machine["id"], "group": machine.get("machine_group_id") or 0}
                yield "idle_hours", hours(start, end), keys
            shared = winners(active)
            for span in shared:
                yield from span_time(plant, machine, span, hours(start, end) / len(shared), at, scheduled)


def span_time(plant: Plant, machine: Row, span: Span, share: float, at: dict[str, Any], scheduled: bool) -> Facts:
    """What one order's share of a machine's time counts as."""
    keys = {**span.order.keys, **at, "reason": ("hold", span.reason["id"] if span.reason else 0)}
    fact = partial(lambda keys, name, value: (name, value, keys), keys)
    if span.state in {"Start", "Setup"}:
        yield fact("run_hours" if span.state == "Start" else "setup_hours", share)
        if span.state == "Start" and span.order.cycle_hours is None:
            yield fact("uncovered_run_hours", share)
        if not scheduled:
            yield fact("off_shift_work_hours", share)
    elif not scheduled:
        yield fact("off_shift_hold_hours", share)
    elif span.planned:
        yield fact("planned_down_hours", share)
    else:
        yield fact("unplanned_down_hours", share)
        yield fact("downtime_cost", share * (machine.get("hourly_cost") or 0))
        if span.category == "breakdown":
            yield fact("breakdown_hours", share)
    if span.state != "Hold" or scheduled:
        yield fact("busy_hours", share)
    if span.category in {"breakdown", "maintenance"}:
        yield fact("maintenance_spend", share * (plant.settings.get("maintenance_rate") or 0))


def operator_time(plant: Plant, days: Collection[date]) -> Facts:
    """Hands-on time: the union of the Setup and Start of an operator's orders, whatever the machine."""
    for operator in plant.source.operators:
        spans = [span for order in plant.orders if order.row["operator_id"] == operator["id"] for span in order.spans]
        spans = [span for span in spans if span.state in {"Start", "Setup"}]
        for piece, start, end, active in slices(spans, plant.pieces(days)):
            if not active:
                continue
            keys = {"day": piece.day, "shift": piece.shift, "hour": piece.hour, "operator": operator["id"]}
            keys["proficiency"] = operator.get("operator_proficiency_id") or 0
            length = hours(start, end)
            uncovered = [span for span in active if span.order.cycle_hours is None]
            yield "operator_hours", length, keys
            yield "uncovered_operator_hours", length * len(uncovered) / len(active), keys
            if operator.get("shift_id") and piece.shift != operator["shift_id"]:
                yield "overtime_hours", length, keys
            if trained(plant, operator["id"], piece.day):
                yield "trained_operator_hours", length, keys


def trained(plant: Plant, operator: int, day: date) -> bool:
    """Whether an operator had a training in the 90 days before a day."""
    return any(
        row["operator_id"] == operator and day - TRAINED <= row["trained_on"] < day
        for row in plant.source.operator_trainings
    )
