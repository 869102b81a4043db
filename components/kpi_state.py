"""What a KPI page shows, as its address says it: the one way from a query to a question, and back.

?mode=analytics&period=90d&rolling=on&compare=previous_year&also=previous_week&by=machine&grain=week&where=machine:CNC-01;
and=shift:Night is a second filter; view=control is the chart, unit that of the losses; custom dates are from, to,
compare_from, compare_to. With a filter the breakdown is by its entity unless by says otherwise. What is as by default
is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import answers
from components import choices
from components.choices import NONE
from components.page import BadAddress
from data.tenancy import Scope
from kpis import period as periods
from kpis.answer import Comparison, Question
from kpis.losses import UNITS
from kpis.model import Kpi
from kpis.naming import suggest

MODES = ("dashboard", "analytics")
GRAINS = {"shift": "Shift", "day": "Day", "week": "Week", "month": "Month"}
SHORTEST = {"shift": 1, "day": 2, "week": 8, "month": 32}
LONGEST = {"shift": 14, "day": 92, "week": 366}
"""Days that a grain is good for: with fewer there is one point, with more too many, or the finer rows are gone."""
AUTO = "auto"
HOURS = "h"


@dataclass(frozen=True)
class State:
    """Choices of a page. `period`, `compare` and `also` (a second comparison) are ids of kpis.period (the latter two
    also "none"), with their dates. `view`: which chart, see Kpi.drawn; `unit`: what losses are told in.
    """

    mode: str
    period: str
    dates: periods.Range
    compare: str
    compare_dates: periods.Range | None
    by: str | None
    grain: str = AUTO
    where: tuple[str, str] | None = None
    and_where: tuple[str, str] | None = None
    also: str = NONE
    also_dates: periods.Range | None = None
    view: str = "time"
    unit: str = HOURS
    rolling: bool = False

    def question(self, kpi: Kpi) -> Question:
        grain = self.grain if self.grain in fitting(kpi, self.dates) else None
        grain = "day" if self.view == "calendar" else grain
        rolling = self.rolling and self.view == "time"
        return Question(kpi.id, *self.dates, self.by, self.where, self.and_where, self.compare_dates, grain, rolling)

    def note(self, kpi: Kpi) -> str:
        """What the page has to say about the choices, "" for nothing."""
        if self.grain in (AUTO, *fitting(kpi, self.dates)):
            return ""
        return f"A point for each {self.grain} is too fine here: drawn coarser."

    def query(self, kpi: Kpi) -> dict[str, str]:
        """The parts of the address that say this; read() gives the same state back."""
        said = {"mode": self.mode, **choices.said(self.period, self.dates, self.compare, self.compare_dates)}
        said |= {"also": self.also, "by": self.by or "", "grain": self.grain, "where": ":".join(self.where or ())}
        said |= {"and": ":".join(self.and_where or ()), "view": self.view, "unit": self.unit}
        said |= {"rolling": "on" if self.rolling else ""}
        usual = defaults(kpi) | ({"by": self.where[0]} if self.where else {})
        return {key: value for key, value in said.items() if value and value != usual.get(key)}

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """What is kept to: none, one or two (entity, key)."""
        return tuple(one for one in (self.where, self.and_where) if one)

    def kept(self, kpi: Kpi, filters: Sequence[tuple[str, str]], by: str | None) -> dict[str, str | None]:
        """The query of this state with other filters and another breakdown (None: by the first filter's entity)."""
        first, second = ([":".join(one) for one in filters] + [None, None])[:2]
        return self.but(kpi, **{"where": first, "and": second, "by": by})

    def but(self, kpi: Kpi, **changed: str | None) -> dict[str, str | None]:
        """The query of this state with some parts changed, as keywords of Visit.link."""
        before = self.query(kpi)
        where = changed.get("where", before.get("where"))
        usual = defaults(kpi) | ({"by": where.partition(":")[0]} if where else {})
        return {**before, **{key: None if usual.get(key) == new else new for key, new in changed.items()}}


def defaults(kpi: Kpi) -> dict[str, str]:
    """What a KPI's page shows where its address is silent."""
    return {
        "mode": MODES[0],
        "period": periods.first_shown(kpi.tier),
        "compare": "previous_period",
        "also": NONE,
        "by": next(iter(kpi.breakdowns), ""),
        "grain": AUTO,
        "view": kpi.drawn[0],
        "unit": HOURS,
        "rolling": "off",
    }


def read(kpi: Kpi, query: Mapping[str, str], today: date, year_from: int = 1) -> State:
    """The state that a query asks for on a production day, in a factory whose year begins with a month; BadAddress says
    what is wrong with it."""
    asked = {**defaults(kpi), **query}
    _one_of("mode", asked["mode"], MODES)
    name, dates = choices.read_period(asked["period"], query, today, year_from)
    compare_dates = choices.read_comparison(asked["compare"], query, dates, today, year_from)
    also_dates = choices.read_comparison(asked["also"], query, dates, today, year_from)
    _one_of("grain", asked["grain"], (AUTO, *GRAINS))
    _one_of("chart", asked["view"], kpi.drawn)
    _one_of("unit", asked["unit"], tuple(UNITS))
    _one_of("choice of rolling", asked["rolling"], ("on", "off"))
    where, second = (_where(kpi, query.get(name, "")) for name in ("where", "and"))
    if second and not where:
        raise BadAddress(f"a second filter {':'.join(second)} without the first; give where instead of and")
    by = query.get("by", where[0] if where else asked["by"]) or None
    for entity in by.split(",") if by else ():
        _one_of("breakdown", entity, kpi.breakdowns)
    return State(
        asked["mode"], name, dates, asked["compare"], compare_dates, by, asked["grain"], where, second, asked["also"],
        also_dates, asked["view"], asked["unit"], asked["rolling"] == "on",
    )  # fmt: skip


def also(scope: Scope, kpi: Kpi, state: State) -> Comparison | None:
    """The second comparison of a state, if it has one."""
    if state.also_dates is None:
        return None
    return answers.ask(scope, replace(state.question(kpi), by=None, compare=state.also_dates)).comparison


def fitting(kpi: Kpi, dates: periods.Range) -> tuple[str, ...]:
    """The grains that a period can be drawn in, finest first."""
    length = periods.days(*dates)
    known = [grain for grain in GRAINS if grain != "shift" or "shift" in kpi.breakdowns]
    return tuple(grain for grain in known if length <= LONGEST.get(grain, length))


def offered(kpi: Kpi, state: State) -> tuple[str, ...]:
    """The grains to choose from: those that give more than one point, and the chosen one."""
    length = periods.days(*state.dates)
    return tuple(
        grain
        for grain in GRAINS
        if grain == state.grain or (grain in fitting(kpi, state.dates) and SHORTEST[grain] <= length)
    )


def _where(kpi: Kpi, text: str) -> tuple[str, str] | None:
    if not text:
        return None
    entity, _, key = text.partition(":")
    _one_of("filter", entity, kpi.breakdowns)
    if not key:
        raise BadAddress(f"filter {text!r} names no {entity}; give {entity}:KEY")
    return entity, key


def _one_of(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise BadAddress(f"unknown {what} {given!r}{suggest(given, known)}")
