"""What the admin pages share: who may write, fields with their label and what is wrong with them, and the audit."""

import logging
from collections.abc import Sequence
from datetime import date, time
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from access import gate, session
from components.notice import tell
from components.page import Visit, read_query
from components.parts import aria
from data import cache
from data.source.masters import BadValue

_log = logging.getLogger(__name__)
EVERY = "Every factory"
"""Whom a page of the whole system is about."""
LATER = (
    "Numbers of the past follow a change: those of the last 35 days in the night after it (03:30), older ones by "
    "“python cli.py kpi backfill”. Until then they are as they were."
)


def enter(search: str | None, section: str) -> Visit:
    """The visit behind a callback; Forbidden unless section and factory are the user's."""
    visit = Visit(session.user(), f"/admin/{section}", read_query(search))
    gate.section(visit.user, section)
    gate.scope(visit.user, visit.slug)
    return visit


def done(visit: Visit, what: str) -> None:
    """A write is done: into the log with who did it, old answers out of the cache, and said."""
    cache.flush(factory=visit.slug)
    _log.info("factory=%s user=%s %s", visit.slug, visit.user.email, what)
    tell("Saved", f"{what[:1].upper()}{what[1:]}.")


def field(label: str, name: str, part: Component, about: str = "") -> Component:
    """A labelled field (its id is `name`) with the place where `wrong` is told."""
    hint = [html.Small(about, className="why-not")] if about else []
    told = html.Div(id=f"{name}-wrong", className="down", **aria(live="polite"))
    return html.Div([dbc.Label(label, html_for=name), part, *hint, told], className="field")


def wrong(fields: Sequence[str], error: BadValue | None = None) -> list[str]:
    """What stands at each of the fields: the error's sentence at its own. One of no field is told in a toast."""
    if error is not None and error.field not in fields:
        tell("That cannot be saved", str(error))
    return [str(error) if error is not None and error.field == name else "" for name in fields]


def day(name: str, text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError as error:
        raise BadValue(name, "Give a day.") from error


def clock(name: str, text: str | None) -> time:
    try:
        return time.fromisoformat(text or "")
    except ValueError as error:
        raise BadValue(name, "Give a time such as 06:00.") from error


def head(visit: Visit, title: str, about: str, of: str = "", acts: Component | None = None) -> Component:
    """The heading, with buttons beside it; `of` says whom the page is about, if not the factory alone."""
    said = html.Div([html.H1(title), html.P(f"{of or visit.factory.name} · {about}")])
    return html.Div([said, html.Div(acts, className="acts")] if acts else said, className="head")


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]], none: str) -> Component:
    """A quiet table; the last column stands to the right. `none` is said where there are no rows."""
    if not rows:
        return html.P(none, className="empty")
    last = len(headings) - 1
    top = html.Tr([html.Th(text, className="n" if at == last else "") for at, text in enumerate(headings)])
    body = [html.Tr([html.Td(cell, className="n" if at == last else "") for at, cell in enumerate(r)]) for r in rows]
    made: Component = dbc.Table([html.Thead(top), html.Tbody(body)], className="quiet", borderless=True)
    return made


def small(text: str, where: Any, told: str) -> Component:
    """A quiet button in a row; `told` is what it says to who does not see the row."""
    made: Component = dbc.Button(text, id=where, className="btn-quiet", color="light", size="sm", title=told)
    return made


def pressed(triggered: Sequence[dict[str, Any]]) -> bool:
    """Whether somebody pressed, and not only a new row with its button appeared."""
    return any(one.get("value") for one in triggered)
