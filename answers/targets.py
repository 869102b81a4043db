"""The target that a factory has for a KPI: by date, for the factory or for one group, machine, part or shift.

A target that was set (kpi_targets) holds from its day on, for every KPI of the same formula; before the first one, and
where none was set, the factory's setting holds, else the declared target. A machine without one is judged by its
group's, any member without one by the factory's; but one of those that add up to the whole (units a day, hours of a
reason: kpis.additive) by its own alone, as no part of a sum can meet the whole's.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast

import pandas as pd

from answers.names import Member
from data.facts.plant import Plant
from kpis import catalogue
from kpis.additive import additive
from kpis.model import Kpi
from kpis.status import STEPS, Bands, Goal

FACTORY, GROUP, MACHINE, PART, SHIFT = "factory", "group", "machine", "part", "shift"
ENTITIES = (FACTORY, GROUP, MACHINE, PART, SHIFT)
"""What a target can be set for; entity_key is "" for the factory, else the member's (Member.key)."""

ByOwner = dict[tuple[str, str], list[tuple[date, Goal]]]
"""By owner what was set and the days it holds from."""


@dataclass(frozen=True)
class Targets:
    """The targets of one factory."""

    plant: Plant

    def of(self, kpi: Kpi, on: date, entity: str = FACTORY, key: str = "") -> float | None:
        """The target in force on a day; `key` is the member's (Member.key)."""
        return self.goal(kpi, on, entity, key).target

    def goal(self, kpi: Kpi, on: date, entity: str = FACTORY, key: str = "") -> Goal:
        """The target in force on a day, with the bands that were set with it."""
        owners = self._owners(kpi, entity, key)
        for owner in owners:
            found = [(since, goal) for since, goal in self._set(kpi).get(owner, ()) if since <= on]
            if found:
                return max(found, key=lambda one: one[0])[1]
        return Goal(kpi.target_in(self.plant.settings) if (FACTORY, "") in owners else None)

    def goal_of(self, kpi: Kpi, on: date, kept: Sequence[tuple[str, Member]]) -> Goal:
        """That of the factory, of a member, or of what several members have in common: it is judged as the first."""
        if len(kept) > 1 and additive(kpi, *(entity for entity, _ in kept)):
            return Goal(None)
        return self.goal(kpi, on, *((kept[0][0], kept[0][1].key) if kept else ()))

    def over(self, kpi: Kpi, days: Iterable[date], kept: Sequence[tuple[str, Member]] = ()) -> pd.Series:
        """The target in force on each of the days, as `goal_of`; NaN without one."""
        return pd.Series([self.goal_of(kpi, day, kept).target for day in days], dtype=float)

    def _owners(self, kpi: Kpi, entity: str, key: str) -> list[tuple[str, str]]:
        """Whose target a member is judged by, the nearest first."""
        own = [(entity, key)] if entity in ENTITIES[1:] else []
        if entity != FACTORY and additive(kpi, entity):
            return own
        if entity == MACHINE and key in self._group:
            own.append((GROUP, self._group[key]))
        return [*own, (FACTORY, "")]

    @cached_property
    def _group(self) -> dict[str, str]:
        names = self.plant.groups.set_index("id").group_name
        machines = self.plant.machines[self.plant.machines.machine_group_id.notna()]
        return dict(zip(machines.asset_id, machines.machine_group_id.astype(int).map(names), strict=True))

    def _set(self, kpi: Kpi) -> ByOwner:
        """What was set for the KPI or one of the same formula."""
        found: ByOwner = {}
        for one in catalogue.alike(kpi):
            for owner, values in self._by_kpi.get(one.id, {}).items():
                found[owner] = found.get(owner, []) + values
        return found

    @cached_property
    def _by_kpi(self) -> dict[str, ByOwner]:
        found: dict[str, ByOwner] = {}
        for row in self.plant.targets.to_dict("records"):
            of = found.setdefault(str(row["kpi"]), {}).setdefault((row["entity"], row["entity_key"]), [])
            of.append((pd.Timestamp(row["valid_from"]).date(), Goal(float(row["value"]), bands(row))))
        return found


def bands(row: Mapping[Hashable, Any]) -> Bands | None:
    """The bands of a row of kpi_targets; None: the usual ones."""
    found = tuple(float("nan" if row.get(str(step)) is None else row[str(step)]) for step in STEPS)
    return None if any(map(math.isnan, found)) else cast(Bands, found)


def judged_by(kpi: Kpi) -> Iterable[Kpi]:
    """The KPIs whose targets the KPI's formulas name."""
    formulas = (kpi.compiled, kpi.of_member, *kpi.further.values())
    return [catalogue.find(name) for name in sorted(frozenset().union(*(formula.targets for formula in formulas)))]


def column_of(kpi: Kpi) -> str:
    """Where formulas find the target of a KPI."""
    return f"target {kpi.id}"


def with_targets(row: pd.Series, kpi: Kpi, targets: Targets, on: date) -> pd.Series:
    """A row of sums, and beside them the targets in force on a day that the KPI's formulas name."""
    found = {column_of(one): targets.of(one, on) for one in judged_by(kpi)}
    return pd.concat([row, pd.Series(found, dtype=float)]) if found else row
