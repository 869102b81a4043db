"""Every KPI, declared once: a file per family. A new one on existing measures is one more declaration there."""

from collections.abc import Mapping
from types import MappingProxyType

from kpis.catalogue import (
    delivery,
    machines,
    planning,
    planning_office,
    planning_resources,
    production,
    quality,
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
    production,
    quality,
    planning,
    planning_office,
    planning_resources,
    delivery,
)

KPIS: Mapping[str, Kpi] = MappingProxyType(_checked(_collect(*(family.KPIS for family in _FAMILIES))))
"""All KPIs by id, tier by tier, each tier in the order of its families."""


def find(kpi_id: str) -> Kpi:
    """The KPI of that id, or UnknownKpi."""
    if kpi_id not in KPIS:
        raise UnknownKpi(f"unknown KPI {kpi_id!r}{suggest(kpi_id, KPIS)}")
    return KPIS[kpi_id]
