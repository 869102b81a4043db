"""Measures of time: calendar, machines and operators."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import partial

from .credit import credited
from .orders import Stretch
from .plant import Facts, Keys, Plant, slices
from .source import Row, hours

TRAINED = timedelta(days=90)
BUSY = {"Start", "Setup", "Hold"}


def calendar_time(plant: Plant, days: Collection[date]) -> Facts:
    """What the clock alone decides."""
    for piece in plant.pieces(days):
        length = hours(piece.start, piece.end)
        at = {"day": piece.day, "shift": piece.shift, "hour": piece.hour}
        for machine in plant.source.machines:
            if plant.in_service(machine, piece.day):
                keys = plant.machine_keys(machine["id"], piece.day) | at
                yield "calendar_hours", length, keys
                if plant.scheduled(piece, machine):
                    yield "scheduled_hours", length, keys
        for operator in plant.source.operators:
            rostered = piece.shift and operator.get("shift_id") == piece.shift and not piece.pause
            if rostered and plant.employed(operator, piece.day):
                keys = {**at, "operator": operator["id"], "proficiency": plant.level(operator["id"], piece.day)}
                yield "rostered_hours", length, keys
                yield "labor_cost", length * (operator.get("hourly_rate") or 0), keys
    for training in plant.source.operator_trainings:
        day, operator = training["trained_on"], training["operator_id"]
        if day in set(days) and plant.begun(day):
            keys = {"day": day, "operator": operator, "proficiency": plant.level(operator, day)}
            yield "training_hours", training["hours"], keys


def day_counts(plant: Plant, days: Collection[date]) -> Facts:
    """work_days and calendar_days: 1 for a day that is over, the share that has passed of the running one.

    That is the share of the shifts' time without their breaks, whichever machines run through them.
    """
    # a correction alone is no output
    lines = ((o, line) for o in plant.orders for line in o.lines if max(line["ok_qtys"], line["scrapped_qtys"]) > 0)
    made = {part.at["day"] for order, line in lines for part in credited(plant, order, line, days)}
    for day in days:
        start, end = plant.calendar.bounds(day)
        passed = min(plant.now or end, end)
        if passed <= start:
            continue
        yield "calendar_days", (passed - start) / (end - start), {"day": day}
        staffed = any(plant.in_service(machine, day) for machine in plant.source.machines)
        shifts = [piece for piece in plant.calendar.pieces(day) if piece.shift and not piece.pause and staffed]
        scheduled = sum(hours(piece.start, piece.end) for piece in shifts)
        so_far = sum(hours(piece.start, min(piece.end, passed)) for piece in shifts if piece.start < passed)
        if scheduled and passed < end:
            yield "work_days", so_far / scheduled, {"day": day}
        elif scheduled or day in made:
            yield "work_days", 1.0, {"day": day}


def winners(active: list[Stretch]) -> list[Stretch]:
    """Those in the state that the machine is in: running, setup, planned hold, unplanned hold."""
    running = [one for one in active if one.state == "Start"]
    setup = [one for one in active if one.state == "Setup"]
    planned = [one for one in active if one.state == "Hold" and one.planned]
    return running or setup or planned or active


def machine_time(plant: Plant, days: Collection[date]) -> Facts:
    """One state a machine at a time; its time is shared equally among the chains in that state."""
    for machine in plant.source.machines:
        mine = [one for one in plant.stretches if one.machine == machine["id"] and one.state in BUSY]
        pieces = (piece for piece in plant.pieces(days) if not plant.paused(piece, machine["id"]))
        for piece, start, end, active in slices(mine, pieces):
            at = {"day": piece.day, "shift": piece.shift, "hour": piece.hour}
            scheduled = plant.scheduled(piece, machine)
            if scheduled and not active:
                yield "idle_hours", hours(start, end), plant.machine_keys(machine["id"], piece.day) | at
            shared = winners(active)
            for one in shared:
                yield from shared_time(plant, machine, one, hours(start, end) / len(shared), at, scheduled)


def shared_time(plant: Plant, machine: Row, one: Stretch, share: float, at: Keys, scheduled: bool) -> Facts:
    """What one chain's share of a machine's time counts as."""
    keys = plant.keys(one.order, one.machine, one.operator, at)
    keys["reason"] = ("hold", one.reason["id"] if one.reason else 0)
    fact = partial(lambda keys, name, value: (name, value, keys), keys)
    if one.state in {"Start", "Setup"}:
        yield fact("run_hours" if one.state == "Start" else "setup_hours", share)
        if one.state == "Start" and plant.cycle_hours(one.order.part, at["day"]) is None:
            yield fact("uncovered_run_hours", share)
        if not scheduled:
            yield fact("off_shift_work_hours", share)
    elif not scheduled:
        yield fact("off_shift_hold_hours", share)
    elif one.planned:
        yield fact("planned_down_hours", share)
    else:
        yield fact("unplanned_down_hours", share)
        yield fact("downtime_cost", share * (machine.get("hourly_cost") or 0))
        if one.category == "breakdown":
            yield fact("breakdown_hours", share)
    if one.state != "Hold" or scheduled:
        yield fact("busy_hours", share)
    if one.category in {"breakdown", "maintenance"}:
        yield fact("maintenance_spend", share * (plant.settings.get("maintenance_rate") or 0))


def operator_time(plant: Plant, days: Collection[date]) -> Facts:
    """Hands-on time: the union of the Setup and Start that an operator is at, whatever the machine.

    In a break only what is done at machines that have none.
    """
    for operator in plant.source.operators:
        mine = [one for one in plant.stretches if one.operator == operator["id"] and one.state in {"Start", "Setup"}]
        for piece, start, end, there in slices(mine, plant.pieces(days)):
            active = [one for one in there if not plant.paused(piece, one.machine)]
            if not active:
                continue
            keys = {"day": piece.day, "shift": piece.shift, "hour": piece.hour, "operator": operator["id"]}
            keys["proficiency"] = plant.level(operator["id"], piece.day)
            length = hours(start, end)
            uncovered = [one for one in active if plant.cycle_hours(one.order.part, piece.day) is None]
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
