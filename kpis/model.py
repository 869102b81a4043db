"""What a KPI is: one declaration that checks itself."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pandas as pd

from kpis.formula import Formula, FormulaError
from kpis.measures import ENTITIES, MEASURES
from kpis.naming import suggest

CATEGORIES = ("machines", "production", "quality", "workforce", "planning", "delivery", "business")
TIERS = ("1", "2", "3D", "3W", "3M")
BETTER = ("higher", "lower", "target")
ROLES = ("operator", "supervisor", "manager", "executive", "admin")
CHARTS = ("line", "area", "bar", "stacked")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def and_up(role: str) -> tuple[str, ...]:
    """A role and those above it, as an audience."""
    return ROLES[ROLES.index(role) :]


class KpiError(ValueError):
    """A declaration is wrong; the message names the KPI, the fault and the near name."""


@dataclass(frozen=True)
class Example:
    """A worked example with small numbers: sums of measures (and `stock_days`) and the value they must give."""

    measures: Mapping[str, float]
    value: float


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """A formula over summed measures, and all that pages, reports and docs say about it.

    formula: see kpis.formula; `parts` names sub-formulas (in the KPI's unit) that it is written in.
    target: in `unit`; the factory's setting `target_setting`, where it is given, comes first.
    lines: further lines of the chart, title to formula. moves: what makes it go up and down.
    """

    id: str
    name: str
    category: str
    tier: str
    formula: str
    unit: str
    better: str
    breakdowns: tuple[str, ...]
    audience: tuple[str, ...]
    description: str
    moves: str
    example: Example = field(hash=False)
    target: float | None = None
    target_setting: str = ""
    source: str = ""
    chart: str = "line"
    window: str = "today"
    snapshot: str = ""
    parts: Mapping[str, str] = field(default_factory=dict, hash=False)
    lines: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        self._check("category", [self.category], CATEGORIES)
        self._check("tier", [self.tier], TIERS)
        self._check("better", [self.better], BETTER)
        self._check("chart", [self.chart], CHARTS)
        self._check("breakdown", self.breakdowns, ENTITIES)
        self._check("audience", self.audience, ROLES)
        if self.target is not None and not math.isfinite(self.target):
            raise KpiError(f"{self.id}: target is {self.target}; give a number or None")
        try:
            formulas = [self.compiled, *self.further.values()]
        except FormulaError as error:
            raise KpiError(f"{self.id}: {error}") from error
        for entity in self.breakdowns:
            if not any(MEASURES[name].counted_by(entity) for name in formulas[0].measures):
                raise KpiError(f"{self.id}: no measure of its formula is counted by {entity}; drop that breakdown")

    def _check(self, what: str, given: Iterable[str], known: tuple[str, ...]) -> None:
        for name in given:
            if name not in known:
                raise KpiError(f"{self.id}: unknown {what} {name!r}{suggest(name, known)}")

    @property
    def compiled(self) -> Formula:
        """The formula, ready to evaluate."""
        return Formula.parse(self.formula, self.parts)

    @property
    def factors(self) -> dict[str, Formula]:
        """The named parts of the formula, ready to evaluate (oee: availability, performance, quality)."""
        return dict(self.compiled.parts)

    @property
    def further(self) -> dict[str, Formula]:
        """The further lines of the chart by title, ready to evaluate."""
        return {title: Formula.parse(text, self.parts) for title, text in self.lines.items()}

    @property
    def measures(self) -> frozenset[str]:
        """Every measure that the value and the further lines need."""
        return self.compiled.measures.union(*(line.measures for line in self.further.values()))

    def target_in(self, factory_settings: Mapping[str, Any] = _NOTHING) -> float | None:
        """The target in a factory: its setting where the KPI names one, else the declared one."""
        own = factory_settings.get(self.target_setting) if self.target_setting else None
        return self.target if own is None else float(own)

    def value(self, sums: Mapping[str, Any]) -> float | None:
        """The value of one set of sums (measure to number, and `stock_days` where it averages); None: no data."""
        result = float(self.compiled.evaluate(pd.DataFrame([dict(sums)])).iloc[0])
        return None if math.isnan(result) else result
