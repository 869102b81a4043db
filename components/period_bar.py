"""One period and one comparison for a whole page, chosen in its address: ?period=30d&compare=previous_period."""

from dataclasses import dataclass
from datetime import date

from dash import html
from dash.development.base_component import Component

from components import choices
from components.page import Visit
from components.parts import aria
from kpis import period as periods

PAGE = "page"
"""Whose choices these are."""
USUAL = {"period": "30d", "compare": "previous_period"}


@dataclass(frozen=True)
class Chosen:
    """The ids and the dates of a page's period and comparison (None: compared with nothing)."""

    period: str
    dates: periods.Range
    compare: str
    compare_dates: periods.Range | None

    @property
    def said(self) -> dict[str, str]:
        """The parts of an address that make this choice."""
        return choices.said(self.period, self.dates, self.compare, self.compare_dates)

    @property
    def query(self) -> dict[str, str]:
        """The same choice in the address of a KPI's page."""
        return {"mode": "analytics", **self.said}


def read(visit: Visit, today: date) -> Chosen:
    """The choice of an address; BadAddress says what is wrong with it."""
    asked = {**USUAL, **visit.query}
    begins = visit.factory.year_from
    name, dates = choices.read_period(asked["period"], asked, today, begins)
    other = choices.read_comparison(asked["compare"], asked, dates, today, begins)
    return Chosen(name, dates, asked["compare"], other)


def bar(visit: Visit, chosen: Chosen, today: date) -> Component:
    """The two choices; each writes the address, and the page follows it."""
    parts = [
        *choices.over(PAGE, chosen.period, chosen.dates, today),
        *choices.against(PAGE, chosen.compare, chosen.compare_dates, chosen.dates, today),
        choices.usual(PAGE, visit.slug, USUAL),
    ]
    return html.Div(parts, className="filters", role="group", **aria(label="What to show"))
