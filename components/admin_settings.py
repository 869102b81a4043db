"""Settings: what numbers of the factory no log tells."""

from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, html
from dash.development.base_component import Component

from access import users
from components.admin_form import LATER, done, enter, field, head, wrong
from components.page import Visit
from data.source import factory_settings
from data.source.factory_settings import SETTINGS, Setting
from data.source.masters import BadValue
from kpis.text import in_currency

NAMES = [setting.name for setting in SETTINGS]
PLAIN = ("time", "day", "month", "choice")
"""Units that are no units."""


def settings(visit: Visit) -> Component:
    """The form; what is empty is not set."""
    now = factory_settings.current(visit.scope)
    parts = []
    for one in SETTINGS:
        unit = "" if one.unit in PLAIN else f" ({in_currency(one.unit, visit.factory.currency)})"
        parts.append(field(f"{one.title}{unit}", f"setting-{one.name}", _box(one, now.get(one.name)), one.about))
    parts.append(dbc.Button("Save settings", id="setting-save", color="primary", size="sm"))
    about = f"{LATER} Every page has the new settings within a minute."
    return html.Div([head(visit, "Settings", about), html.Section(parts, className="panel form tall")])


def _box(one: Setting, now: Any) -> Component:
    """What a setting is typed or chosen in."""
    where = f"setting-{one.name}"
    if one.unit == "month":
        names = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
        # January is what holds where nothing is set
        months = [{"label": name, "value": str(at) if at > 1 else ""} for at, name in enumerate(names, 1)]
        made: Component = dbc.Select(id=where, options=months, value="" if now == 1 else _figure(now))
    elif one.unit == "choice":
        options = [{"label": label, "value": value} for value, label in one.choices.items()]
        made = dbc.Select(id=where, options=options, value=now or options[0]["value"])
    elif one.unit == "time":
        made = dbc.Input(id=where, value=str(now or "")[:5], type="time")
    elif one.unit == "day":
        made = dbc.Input(id=where, value=str(now or ""), type="date")
    else:
        made = dbc.Input(id=where, value=_figure(now), inputmode="decimal")
    return made


def _figure(value: Any) -> str:
    return "" if value is None else f"{float(value):.15g}"


@callback(
    *(Output(f"setting-{name}-wrong", "children") for name in NAMES),
    Input("setting-save", "n_clicks"),
    *(State(f"setting-{name}", "value") for name in NAMES),
    State("url", "search"),
    prevent_initial_call=True,
)
def save(_clicks: int | None, *given: str | None) -> list[str]:
    """Save all of the form, or nothing."""
    *texts, search = given
    visit = enter(search, "settings")
    try:
        told = dict(zip(NAMES, (text or "" for text in texts), strict=True))
        changed = factory_settings.save(visit.scope, told)
    except BadValue as error:
        return wrong(NAMES, error)
    users.load.cache_clear()  # they carry their factories
    what = ", ".join(f"{name} = {'not set' if value is None else value}" for name, value in changed.items())
    done(visit, f"settings changed: {what}" if what else "settings are as they were")
    return wrong(NAMES)
