"""A KPI now: one tile of the live board, and its refresh."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from dash import MATCH, Input, Output, State, callback, ctx, dcc, html
from dash.development.base_component import Component

import answers
from access import gate, session
from components.doubt import mark
from components.page import link, read_query
from components.parts import aria, headline, icon
from components.spark import spark
from components.status import change, chip
from kpis.answer import Snapshot
from kpis.model import Kpi

NOTHING_NEWER = "nothing newer"
MACHINE = "/machine/"
"""Path of a machine's page, before its asset id."""


def part(name: str, kpi: Any, factory: Any) -> dict[str, Any]:
    """The id of a tile's part; `kpi` and `factory` may be wildcards."""
    return {"part": name, "kpi": kpi, "factory": factory}


def tile(snapshot: Snapshot) -> Component:
    """A whole tile. Its id names KPI and factory, so a refresh needs nothing else to know."""
    return html.Article(
        fill(snapshot), id=part("tile", snapshot.kpi.id, snapshot.factory), className="tile",
        **aria(label=snapshot.kpi.name),
    )  # fmt: skip


def fill(snapshot: Snapshot, note: str = "") -> list[Component]:
    """What stands in a tile; `note` is said beside the time."""
    shown, kpi = snapshot, snapshot.kpi
    name = dcc.Link(kpi.name, href=_page(shown), title=kpi.description)
    clock = html.Time(f"{shown.as_of:%H:%M}", dateTime=shown.as_of.isoformat(), title=f"as of {shown.as_of:%H:%M:%S}")
    asof = html.Span([note and html.Em(note), clock], className="asof", role="status")
    trend = f"{kpi.name}, last {len(shown.spark)} days, now {shown.text} {shown.suffix}".strip()
    value = headline(shown.text, shown.suffix)
    details = [
        chip(shown.status),
        html.Span(shown.detail, className="detail", title=shown.detail),
        change(shown.delta, shown.delta_text, shown.verdict, against(kpi)),
    ]
    if shown.recorded is not None and shown.recorded.text:
        details.append(html.Span(shown.recorded.text, className="detail", title=shown.recorded.text))
    return [
        html.Header([html.H3(name), _mark(shown), asof, _button(shown)]),
        html.Div([value, spark(shown.spark, shown.aim, trend)], className="row-value"),
        html.Footer(details),
    ]


def _mark(shown: Snapshot) -> Component | None:
    entity, key = shown.where or ("", "")
    return mark(shown.factory, shown.doubt, kpi=shown.kpi.id, machine=key if entity == "machine" else None)


def _page(shown: Snapshot) -> str:
    """Where a tile leads: the KPI's page, kept to the same place."""
    kept = {"mode": "analytics", "where": ":".join(shown.where)} if shown.where else {}
    return link(f"/kpi/{shown.kpi.id}", factory=shown.factory, **kept)


def place(path: str, query: Mapping[str, str]) -> tuple[str, str] | None:
    """What the tiles at an address are kept to: a machine on its page, a machine group on the live board."""
    if path.startswith(MACHINE):
        return "machine", unquote(path.removeprefix(MACHINE))
    return ("group", query["group"]) if "group" in query else None


def against(kpi: Kpi) -> str:
    """What a tile's change is measured against."""
    return "against yesterday at this time" if kpi.window == "today" else "against the same time before"


def _button(snapshot: Snapshot) -> Component:
    return html.Button(
        icon("refresh"), id=part("refresh", snapshot.kpi.id, snapshot.factory), value=stamp(snapshot.newest),
        className="btn plain refresh", title="Refresh", **aria(label=f"Refresh {snapshot.kpi.name}"),
    )  # fmt: skip


def stamp(newest: datetime | None) -> str:
    """The time of the newest source row as the button keeps it, to compare with after a refresh."""
    return newest.isoformat() if newest else ""


@callback(
    Output(part("tile", MATCH, MATCH), "children"),
    Input(part("refresh", MATCH, MATCH), "n_clicks"),
    State(part("refresh", MATCH, MATCH), "value"),
    State("url", "pathname"),
    State("url", "search"),
    running=[(Output(part("refresh", MATCH, MATCH), "disabled"), True, False)],
    prevent_initial_call=True,
)
def refresh(_clicks: int | None, before: str, path: str, search: str | None) -> list[Component]:
    asked: Any = ctx.triggered_id
    scope = gate.scope(session.user(), asked["factory"])
    kpi = gate.kpi(session.user(), asked["kpi"])
    snapshot = answers.now(scope, kpi.id, fresh=True, where=place(path, read_query(search)))
    return fill(snapshot, NOTHING_NEWER if stamp(snapshot.newest) == before else "")
