"""The convenience columns that SQL readers expect (docs/tables.md): generated over the additive columns, never written.

Names that are another word for a measure, and rates as ratios of sums. The application itself reads none of them.
Where the time below a rate may shrink to nothing while what stands above it does not (work credited to somebody who was
there for a minute), the rate is null under kpis.little.LEAST hours: nobody could read a hint beside it.
"""

from kpis.little import LEAST

UNITS = "ok_units + scrapped_units"
PLANNED_TIME = "scheduled_hours + off_shift_work_hours - planned_down_hours"
AVAILABILITY = f"100.0 * run_hours / nullif({PLANNED_TIME}, 0)"
QUALITY = f"100.0 * ok_units / nullif({UNITS}, 0)"
CYCLE = "100.0 * ideal_hours / nullif(run_hours - uncovered_run_hours, 0)"
ON_TIME = "100.0 * so_due_met / nullif(so_due, 0)"
FILL = "100.0 * so_due_units_ok / nullif(so_due_units, 0)"
RELEASE = "100.0 * so_release_met / nullif(so_release_due, 0)"
GROUP_PLAN = "100.0 * group_matches / nullif(orders_with_group_plan, 0)"
UTILIZATION = "100.0 * run_hours / nullif(scheduled_hours + off_shift_work_hours, 0)"
DOWN = "planned_down_hours + unplanned_down_hours"
COMPLETION = "100.0 * orders_due_done / nullif(orders_due, 0)"
SCRAP = f"100.0 * scrapped_units / nullif({UNITS}, 0)"


def over_time(top: str, hours: str) -> str:
    """A rate over hours; null where these are too few."""
    return f"case when {hours} >= {LEAST} then {top} / ({hours}) end"


EFFICIENCY = over_time("100.0 * earned_hours", "operator_hours - uncovered_operator_hours")
OEE = (  # machines that never ran in planned time made nothing of it: 0, unless a factor is unknown
    f"case when run_hours = 0 and {PLANNED_TIME} <> 0 then 0.0 * ideal_hours * good_hours * uncovered_run_hours "
    f"else 100.0 * good_hours / nullif(run_hours - uncovered_run_hours, 0) * run_hours / nullif({PLANNED_TIME}, 0) end"
)
FIRST_PASS = f"100.0 * (ok_units - reworked_units) / nullif({UNITS}, 0)"
CAPACITY = "100.0 * ideal_hours / nullif(scheduled_hours + off_shift_work_hours, 0)"
ADHERENCE = "100.0 * completed_on_time / nullif(completed_early + completed_on_time + completed_late, 0)"
SECONDS = f"3600.0 * run_hours / nullif({UNITS}, 0)"


def _capped(rate: str) -> str:
    return f"case when {rate} > 100 then 100 else {rate} end"


