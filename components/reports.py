"""The factory's reports: asked for, watched while they are made, downloaded."""

from datetime import date, timedelta
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import Input, Output, State, callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

import answers
import reports
from access import session
from components.notice import tell
from components.page import Visit, read_query
from components.parts import aria, shape
from kpis.status import Status
from kpis.text import day, quantity, weekday
from settings import ROOT, settings

OPEN = ("pending", "generating")
STATES = {
    "pending": ("Waiting", Status.NEUTRAL),
    "generating": ("Being made", Status.NEUTRAL),
    "completed": ("Ready", Status.GOOD),
    "failed": ("Failed", Status.CRITICAL),
}
ASK_MS = 2000


def report_list(visit: Visit) -> Component:
    """The list with what asks for a new one, and the clock that asks how far it is."""
    today = answers.today(visit.scope)
    yesterday = today - timedelta(days=1)
    found = reports.recent(visit.scope)
    chosen = dbc.Input(type="date", id="reports-day", value=yesterday.isoformat(), max=today.isoformat(), size="sm")
    ask = dbc.Button("Generate", id="reports-generate", color="primary", size="sm")
    mine = visit.user.email in reports.subscribers(visit.scope)
    mailed = dbc.Switch(id="reports-mail", label="Mail it to me every day", value=mine, className="mb-1")
    fields = html.Div([html.Label(["Daily report of", chosen]), ask, mailed], className="acts")
    head = html.Div([html.H1("Reports"), html.P(f"{visit.factory.name} · {_mail()}")])
    return html.Div(
        [
            html.Div([head, fields], className="head"),
            html.Section(_table(visit, found), id="reports-list", className="panel scroll", **aria(live="polite")),
            dcc.Interval(id="reports-clock", interval=ASK_MS, disabled=not _running(found)),
            dcc.Store(id="reports-open", data=_open(found)),
        ]
    )


def _mail() -> str:
    if settings().smtp_url:
        return f"mailed to the subscribers from {settings().mail_from_address}"
    outbox = settings().var_dir / "outbox"
    place = outbox.relative_to(ROOT) if outbox.is_relative_to(ROOT) else outbox
    return f"no mail server is set (SMTP_URL), so mail goes to the outbox folder {place}"


def _open(found: pd.DataFrame) -> list[int]:
    return [int(one) for one in found.loc[found["status"].isin(OPEN), "id"]]


def _running(found: pd.DataFrame) -> bool:
    return bool(_open(found))


def _ended(found: pd.DataFrame, waited_for: list[int]) -> None:
    """A notice for each report that was waited for and is ready, or failed."""
    for one in found[found["id"].isin(waited_for) & ~found["status"].isin(OPEN)].to_dict("records"):
        about = weekday(pd.Timestamp(one["report_date"]).date())
        ready = one["status"] == "completed"
        why = "It can be downloaded below." if ready else str(one["error_message"])
        tell(f"Report of {about} {'is ready' if ready else 'failed'}", why)


def _table(visit: Visit, found: pd.DataFrame) -> Component:
    if found.empty:
        return html.P("No report yet. The daily report comes at 02:30; “Generate” makes one now.", className="empty")
    head = html.Thead(html.Tr([html.Th(text, className=css) for text, css in HEADINGS]))
    body = html.Tbody([_row(visit, one) for one in found.to_dict("records")])
    made: Component = dbc.Table([head, body], className="quiet", borderless=True)
    return made


HEADINGS = (("Report", ""), ("Status", ""), ("Made", "minor"), ("Mail", "minor"), ("", "n"))


def _row(visit: Visit, one: dict[Any, Any]) -> Component:
    word, status = STATES[one["status"]]
    about = pd.Timestamp(one["report_date"]).date()
    name = [f"{str(one['report_type']).capitalize()}, {weekday(about)}", html.Small(_file(one), className="why-not")]
    state: list[Component] = [html.Span([shape(status), word], className=f"chip {status}")]
    if _known(one["error_message"]):
        state.append(html.Small(str(one["error_message"]), className="why-not"))
    href = f"/reports/{visit.slug}/{one['id']}"
    file = html.A("Download", href=href, className="lnk") if one["status"] == "completed" else ""
    cells: list[tuple[Any, str]] = [
        (name, "name"),
        (state, ""),
        (_when(visit, one["generation_completed_at"]), "minor"),
        (html.Span("sent" if one["email_sent"] else "not sent", title=one["recipients"]), "minor"),
        (file, "n"),
    ]
    return html.Tr([html.Td(content, className=css) for content, css in cells])


def _known(value: Any) -> bool:
    return value is not None and not pd.isna(value) and value != ""


def _file(one: dict[Any, Any]) -> str:
    pages = f"{one['page_count']:.0f} pages" if _known(one["page_count"]) else ""
    size = quantity(one["file_size"] / 1024, "kB", 0) if _known(one["file_size"]) else ""
    kind = str(one["file_format"]).upper()
    return " · ".join(part for part in (kind, pages, size) if part)


def _when(visit: Visit, moment: Any) -> str:
    if not _known(moment):
        return ""
    local = pd.Timestamp(moment, tz="UTC").tz_convert(visit.factory.timezone)
    return f"{day(local.date())}, {local:%H:%M}"


@callback(
    Output("reports-list", "children"),
    Output("reports-clock", "disabled"),
    Output("reports-open", "data"),
    Input("reports-generate", "n_clicks"),
    Input("reports-clock", "n_intervals"),
    State("reports-day", "value"),
    State("reports-open", "data"),
    State("url", "search"),
    running=[(Output("reports-generate", "disabled"), True, False)],
    prevent_initial_call=True,
)
def watch(_clicks: int | None, _ticks: int | None, chosen: str | None, waited_for: list[int], search: str) -> Any:
    visit = Visit(session.user(), "/reports", read_query(search))
    if ctx.triggered_id == "reports-generate":
        try:
            reports.request(visit.scope, date.fromisoformat(chosen or ""), visit.user.email)
        except ValueError as wrong:
            tell("No report of that day", str(wrong) if chosen else "Choose the day of the report first.")
            return no_update, no_update, no_update
        except reports.QueueUnavailable as refused:
            tell("No report can be made now", str(refused))
            return no_update, no_update, no_update
    found = reports.recent(visit.scope)
    _ended(found, waited_for)
    return _table(visit, found), not _running(found), _open(found)


@callback(
    Output("reports-mail", "value"),
    Input("reports-mail", "value"),
    State("url", "search"),
    prevent_initial_call=True,
)
def mail_me(wanted: bool, search: str) -> Any:
    """Subscribe or unsubscribe who is signed in; an address that no mail can reach is said, and nothing changes."""
    visit = Visit(session.user(), "/reports", read_query(search))
    address, of = visit.user.email, f"the daily report of {visit.factory.name}"
    try:
        if wanted:
            reports.subscribe(visit.scope, address)
        else:
            reports.unsubscribe(visit.scope, address)
    except ValueError as wrong:
        tell("No mail can be sent to you", str(wrong))
        return False
    tell(*("Subscribed", f"{address} gets {of}.") if wanted else ("Unsubscribed", f"{address} gets {of} no more."))
    return no_update
