"""Days that are not recorded: a part of the page Calendar."""

from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, html, no_update
from dash.development.base_component import Component

import answers
from components.admin_form import day, done, enter, field, pressed, small, table, wrong
from components.page import Visit
from data.source import masters, unrecorded
from data.source.masters import BadValue
from data.summary import late
from data.tenancy import Scope

FIELDS = ("first", "last", "reason")
HOW = (
    "Nothing is known of such a day: it has no scheduled time, no rows and no numbers, and pages say so with the "
    "reason. What is in the log stays there, and counts again when the mark is taken away. The record begins with the "
    "first line of the log, unless the settings say when."
)


def sections(visit: Visit) -> list[Component]:
    """The form of one or several days, and the list."""
    most = masters.TEXT_LENGTH
    form = [
        field("First day", "unrecorded-first", dbc.Input(id="unrecorded-first", type="date")),
        field("Last day", "unrecorded-last", dbc.Input(id="unrecorded-last", type="date"), "Empty: the first alone."),
        field("Why", "unrecorded-reason", dbc.Input(id="unrecorded-reason", maxlength=most), "Such as: network down."),
        dbc.Button("Mark as not recorded", id="unrecorded-save", color="primary", size="sm"),
    ]
    return [
        html.H2("Days that are not recorded"),
        html.P(HOW, className="why-not"),
        html.Section(form, className="panel form"),
        html.Section(listed(visit), id="unrecorded-list", className="panel scroll"),
    ]


def listed(visit: Visit) -> Component:
    rows = []
    for one in unrecorded.listed(visit.scope).to_dict("records"):
        told = f"Make {one['day']} a part of the record again"
        button = small("Take back", {"unrecorded-remove": str(one["day"])}, told)
        rows.append((str(one["day"]), one["reason"], button))
    return table(("Day", "Why", ""), rows, "Every day since the record began is recorded.")


@callback(
    Output("unrecorded-list", "children"),
    *(Output(f"unrecorded-{name}-wrong", "children") for name in FIELDS),
    Input("unrecorded-save", "n_clicks"),
    Input({"unrecorded-remove": ALL}, "n_clicks"),
    *(State(f"unrecorded-{name}", "value") for name in FIELDS),
    State("url", "search"),
    prevent_initial_call=True,
)
def act(
    _save: int | None, _remove: list[int | None], first: str | None, last: str | None, reason: str | None, search: str
) -> Any:
    """Mark the form's days, or take one back; their numbers follow at once."""
    if not pressed(ctx.triggered):
        return [no_update] * (1 + len(FIELDS))
    visit = enter(search, "calendar")
    asked: Any = ctx.triggered_id
    try:
        if asked == "unrecorded-save":
            begin = day("first", first)
            end = day("last", last) if last else begin
            days = unrecorded.mark(visit.scope, begin, end, reason or "", answers.today(visit.scope))
            follow(visit.scope, days, f"marked as not recorded: {(reason or '').strip()}")
            done(visit, f"{begin}{'' if begin == end else f' to {end}'} marked as not recorded: {reason}")
        else:
            back = day("first", asked["unrecorded-remove"])
            unrecorded.unmark(visit.scope, back)
            follow(visit.scope, [back], "recorded again")
            done(visit, f"{back} is recorded again")
    except BadValue as error:
        return [no_update, *wrong(FIELDS, error)]
    return [listed(visit), *wrong(FIELDS)]


def follow(scope: Scope, days: list[date], cause: str) -> None:
    """Compute the days anew, their weeks and their months."""
    late.recompute(scope, days, cause=cause)
