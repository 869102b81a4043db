""" "What am I looking at": the page in words, and each KPI on it with its formula and its example."""

from collections.abc import Iterable

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, html, no_update
from dash.development.base_component import Component

from access import gate, session
from answers import goals, shift
from components import board, executive, machine
from components.kpi_explain import explain
from components.page import Visit, read_query
from components.parts import aria
from kpis.model import Kpi

ABOUT = {
    "": "All KPIs that are yours: the pinned ones in your own order, what you looked at last, the categories with how "
    "many KPIs are critical, and a list to search and filter.",
    "live": "The plant now. Each tile is a KPI of today so far, against yesterday at the same scheduled time; its line "
    "is the last 14 days. The machines stand below. A machine group keeps all of it to that group.",
    "machine": "One machine: its KPIs of today so far, its open orders, and what it did since yesterday.",
    "shift": "The running shift, or an earlier one, against the same shift of the day before, and each hour's good "
    "units against the plan.",
    "executive": "This month so far against as much of the last one: the strategic index and its five parts, and which "
    "KPIs moved most in the last 30 days, where.",
    "category": "The KPIs of one category over the chosen period, each against the same other period.",
    "kpi": "One KPI. Dashboard: now, and the list behind it. Analytics: a period, compared, drawn, and broken down; a "
    "row leads into that machine, part or reason. The address holds all of it, so a copied link shows the same.",
    "alerts": "What was critical when a shift ended, and is not yet well; who saw it, and when.",
    "reports": "The daily reports that were made, and a new one of any day.",
    "admin": "What the numbers rest on. Each change is checked, and written to the log with your name.",
}
"""By the first part of a path, what its page shows."""
KEYS = (("Ctrl K", "go to any KPI or page"), ("Tab, Enter", "reach and press everything"), ("?", "this help"))


def button() -> Component:
    return html.Button("?", id="help-open", className="plain help", title="What am I looking at?", **aria(label="Help"))


def panel() -> Component:
    """The place for it; filled when somebody asks, so that no page pays for it."""
    made: Component = dbc.Offcanvas(
        html.Div(id="help-body"), id="help", title=html.Span("What am I looking at?", id="help-title"),
        labelledby="help-title", placement="end", is_open=False,
    )  # fmt: skip
    return made


def told(visit: Visit) -> list[Component]:
    """The help for the page at an address."""
    first, _, rest = visit.path.strip("/").partition("/")
    kpis = _kpis(visit, first, rest)
    about = html.P(ABOUT.get(first, "There is no such page."))
    shown = [
        html.Section([html.H3(kpi.name), html.P(kpi.description), explain(kpi, goal, visit.factory.currency)])
        for kpi, goal in zip(kpis, goals.in_force(visit.scope, kpis), strict=True)
    ]
    keyed = [html.Div([html.Dt(html.Kbd(key)), html.Dd(does)]) for key, does in KEYS]
    status = html.P(
        "Excellent, good, warning and critical say how far a value is from its target; a dash is no data, never zero."
    )
    heading = [html.H2("KPIs on this page")] if shown else []
    return [about, status, *heading, *shown, html.H2("Keyboard"), html.Dl(keyed, className="keyed")]


def _kpis(visit: Visit, first: str, rest: str) -> list[Kpi]:
    mine = {kpi.id: kpi for kpi in gate.kpis(visit.user)}
    ids: Iterable[str] = {
        "": visit.pinned, "live": board.shown(mine), "machine": machine.SHOWN, "shift": shift.SHOWN, "kpi": (rest,),
        "executive": (executive.INDEX, *executive.WATCHED),
        "category": [kpi.id for kpi in mine.values() if kpi.category == rest],
    }.get(first, ())  # fmt: skip
    return [mine[kpi] for kpi in ids if kpi in mine]


@callback(
    Output("help-body", "children"),
    Output("help", "is_open"),
    Input("help-open", "n_clicks"),
    State("url", "pathname"),
    State("url", "search"),
    prevent_initial_call=True,
)
def show(clicks: int | None, path: str, search: str | None) -> object:
    if not clicks:
        return no_update, no_update
    return told(Visit(session.user(), path, read_query(search))), True
