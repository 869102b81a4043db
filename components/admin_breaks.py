"""Breaks of the shifts, and the machine groups that run through them: a part of the page Calendar."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, html, no_update
from dash.development.base_component import Component

from components.admin_form import clock, done, enter, field, pressed, small, table, wrong
from components.page import Visit
from data.source import breaks, masters
from data.source.masters import BadValue

FIELDS = ("shift", "start", "end")
HOW = (
    "In a break nothing is scheduled, and no machine or operator runs, is set up or stands still: nobody has to book a "
    "pause. It is one of every day of its shift, those of the past too. Units reported in it count to the shift."
)
THROUGH = "Their machines have no break: they are scheduled, and what is booked counts."


def sections(visit: Visit) -> list[Component]:
    """The list of the breaks, the form of one, and the groups to tick."""
    form = [
        field("Break of", "break-shift", dbc.Select(id="break-shift", options=options(visit))),
        field("Begins at", "break-start", dbc.Input(id="break-start", type="time")),
        field("Is over at", "break-end", dbc.Input(id="break-end", type="time"), "May lie on the next day."),
        dbc.Button("Save break", id="break-save", color="primary", size="sm"),
    ]
    made = [
        html.H2("Breaks"),
        html.Section(listed(visit), id="break-list", className="panel scroll"),
        html.P(HOW, className="why-not"),
        html.Section(form, className="panel form"),
    ]
    groups = breaks.groups(visit.scope)
    if len(groups):
        ticks = dbc.Checklist(
            id="through-groups", options=[{"label": name, "value": name} for name in groups.group_name],
            value=groups.group_name[groups.run_through.astype(bool)].tolist(), inline=True,
        )  # fmt: skip
        run = [
            field("Machine groups that run through breaks", "through-groups", ticks, THROUGH),
            dbc.Button("Save groups", id="through-save", color="primary", size="sm"),
        ]
        made.append(html.Section(run, className="panel form"))
    return made


def options(visit: Visit) -> list[str]:
    """The names of the shifts."""
    return list(dict.fromkeys(masters.shifts(visit.scope).name))


def listed(visit: Visit) -> Component:
    rows = []
    for one in breaks.breaks(visit.scope).to_dict("records"):
        times = f"{one['start_time']:%H:%M}–{one['end_time']:%H:%M}"
        told = f"Remove the break {times} of {one['shift']}"
        note = "" if one["inside"] else "Not within the hours that the shift has now: it counts for what it had before."
        rows.append((one["shift"], times, note, small("Remove", {"break-remove": int(one["id"])}, told)))
    return table(("Shift", "Break", "", ""), rows, "No break yet.")


@callback(
    Output("break-list", "children"),
    *(Output(f"break-{name}-wrong", "children") for name in FIELDS),
    Input("break-save", "n_clicks"),
    Input({"break-remove": ALL}, "n_clicks"),
    *(State(f"break-{name}", "value") for name in FIELDS),
    State("url", "search"),
    prevent_initial_call=True,
)
def act(_save: int | None, _remove: list[int | None], shift: str | None, start: str, end: str, search: str) -> Any:
    """Save the form's break, or remove a row."""
    if not pressed(ctx.triggered):
        return [no_update] * (1 + len(FIELDS))
    visit = enter(search, "calendar")
    asked: Any = ctx.triggered_id
    try:
        if asked == "break-save":
            breaks.save_break(visit.scope, shift or "", clock("start", start), clock("end", end))
            done(visit, f"break {start}–{end} of {shift} saved")
        else:
            breaks.remove_break(visit.scope, int(asked["break-remove"]))
            done(visit, "break removed")
    except BadValue as error:
        return [no_update, *wrong(FIELDS, error)]
    return [listed(visit), *wrong(FIELDS)]


@callback(
    Output("through-groups-wrong", "children"),
    Input("through-save", "n_clicks"),
    State("through-groups", "value"),
    State("url", "search"),
    prevent_initial_call=True,
)
def run_through(_clicks: int | None, names: list[str] | None, search: str) -> str:
    """Keep which groups are ticked."""
    visit = enter(search, "calendar")
    breaks.run_through(visit.scope, names or [])
    done(visit, f"machine groups that run through breaks: {', '.join(sorted(names or [])) or 'none'}")
    return ""
