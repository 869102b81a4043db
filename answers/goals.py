"""Setting and taking back the targets of a factory, checked against the catalogue and the factory's own codes."""

import math
from datetime import date

from answers import names
from answers.names import QuestionError
from answers.targets import FACTORY, GROUP
from data import cache
from data.source import read
from data.summary import targets
from data.tenancy import Scope
from kpis import catalogue
from kpis.model import Kpi


def set_target(
    scope: Scope, kpi: Kpi, value: float, since: date, entity: str = FACTORY, key: str = ""
) -> tuple[Kpi, ...]:
    """Set a target from a day on; the KPIs it holds for. QuestionError where there is no such breakdown or member."""
    if not math.isfinite(value):
        raise QuestionError(f"{value} is not a target; give a number")
    alike = catalogue.alike(kpi)
    if entity != FACTORY:
        wanted = {GROUP, "machine"} if entity == GROUP else {entity}
        if not any(wanted & set(one.breakdowns) for one in alike):
            raise QuestionError(f"{kpi.id} has no breakdown by {entity}; set its target for the factory")
        key = names.find(read.plant(scope)[0], entity, key).key
    targets.put(scope, kpi.id, value, since, entity, key, [one.id for one in alike])
    cache.flush(factory=scope.factory.slug)
    return alike


def take_back(scope: Scope, target_id: int) -> None:
    """Delete a target that was set; what was set before it holds again."""
    targets.remove(scope, target_id)
    cache.flush(factory=scope.factory.slug)
