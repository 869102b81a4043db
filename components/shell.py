"""The frame around every page: navigation, factory switch, user menu."""

import json
from collections import Counter
from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, html
from dash.development.base_component import Component

from access import gate
from components import help
from components.page import Page, Visit, link
from components.parts import aria, choice, data, icon
from kpis.model import CATEGORIES, ROLES

PAGES = (
    ("Hub", "/", ROLES), ("Live board", "/live", ROLES), ("Shift", "/shift", ROLES), ("Alerts", "/alerts", ROLES),
    ("Executive summary", "/executive", ("executive", "admin")),
)  # fmt: skip
WORK = (
    ("Reports", "/reports", ROLES), ("Data quality", "/quality", ROLES),
    *((name.capitalize(), f"/admin/{name}", roles) for name, roles in gate.SECTIONS.items()),
)
"""Title, path and the roles that a page is for."""
NOTATIONS = {
    "browser": "As the browser", ".,": "1,234.5", ",.": "1.234,5", ",\u00a0": "1\u00a0234,5", ".’": "1’234.5",
}  # fmt: skip
"""Ways to write numbers: decimal and thousands sign (kpis.text.write_as), and a number as it looks."""


def shell(visit: Visit, page: Page, bell: Component | None = None) -> Component:
    """The whole document for a visit. The navigation stands at the side, and on small screens in a drawer; the bell of
    the alerts in the bar."""
    title = dcc.Store(id="page-title", data=f"{page.title} · ProdStream KPI")
    if page.bare:
        return html.Div([html.Main(page.body, id="content", tabIndex=-1), title])
    return html.Div(
        [
            html.A("Skip to the content", href="#content", className="skip visually-hidden-focusable"),
            html.Nav(html.Div(_nav(visit)), className="side", **aria(label="Main")),
            html.Div([_top(visit, bell), html.Main(page.body, id="content", tabIndex=-1)], className="column"),
            dbc.Offcanvas(
                html.Nav(_nav(visit)), id="drawer", title="ProdStream KPI", is_open=False, className="drawer"
            ),
            help.panel(),
            title,
        ],
        className="app",
    )


def _nav(visit: Visit) -> list[Component]:
    brand = dcc.Link(["ProdStream", html.Span("KPI")], href=visit.link(landing(visit.user.role)), className="brand")
    items: list[Component] = [brand, *(_link(visit, text, path) for text, path in _mine(visit, PAGES))]
    count = Counter(kpi.category for kpi in gate.kpis(visit.user))
    items.append(html.Small("Categories"))
    families = [family for family in CATEGORIES if count[family]]
    items += [_link(visit, family.capitalize(), f"/category/{family}", count[family]) for family in families]
    return [*items, html.Small("Work"), *(_link(visit, text, path) for text, path in _mine(visit, WORK))]


def landing(role: str) -> str:
    """Where a role lands after sign-in: where it works."""
    return {"operator": "/live", "supervisor": "/live", "executive": "/executive"}.get(role, "/")


def _mine(visit: Visit, pages: Sequence[tuple[str, str, tuple[str, ...]]]) -> list[tuple[str, str]]:
    return [(text, path) for text, path, roles in pages if visit.user.role in roles]


def _link(visit: Visit, text: str, path: str, count: int | None = None) -> Component:
    on = (visit.path.rstrip("/") or "/") == path
    label: Component | str = html.Span([text, html.Span(count, className="count")]) if count is not None else text
    return choice(label, visit.link(path), on, current="page")


def _top(visit: Visit, bell: Component | None) -> Component:
    menu = html.Button(
        icon("menu"),
        id="menu",
        className="plain menu",
        **aria(label="Open the navigation"),
    )
    space = html.Div(className="sp")
    parts = [menu, _factories(visit), space, _search(visit), space, bell, help.button(), _user(visit)]
    return html.Header(parts, className="top")


def _search(visit: Visit) -> Component:
    """The way into the palette; it carries what can be found there: name, address, kind."""
    found = [(text, visit.link(path), "Page") for text, path in _mine(visit, (*PAGES, *WORK))]
    found += [(name.capitalize(), visit.link(f"/category/{name}"), "Category") for name in CATEGORIES]
    found += [(kpi.name, visit.link(f"/kpi/{kpi.id}"), kpi.category.capitalize()) for kpi in gate.kpis(visit.user)]
    return html.Button(
        [icon("search"), html.Span("Search KPIs, orders, pages"), html.Kbd("Ctrl K", **aria(hidden="true"))],
        id="palette-open", className="plain search",
        **data(items=json.dumps(found), orders=f"/find/{visit.slug}/orders"),
        **aria(haspopup="dialog", keyshortcuts="Control+K"),
    )  # fmt: skip


def _factories(visit: Visit) -> Component:
    mine = visit.user.factories
    shown = next((one.name for one in mine if one.slug == visit.slug), "No factory")
    if len(mine) < 2:
        return html.Span(shown, className="fac")
    # another factory has other machine groups: only the page is kept
    items = [
        dbc.DropdownMenuItem(one.name, href=link(visit.path, factory=one.slug), active=one.slug == visit.slug)
        for one in mine
    ]
    made: Component = dbc.DropdownMenu(
        items, label=shown, className="fac", toggle_class_name="plain", id="factory-switch"
    )
    return made


def _user(visit: Visit) -> Component:
    themes = dbc.RadioItems(
        ["light", "dark", "system"], id="theme", inline=True, className="seg", input_class_name="btn-check",
        label_class_name="seg-item", labelClassName="text-capitalize",
    )  # fmt: skip
    numbers = dbc.Select(id="numbers", size="sm", options=[{"label": a, "value": b} for b, a in NOTATIONS.items()])
    leave = html.Form(
        html.Button("Sign out", type="submit", className="dropdown-item"), action="/signout", method="post"
    )
    who = html.Div([html.B(visit.user.name), html.Span(visit.user.email), html.Span(visit.user.role)], className="who")
    parts = [
        who, html.Div([html.Label("Theme"), themes], className="theme"),
        html.Div([dbc.Label("Numbers", html_for="numbers"), numbers], className="theme"),
        dbc.DropdownMenuItem(divider=True), leave,
    ]  # fmt: skip
    made: Component = dbc.DropdownMenu(
        parts, label=visit.user.name, align_end=True, className="user", toggle_class_name="plain", id="user-menu"
    )
    return made


clientside_callback(
    ClientsideFunction("prodstream", "open"),
    Output("drawer", "is_open"), Input("menu", "n_clicks"), State("drawer", "is_open"), prevent_initial_call=True,
)  # fmt: skip
clientside_callback(
    ClientsideFunction("prodstream", "title"), Output("page-title", "storage_type"), Input("page-title", "data")
)
clientside_callback(ClientsideFunction("prodstream", "theme"), Output("theme", "value"), Input("theme", "value"))
clientside_callback(
    ClientsideFunction("prodstream", "numbers"), Output("numbers", "value"), Input("numbers", "value")
)
