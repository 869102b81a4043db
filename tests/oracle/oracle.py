"""The question and the answer: a measure of some production days, by an entity, as it was at a moment."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from . import alerts, events, forecasts, planning, stocks, times
from .calendar import DAY
from .plant import Facts, Plant
from .source import Row, Source

SALES = """so_received so_received_units so_planned so_planned_in_sla so_released so_release_hours so_release_due
    so_release_met so_due so_due_met so_due_units so_due_units_ok so_due_units_planned so_due_value so_due_met_value
    so_fulfilled so_fulfilled_on_time so_fulfil_hours so_multi so_multi_in_step so_multi_fulfil_hours"""
FAMILIES: dict[Callable[[Plant, Collection[date]], Facts], str] = {
    times.calendar_time: "scheduled_hours calendar_hours rostered_hours labor_cost training_hours",
    times.day_counts: "work_days calendar_days",
    times.machine_time: """run_hours setup_hours planned_down_hours unplanned_down_hours off_shift_hold_hours
        off_shift_work_hours breakdown_hours busy_hours idle_hours uncovered_run_hours downtime_cost
        maintenance_spend""",
    times.operator_time: "operator_hours uncovered_operator_hours overtime_hours trained_operator_hours",
    events.quantities: """ok_units scrapped_units reworked_units uncovered_units ideal_hours good_hours earned_hours
        trained_earned_hours scrap_cost rework_cost""",
    events.milestones: """orders_created orders_started orders_completed orders_closed orders_due orders_due_done
        completed_early completed_on_time completed_late late_hours starts_on_time starts_without_changeover lead_hours
        queue_hours make_hours planned_make_hours plan_error_hours completed_qty completed_ok_qty group_matches
        orders_with_group_plan skill_matches orders_with_skill_plan""",
    events.setups_and_stops: """changeovers changeover_hours rated_changeover_hours standard_changeover_hours
        unplanned_stops""",
    events.failures: "failures repairs repair_hours",
    planning.planned_load: "planned_units planned_load_hours",
    planning.release: "boms_created boms_released bom_release_hours bom_release_due bom_release_met",
    planning.sales: f"{SALES} revenue delivered_cost",
    forecasts.told: """forecast_hours forecast_error_hours forecast_busy_hours bottleneck_predictions
        bottleneck_hits""",
    alerts.seen: "alerts_raised alerts_acknowledged alert_ack_hours",
    stocks.stocks: """machines_running machines_setup machines_hold machines_scheduled machines_idle open_assigned
        open_setup open_running open_hold open_unassigned open_overdue open_at_risk open_age_hours active_qty
        active_done backlog_hours pipeline_unplanned pipeline_unreleased pipeline_overdue asset_value""",
}
SOURCES = {name: [family] for family, names in FAMILIES.items() for name in names.split()}
SOURCES["quality_events"] = [events.quantities, events.setups_and_stops]
STOCKS = set(FAMILIES[stocks.stocks].split())
# "Unknown is not zero": without any of these values the measures are null.
NEEDS: dict[str, Callable[[Source], Any]] = {
    """planned_down_hours unplanned_down_hours breakdown_hours off_shift_hold_hours unplanned_stops failures repairs
    repair_hours downtime_cost maintenance_spend""": lambda s: s.hold_reasons,
    "ideal_hours good_hours earned_hours trained_earned_hours backlog_hours": lambda s: standard(s, "cycle_time"),
    """operator_hours rostered_hours overtime_hours earned_hours uncovered_operator_hours training_hours labor_cost
    trained_earned_hours trained_operator_hours skill_matches orders_with_skill_plan
    open_unassigned""": lambda s: s.operators,
    "standard_changeover_hours rated_changeover_hours": lambda s: standard(s, "setup_time"),
    "revenue so_due_value so_due_met_value": lambda s: some(s.purchase_orders, "price"),
    f"{SALES} revenue delivered_cost": lambda s: s.purchase_orders,
    "scrap_cost rework_cost delivered_cost": lambda s: standard(s, "standard_cost"),
    # without a shift plan nobody knows what was scheduled, nor what lay inside of it (docs/decisions)
    "scheduled_hours idle_hours planned_down_hours unplanned_down_hours breakdown_hours planned_units "
    "planned_load_hours rostered_hours": lambda s: bool(s.shifts),
    "rework_cost": lambda s: (s.factory.get("settings") or {}).get("rework_share") is not None,
    "maintenance_spend": lambda s: (s.factory.get("settings") or {}).get("maintenance_rate") is not None,
    "downtime_cost": lambda s: some(s.machines, "hourly_cost"),
    "labor_cost": lambda s: some(s.operators, "hourly_rate"),
    "asset_value": lambda s: some(s.machines, "purchase_cost"),
    # the rules were never evaluated
    "alerts_raised alerts_acknowledged alert_ack_hours": lambda s: (s.factory.get("settings") or {}).get(
        "alerts_since"
    ),
    "starts_on_time planned_units planned_load_hours make_hours planned_make_hours plan_error_hours": lambda s: some(
        s.work_orders, "start_time"
    ),
    """orders_due orders_due_done completed_early completed_on_time completed_late late_hours open_overdue open_at_risk
    planned_units planned_load_hours make_hours planned_make_hours plan_error_hours""": lambda s: some(
        s.work_orders, "end_time"
    ),
    # nothing was forecast
    "forecast_hours forecast_error_hours forecast_busy_hours bottleneck_predictions bottleneck_hits": lambda s: (
        s.kpi_forecasts
    ),
}
TABLES: dict[str, Callable[[Source], list[Row]]] = {
    "machine": lambda s: s.machines,
    "group": lambda s: s.machine_groups,
    "operator": lambda s: s.operators,
    "proficiency": lambda s: s.operator_proficiencies,
    "part": lambda s: s.part_numbers,
    "customer": lambda s: s.customers,
    "shift": lambda s: [*s.shifts, {"id": 0}],
}
Answer = float | dict[Any, float] | None


def some(rows: Iterable[Row], column: str) -> bool:
    return any(row.get(column) for row in rows)


def standard(source: Source, column: str) -> bool:
    """Whether any part has, or had, a standard."""
    return some(source.part_numbers, column) or some(source.part_standards, column)


def recorded(source: Source, name: str) -> bool:
    """Whether the factory records what the measure needs; without it the measure is None."""
    return all(has(source) for names, has in NEEDS.items() if name in names.split())


@lru_cache(maxsize=4)
def plant_of(source: Source, now: datetime | None, hourly: bool) -> Plant:
    return Plant(source, now, hourly)


@lru_cache(maxsize=64)
def facts(
    family: Callable[[Plant, Collection[date]], Facts], plant: Plant, days: tuple[date, ...]
) -> dict[str, list[tuple[float, dict[str, Any]]]]:
    """Everything that a family of measures says about some days, by measure."""
    found = defaultdict(list)
    for name, value, keys in family(plant, days):
        found[name].append((float(value), keys))
    return dict(found)


def measure(
    source: Source,
    name: str,
    start: date,
    end: date,
    by: str | Sequence[str] | None = None,
    now: datetime | None = None,
    record: bool = True,
) -> Answer:
    """A measure over the production days start..end, both included.

    source: must not be changed afterwards, answers are kept. now: naive UTC; logs after it do not exist, what is open
    ends at it, and days not begun by then do not count. Stocks are the mean over the days that have begun.
    record: leave out the days outside the factory's record.

    by: machine, group, operator, proficiency, part, customer, shift, reason, hour, day, or several of them: a dict
    by id (tuples of ids for several). 0 is "none" (off shift, no operator, no group); a reason is ("hold", id) or
    ("scrap", id). By one entity every row of its table is there, if only with 0. Raises LookupError for a measure that
    is not known, ValueError for an entity that the measure does not have.

    None: the factory does not record the measure.
    """
    if name not in SOURCES:
        raise LookupError(f"no measure {name!r} here")
    if not recorded(source, name):
        return None
    several = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    days = tuple(start + i * DAY for i in range((end - start).days + 1))
    plant = plant_of(source, now, "hour" in several)
    days = tuple(day for day in days if plant.recorded(day)) if record else days
    found = [fact for family in SOURCES[name] for fact in facts(family, plant, days).get(name, [])]
    count = len(list(stocks.samples(plant, days))) if name in STOCKS and "day" not in several else 1
    if by is None:
        return sum(value for value, _ in found) / count if count else None
    known = TABLES[by](source) if isinstance(by, str) and by in TABLES else []
    answer = {row["id"]: 0.0 for row in known}
    for value, keys in found:
        if missing := [entity for entity in several if entity not in keys]:
            raise ValueError(f"{name} is not counted by {', '.join(missing)}")
        key = keys[several[0]] if isinstance(by, str) else tuple(keys[entity] for entity in several)
        answer[key] = answer.get(key, 0.0) + value / count
    return answer


def measures(
    source: Source,
    names: Iterable[str],
    start: date,
    end: date,
    by: str | Sequence[str] | None = None,
    now: datetime | None = None,
) -> dict[str, Answer]:
    """Several measures by name; see measure."""
    return {name: measure(source, name, start, end, by, now) for name in names}
