"""The wallboard: no frame, large type, pages that take turns; readable from five metres, shapes beside the colours."""

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html
from dash.development.base_component import Component

import answers
from access import device, gate, session
from components.machine_grid import states
from components.page import Visit, read_query
from components.parts import aria, headline, shape
from components.status import change, chip
from kpis.answer import Snapshot

EVERY = 60
"""Seconds after which the screen asks for newer numbers; all screens of a factory share one computation."""
TURN = 15
"""Seconds that a page stays."""
SHOWN = (
    "machine_status", "production_volume", "production_status", "downtime_alerts", "scrap_rate", "work_order_status",
    "quality_issues", "schedule_adherence", "oee", "wo_completion_rate",
)  # fmt: skip
A_PAGE, MACHINES_A_PAGE = 4, 20


def wall(visit: Visit) -> Component:
    """The filled screen."""
    tick = dcc.Interval(id="wall-tick", interval=1000 * EVERY)
    turn = dcc.Interval(id="wall-turn", interval=1000 * TURN)
    return html.Div([html.Div(fill(visit), id="wall", className="wall"), tick, turn, dcc.Store(id="wall-page", data=0)])


def fill(visit: Visit, within: int | None = None) -> list[Component]:
    mine = {kpi.id for kpi in gate.kpis(visit.user)}
    found = answers.board(visit.scope, [kpi for kpi in SHOWN if kpi in mine], within=within)
    tiles = [_tile(snapshot) for snapshot in found.snapshots.values()]
    starts = range(0, len(tiles), A_PAGE)
    pages: list[Component] = [html.Div(tiles[at : at + A_PAGE], className="wall-tiles") for at in starts]
    machines = found.machines.assign(state=states(found.machines))
    cards = [
        html.Li([html.B(one["name"]), html.Span([shape(one["state"]), _word(one)])], className=f"m {one['state']}")
        for one in machines.to_dict("records")
    ]
    starts = range(0, len(cards), MACHINES_A_PAGE)
    pages += [html.Ul(cards[at : at + MACHINES_A_PAGE], className="wall-machines") for at in starts]
    shift = found.shift[0] if found.shift else "Off shift"
    clock = html.Span([f"{found.as_of:%H:%M}", html.Small(shift)], className="wall-clock", role="status")
    head = html.Header([html.H1(visit.factory.name), clock])
    shown = [html.Section(page, className="wall-page", **aria(label=f"Page {n}")) for n, page in enumerate(pages, 1)]
    return [head, *shown]


def _word(machine: dict[object, object]) -> str:
    state = str(machine["state"])
    reason = machine["reason"] if state in ("hold", "planned") else ""
    return str(reason) if reason else {"planned": "Planned hold"}.get(state, state.capitalize())


def _tile(snapshot: Snapshot) -> Component:
    told = [chip(snapshot.status), html.Span(snapshot.detail, className="detail"), change(
        snapshot.delta, snapshot.delta_text, snapshot.verdict, "against yesterday at this time"
    )]  # fmt: skip
    value = headline(snapshot.text, snapshot.suffix)
    return html.Article([html.H2(snapshot.kpi.name), value, html.Footer(told)], className="wall-tile")


def link(visit: Visit) -> Component | None:
    """The way to a wall screen, for those who may give one its link."""
    if visit.user.role not in device.MAKERS:
        return None
    href = f"/wall/enter/{device.token(visit.user, visit.slug)}"
    made: Component = dbc.Button(
        "Wall screen", href=href, external_link=True, target="_blank", className="btn-quiet", color="light",
        title="Open the wallboard; its link works on a screen without sign-in",
    )  # fmt: skip
    return made


@callback(
    Output("wall", "children"),
    Input("wall-tick", "n_intervals"),
    State("url", "pathname"),
    State("url", "search"),
    prevent_initial_call=True,
)
def refresh(_ticks: int | None, path: str, search: str) -> list[Component]:
    return fill(Visit(session.user(), path, read_query(search)), within=EVERY)


clientside_callback(
    ClientsideFunction("wall", "turn"),
    Output("wall-page", "data"),
    Input("wall-turn", "n_intervals"),
    Input("wall", "children"),
)
