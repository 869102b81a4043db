"""The form that corrects, adds or takes back a line of an order's log; all of it is checked again on the server."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import dash_bootstrap_components as dbc
import pandas as pd
from dash import Input, Output, State, callback, ctx, dcc, html, no_update, set_props
from dash.development.base_component import Component

import answers
from access import gate, session
from answers.corrected import settle
from answers.order import Order, choices
from components.admin_form import done, field, pressed, small, wrong
from components.notice import tell
from components.order_link import ORDER
from components.page import Visit, link, read_query
from data.source import corrections
from data.source import order as source
from data.source.corrections import Line, Meanwhile
from data.source.importer.format import STATUSES
from data.source.masters import BadValue
from data.source.order import NoOrder
from kpis.text import day, notation, typed

FIELDS = (
    "status", "at", "ok_qtys", "scrapped_qtys", "rework_qtys", "scrapped_reason", "hold_reason", "machine", "operator",
    "operation", "why",
)  # fmt: skip
QUANTITIES = {"ok_qtys": "OK units", "scrapped_qtys": "Scrapped units", "rework_qtys": "Rework units"}
CLOCK = "%Y-%m-%dT%H:%M:%S"
NEW, NONE = "new", "–"
"""In the address: the line that is to be added. In a choice: nothing, since an empty value shows as an empty field."""


def form(visit: Visit, found: Order) -> Component | None:
    """The form of the line that ?line= names; none for who may not, or where there is no such line."""
    asked = visit.query.get("line")
    mine = found.lines[found.lines.id.astype(str) == asked]
    if not asked or not gate.may_correct(visit.user) or (asked != NEW and mine.empty):
        return None
    line = mine.iloc[0].to_dict() if len(mine) else None
    gone = line is not None and not pd.isna(line["deleted_at"])
    at = f"{line['at']:%d %b %H:%M:%S}" if line else ""
    what = f"{'Put back' if gone else 'Correct'} the line of {at}" if line else "Add a line"
    shown: dict[str, Any] = {"line": None, "print": "", "at": "", "moment": "", "gone": gone}
    if line:
        shown |= {"line": int(line["id"]), "print": line["print"], "at": f"{line['at']:{CLOCK}}",
                  "moment": line["changed_at"].isoformat()}  # fmt: skip
    why = dbc.Input(id="order-why", maxlength=corrections.WHY, autoComplete="off", required=True)
    about = "It is kept with what the line said before, and stands beside the figures that this changes."
    save = dbc.Button("Save line" if line else "Add line", id="order-save", color="primary", size="sm")
    told = "The line counts again" if gone else "As if the line had never been; it can be put back"
    take = small("Put back" if gone else "Take back", "order-take", told)
    leave = dcc.Link("Back to the log", href=_address(visit.path, visit.query), className="btn btn-quiet btn-sm")
    return html.Section(
        [
            html.Header(html.H3(what)),
            html.Div(_fields(visit, found, line), className="form", hidden=gone),
            html.Div([html.Div(field("Why", "order-why", why, about), className="wide")], className="form tall"),
            html.Div([html.Span(save, hidden=gone), html.Span(take, hidden=line is None), leave], className="acts"),
            dcc.Store(id="order-shown", data=shown),
        ],
        className="panel", id="order-form",
    )  # fmt: skip


def _fields(visit: Visit, found: Order, line: dict[Any, Any] | None) -> list[Component]:
    known, row = choices(visit.scope), line or {}
    now = found.as_of.astimezone(ZoneInfo(visit.factory.timezone))

    def select(name: str, label: str, none: str) -> Component:
        options = [{"label": none, "value": NONE}, *({"label": a, "value": b} for b, a in known[name].items())]
        made = dbc.Select(id=f"order-{name}", options=options, value=_text(row.get(name)) or NONE)
        return field(label, f"order-{name}", made)

    def units(name: str, label: str) -> Component:
        told = f"{row.get(name, 0.0):.15g}".replace(".", notation()[0])
        return field(label, f"order-{name}", dbc.Input(id=f"order-{name}", value=told, inputmode="decimal"))

    status = dbc.Select(id="order-status", options=[*STATUSES], value=row.get("status", "Start"))
    at = dbc.Input(id="order-at", type="datetime-local", step="1", value=f"{row.get('at', now):{CLOCK}}")
    step = dbc.Input(id="order-operation", value=_text(row.get("operation")), maxlength=corrections.OPERATION)
    return [
        field("Status", "order-status", status), field("Time", "order-at", at, f"Local, {visit.factory.timezone}"),
        *(units(name, label) for name, label in QUANTITIES.items()),
        select("scrapped_reason", "Scrap reason", "none"), select("hold_reason", "Hold reason", "none"),
        select("machine", "Machine", "the order's"), select("operator", "Operator", "the order's"),
        field("Operation", "order-operation", step, "Empty: the whole order"),
    ]  # fmt: skip


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _address(path: str, query: Any) -> str:
    """This page without the form."""
    return link(path, **{name: value for name, value in query.items() if name != "line"})


@callback(
    *(Output(f"order-{name}-wrong", "children") for name in FIELDS),
    Input("order-save", "n_clicks"),
    Input("order-take", "n_clicks"),
    State("order-shown", "data"),
    *(State(f"order-{name}", "value") for name in FIELDS),
    State("url", "pathname"),
    State("url", "search"),
    running=[(Output("order-save", "disabled"), True, False), (Output("order-take", "disabled"), True, False)],
    prevent_initial_call=True,
)
def act(_save: int | None, _take: int | None, shown: dict[str, Any], *given: Any) -> Any:
    """Save the form's line, or take it back: of a factory that is the user's, by a role that may."""
    *values, path, search = given
    if not pressed(ctx.triggered):
        return [no_update] * len(FIELDS)
    visit = Visit(session.user(), path, read_query(search))
    gate.correct(visit.user)
    unique_id = unquote(path.removeprefix(ORDER))
    try:
        said = _write(visit, unique_id, shown, dict(zip(FIELDS, values, strict=True)), ctx.triggered_id == "order-take")
    except BadValue as error:
        return wrong(FIELDS, error)
    except (Meanwhile, NoOrder) as error:
        tell("Nothing was changed", str(error))
        _show(visit)
        return [no_update] * len(FIELDS)
    done(visit, said)
    _show(visit)
    return wrong(FIELDS)


def _show(visit: Visit) -> None:
    """The page anew, without the form."""
    search = _address("", visit.query)
    set_props("url", {"search": search or "?"})


def _write(visit: Visit, unique_id: str, shown: dict[str, Any], told: dict[str, Any], take: bool) -> str:
    """What was done, in words."""
    scope, why, by = visit.scope, told["why"] or "", visit.user.email
    if take:
        move = corrections.put_back if shown["gone"] else corrections.take_back
        move(scope, unique_id, int(shown["line"]), shown["print"], why, by)
        what = "put back" if shown["gone"] else "taken back"
    else:
        line, now = _line(visit, shown, told), answers.clock(scope).astimezone(UTC).replace(tzinfo=None)
        if shown["line"] is None:
            corrections.add(scope, unique_id, line, why, by, now)
        else:
            corrections.correct(scope, unique_id, int(shown["line"]), line, shown["print"], why, by, now)
        what = "added" if shown["line"] is None else "corrected"
    days = settle(scope, unique_id)
    if days is None:
        after = "the days that it concerns follow within minutes"
    else:
        after = "computed again: " + ", ".join(map(day, days)) if days else "no closed day changes"
    found = source.read(scope, unique_id)
    log = found.lines[found.lines.deleted_at.isna()]
    odd = dict.fromkeys(doubt for _, doubt in source.doubts(log, found.head["last_operation"]))
    return f"line of order {unique_id} {what}; {after}" + (f". Look at it again: {', '.join(odd)}" if odd else "")


def _line(visit: Visit, shown: dict[str, Any], told: dict[str, Any]) -> Line:
    """The fields' texts as a line; BadValue names the field that is none."""
    found: dict[str, Any] = {}
    for name in QUANTITIES:
        try:
            found[name] = float(typed(str(told[name] or "0")))
        except ValueError as error:
            raise BadValue(name, "Give a number of units, such as 100.") from error
    names = ("status", "scrapped_reason", "hold_reason", "machine", "operator", "operation")
    found |= {name: "" if told[name] in (None, NONE) else str(told[name]) for name in names}
    return Line(at=_moment(visit, shown, told["at"]), **found)


def _moment(visit: Visit, shown: dict[str, Any], text: str | None) -> datetime:
    """The moment (naive UTC) of a local time; of one that is as it was shown, the line's own."""
    if text and text == shown["at"]:
        return datetime.fromisoformat(shown["moment"])
    zone = ZoneInfo(visit.factory.timezone)
    try:
        local = datetime.fromisoformat(text or "").replace(tzinfo=None)
        moment = local.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadValue("at", "Give a day and a time.") from error
    if moment.astimezone(zone).replace(tzinfo=None) != local:
        raise BadValue("at", "There is no such time on that day: the clock went forward over it.")
    return moment.replace(tzinfo=None)
