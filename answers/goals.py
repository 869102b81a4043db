"""Setting and taking back the targets of a factory, checked against the catalogue and the factory's own codes."""

import math
import re
from collections.abc import Iterable
from datetime import date

from answers import names
from answers.names import QuestionError
from answers.targets import FACTORY, GROUP, MACHINE, Targets
from data import cache
from data.source import read
from data.summary import targets
from data.summary.clock import Clock
from data.tenancy import Scope
from kpis import catalogue
from kpis.model import Kpi
from kpis.status import BANDS, Bands, Goal, ordered
from kpis.text import figure, typed

RISING = {"higher": "less", "lower": "more", "target": "more"}
"""What each band is than the one before, by what is better."""


class BandsError(QuestionError):
    """Bands of a target cannot be; the message names them and the way out."""


def shown(bands: Bands) -> str:
    """Bands as people write them, in % of the target: "100 / 90 / 75"."""
    return " / ".join(figure(100 * share) for share in bands)


def typed_bands(text: str, kpi: Kpi) -> Bands | None:
    """A KPI's bands as people write them; "" is None, the usual ones. BandsError for what cannot be read."""
    parts = [one for one in re.split(r"\s*,\s+|[/;\s]+", text.replace("%", " ")) if one]
    try:
        found = [float(typed(one)) / 100 for one in parts]
    except ValueError:
        found = [math.nan]
    if len(found) not in (0, 3) or not all(map(math.isfinite, found)):
        usual = shown(BANDS[kpi.better])
        raise BandsError(f"bands {text!r} cannot be read; give three shares in %, such as {usual}, or none for these")
    return (found[0], found[1], found[2]) if found else None


def set_target(
    scope: Scope, kpi: Kpi, value: float, since: date, entity: str = FACTORY, key: str = "", bands: Bands | None = None
) -> tuple[Kpi, ...]:
    """Set a target from a day on, with bands of its own if any are given; the KPIs it holds for. QuestionError where
    there is no such breakdown or member, BandsError where the bands have no order."""
    if not math.isfinite(value):
        raise QuestionError(f"{value} is not a target; give a number")
    if bands and not ordered(bands, kpi.better):
        rule = f"each is to be {RISING[kpi.better]} than the one before, such as {shown(BANDS[kpi.better])}"
        raise BandsError(f"bands {shown(bands)} have no order: {rule}")
    alike = catalogue.alike(kpi)
    if entity != FACTORY:
        wanted = {GROUP, MACHINE} if entity == GROUP else {entity}
        if not any(wanted & set(one.breakdowns) for one in alike):
            raise QuestionError(f"{kpi.id} has no breakdown by {entity}; set its target for the factory")
        key = names.find(read.plant(scope)[0], entity, key).key
    targets.put(scope, kpi.id, value, since, entity, key, [one.id for one in alike], bands)
    cache.flush(factory=scope.factory.slug)
    return alike


def in_force(scope: Scope, kpis: Iterable[Kpi], entity: str = FACTORY, key: str = "") -> list[Goal]:
    """What KPIs of the factory, or of one member, are judged by today."""
    held, today = Targets(read.plant(scope)[0]), Clock.of(scope).today
    return [held.goal(kpi, today, entity, key) for kpi in kpis]


def take_back(scope: Scope, target_id: int) -> None:
    """Delete a target that was set; what was set before it holds again."""
    targets.remove(scope, target_id)
    cache.flush(factory=scope.factory.slug)
