"""What a KPI page shows, as its address says it: the one way from a query to a question, and back.

?mode=analytics&period=90d&compare=previous_year&by=machine&grain=week&where=machine:CNC-01; custom dates are from, to,
compare_from, compare_to. What is as by default is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from components.page import BadAddress
from kpis import period as periods
from kpis.answer import Question
from kpis.model import Kpi
from kpis.naming import suggest

MODES = ("dashboard", "analytics")
GRAINS = {"shift": "Shift", "day": "Day", "week": "Week", "month": "Month"}
SHORTEST = {"shift": 1, "day": 2, "week": 8, "month": 32}
LONGEST = {"shift": 14, "day": 92, "week": 366}
"""Days that a grain is good for: with fewer there is one point, with more too many, or the finer rows are gone."""
AUTO, NONE = "auto", "none"


@dataclass(frozen=True)
class State:
    """Choices of a page. `period` and `compare` are ids of kpis.period (compare also "none"), with their dates.

    With a filter the breakdown is by its entity: no row knows, say, the parts of one machine.
    """

    mode: str
    period: str
    dates: periods.Range
    compare: str
    compare_dates: periods.Range | None
    by: str | None
    grain: str = AUTO
    where: tuple[str, str] | None = None

    def question(self, kpi: Kpi) -> Question:
        grain = self.grain if self.grain in fitting(kpi, self.dates) else None
        return Question(kpi.id, *self.dates, self.by, self.where, self.compare_dates, grain)

    def note(self, kpi: Kpi) -> str:
        """What the page has to say about the choices, "" for nothing."""
        if self.grain in (AUTO, *fitting(kpi, self.dates)):
            return ""
        return f"A point for each {self.grain} is too fine here: drawn coarser."

    def query(self, kpi: Kpi) -> dict[str, str]:
        """The parts of the address that say this; read() gives the same state back."""
        said = {"mode": self.mode, "period": self.period}
        if self.period == "custom":
            said |= {"from": str(self.dates[0]), "to": str(self.dates[1])}
        said["compare"] = self.compare
        if self.compare == "custom" and self.compare_dates:
            said |= {"compare_from": str(self.compare_dates[0]), "compare_to": str(self.compare_dates[1])}
        said |= {"by": "" if self.where else self.by or "", "grain": self.grain, "where": ":".join(self.where or ())}
        usual = defaults(kpi)
        return {key: value for key, value in said.items() if value and value != usual.get(key)}

    def but(self, kpi: Kpi, **changed: str | None) -> dict[str, str | None]:
        """The query of this state with some parts changed, as keywords of Visit.link."""
        usual = defaults(kpi)
        return {**self.query(kpi), **{key: None if usual.get(key) == new else new for key, new in changed.items()}}


def defaults(kpi: Kpi) -> dict[str, str]:
    """What a KPI's page shows where its address is silent."""
    return {
        "mode": MODES[0],
        "period": periods.first_shown(kpi.tier),
        "compare": "previous_period",
        "by": next(iter(kpi.breakdowns), ""),
        "grain": AUTO,
    }


def read(kpi: Kpi, query: Mapping[str, str], today: date) -> State:
    """The state that a query asks for on a production day; BadAddress says what is wrong with it."""
    asked = {**defaults(kpi), **query}
    _one_of("mode", asked["mode"], MODES)
    name = periods.ALIASES.get(asked["period"], asked["period"])
    try:
        if name == "custom":
            dates = periods.parse(query.get("from"), query.get("to"), today)
        else:
            dates = periods.resolve(name, today)
        compare_dates = _comparison(asked["compare"], query, dates, today)
    except periods.PeriodError as error:
        raise BadAddress(str(error)) from error
    _one_of("grain", asked["grain"], (AUTO, *GRAINS))
    if asked["by"]:
        _one_of("breakdown", asked["by"], kpi.breakdowns)
    where = _where(kpi, query.get("where", ""))
    by = where[0] if where else asked["by"] or None
    if query.get("by", by) != by:
        raise BadAddress(f"by {query['by']} within one {by} is not counted; leave out by or the filter")
    return State(asked["mode"], name, dates, asked["compare"], compare_dates, by, asked["grain"], where)


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


def _comparison(kind: str, query: Mapping[str, str], dates: periods.Range, today: date) -> periods.Range | None:
    if kind == NONE:
        return None
    own = None
    if kind == "custom":
        first = periods.parse_day("compare_from", query.get("compare_from"), today)
        last = periods.parse_day("compare_to", query.get("compare_to"), today)
        if first > last:
            raise BadAddress(f"compare_from {first} is after compare_to {last}; swap them")
        own = first, last
    return periods.comparison(kind, *dates, today, own)


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
