"""Measures that happen at a moment: quantities, milestones of orders, set-ups, stops, failures."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from .credit import Part, credited
from .orders import EVER, Order, Span, Stretch
from .plant import Facts, Keys, Plant
from .source import Row, hours
from .times import trained

TOLERANCE = timedelta(minutes=15)


def quantities(plant: Plant, days: Collection[date]) -> Facts:
    """The increments of the lines, where they are credited."""
    for order in plant.orders:
        for line in order.lines:
            for part in credited(plant, order, line, set(days)):
                yield from quantity(plant, order, line, part)
            if line["scrapped_qtys"] and (at := plant.closed(line["changed_at"], set(days))):
                keys = plant.keys(order, order.machine(line), order.operator(line), at)
                yield "quality_events", 1, keys | {"reason": ("scrap", line["scrapped_reason_id"] or 0)}


def quantity(plant: Plant, order: Order, line: Row, part: Part) -> Facts:
    """What a part of a line's quantities is worth on its day."""
    names = ("ok_qtys", "scrapped_qtys", "rework_qtys")
    good, scrapped, reworked = (part.share * (line[name] or 0) for name in names)
    keys, day = plant.keys(order, part.machine, part.operator, part.at), part.at["day"]
    keys["reason"] = ("scrap", line["scrapped_reason_id"] or 0)
    cost, cycle = plant.standard(order.part, "standard_cost", day) or 0, plant.cycle_hours(order.part, day)
    yield "ok_units", good, keys
    yield "scrapped_units", scrapped, keys
    yield "reworked_units", reworked, keys
    yield "scrap_cost", scrapped * cost, keys
    yield "rework_cost", reworked * cost * (plant.settings.get("rework_share") or 0), keys
    if cycle is None:
        yield "uncovered_units", good + scrapped, keys
        return
    yield "ideal_hours", (good + scrapped) * cycle, keys
    yield "good_hours", good * cycle, keys
    if part.operator:
        yield "earned_hours", good * cycle, keys
        if trained(plant, part.operator, day):
            yield "trained_earned_hours", good * cycle, keys


def milestones(plant: Plant, days: Collection[date]) -> Facts:
    """Created, started, completed, closed, due: each once an order."""
    wanted = set(days)
    for order in plant.orders:
        if at := plant.opened(order.row["created_at"], wanted):
            yield from named(own(plant, order, None, at), [("orders_created", 1)])
        if (line := order.first("Start")) and (at := plant.opened(line["changed_at"], wanted)):
            yield from named(own(plant, order, line, at), started(order, line))
        if (line := order.first("Completed")) and (at := plant.closed(line["changed_at"], wanted)):
            keys = own(plant, order, line, at)
            yield from named(keys, completed(order, line))
            yield from named(keys, matches(plant, order, keys))
        if (line := order.first("Closed")) and (at := plant.closed(line["changed_at"], wanted)):
            yield from named(own(plant, order, line, at), [("orders_closed", 1)])
        if at := plant.closed(order.row["end_time"], wanted):
            yield from named(own(plant, order, None, at), due(plant, order, at["day"]))


Values = Iterable[tuple[str, float]]


def own(plant: Plant, order: Order, line: Row | None, at: Keys) -> Keys:
    """The keys of a line; without one those of the order."""
    return plant.keys(order, order.machine(line), order.operator(line), at)


def named(keys: Keys, values: Values) -> Facts:
    for measure, value in values:
        yield measure, value, keys


def started(order: Order, first: Row) -> Values:
    yield "orders_started", 1
    yield "queue_hours", hours(order.row["created_at"], first["changed_at"])
    if all(line["status"] != "Setup" for line in order.until(first)):
        yield "starts_without_changeover", 1
    plan = order.row["start_time"]
    if plan is not None and abs(first["changed_at"] - plan) <= TOLERANCE:
        yield "starts_on_time", 1


def completed(order: Order, done: Row) -> Values:
    end, begin, plan = done["changed_at"], order.row["start_time"], order.row["end_time"]
    yield "orders_completed", 1
    yield "lead_hours", hours(order.row["created_at"], end)
    yield "completed_qty", order.row["qty"]
    yield "completed_ok_qty", order.pieces(order.until(done))
    start = next((line for line in order.until(done) if line["status"] == "Start"), None)
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


def matches(plant: Plant, order: Order, keys: Keys) -> Values:
    """Whether a completed order ran where, and with the skill, that its BOM planned."""
    ranks = {row["id"]: row["rank"] for row in plant.source.operator_proficiencies}
    if order.bom.get("machine_group_id"):
        yield "orders_with_group_plan", 1
        yield "group_matches", keys["group"] == order.bom["machine_group_id"]
    if order.bom.get("operator_proficiency_id"):
        yield "orders_with_skill_plan", 1
        needed = ranks[order.bom["operator_proficiency_id"]]
        yield "skill_matches", keys["proficiency"] in ranks and ranks[keys["proficiency"]] >= needed


def due(plant: Plant, order: Order, day: date) -> Values:
    done = order.first("Completed")
    yield "orders_due", 1
    yield "orders_due_done", done is not None and done["changed_at"] <= plant.calendar.bounds(day)[1]


def setups_and_stops(plant: Plant, days: Collection[date]) -> Facts:
    """Set-ups at their end, holds at their begin, one by one."""
    wanted = set(days)
    for span in plant.spans:
        first, last = span.first, span.last
        reason = {"reason": ("hold", first.reason["id"] if first.reason else 0)}
        ended = plant.closed(last.end if last.ended_by else None, wanted)
        if first.state == "Setup" and last.ended_by == "Start" and ended:
            yield from changeover(plant, span, plant.keys(last.order, last.machine, last.operator, ended) | reason)
        begun = plant.opened(first.start, wanted)
        if first.state == "Hold" and begun:
            keys = plant.keys(first.order, first.machine, first.operator, begun) | reason
            if not first.planned:
                yield "unplanned_stops", 1, keys
            if first.category == "quality":
                yield "quality_events", 1, keys


def changeover(plant: Plant, span: Span, keys: Keys) -> Facts:
    length, standard = hours(span.first.start, span.last.end), plant.standard(keys["part"], "setup_time", keys["day"])
    yield "changeovers", 1, keys
    yield "changeover_hours", length, keys
    if standard:
        yield "rated_changeover_hours", length, keys
        yield "standard_changeover_hours", standard / 3600, keys


def failures(plant: Plant, days: Collection[date]) -> Facts:
    """Unplanned breakdown holds; those of a machine that overlap or touch are one."""
    holds = [one for one in plant.stretches if one.state == "Hold" and one.category == "breakdown" and not one.planned]
    for machine in plant.source.machines:
        for start, end in united([one for one in holds if one.machine == machine["id"]]):
            if begun := plant.opened(start, set(days)):
                yield "failures", 1, plant.machine_keys(machine["id"], begun["day"]) | begun
            if end != EVER and (ended := plant.closed(end, set(days))):
                keys = plant.machine_keys(machine["id"], ended["day"]) | ended
                yield "repairs", 1, keys
                yield "repair_hours", hours(start, end), keys


def united(stretches: list[Stretch]) -> list[tuple[datetime, datetime]]:
    """The union of stretches; one that is still open lasts for ever."""
    union: list[tuple[datetime, datetime]] = []
    for start, end in sorted((one.start, one.end if one.ended_by else EVER) for one in stretches):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    return union
