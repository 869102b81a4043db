"""Alerts: the bell in the bar, and the list behind it with what is open and what has ended lately."""

import logging
from datetime import UTC, timedelta
from typing import Any

import pandas as pd
from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

import answers
from access import gate, session
from access.users import may_see
from components.admin_form import pressed, small, table
from components.notice import tell
from components.page import Visit, read_query
from components.parts import icon, shape
from components.status import chip
from data import cache
from data.facts.alerts import since
from data.source import factory_settings
from data.summary import alerts as stored
from kpis.catalogue import KPIS
from kpis.status import Status
from kpis.text import day, duration, quantity

ENDED_DAYS = 7
HOUR = 3600
_log = logging.getLogger(__name__)


def bell(visit: Visit) -> Component | None:
    """The way to the list, with how many alerts of the user's KPIs are open; none without a factory."""
    if visit.slug not in visit.user.factory_slugs:
        return None
    return dcc.Link(_count(visit), href=visit.link("/alerts"), id="alerts-bell", className="bell")


def _count(visit: Visit) -> list[Component]:
    """The bell's inside: a mark, a number and a word; critical while nobody has acknowledged one of them."""
    mine = [seen for kpi, seen in answers.open_alerts(visit.scope).items() if _visible(visit, kpi)]
    if not mine:
        return [icon("bell"), html.Span("No open alerts", className="visually-hidden")]
    status = Status.NEUTRAL if all(mine) else Status.CRITICAL
    said = html.Span(" alert" if len(mine) == 1 else " alerts", className="visually-hidden")
    word = html.Span(" open", className="word")
    number = html.Span([shape(status), html.Span([str(len(mine)), word, said])], className=f"chip {status}")
    return [icon("bell"), number]


def alert_list(visit: Visit) -> Component:
    """The page: what is open, then what ended in the last days."""
    about = "raised when a KPI was critical in the shift that ended; ended when a later shift is clearly better"
    head = html.Div([html.H1("Alerts"), html.P(f"{visit.factory.name} · {about}")])
    return html.Div([html.Div(head, className="head"), html.Div(_lists(visit), id="alerts-list")])


def _lists(visit: Visit) -> list[Component]:
    naive = answers.clock(visit.scope).astimezone(UTC).replace(tzinfo=None)
    opened = [one for one in stored.standing(visit.scope).to_dict("records") if _visible(visit, one["kpi"])]
    ended = stored.ended(visit.scope, naive - timedelta(days=ENDED_DAYS)).to_dict("records")
    over = [one for one in ended if _visible(visit, one["kpi"])]
    none = "No alert is open." if since(factory_settings.current(visit.scope)) else (
        "The alert rules were not evaluated yet: that happens when the next shift has ended."
    )  # fmt: skip
    rows = [_row(visit, one, _acknowledged(visit, one)) for one in opened]
    past = [_row(visit, one, _when(visit, one["ended_at"])) for one in over]
    return [
        html.Section(table(("KPI", "In the shift", "Acknowledged"), rows, none), className="panel scroll"),
        html.H2(["Ended", html.Span(f"in the last {ENDED_DAYS} days")]),
        html.Section(table(("KPI", "In the shift", "Ended"), past, "None."), className="panel scroll"),
    ]


def _visible(visit: Visit, kpi: str) -> bool:
    return kpi in KPIS and may_see(visit.user, KPIS[kpi])


def _row(visit: Visit, one: dict[Any, Any], last: Any) -> tuple[Any, ...]:
    kpi = KPIS[one["kpi"]].in_currency(visit.factory.currency)
    name = [
        dcc.Link(kpi.name, href=visit.link(f"/kpi/{kpi.id}"), className="lnk"),
        html.Small(f"raised {_when(visit, one['raised_at'])}", className="why-not"),
    ]
    limit = "limit" if kpi.better == "lower" else "target"
    value = [
        html.Span([chip(Status(one["status"])), " ", html.Span(quantity(one["value"], kpi.unit))]),
        html.Small(f"{limit} {quantity(one['target'], kpi.unit)}", className="why-not"),
    ]
    return name, value, last


def _acknowledged(visit: Visit, one: dict[Any, Any]) -> Any:
    if not pd.isna(one["acknowledged_at"]):
        took = (one["acknowledged_at"] - one["raised_at"]).total_seconds() / HOUR
        return [f"after {duration(took)}", html.Small(one["acknowledged_by"], className="why-not")]
    if not gate.may_acknowledge(visit.user):
        return "not yet"
    return small("Acknowledge", {"alert": one["id"]}, f"Acknowledge {KPIS[one['kpi']].name}")


def _when(visit: Visit, moment: Any) -> str:
    local = pd.Timestamp(moment, tz="UTC").tz_convert(visit.factory.timezone)
    return f"{day(local.date())}, {local:%H:%M}"


@callback(
    Output("alerts-list", "children"),
    Output("alerts-bell", "children"),
    Input({"alert": ALL}, "n_clicks"),
    State("url", "search"),
    prevent_initial_call=True,
)
def acknowledge(_clicks: list[int | None], search: str) -> tuple[Any, Any]:
    """Note that the user saw an alert: of a KPI and a factory that are theirs, by a role that may."""
    if not pressed(ctx.triggered):
        return no_update, no_update
    visit, asked = Visit(session.user(), "/alerts", read_query(search)), ctx.triggered_id
    gate.acknowledge(visit.user)
    opened = stored.standing(visit.scope)
    mine = opened[opened.id == asked["alert"]]
    if mine.empty:
        tell("That alert has ended", "A later shift was better; the list is as of now.")
    else:
        kpi = gate.kpi(visit.user, mine.kpi.iloc[0])
        if stored.acknowledge(visit.scope, int(asked["alert"]), visit.user.email):
            cache.flush(factory=visit.slug)
            _log.info("factory=%s user=%s acknowledged the alert of %s", visit.slug, visit.user.email, kpi.id)
    return _lists(visit), _count(visit)
