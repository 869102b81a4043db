"""Measures that happen at a moment: quantities, milestones of orders, set-ups, stops, failures."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from .plant import EVER, Facts, Order, Plant, Span
from .source import hours
from .times import trained

TOLERANCE = timedelta(minutes=15)


def quantities(plant: Plant, days: Collection[date]) -> Facts:
    """The increments of the logs, at the time of the log."""
    for order in plant.orders:
        cost = (order.part or {}).get("standard_cost") or 0
        for log in order.logs:
            at = plant.at(log["changed_at"], set(days))
            if at is None:
                continue
            keys = {**order.keys, **at, "reason": ("scrap", log["scrapped_reason_id"] or 0)}
            good, scrapped, reworked = log["ok_qtys"] or 0, log["scrapped_qtys"] or 0, log["rework_qtys"] or 0
            yield "ok_units", good, keys
            yield "scrapped_units", scrapped, keys
            yield "reworked_units", reworked, keys
            yield "scrap_cost", scrapped * cost, keys
            yield "rework_cost", reworked * cost * (plant.settings.get("rework_share") or 0), keys
            if scrapped:
                yield "quality_events", 1, keys
            if order.cycle_hours is None:
                yield "uncovered_units", good + scrapped, keys
                continue
            yield "ideal_hours", (good + scrapped) * order.cycle_hours, keys
            yield "good_hours", good * order.cycle_hours, keys
            if order.keys["operator"]:
                yield "earned_hours", good * order.cycle_hours, keys
                if trained(plant, order.keys["operator"], at["day"]):
                    yield "trained_earned_hours", good * order.cycle_hours, keys


def milestones(plant: Plant, days: Collection[date]) -> Facts:
    """Created, started, completed, closed, due: each once an order."""
    for order in plant.orders:
        for name, facts in (
            ("created_at", created(order)),
            ("Start", started(order)),
            ("Completed", completed(plant, order)),
            ("Closed", [("orders_closed", 1)]),
            ("end_time", due(plant, order)),
        ):
            log = order.first(name)
            at = plant.at(log["changed_at"] if log else order.row.get(name), set(days))
            if at is not None:
                for measure, value in facts:
                    yield measure, value, {**order.keys, **at}


Values = Iterable[tuple[str, float]]


def created(order: Order) -> Values:
    yield "orders_created", 1


def started(order: Order) -> Values:
    first = order.first("Start")
    assert first is not None
    yield "orders_started", 1
    yield "queue_hours", hours(order.row["created_at"], first["changed_at"])
    if all(log["status"] != "Setup" for log in order.until(first)):
        yield "starts_without_changeover", 1
    plan = order.row["start_time"]
    if plan is not None and abs(first["changed_at"] - plan) <= TOLERANCE:
        yield "starts_on_time", 1


def completed(plant: Plant, order: Order) -> Values:
    done = order.first("Completed")
    assert done is not None
    end, begin, plan = done["changed_at"], order.row["start_time"], order.row["end_time"]
    yield "orders_completed", 1
    yield "lead_hours", hours(order.row["created_at"], end)
    yield "completed_qty", order.row["qty"]
    yield "completed_ok_qty", sum(log["ok_qtys"] or 0 for log in order.until(done))
    start = next((log for log in order.until(done) if log["status"] == "Start"), None)
    if start is not None and begin is not None and plan is not None:
        made = hours(start["changed_at"], end)
        yield "make_hours", made
        yield "planned_make_hours", hours(begin, plan)
        yield "plan_error_hours", abs(made - hours(begin, plan))
    if plan is not None and end < plan - TOLERANCE:
        yield "completed_early", 1
    elif plan is not None and end > plan + TOLERANCE:
        yield "completed_late", 1
        yield "late_hours", hours(plan, end)
    elif plan is not None:
        yield "completed_on_time", 1
    yield from matches(plant, order)


def matches(plant: Plant, order: Order) -> Values:
    """Whether a completed order ran where, and with the skill, that its BOM planned."""
    ranks = {row["id"]: row["rank"] for row in plant.source.operator_proficiencies}
    if order.bom.get("machine_group_id"):
        yield "orders_with_group_plan", 1
        yield "group_matches", order.keys["group"] == order.bom["machine_group_id"]
    if order.bom.get("operator_proficiency_id"):
        yield "orders_with_skill_plan", 1
        needed = ranks[order.bom["operator_proficiency_id"]]
        yield "skill_matches", order.keys["proficiency"] in ranks and ranks[order.keys["proficiency"]] >= needed


def due(plant: Plant, order: Order) -> Values:
    done = order.first("Completed")
    end = plant.calendar.bounds(plant.calendar.day_of(order.row["end_time"]))[1]
    yield "orders_due", 1
    yield "orders_due_done", done is not None and done["changed_at"] < end


def setups_and_stops(plant: Plant, days: Collection[date]) -> Facts:
    """Set-ups at their end, holds at their begin, one by one."""
    for order in plant.orders:
        standard = (order.part or {}).get("setup_time")
        for span in order.spans:
            keys = {**order.keys, "reason": ("hold", span.reason["id"] if span.reason else 0)}
            begun, ended = plant.at(span.start, set(days)), plant.at(span.end if span.ended_by else None, set(days))
            if span.state == "Setup" and span.ended_by == "Start" and ended:
                yield "changeovers", 1, {**keys, **ended}
                yield "changeover_hours", hours(span.start, span.end), {**keys, **ended}
                if standard:  # 0 is none
                    yield "rated_changeover_hours", hours(span.start, span.end), {**keys, **ended}
                    yield "standard_changeover_hours", standard / 3600, {**keys, **ended}
            if span.state == "Hold" and begun and not span.planned:
                yield "unplanned_stops", 1, {**keys, **begun}
            if span.state == "Hold" and begun and span.category == "quality":
                yield "quality_events", 1, {**keys, **begun}


def failures(plant: Plant, days: Collection[date]) -> Facts:
    """Unplanned breakdown holds; those of a machine that overlap or touch are one."""
    for machine in plant.source.machines:
        holds = [span for order in plant.orders if order.row["machine_id"] == machine["id"] for span in order.spans]
        holds = [s for s in holds if s.state == "Hold" and s.category == "breakdown" and not s.planned]
        keys = {"machine": machine["id"], "group": machine.get("machine_group_id") or 0}
        for start, end in united(holds):
            if begun := plant.at(start, set(days)):
                yield "failures", 1, {**keys, **begun}
            if end != EVER and (ended := plant.at(end, set(days))):
                yield "repairs", 1, {**keys, **ended}
                yield "repair_hours", hours(start, end), {**keys, **ended}


def united(spans: list[Span]) -> list[tuple[datetime, datetime]]:
    """The union of spans; one that is still open lasts for ever."""
    union: list[tuple[datetime, datetime]] = []
    for start, end in sorted((span.start, span.end if span.ended_by else EVER) for span in spans):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    return union
