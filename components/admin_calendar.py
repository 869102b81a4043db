"""Shifts and holidays: when the factory works. Breaks: components.admin_breaks."""

from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import ALL, Input, Output, State, callback, ctx, html, no_update
from dash.development.base_component import Component

import answers
from components import admin_unrecorded
from components.admin_breaks import options, sections
from components.admin_form import LATER, clock, day, done, enter, field, head, pressed, small, table, wrong
from components.page import Visit
from data.source import masters
from data.source.importer.format import WEEKDAYS
from data.source.masters import BadValue

FIELDS = ("name", "start", "end", "weekdays", "since")
HOLIDAY = ("day", "holiday")
FEW = 24
"""Holidays that are listed at once; more are folded by year."""


def calendar(visit: Visit) -> Component:
    """The shift plan and the holidays, each with its form."""
    days = dbc.Checklist(
        id="shift-weekdays", options=[{"label": day, "value": day} for day in WEEKDAYS], value=list(WEEKDAYS[:5]),
        inline=True,
    )  # fmt: skip
    shift = [
        field("Shift", "shift-name", dbc.Input(id="shift-name", maxlength=masters.NAME_LENGTH)),
        field("Start", "shift-start", dbc.Input(id="shift-start", type="time")),
        field("End", "shift-end", dbc.Input(id="shift-end", type="time"), "May lie on the next day."),
        field("Weekdays on which it begins", "shift-weekdays", days),
        field("From", "shift-since", dbc.Input(id="shift-since", type="date"), "Empty for a new shift: ever since."),
        dbc.Button("Save shift", id="shift-save", color="primary", size="sm"),
        small("End shift", "shift-stop", "From that day on there is no such shift"),
    ]
    holiday = [
        field("Day", "holiday-day", dbc.Input(id="holiday-day", type="date")),
        field("Holiday", "holiday-holiday", dbc.Input(id="holiday-holiday", maxlength=masters.NAME_LENGTH)),
        dbc.Button("Save holiday", id="holiday-save", color="primary", size="sm"),
    ]
    how = (
        "Under a name that is there, the shift as it was ends on that day and the new one begins: days before keep "
        "their times. The production day begins at the earliest start of any shift unless the settings say when."
    )
    return html.Div(
        [
            head(visit, "Calendar", LATER),
            html.H2("Shifts"),
            html.Section(shifts(visit), id="shift-list", className="panel scroll"),
            html.P(how, className="why-not"),
            html.Section(shift, className="panel form"),
            *sections(visit),
            html.H2("Holidays"),
            html.Section(holiday, className="panel form"),
            html.Section(holidays(visit), id="holiday-list", className="panel scroll"),
            *admin_unrecorded.sections(visit),
        ]
    )


def shifts(visit: Visit) -> Component:
    rows = []
    for one in masters.shifts(visit.scope).to_dict("records"):
        times = f"{str(one['start_time'])[:5]}–{str(one['end_time'])[:5]}"
        since, until = (
            "" if pd.isna(one[name]) else str(pd.Timestamp(one[name]).date()) for name in ("valid_from", "valid_to")
        )
        rows.append((one["name"], times, _weekdays(one["weekdays"]), since or "ever since", until))
    return table(("Shift", "Time", "Weekdays", "From", "Until (first day without)"), rows, "No shift yet.")


def holidays(visit: Visit) -> Component:
    rows = []
    for one in masters.holidays(visit.scope).to_dict("records"):
        when = str(pd.Timestamp(one["day"]).date())
        rows.append((when, one["name"], small("Remove", {"holiday-remove": when}, f"Remove the holiday {when}")))
    if len(rows) <= FEW:
        return table(("Day", "Holiday", ""), rows, "No holiday yet.")
    now = answers.today(visit.scope).year
    years = {
        year: [row for row in rows if row[0].startswith(year)] for year in dict.fromkeys(row[0][:4] for row in rows)
    }
    return html.Div([_year(year, of, open=int(year) in (now, now + 1)) for year, of in years.items()])


def _year(year: str, rows: list[Any], open: bool) -> Component:
    head = html.Summary([year, html.Span(f"{len(rows)} holidays" if len(rows) > 1 else "1 holiday")])
    return html.Details([head, table(("Day", "Holiday", ""), rows, "")], open=open, className="year")


def _weekdays(named: str | None) -> str:
    days = (named or "").split(",")
    return ", ".join(days) if named and set(days) != set(WEEKDAYS) else "every day"


@callback(
    Output("shift-list", "children"),
    Output("break-shift", "options"),
    *(Output(f"shift-{name}-wrong", "children") for name in FIELDS),
    Input("shift-save", "n_clicks"),
    Input("shift-stop", "n_clicks"),
    *(State(f"shift-{name}", "value") for name in FIELDS),
    State("url", "search"),
    prevent_initial_call=True,
)
def act(
    _save: int | None, _stop: int | None, name: str, start: str, end: str, on: list[str], since: str, search: str
) -> Any:
    """Save the form's shift, or end it."""
    visit = enter(search, "calendar")
    try:
        if ctx.triggered_id == "shift-stop":
            masters.end_shift(visit.scope, name or "", day("since", since))
            done(visit, f"shift {name} ends on {since}")
        else:
            times = clock("start", start), clock("end", end)
            masters.save_shift(visit.scope, name or "", *times, on or [], day("since", since) if since else None)
            done(visit, f"shift {name} {start}–{end} on {','.join(on)} from {since or 'ever since'}")
    except BadValue as error:
        return [no_update, no_update, *wrong(FIELDS, error)]
    return [shifts(visit), options(visit), *wrong(FIELDS)]


@callback(
    Output("holiday-list", "children"),
    *(Output(f"holiday-{name}-wrong", "children") for name in HOLIDAY),
    Input("holiday-save", "n_clicks"),
    Input({"holiday-remove": ALL}, "n_clicks"),
    *(State(f"holiday-{name}", "value") for name in HOLIDAY),
    State("url", "search"),
    prevent_initial_call=True,
)
def act_on_holiday(_save: int | None, _remove: list[int | None], on: str, name: str, search: str) -> Any:
    """Save the form's holiday, or remove a row."""
    if not pressed(ctx.triggered):
        return [no_update] * (1 + len(HOLIDAY))
    visit = enter(search, "calendar")
    asked: Any = ctx.triggered_id
    try:
        if asked == "holiday-save":
            masters.save_holiday(visit.scope, day("day", on), name or "")
            done(visit, f"holiday {on} {name} saved")
        else:
            masters.remove_holiday(visit.scope, day("day", asked["holiday-remove"]))
            done(visit, f"holiday {asked['holiday-remove']} removed")
    except BadValue as error:
        return [no_update, *wrong(HOLIDAY, error)]
    return [holidays(visit), *wrong(HOLIDAY)]
