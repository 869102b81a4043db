"""The choice of a period and of what it is compared with: read from an address, shown, and written into it again."""

import json
from collections.abc import Mapping
from datetime import date

import dash_bootstrap_components as dbc
from dash import ALL, ClientsideFunction, Input, Output, State, clientside_callback, dcc, html
from dash.development.base_component import Component

from components.page import BadAddress
from kpis import period as periods
from kpis.naming import suggest

NONE = "none"
"""A comparison with nothing."""


def read_period(asked: str, query: Mapping[str, str], today: date, year_from: int) -> tuple[str, periods.Range]:
    """The period's id and its days, which the query holds where it is custom; BadAddress says what is wrong."""
    try:
        if asked == "custom":
            return asked, periods.parse(query.get("from"), query.get("to"), today)
        return periods.ALIASES.get(asked, asked), periods.resolve(asked, today, year_from)
    except periods.PeriodError as error:
        raise BadAddress(str(error)) from error


def read_comparison(
    kind: str, query: Mapping[str, str], dates: periods.Range, today: date, year_from: int
) -> periods.Range | None:
    """The days that the dates are compared with, None for none; BadAddress says what is wrong."""
    if kind == NONE:
        return None
    if kind not in periods.COMPARISONS:
        raise BadAddress(f"unknown comparison {kind!r}{suggest(kind, [NONE, *periods.COMPARISONS])}")
    own = None
    try:
        if kind == "custom":
            first = periods.parse_day("compare_from", query.get("compare_from"), today)
            last = periods.parse_day("compare_to", query.get("compare_to"), today)
            if first > last:
                raise BadAddress(f"compare_from {first} is after compare_to {last}; swap them")
            own = first, last
        return periods.comparison(kind, *dates, today, own, year_from)
    except periods.PeriodError as error:
        raise BadAddress(str(error)) from error


def said(period: str, dates: periods.Range, compare: str, other: periods.Range | None) -> dict[str, str]:
    """The parts of an address that say this; the dates where they are custom."""
    parts = {"period": period, "compare": compare}
    if period == "custom":
        parts |= {"from": str(dates[0]), "to": str(dates[1])}
    if compare == "custom" and other:
        parts |= {"compare_from": str(other[0]), "compare_to": str(other[1])}
    return parts


def over(owner: str, period: str, dates: periods.Range, today: date) -> list[Component]:
    """The period as a choice, and its dates."""
    return [
        choice(owner, "period", "Period", periods.PERIODS, period),
        _dates(owner, ("from", "to"), dates, today, shown=period == "custom"),
    ]


def against(
    owner: str, compare: str, other: periods.Range | None, dates: periods.Range, today: date
) -> list[Component]:
    """What the dates are compared with as a choice, and its dates."""
    first, last = other or periods.comparison("previous_period", *dates, today)
    return [
        choice(owner, "compare", "Compare with", {NONE: "Nothing", **periods.COMPARISONS}, compare),
        _dates(owner, ("compare_from", "compare_to"), (first, last), today, shown=compare == "custom"),
    ]


def choice(owner: str, name: str, title: str, options: Mapping[str, str], value: str) -> Component:
    """One part of the address, chosen from a list. `owner`: whose choices they are, a KPI's or the page's."""
    where = {"kpi": owner, "part": "choice", "name": name}
    found = [{"label": label, "value": key} for key, label in options.items()]
    return html.Div(
        [dbc.Label(title, html_for=dom_id(where)), dbc.Select(id=where, options=found, value=value, size="sm")]
    )


def usual(owner: str, slug: str, parts: Mapping[str, str]) -> Component:
    """What need not stand in the address, and the factory, which shall."""
    return dcc.Store(id={"kpi": owner, "part": "usual"}, data={**parts, "factory": slug})


def dom_id(where: Mapping[str, str | int]) -> str:
    """What a pattern-matching id is in the page, for a label to point at."""
    return json.dumps(where, sort_keys=True, separators=(",", ":"))


def _dates(owner: str, names: tuple[str, str], dates: periods.Range, today: date, shown: bool) -> Component:
    """Two dates and the button that takes them over; always there, so that "Custom" starts from what is shown."""
    fields = []
    for name, day in zip(names, dates, strict=True):
        where = {"kpi": owner, "part": "date", "name": name}
        ends = {"min": str(periods.EARLIEST), "max": str(today)}
        field = dbc.Input(id=where, type="date", value=str(day), size="sm", **ends)
        fields.append(html.Div([dbc.Label(name.replace("_", " ").capitalize(), html_for=dom_id(where)), field]))
    apply = dbc.Button(
        "Apply", id={"kpi": owner, "part": "apply", "name": names[0]}, className="btn-quiet", color="light", size="sm"
    )
    return html.Div([*fields, apply], className="dates", hidden=not shown)


clientside_callback(
    ClientsideFunction("kpi", "choose"),
    Output("url", "search"),
    Input({"kpi": ALL, "part": "choice", "name": ALL}, "value"),
    Input({"kpi": ALL, "part": "apply", "name": ALL}, "n_clicks"),
    State({"kpi": ALL, "part": "choice", "name": ALL}, "id"),
    State({"kpi": ALL, "part": "date", "name": ALL}, "value"),
    State({"kpi": ALL, "part": "date", "name": ALL}, "id"),
    State({"kpi": ALL, "part": "usual"}, "data"),
    State("url", "search"),
    prevent_initial_call=True,
)
