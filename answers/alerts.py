"""The alert rules, and what they say of a shift that has ended (docs/alerts.md)."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from answers.targets import FACTORY, SHIFT, Targets
from data import cache
from data.facts.alerts import since
from data.facts.plant import Plant
from data.summary import alerts as stored
from data.summary.clock import Clock
from data.tenancy import Scope
from kpis.catalogue import find
from kpis.formula import Formula
from kpis.model import Kpi
from kpis.status import Goal, Status, known, status

log = logging.getLogger(__name__)
MARGIN = 0.05
"""How much better than its limit, as a share of the target, a value has to be for its alert to end."""
RUN_HOURS = 1.0
"""A shift in which machines ran less says nothing: a holiday that nobody entered, or data that did not arrive."""


@dataclass(frozen=True)
class Rule:
    """An alert stands while the KPI of a shift is critical against the factory's target. `counted`: a formula of what
    the KPI is a ratio of; a shift in which that is below `least` says nothing."""

    kpi: str
    counted: str
    least: float

    def values(self, shifts: pd.DataFrame) -> pd.Series:
        """The KPI of each shift; NaN: it says nothing."""
        enough = Formula.parse(self.counted).evaluate(shifts) >= self.least
        return find(self.kpi).compiled.evaluate(shifts).where(enough & (shifts.run_hours >= RUN_HOURS))


RULES = (
    Rule("oee", "scheduled_hours", 4),
    Rule("downtime", "scheduled_hours", 4),
    Rule("production_status", "planned_units", 1),
    Rule("scrap_rate", "ok_units + scrapped_units", 20),
    Rule("schedule_adherence", "completed_early + completed_on_time + completed_late", 5),
    Rule("setup_time", "changeovers", 3),
    Rule("mttr", "repairs", 1),
)
MEASURES = tuple(
    sorted({"run_hours"}.union(*(find(r.kpi).compiled.measures | Formula.parse(r.counted).measures for r in RULES)))
)
"""What the rules read of a shift."""


@dataclass(frozen=True)
class Change:
    """A KPI became critical in the shift of a row, or (`critical` False) is not any more."""

    row: int
    kpi: str
    critical: bool
    value: float
    target: float


def stands(kpi: Kpi, value: float, goal: Goal, open_now: bool) -> bool:
    """Whether there is to be an alert after a shift with this value; without value or target all stays as it is."""
    if goal.target is None or not known(value):
        return open_now
    # one that is open ends only a margin beyond the limit, so that a value at the limit raises one alert and not ten
    stricter = 1 + MARGIN if kpi.better == "higher" else 1 - MARGIN
    target = goal.target * stricter if open_now else goal.target
    return status(value, target, kpi.better, goal.bands) is Status.CRITICAL


def changes(plant: Plant, shifts: pd.DataFrame, standing: Collection[str]) -> list[Change]:
    """What the rules say of shifts in the order of time, while alerts of the KPIs `standing` are open.

    shifts: shift_date, shift_id and MEASURES.
    """
    targets, found, opened = Targets(plant), [], set(standing)
    shift = {one.id: one.name for one in plant.calendar.shifts}
    values = {rule.kpi: rule.values(shifts).to_numpy() for rule in RULES}
    for row, (day, shift_id) in enumerate(zip(shifts.shift_date, shifts.shift_id, strict=True)):
        for name, of in values.items():
            goal = targets.goal(find(name), day, SHIFT, shift.get(shift_id, ""))
            critical = stands(find(name), of[row], goal, name in opened)
            if critical != (name in opened):
                opened ^= {name}
                found.append(Change(row, name, critical, float(of[row]), float(goal.target or 0)))
    return found


def raised(change: Change, day: date, shift_id: int) -> dict[str, Any]:
    """The row of kpi_alerts of a new alert, but for its times."""
    return {
        "kpi": change.kpi, "entity": FACTORY, "entity_key": "", "status": str(Status.CRITICAL), "value": change.value,
        "target": change.target, "shift_date": day, "shift_id": shift_id,
    }  # fmt: skip


def evaluate(scope: Scope) -> int:
    """Judge the shift that ended last, and return how many alerts that raised or ended; again, it changes nothing.

    Nothing for a factory whose data ended in the past: nobody could act on it.
    """
    clock = Clock.of(scope)
    if clock.stopped:
        return 0
    shift = stored.last_shift(scope, clock.now, MEASURES)
    if shift.empty:
        log.info("factory=%s no shift has ended and been aggregated", scope.factory.slug)
        return 0
    if since(clock.plant.settings) is None:
        stored.begin(scope, clock.today)
    day, shift_id = shift.shift_date[0], int(shift.shift_id[0])
    noted = stored.noted(scope, day, shift_id)
    standing = noted[noted.ended_at.isna()]
    found = changes(clock.plant, shift, set(standing.kpi))
    mine = set(noted.kpi[(noted.shift_date == day) & (noted.shift_id == shift_id)])
    over = {change.kpi for change in found if not change.critical}
    rows = [
        {**raised(change, day, shift_id), "raised_at": clock.now}
        for change in found if change.critical and change.kpi not in mine
    ]  # fmt: skip
    stored.record(scope, rows, dict.fromkeys(standing.id[standing.kpi.isin(over)].tolist(), clock.now))
    if rows or over:
        cache.flush(factory=scope.factory.slug)
    return len(rows) + len(over)
