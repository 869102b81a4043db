"""Which numbers rest on doubtful rows: open findings by rule, day and machine, beside the facts of now in the cache."""

from collections.abc import Iterable
from datetime import date

from answers import names
from answers.source import live_of
from data.facts.calendar import DAY
from data.quality import BY_ID, RULES
from data.quality.rule import HOURS, ORDERS, UNITS
from data.summary.live import Live
from data.tenancy import Scope
from kpis.answer import Doubt
from kpis.model import Kpi

_OF_UNITS = """
ideal_hours good_hours uncovered_units ok_units scrapped_units reworked_units completed_qty completed_ok_qty
quality_events earned_hours trained_earned_hours so_due_units_ok scrap_cost rework_cost revenue delivered_cost
active_done backlog_hours so_fulfilled so_fulfilled_on_time so_fulfil_hours so_due_met so_due_met_value
so_multi_in_step so_multi_fulfil_hours
"""
_OF_HOURS = """
off_shift_work_hours run_hours setup_hours planned_down_hours unplanned_down_hours off_shift_hold_hours
breakdown_hours busy_hours idle_hours uncovered_run_hours changeovers changeover_hours rated_changeover_hours
unplanned_stops failures repairs repair_hours operator_hours overtime_hours uncovered_operator_hours
trained_operator_hours downtime_cost labor_cost maintenance_spend machines_running machines_setup machines_hold
machines_scheduled machines_idle forecast_busy_hours
"""
_OF_ORDERS = """
orders_started starts_without_changeover orders_completed orders_closed orders_due_done completed_early
completed_on_time completed_late late_hours starts_on_time lead_hours queue_hours make_hours plan_error_hours
completed_qty completed_ok_qty group_matches orders_with_group_plan skill_matches orders_with_skill_plan open_assigned
open_setup open_running open_hold open_unassigned open_overdue open_at_risk open_age_hours active_qty active_done
backlog_hours so_fulfilled so_fulfilled_on_time so_fulfil_hours so_due_met so_due_met_value so_multi_in_step
so_multi_fulfil_hours
"""
RESTS = {
    UNITS: frozenset(_OF_UNITS.split()), HOURS: frozenset(_OF_HOURS.split()), ORDERS: frozenset(_OF_ORDERS.split()),
}  # fmt: skip
"""The measures that change with the reported pieces, the time in a state, or an order's first and last lines. Plans,
shifts, and what customers ordered rest on none of them."""


def rules_of(kpi: Kpi) -> tuple[str, ...]:
    """Ids of the rules whose rows the KPI's numbers rest on."""
    touched = {kind for kind, measures in RESTS.items() if measures & kpi.measures}
    return tuple(rule.id for rule in RULES if rule.touches & touched)


def about(
    live: Live, kpi: Kpi | None, first: date, last: date, where: Iterable[tuple[str, str]] = ()
) -> Doubt | None:  # fmt: skip
    """The open findings of some days, about a KPI (None: any number), kept to a machine or a group.

    None: there are none, or what is kept to is something else, of which no finding tells."""
    rows, kept = live.doubts, list(where)
    if rows.empty or any(entity not in ("machine", "group") for entity, _ in kept):
        return None
    chosen = (rows.day >= first) & (rows.day <= last)
    if kpi is not None:
        chosen &= rows.rule.isin(rules_of(kpi))
    for entity, key in kept:
        member = names.find(live.plant, entity, key)
        machines = live.plant.machines
        mine = machines.machine_group_id if entity == "group" else machines.id
        chosen &= rows.machine_id.isin(machines.id[mine == member.id])
    found = rows[chosen].groupby("rule")["count"].sum()
    counts = {rule.id: int(found[rule.id]) for rule in RULES if rule.id in found.index}
    if not counts:
        return None
    rules = tuple(sorted(counts, key=lambda rule: -counts[rule]))
    said = tuple(f"{counts[rule]:,} {BY_ID[rule].title}" for rule in rules)
    return Doubt(sum(counts.values()), first, last, rules, said)


def of_day(scope: Scope, day: date) -> Doubt | None:
    """The open findings of a production day."""
    return about(live_of(scope), None, day, day)


def of_machines(live: Live) -> dict[str, Doubt]:
    """The open findings about machines of today and yesterday, the days that the grid and a machine's page tell of, by
    asset id."""
    rows = live.doubts
    if rows.empty:
        return {}
    first = live.today - DAY
    keys = live.plant.machines.set_index("id").asset_id
    known = rows.machine_id[rows.machine_id.isin(keys.index) & (rows.day >= first)].unique()
    mine = {str(keys[key]): about(live, None, first, live.today, [("machine", str(keys[key]))]) for key in known}
    return {key: doubt for key, doubt in mine.items() if doubt}
