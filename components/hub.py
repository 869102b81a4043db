"""The hub: pinned KPIs, the categories and how they stand, the last ones looked at, and all KPIs to search."""

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

import answers
from access import gate, session
from components.finder import finder
from components.page import Visit, read_query
from components.parts import aria, headline, shape
from components.tile import tile
from data import personal
from kpis.answer import Snapshot
from kpis.model import CATEGORIES
from kpis.status import Status

SUGGESTED = ("oee", "scrap_rate", "on_time_delivery", "downtime")
"""What stands first while nothing is pinned yet."""


def hub(visit: Visit) -> Component:
    """The filled hub: one computation of now behind all of it."""
    return html.Div(fill(visit), id="hub")


def fill(visit: Visit) -> list[Component]:
    mine = [kpi.id for kpi in gate.kpis(visit.user)]
    found = answers.board(visit.scope, mine)
    pinned = tuple(kpi for kpi in visit.pinned if kpi in found.snapshots)
    first = pinned or tuple(kpi for kpi in SUGGESTED if kpi in found.snapshots)
    head = html.Div([html.H1("Hub"), html.P(f"{visit.factory.name} · as of {found.as_of:%H:%M:%S}", role="status")])
    hint = "" if pinned else "Pin up to ten with the star beside a KPI; until then these stand here."
    return [
        html.Div(head, className="head"),
        html.Div([html.H2("Pinned"), html.Small(hint)], className="section-head first"),
        html.Div([_first(found.snapshots[kpi], bool(pinned)) for kpi in first], className="grid"),
        *_recent(visit, found.snapshots),
        html.H2("Categories"),
        html.Div([_category(visit, name, found.snapshots) for name in CATEGORIES], className="families"),
        finder(visit, found.snapshots, pinned),
    ]


def _first(shown: Snapshot, pinned: bool) -> Component:
    """One of the tiles that stand first; a pinned one with the way to another place among them."""
    if not pinned:
        return tile(shown)
    steps = [
        html.Button(
            sign, id={"move": shown.kpi.id, "factory": shown.factory, "step": step}, className="plain move",
            title=f"Move {word}", **aria(label=f"Move {shown.kpi.name} {word}"),
        )
        for sign, step, word in (("‹", -1, "earlier"), ("›", 1, "later"))
    ]  # fmt: skip
    return html.Div([tile(shown), html.Div(steps, className="moves")], className="pinned")


@callback(
    Output("hub", "children"),
    Input({"move": ALL, "factory": ALL, "step": ALL}, "n_clicks"),
    State("url", "pathname"),
    State("url", "search"),
    prevent_initial_call=True,
)
def move(clicks: list[int | None], path: str, search: str | None) -> Any:
    """Move a pinned KPI, and show the hub in the new order."""
    asked: Any = ctx.triggered_id
    if not any(clicks):  # the buttons came to the page; nobody pressed one
        return no_update
    visit = Visit(session.user(), path, read_query(search))
    scope, kpi = gate.scope(visit.user, asked["factory"]), gate.kpi(visit.user, asked["move"])
    personal.move(scope, visit.user.id, kpi.id, 1 if asked["step"] > 0 else -1)
    return fill(visit)


def _recent(visit: Visit, found: dict[str, Snapshot]) -> list[Component]:
    """The last five looked at, as one line each."""
    last = [kpi for kpi in personal.looked_at(visit.scope, visit.user.id) if kpi in found]
    if not last:
        return []
    links = []
    for shown in (found[kpi] for kpi in last):
        parts = [
            html.Span(shown.kpi.name),
            headline(shown.text, shown.suffix),
            html.Span(shape(shown.status), className=f"ink-{shown.status}"),
        ]
        links.append(dcc.Link(parts, href=visit.link(f"/kpi/{shown.kpi.id}"), title=shown.status.value))
    return [html.H2("Looked at last"), html.Nav(links, className="recent", **aria(label="Looked at last"))]


def _category(visit: Visit, name: str, found: dict[str, Snapshot]) -> Component:
    """A category with its count and how many of it are critical."""
    of = [snapshot for snapshot in found.values() if snapshot.kpi.category == name]
    if not of:
        return html.Span()
    count = {status: sum(one.status is status for one in of) for status in Status}
    tell = [
        html.Span([shape(status.value), f"{count[status]} {status.value}"], className=f"ink-{status.value}")
        for status in (Status.CRITICAL, Status.WARNING)
        if count[status]
    ] or [html.Span("nothing critical", className="flat")]
    parts = [html.B(name.capitalize()), html.Span(f"{len(of)} KPIs", className="flat"), html.Div(tell)]
    return dcc.Link(parts, href=visit.link(f"/category/{name}"), className="family")
