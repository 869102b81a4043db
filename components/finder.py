"""Every KPI of the user as one list: searched and filtered in the browser, as fast as one types."""

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, html
from dash.development.base_component import Component

from components.page import Visit
from components.parts import aria, data, headline
from components.pin import star
from components.status import chip
from kpis.answer import Snapshot
from kpis.model import CATEGORIES
from kpis.status import Status

EVERY = "all"
TIERS = {"1": "Live", "2": "Per shift", "3D": "Daily", "3W": "Weekly", "3M": "Monthly"}


def finder(visit: Visit, found: dict[str, Snapshot], pinned: tuple[str, ...]) -> Component:
    """The list with its filters; ?q=, tier=, category= and status= say what it starts with."""
    statuses = {one.value: one.value.capitalize() for one in Status}
    text = dbc.Input(
        id="find-text", type="search", placeholder="Search name, description, order", value=visit.query.get("q", ""),
        autoComplete="off",
    )  # fmt: skip
    fields = [
        _labelled("Search KPIs", "find-text", text),
        _choice(visit, "tier", "All tiers", TIERS),
        _choice(visit, "category", "All categories", {name: name.capitalize() for name in CATEGORIES}),
        _choice(visit, "status", "All statuses", statuses),
    ]
    rows = [_row(visit, snapshot, snapshot.kpi.id in pinned) for snapshot in found.values()]
    none = html.P("No KPI fits. Take a filter away.", id="find-none", className="empty", hidden=True)
    listed = html.Ul(rows, id="find-rows", className="found")
    count = html.Span(f"{len(rows)} KPIs", id="find-count", role="status")
    head = html.Div([html.H2("All KPIs"), count], className="section-head")
    # filled by assets/hub.js, which asks the server for orders that begin with what is typed
    orders = html.P([html.B("Orders"), html.Span()], id="find-orders", className="orders", hidden=True, role="status")
    return html.Section([head, html.Div(fields, className="finder"), orders, listed, none], **aria(label="All KPIs"))


def _choice(visit: Visit, name: str, every: str, options: dict[str, str]) -> Component:
    asked = visit.query.get(name, "")
    found = [{"label": every, "value": EVERY}, *({"label": label, "value": key} for key, label in options.items())]
    select = dbc.Select(id=f"find-{name}", options=found, value=asked if asked in options else EVERY)
    return _labelled(name.capitalize(), f"find-{name}", select)


def _labelled(label: str, field: str, part: Component) -> Component:
    return html.Div([dbc.Label(label, html_for=field, className="visually-hidden"), part])


def _row(visit: Visit, shown: Snapshot, pinned: bool) -> Component:
    kpi = shown.kpi
    words = f"{kpi.name} {kpi.id} {kpi.description}".lower()
    link = dcc.Link(kpi.name, href=visit.link(f"/kpi/{kpi.id}"), className="lead")
    return html.Li(
        [
            star(visit, kpi.id, kpi.name, pinned), html.Div([link, html.P(kpi.description)]),
            html.Small(f"{kpi.category.capitalize()} · {TIERS[kpi.tier].lower()}"),
            headline(shown.text, shown.suffix), chip(shown.status),
        ],
        **data(words=words, tier=kpi.tier, category=kpi.category, status=str(shown.status)),
    )  # fmt: skip


clientside_callback(
    ClientsideFunction("hub", "find"),
    Output("find-count", "children"),
    Input("find-text", "value"),
    Input("find-tier", "value"),
    Input("find-category", "value"),
    Input("find-status", "value"),
    State("find-rows", "id"),
)
