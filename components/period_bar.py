"""One period and one comparison for a whole page, chosen in its address: ?period=30d&compare=previous_period."""

from dataclasses import dataclass
from datetime import date

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, html
from dash.development.base_component import Component

from components.page import BadAddress, Visit
from components.parts import aria
from kpis import period as periods
from kpis.naming import suggest

NONE = "none"


@dataclass(frozen=True)
class Chosen:
    """The ids and the dates of a page's period and comparison (None: compared with nothing)."""

    period: str
    dates: periods.Range
    compare: str
    compare_dates: periods.Range | None

    @property
    def query(self) -> dict[str, str | None]:
        """The same choice in the address of a KPI's page."""
        custom = {"from": str(self.dates[0]), "to": str(self.dates[1])} if self.period == "custom" else {}
        return {"mode": "analytics", "period": self.period, "compare": self.compare, **custom}


def read(visit: Visit, today: date, usual: str = "30d") -> Chosen:
    """The choice of an address; BadAddress says what is wrong with it."""
    name, compare = visit.query.get("period", usual), visit.query.get("compare", "previous_period")
    if compare not in (NONE, *periods.COMPARISONS) or compare == "custom":
        raise BadAddress(f"unknown comparison {compare!r}{suggest(compare, [NONE, *periods.COMPARISONS])}")
    try:
        if name == "custom":
            dates = periods.parse(visit.query.get("from"), visit.query.get("to"), today)
        else:
            dates = periods.resolve(name, today)
    except periods.PeriodError as error:
        raise BadAddress(str(error)) from error
    other = None if compare == NONE else periods.comparison(compare, *dates, today, None)
    return Chosen(periods.ALIASES.get(name, name), dates, compare, other)


def bar(chosen: Chosen, usual: str = "30d") -> Component:
    """The two choices; each writes the address, and the page follows it."""
    shown = {key: name for key, name in periods.PERIODS.items() if key != "custom" or chosen.period == "custom"}
    others = {NONE: "Nothing", **{key: name for key, name in periods.COMPARISONS.items() if key != "custom"}}
    fields = [
        html.Div(
            [
                dbc.Label(title, html_for=f"page-{name}"),
                dbc.Select(
                    id=f"page-{name}", value=value, size="sm",
                    options=[{"label": label, "value": key} for key, label in options.items()],
                ),
            ]
        )
        for name, title, options, value in (
            ("period", "Period", shown, chosen.period), ("compare", "Compare with", others, chosen.compare),
        )
    ]  # fmt: skip
    store = dcc.Store(id="page-usual", data={"period": usual, "compare": "previous_period"})
    return html.Div([*fields, store], className="acts", role="group", **aria(label="What to show"))


clientside_callback(
    ClientsideFunction("hub", "choose"),
    Output("url", "search", allow_duplicate=True),
    Input("page-period", "value"),
    Input("page-compare", "value"),
    State("page-usual", "data"),
    State("url", "search"),
    prevent_initial_call=True,
)
