"""Every KPI, declared once: a file per family. A new one on existing measures is one more declaration there."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from kpis.catalogue import (
    business,
    delivery,
    machines,
    machines_stops,
    planning,
    planning_office,
    planning_resources,
    production,
    production_output,
    quality,
    workforce,
)
from kpis.model import TIERS, Kpi, KpiError
from kpis.naming import suggest


class UnknownKpi(LookupError):
    """No KPI of that id; the message suggests the near one."""

    def __str__(self) -> str:
        return str(self.args[0])


def _collect(*families: tuple[Kpi, ...]) -> dict[str, Kpi]:
    declared = sorted((kpi for family in families for kpi in family), key=lambda kpi: TIERS.index(kpi.tier))
    found: dict[str, Kpi] = {}
    for kpi in declared:
        if kpi.id in found:
            raise KpiError(f"{kpi.id} is declared twice; give one of them another id")
        found[kpi.id] = kpi
    return found


def _checked(kpis: dict[str, Kpi]) -> dict[str, Kpi]:
    """The same; KpiError for a KPI that rests on one, or judges by the target of one, that is not declared."""
    for kpi in kpis.values():
        for name in (*kpi.rests_on, *sorted(kpi.compiled.targets)):
            if name not in kpis:
                raise KpiError(f"{kpi.id} rests on unknown KPI {name!r}{suggest(name, kpis)}")
    return kpis


_FAMILIES = (
    machines,
    machines_stops,
    production,
    production_output,
    quality,
    workforce,
    planning,
    planning_office,
    planning_resources,
    delivery,
    business,
)

KPIS: Mapping[str, Kpi] = MappingProxyType(_checked(_collect(*(family.KPIS for family in _FAMILIES))))
"""All KPIs by id, tier by tier, each tier in the order of its families."""


def find(kpi_id: str) -> Kpi:
    """The KPI of that id, or UnknownKpi."""
    if kpi_id not in KPIS:
        raise UnknownKpi(f"unknown KPI {kpi_id!r}{suggest(kpi_id, KPIS)}")
    return KPIS[kpi_id]


@lru_cache
def alike(kpi: Kpi) -> tuple[Kpi, ...]:
    """The KPI and those that show the same formula by other breakdowns and share its target. What is declared with
    another one (the plan of this minute, the plan of a part) stays apart."""
    said = (kpi.compiled, kpi.target, kpi.target_setting)
    same = [o for o in KPIS.values() if (o.compiled, o.target, o.target_setting) == said and o.id != kpi.id]
    return (kpi, *same)