COMMON = {
    "total_units_produced": UNITS, "completed_orders": "orders_completed", "closed_orders": "orders_closed",
    "completion_rate": COMPLETION, "scrap_rate": SCRAP, "total_production_hours": "run_hours",
    "total_downtime_hours": DOWN, "average_cycle_time": SECONDS, "first_pass_yield": FIRST_PASS,
    "quality_rate": QUALITY, "defect_count": "scrapped_units", "operator_efficiency": EFFICIENCY,
    "machine_utilization": UTILIZATION,
}  # fmt: skip
SHIFT = COMMON | {
    "throughput_per_hour": over_time("ok_units", "run_hours"), "schedule_adherence": ADHERENCE,
    "setup_time_hours": "setup_hours", "changeover_count": "changeovers",
    "changeover_efficiency": over_time("100.0 * standard_changeover_hours", "rated_changeover_hours"),
}  # fmt: skip
DAILY = COMMON | {
    "throughput_per_day": "ok_units / nullif(work_days, 0)", "oee": OEE, "capacity_utilization": CAPACITY,
    "on_time_delivery_rate": ON_TIME, "orders_delivered": "so_fulfilled", "orders_delayed": "so_due - so_due_met",
    "bom_utilization_rate": "100.0 * bom_release_met / nullif(bom_release_due, 0)",
    "so_to_wo_conversion_rate": RELEASE, "planning_accuracy": GROUP_PLAN,
}  # fmt: skip
MONTHLY = {
    "avg_completion_rate": COMPLETION, "avg_throughput": "ok_units / nullif(work_days, 0)",
    "avg_quality_rate": QUALITY, "avg_oee": OEE, "total_units_produced": UNITS, "total_work_orders": "orders_completed",
    "total_production_hours": "run_hours", "total_downtime_hours": DOWN, "capacity_utilization": CAPACITY,
    "planning_efficiency_score": "25.0 * so_planned_in_sla / nullif(so_planned, 0)"
    f" + ({RELEASE}) / 4 + 25.0 * starts_on_time / nullif(orders_started, 0) + ({GROUP_PLAN}) / 4",
    "customer_satisfaction_score": f"0.5 * ({ON_TIME}) + 0.3 * ({FILL}) + 0.2 * ({QUALITY})",
    "total_scrap_cost": "scrap_cost", "total_labor_cost": "labor_cost",
    "revenue_per_hour": "revenue / nullif(run_hours, 0)",
}  # fmt: skip
ENTITY_DAILY = {
    "machine": {
        "utilization_rate": UTILIZATION, "uptime_hours": "run_hours", "downtime_hours": DOWN,
        "planned_downtime_hours": "planned_down_hours", "unplanned_downtime_hours": "unplanned_down_hours",
        "units_produced": UNITS, "work_orders_completed": "orders_completed", "average_cycle_time": SECONDS,
        "quality_rate": QUALITY, "scrap_rate": SCRAP, "first_pass_yield": FIRST_PASS,
        "machine_performance_index": f"0.4 * ({_capped(AVAILABILITY)}) + 0.3 * ({_capped(CYCLE)}) + 0.3 * ({QUALITY})",
        "machine_reliability_score": "100.0 * exp(-8.0 * failures / nullif(run_hours, 0))",
        "availability_rate": AVAILABILITY, "mtbf": "run_hours / nullif(failures, 0)",
        "mttr": "repair_hours / nullif(repairs, 0)", "failure_count": "failures",
    },
    "operator": {
        "work_orders_completed": "orders_completed", "work_orders_assigned": "open_assigned", "units_produced": UNITS,
        "hours_worked": "operator_hours", "efficiency_rate": EFFICIENCY,
        "productivity_score": over_time(f"({UNITS})", "operator_hours"),
        "average_cycle_time": f"3600.0 * operator_hours / nullif({UNITS}, 0)", "quality_rate": QUALITY,
        "first_pass_yield": FIRST_PASS, "defect_count": "scrapped_units", "scrap_units": "scrapped_units",
        "proficiency_score": "1.0 * skill_level",
        "workload_balance_score": "100.0 * operator_hours / nullif(rostered_hours, 0)",
    },
    "part": {
        "units_produced": UNITS, "work_orders_count": "orders_started",
        "production_volume_percentage": f"100.0 * ({UNITS}) / nullif(factory_units, 0)", "quality_rate": QUALITY,
        "scrap_rate": SCRAP, "first_pass_yield": FIRST_PASS, "defect_count": "scrapped_units",
        "average_cycle_time": SECONDS, "average_lead_time": "lead_hours / nullif(orders_completed, 0)",
        "fulfillment_rate": FILL, "on_time_completion_rate": ADHERENCE,
    },
}  # fmt: skip
ENTITY_PERIOD = {
    "machine": {
        "total_units_produced": UNITS, "avg_utilization_rate": UTILIZATION, "avg_quality_rate": QUALITY,
        "total_uptime_hours": "run_hours", "total_downtime_hours": DOWN,
    },
    "operator": {
        "total_work_orders_completed": "orders_completed", "total_units_produced": UNITS,
        "avg_efficiency_rate": EFFICIENCY, "avg_quality_rate": QUALITY, "total_hours_worked": "operator_hours",
    },
    "part": {
        "total_units_produced": UNITS, "avg_quality_rate": QUALITY, "avg_scrap_rate": SCRAP,
        "total_work_orders": "orders_started",
    },
}  # fmt: skip
