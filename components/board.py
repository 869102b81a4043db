"""The live board: the user's tiles and the machines, and the refresh of all of it at once."""

from collections.abc import Mapping

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, html
from dash.development.base_component import Component

import answers
from access import gate, session
from components.auto import auto, chooser
from components.machine_grid import group_choice, machine_grid
from components.page import BadAddress, Visit, read_query
from components.parts import icon
from components.tile import NOTHING_NEWER, part, place, stamp, tile
from components.wall import link
from kpis.model import Kpi
from kpis.text import day

TODAY = (
    "oee", "scrap_rate", "downtime", "throughput",
    "wo_completion_rate", "schedule_adherence", "quality_rate", "lead_time",
)  # fmt: skip
"""How the running day does, in this order; the other KPIs of tier 1 say what is now."""


def board(visit: Visit) -> Component:
    """The filled board. Costs one `answers.board`, whatever the number of tiles."""
    return html.Div([html.Div(fill(visit), id="board"), *auto()])


def fill(visit: Visit, fresh: bool = False, before: str | None = None, within: int | None = None) -> list[Component]:
    """What stands on the board. `before`: newest row shown until now; where it still is, the header says so."""
    mine = {kpi.id: kpi for kpi in gate.kpis(visit.user)}
    every = shown(mine)
    now, today = ([key for key in every if (key in TODAY) is on] for on in (False, True))
    where = place(visit.path, visit.query)
    try:
        found = answers.board(visit.scope, every, fresh=fresh, within=within, where=where)
    except answers.QuestionError as wrong:
        raise BadAddress(str(wrong)) from wrong
    tiles = {key: tile(snapshot) for key, snapshot in found.snapshots.items()}
    newest = max(stamp(snapshot.newest) for snapshot in found.snapshots.values())
    name, hours = found.shift or ("Off", "")
    name = name if "shift" in name.lower() else f"{name} shift"
    when = ", ".join(text for text in (name, hours) if text)
    note = f" · {NOTHING_NEWER}" if before is not None and newest == before else ""
    asof = f"{found.as_of:%H:%M:%S}"
    if found.stopped:  # the clock of a factory whose history was imported stands still at its end
        asof = f"{day(found.as_of.date(), year=True)}, {asof}, where its clock stands still"
    head = html.Div([html.H1("Live board"), html.P(f"{when} · as of {asof}{note}", role="status")])
    # kept to a group, what nobody counts by group stays there, apart
    others = [key for key, one in found.snapshots.items() if where and one.where is None]
    sections: list[Component] = []
    for title, keys in (("", now), ("Today so far", today), ("Of the whole factory", others)):
        listed = [tiles[key] for key in keys if title.startswith("Of") or key not in others]
        sections += [html.H2(title)] if title and listed else []
        sections += [html.Div(listed, className="grid")] if listed else []
    acts = html.Div([chooser(), link(visit), _refresh_all()], className="acts")
    return [
        html.Div([head, acts], className="head"),
        *group_choice(visit, found.groups),
        *sections[:1],
        *machine_grid(visit, found.machines, found.as_of, found.doubts),
        *sections[1:],
    ]


def shown(mine: Mapping[str, Kpi]) -> list[str]:
    """The KPIs on the board, of those that are the user's."""
    now = [key for key, kpi in mine.items() if kpi.tier == "1" and key not in TODAY]
    return [*now, *(key for key in TODAY if key in mine)]


def _refresh_all() -> Component:
    made: Component = dbc.Button(
        [icon("refresh"), "Refresh all"],
        id="refresh-all",
        className="btn-quiet",
        color="light",
    )
    return made


@callback(
    Output("board", "children"),
    Input("refresh-all", "n_clicks"),
    Input("auto-asked", "data"),
    State("url", "pathname"),
    State("url", "search"),
    State(part("refresh", ALL, ALL), "value"),
    running=[(Output("refresh-all", "disabled"), True, False)],
    prevent_initial_call=True,
)
def refresh_all(_clicks: int | None, asked: list[int], path: str, search: str, before: list[str]) -> list[Component]:
    """By the button: past the cache. By the clock of the page: one computation for all who look."""
    visit = Visit(session.user(), path, read_query(search))
    if ctx.triggered_id == "auto-asked":
        return fill(visit, within=asked[0])
    return fill(visit, fresh=True, before=max(before, default=""))
