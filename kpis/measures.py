"""The additive facts that every KPI is a formula over: measures.csv as a registry."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kpis.naming import suggest

ENTITIES = ("machine", "group", "operator", "proficiency", "part", "customer", "reason", "shift", "hour")
"""What a number can be broken down by; the factory is the whole, not a breakdown."""


class UnknownMeasure(LookupError):
    """A name that measures.csv does not define; the message suggests the near one."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Measure:
    """A fact that may be added up: a flow over any time, a stock over the days of a period (shown as their mean).

    `entities` are those whose summary rows hold the measure, "factory" among them.
    """

    name: str
    kind: str
    unit: str
    entities: frozenset[str]
    definition: str

    def counted_by(self, entity: str) -> bool:
        """Whether the summary rows of an entity (or "factory") hold this measure."""
        return entity in self.entities


def _read(path: Path) -> dict[str, Measure]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {
        row["measure"]: Measure(
            row["measure"], row["kind"], row["unit"], frozenset(row["entities"].split()), row["definition"]
        )
        for row in rows
    }
    if len(found) != len(rows):
        raise ValueError(f"{path.name}: a measure is defined twice")
    for measure in found.values():
        if measure.kind not in ("flow", "stock"):
            raise ValueError(f"{path.name}: {measure.name} is {measure.kind!r}; a measure is a flow or a stock")
        for entity in measure.entities - {*ENTITIES, "factory"}:
            raise ValueError(f"{path.name}: {measure.name} names {entity!r}{suggest(entity, ENTITIES)}")
    return found


MEASURES: Mapping[str, Measure] = MappingProxyType(_read(Path(__file__).with_name("measures.csv")))


def measure(name: str) -> Measure:
    """The measure of that name, or UnknownMeasure."""
    if name not in MEASURES:
        raise UnknownMeasure(f"unknown measure {name!r}{suggest(name, MEASURES)}")
    return MEASURES[name]


def of(entity: str, kind: str | None = None) -> tuple[str, ...]:
    """Names of the measures that the summary rows of an entity (or "factory") hold, in the order of measures.csv."""
    return tuple(m.name for m in MEASURES.values() if m.counted_by(entity) and kind in (None, m.kind))


OF_ORDERS = frozenset({
    "breakdown_hours", "busy_hours", "changeover_hours", "changeovers", "completed_early", "completed_late",
    "completed_ok_qty", "completed_on_time", "completed_qty", "downtime_cost", "earned_hours", "good_hours",
    "group_matches", "ideal_hours", "late_hours", "lead_hours", "maintenance_spend", "make_hours",
    "off_shift_hold_hours", "off_shift_work_hours", "ok_units", "operator_hours", "orders_closed",
    "orders_completed", "orders_created", "orders_due", "orders_due_done", "orders_started",
    "orders_with_group_plan", "orders_with_skill_plan", "overtime_hours", "plan_error_hours",
    "planned_down_hours", "planned_load_hours", "planned_make_hours", "planned_units", "quality_events",
    "queue_hours", "rated_changeover_hours", "rework_cost", "reworked_units", "run_hours", "scrap_cost",
    "scrapped_units", "setup_hours", "skill_matches", "standard_changeover_hours", "starts_on_time",
    "starts_without_changeover", "trained_earned_hours", "trained_operator_hours", "uncovered_operator_hours",
    "uncovered_run_hours", "uncovered_units", "unplanned_down_hours", "unplanned_stops",
})  # fmt: skip
"""Measures every bit of which a work order caused, so that they can be told order by order."""
