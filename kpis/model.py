"""What a KPI is: one declaration that checks itself."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from kpis.formula import NOBODY, Formula, Members
from kpis.grammar import WEEK, FormulaError
from kpis.measures import ENTITIES, MEASURES, OF_ORDERS
from kpis.naming import suggest
from kpis.text import in_currency

CATEGORIES = ("machines", "production", "quality", "workforce", "planning", "delivery", "business")
TIERS = ("1", "2", "3D", "3W", "3M")
BETTER = ("higher", "lower", "target")
ROLES = ("operator", "supervisor", "manager", "executive", "admin")
CHARTS = ("line", "area", "bar", "stacked")
WINDOWS = ("today", "7d", "28d", "30d", "90d", "13w", "this_week", "this_month")
TRENDS = ("", "week", "month")
VIEWS = (
    "time", "waterfall", "timeline", "hours", "bubble", "spread", "ages", "control", "calendar", "shifts", "orders",
)  # fmt: skip
"""What a KPI's page can draw; "time", "control" and "calendar" for all, "shifts" for those counted by shift, "orders"
for those that work orders cause."""
PARTED = {"proficiency": "operator", "group": "machine"}
"""Entities whose rows can be broken down by members of another, because these carry the key of it."""
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def and_up(role: str) -> tuple[str, ...]:
    """A role and those above it, as an audience."""
    return ROLES[ROLES.index(role) :]


class KpiError(ValueError):
    """A declaration is wrong; the message names the KPI, the fault and the near name."""


@dataclass(frozen=True)
class Example:
    """A worked example with small numbers: the sums and the value that they must give.

    measures: by name; `stock_days` too if the formula averages, and "target <id>" for each target(id) in it.
    members: for `f(x by e)`, by entity (or "week") the numbers of each member by measure:
    {"operator": {"operator_hours": (6, 10, 8)}}.
    """

    measures: Mapping[str, float]
    value: float
    members: Mapping[str, Mapping[str, Sequence[float]]] = field(default_factory=dict)

    @property
    def frames(self) -> Members:
        """The members as a formula takes them."""
        made = {entity: pd.DataFrame(dict(columns)) for entity, columns in self.members.items()}
        return {entity: frame.set_axis([0] * len(frame)) for entity, frame in made.items()}


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """A formula over summed measures, and all that pages, reports and docs say about it.

    formula: see kpis.formula; `parts` names sub-formulas (in the KPI's unit) that it is written in.
    target: in `unit`; the factory's setting `target_setting`, where it is given, comes first.
    lines: further lines of the chart, title to formula. beside: numbers in another unit that stand beside the value,
    title to formula and unit: bars of the chart with an axis of their own. moves: what makes it go up and down.
    window: what the tile covers, see WINDOWS. rests_on: ids of the KPIs that it is made of.
    each: the formula of a member in a breakdown, where `formula` over one member makes no sense.
    trend: "week" or "month": answers say by how much the value changes in that time.
    views: further charts that fit it, the first of them right after the one over time, see VIEWS.
    kin: what else goes by the same measures and is told beside the value, title to formula in the KPI's unit.
    learning: a measure; answers say how much of the value is left after each doubling of its running total.
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
    snapshot: str = ""
    window: str = "today"
    rests_on: tuple[str, ...] = ()
    each: str = ""
    trend: str = ""
    learning: str = ""
    views: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict, hash=False)
    lines: Mapping[str, str] = field(default_factory=dict, hash=False)
    beside: Mapping[str, tuple[str, str]] = field(default_factory=dict, hash=False)
    kin: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        self._check("category", [self.category], CATEGORIES)
        self._check("tier", [self.tier], TIERS)
        self._check("better", [self.better], BETTER)
        self._check("chart", [self.chart], CHARTS)
        self._check("breakdown", self.breakdowns, ENTITIES)
        self._check("audience", self.audience, ROLES)
        if self.target is not None and not math.isfinite(self.target):
            raise KpiError(f"{self.id}: target is {self.target}; give a number or None")
        self._check("window", [self.window], WINDOWS)
        self._check("trend", [self.trend], TRENDS)
        self._check("view", self.views, VIEWS)
        self._check("learning measure", filter(None, [self.learning]), tuple(MEASURES))
        try:
            self.compiled, self.of_member, self.further, self.related  # noqa: B018  # reading them is what checks them
        except FormulaError as error:
            raise KpiError(f"{self.id}: {error}") from error
        for entity in self.breakdowns:
            self._check_breakdown(entity)

    def _check_breakdown(self, entity: str) -> None:
        formula = self.of_member
        if not any(MEASURES[name].counted_by(entity) for name in formula.measures):
            raise KpiError(f"{self.id}: no measure of its formula is counted by {entity}; drop that breakdown")
        for inner in formula.members:
            if entity in ("shift", "hour", "reason") or inner not in (entity, WEEK, PARTED.get(entity)):
                raise KpiError(f"{self.id}: there are no rows by {inner} within a {entity}; give it `each`, or drop it")

    def _check(self, what: str, given: Iterable[str], known: tuple[str, ...]) -> None:
        for name in given:
            if name not in known:
                raise KpiError(f"{self.id}: unknown {what} {name!r}{suggest(name, known)}")

    @property
    def drawn(self) -> tuple[str, ...]:
        """All charts of its page, in the order of their tabs."""
        shifts = ("shifts",) if "shift" in self.breakdowns else ()
        orders = ("orders",) if self.caused else ()
        return ("time", *self.views, "control", "calendar", *shifts, *orders)

    @property
    def caused(self) -> tuple[str, ...]:
        """The measures of the formula that work orders cause, in its order."""
        return tuple(name for name in self.compiled.ordered if name in OF_ORDERS)

    @property
    def compiled(self) -> Formula:
        """The formula, ready to evaluate."""
        return Formula.parse(self.formula, self.parts)

    @property
    def of_member(self) -> Formula:
        """The formula of one member of a breakdown."""
        return Formula.parse(self.each or self.formula, self.parts)

    @property
    def factors(self) -> dict[str, Formula]:
        """The named parts of the formula, ready to evaluate (oee: availability, performance, quality)."""
        return dict(self.compiled.parts)

    @property
    def further(self) -> dict[str, Formula]:
        """The further lines of the chart, and what stands beside the value, by title, ready to evaluate."""
        texts = {**self.lines, **{title: text for title, (text, _) in self.beside.items()}}
        return {title: Formula.parse(text, self.parts) for title, text in texts.items()}

    @property
    def related(self) -> dict[str, Formula]:
        """`kin`, ready to evaluate."""
        return {title: Formula.parse(text, self.parts) for title, text in self.kin.items()}

    def unit_of(self, title: str) -> str:
        """The unit of one of these."""
        return self.beside[title][1] if title in self.beside else self.unit

    @property
    def measures(self) -> frozenset[str]:
        """Every measure that the value, its members, the further lines, its kin and the learning rate need."""
        formulas = [self.compiled, self.of_member, *self.further.values(), *self.related.values()]
        return frozenset(filter(None, [self.learning])).union(*(formula.measures for formula in formulas))

    def in_currency(self, currency: str) -> "Kpi":
        """The same with the factory's currency in its unit, if that is money: "EUR/h"."""
        unit = in_currency(self.unit, currency)
        return self if unit == self.unit else replace(self, unit=unit)

    def target_in(self, factory_settings: Mapping[str, Any] = _NOTHING) -> float | None:
        """The target in a factory: its setting where the KPI names one, else the declared one."""
        own = factory_settings.get(self.target_setting) if self.target_setting else None
        return self.target if own is None else float(own)

    def value(self, sums: Mapping[str, Any], members: Members = NOBODY) -> float | None:
        """The value of one set of sums (measure to number, and `stock_days` where it averages) and, where the formula
        goes over members, their rows, with 0 as index (Example.frames); None: no data."""
        result = float(self.compiled.evaluate(pd.DataFrame([dict(sums)]), members=members).iloc[0])
        return None if math.isnan(result) else result
