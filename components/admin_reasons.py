"""Reasons: what a hold counts as, and how scrap reads."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import MATCH, Input, Output, State, callback, ctx, html
from dash.development.base_component import Component

from components.admin_form import LATER, done, enter, head, small, table, wrong
from components.choices import dom_id
from components.page import Visit
from components.parts import aria
from data.source import masters
from data.source.importer.format import HOLD_CATEGORIES
from data.source.masters import BadValue


def reasons(visit: Visit) -> Component:
    """Both lists, each row with its own Save."""
    held = [_held(one) for one in masters.hold_reasons(visit.scope).to_dict("records")]
    scrapped = [_scrapped(one) for one in masters.scrapped_reasons(visit.scope).to_dict("records")]
    none = "None recorded. An import brings the factory's reasons (hold_reasons.csv, scrapped_reasons.csv)."
    return html.Div(
        [
            head(visit, "Reasons", LATER),
            html.H2(["Hold reasons", html.Span("planned ones are no loss of availability")]),
            html.Section(table(("Code", "Category", "Planned", ""), held, none), className="panel scroll"),
            html.H2("Scrapped reasons"),
            html.Section(table(("Code", "Description", ""), scrapped, none), className="panel scroll"),
        ]
    )


def _held(one: dict[Any, Any]) -> tuple[Any, ...]:
    code = one["code"]
    where = {"held": code, "part": "category"}
    options = [{"label": name, "value": name} for name in HOLD_CATEGORIES]
    category = _named(f"Category of {code}", where, dbc.Select(id=where, options=options, value=one["category"]))
    where = {"held": code, "part": "planned"}
    planned = _named(f"Planned: {code}", where, dbc.Switch(id=where, value=bool(one["planned"])))
    return _code(one), category, planned, _save({"held": code, "part": "save"}, {"held": code, "part": "said"}, code)


def _scrapped(one: dict[Any, Any]) -> tuple[Any, ...]:
    code, where = one["code"], {"scrapped": one["code"], "part": "text"}
    box = dbc.Input(id=where, value=one["description"] or "", maxlength=masters.TEXT_LENGTH)
    text = _named(f"Description of {code}", where, box)
    return code, text, _save({"scrapped": code, "part": "save"}, {"scrapped": code, "part": "said"}, code)


def _named(label: str, where: dict[str, str], part: Component) -> Component:
    return html.Div([dbc.Label(label, html_for=dom_id(where), className="visually-hidden"), part])


def _code(one: dict[Any, Any]) -> list[Component]:
    return [html.B(one["code"]), html.Small(one["description"] or "", className="why-not")]


def _save(button: dict[str, str], said: dict[str, str], code: str) -> Component:
    return html.Div([small("Save", button, f"Save {code}"), html.Div(id=said, className="down", **aria(live="polite"))])


@callback(
    Output({"held": MATCH, "part": "said"}, "children"),
    Input({"held": MATCH, "part": "save"}, "n_clicks"),
    State({"held": MATCH, "part": "category"}, "value"),
    State({"held": MATCH, "part": "planned"}, "value"),
    State("url", "search"),
    prevent_initial_call=True,
)
def save_held(_clicks: int | None, category: str, planned: bool, search: str) -> str:
    """Save the row of a hold reason; what is wrong with it."""
    visit, asked = enter(search, "reasons"), _asked("held")
    try:
        masters.save_hold_reason(visit.scope, asked, category, bool(planned))
    except BadValue as error:
        return wrong([error.field], error)[0]
    done(visit, f"hold reason {asked} is {category}, {'planned' if planned else 'not planned'}")
    return ""


@callback(
    Output({"scrapped": MATCH, "part": "said"}, "children"),
    Input({"scrapped": MATCH, "part": "save"}, "n_clicks"),
    State({"scrapped": MATCH, "part": "text"}, "value"),
    State("url", "search"),
    prevent_initial_call=True,
)
def save_scrapped(_clicks: int | None, text: str | None, search: str) -> str:
    """Save the row of a scrapped reason; what is wrong with it."""
    visit, asked = enter(search, "reasons"), _asked("scrapped")
    try:
        masters.save_scrapped_reason(visit.scope, asked, text or "")
    except BadValue as error:
        return wrong([error.field], error)[0]
    done(visit, f"scrapped reason {asked} reads “{text}”")
    return ""


def _asked(kind: str) -> str:
    asked: Any = ctx.triggered_id
    return str(asked[kind])
