"""An order's page: what it is, its log as a table and as a timeline, and what was changed about the log."""

from typing import Any
from urllib.parse import quote, unquote

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

import answers
from access import gate
from answers.order import Order, order
from charts import order_timeline
from components.kpi_chart import drawing
from components.kpi_table import Cell, Column, table
from components.kpi_views import HATCHED
from components.order_form import form
from components.order_link import ORDER
from components.page import BadAddress, Visit
from components.parts import aria, choice, keys
from components.tile import MACHINE
from data.source.order import NoOrder
from kpis import text

COLUMNS = {
    "status": "Status", "changed_at": "Time", "ok_qtys": "OK", "scrapped_qtys": "Scrapped", "rework_qtys": "Rework",
    "scrapped_reason_id": "Scrap reason", "hold_reason_id": "Hold reason", "machine_id": "Machine",
    "operator_id": "Operator", "operation": "Operation", "external_id": "Source key",
}  # fmt: skip
"""What a line says, as people read it."""
TITLES = (
    "Time", "Status", "OK", "Scrapped", "Rework", "Reason", "Machine, operator", "Source key", "Last changed by", "",
)
"""Columns of the log; those that no line fills are left out."""
NUMBERS = ("OK", "Scrapped", "Rework")


def order_page(visit: Visit) -> Component:
    """The filled page; ?line= opens the form for a line (its id, or "new"), ?taken=show shows lines taken back."""
    unique_id = unquote(visit.path.removeprefix(ORDER))
    try:
        found = order(visit.scope, unique_id, answers.clock(visit.scope))
    except NoOrder as wrong:
        raise BadAddress(f"{str(wrong)[:1].upper()}{str(wrong)[1:]}") from wrong
    parts = [
        _head(visit, found), form(visit, found), html.Div([_facts(visit, found), _timeline(found)], className="halves"),
        _log(visit, found), _changes(found),
    ]  # fmt: skip
    return html.Div([part for part in parts if part], id="order")


def _head(visit: Visit, found: Order) -> Component:
    head = found.head
    about = " · ".join(str(one) for one in (_part(found), head["machine_name"], head["status"]) if one)
    acts: list[Component] = []
    if gate.may_correct(visit.user):
        acts.append(dcc.Link("Add a line", href=_here(visit, line="new"), className="btn btn-quiet"))
    said = html.P(f"{about} · as of {found.as_of:%H:%M:%S}", role="status")
    return html.Div(
        [html.Div([html.H1(f"Order {head['unique_id']}"), said]), html.Div(acts, className="acts")], className="head"
    )


def _here(visit: Visit, **query: str | None) -> str:
    """This page with another part; what is not named stays."""
    return visit.link(visit.path, **{"taken": visit.query.get("taken"), **query})


def _part(found: Order) -> str:
    head = found.head
    return f"{head['part']} {head['revision'] or ''}".strip() if head["part"] else ""


def _facts(visit: Visit, found: Order) -> Component:
    head = found.head
    machine: Component | str = "–"
    if head["machine"]:
        name = head["machine_name"] or head["machine"]
        machine = dcc.Link(name, href=visit.link(MACHINE + quote(head["machine"], safe="")), className="lnk")
    plan = [f"{at:%d %b %Y %H:%M}" if at else "not known" for at in (head["start_time"], head["end_time"])]
    rows: list[tuple[str, Any]] = [
        ("Part", " · ".join(str(one) for one in (_part(found), head["description"]) if one) or "–"),
        ("Quantity", text.quantity(head["qty"], "units")), ("Made", text.quantity(head["made"], "units")),
        ("Scrapped", text.quantity(head["scrapped"], "units")), ("Machine", machine),
        ("Operator", head["operator_name"] or "–"), ("Planned", f"{plan[0]} – {plan[1]}"),
        ("Created", f"{head['created_at']:%d %b %Y %H:%M}"), ("Status", _status(found)),
    ]  # fmt: skip
    sold = " · ".join(str(one) for one in (head["customer_order"], head["customer"]) if one)
    rows += [("For", sold)] if sold else []
    listed = [html.Div([html.Dt(label), html.Dd(value)]) for label, value in rows]
    return html.Section([html.Header(html.H3("The order")), html.Dl(listed)], className="panel facts")


def _status(found: Order) -> str:
    """The order's own status, which is hearsay, and the log's where that is another."""
    own, logged = found.head["status"], found.head["by_log"]
    return f"{own}, by its log {logged}" if logged and logged != own else str(own)


def _timeline(found: Order) -> Component:
    said = "What the order did in each operation, state by state. The log below holds the same."
    rows = found.spans.machine.nunique()
    figure = order_timeline.figure(found.spans, (found.head["start_time"], found.head["end_time"]), "page")
    plot = html.Div(
        drawing("order", "timeline", figure), className="plot", role="img",
        style={"height": f"{96 + 32 * max(rows, 2)}px"}, **aria(label=said),
    )  # fmt: skip
    told = [
        (f"swatch ink-{order_timeline.INK.get(state, state)} {HATCHED.get(hatch, '')}", state.capitalize())
        for state, hatch in order_timeline.STATES.items() if state in set(found.spans.state)
    ]  # fmt: skip
    return html.Section([html.Header([html.H3("Timeline"), keys(told)]), plot], className="panel chart-panel")


def _log(visit: Visit, found: Order) -> Component:
    taken, shown = int(found.lines.deleted_at.notna().sum()), visit.query.get("taken") == "show"
    lines = found.lines if shown else found.lines[found.lines.deleted_at.isna()]
    told = {
        "Rework": lines.rework_qtys.any(), "Source key": lines.external_id.notna().any(),
        "Last changed by": lines.changed.astype(bool).any(), "": gate.may_correct(visit.user),
    }  # fmt: skip
    columns = [
        Column(title, numeric=title in NUMBERS, time=title == "Time") for title in TITLES if told.get(title, True)
    ]
    rows = [_row(visit, line, columns) for line in lines.to_dict("records")]
    switch = None
    if taken:
        word = f"{taken} line{'s' if taken > 1 else ''} taken back"
        switch = html.Nav([
            choice("As it counts", _here(visit, taken=None), not shown),
            choice(f"With {word}", _here(visit, taken="show"), shown),
        ], className="by", **aria(label="Lines"))  # fmt: skip
    head = html.Header([html.H3("Log"), switch or html.Span(className="sp")])
    none = html.P("Its log has no line.", className="empty")
    listed = table("order", "log", f"Log of order {found.head['unique_id']}", columns, rows) if rows else none
    return html.Section([head, listed], className="panel list log")


def _row(visit: Visit, line: dict[Any, Any], columns: list[Column]) -> list[Cell]:
    gone = not pd.isna(line["deleted_at"])

    def cell(shown: Any, by: Any = None, small: Any = "") -> Cell:
        said = html.S(shown) if gone and shown else shown
        return Cell(html.Span([said, html.Small(small, className="why-not")]) if small else said, by)

    reasons = " · ".join(_known(line[name]) for name in ("scrapped_reason", "hold_reason") if _known(line[name]))
    at, who = line["at"], _known(line["operator_name"]) or _known(line["operator"])
    where, step = " · ".join(one for one in (_known(line["machine"]), who) if one), _known(line["operation"])
    key = _known(line["external_id"])
    made = {
        "Time": cell(f"{at:%d %b %Y %H:%M:%S}", at.timestamp()),
        "Status": cell(line["status"], line["status"], line["doubt"]),
        "OK": cell(text.number(line["ok_qtys"], "units"), line["ok_qtys"]),
        "Scrapped": cell(text.number(line["scrapped_qtys"], "units"), line["scrapped_qtys"]),
        "Rework": cell(text.number(line["rework_qtys"], "units"), line["rework_qtys"]),
        "Reason": cell(reasons, reasons),
        "Machine, operator": cell(where or "the order's", where, f"operation {step}" if step else ""),
        "Source key": cell(key and html.Span(key, className="long"), key),
        "Last changed by": Cell(line["changed"] and html.Span(line["changed"], className="long"), line["changed"]),
        "": Cell(_act(visit, line, gone)),
    }  # fmt: skip
    return [made[column.title] for column in columns]


def _known(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _act(visit: Visit, line: dict[Any, Any], gone: bool) -> Component:
    word, key = "Put back" if gone else "Correct", str(line["id"])
    told = f"{word} the line of {line['at']:%H:%M}"
    label = html.Span([word, html.Span(told.removeprefix(word), className="visually-hidden")])
    made: Component = dcc.Link(label, href=_here(visit, line=key), className="btn btn-quiet btn-sm", title=told)
    return made


def _changes(found: Order) -> Component | None:
    """Who changed what of the log, and why; the newest first."""
    rows = []
    for change in found.changes:
        who: list[Any] = [html.B(change.action.capitalize()), f" by {change.by}, {change.made_at:%d %b %Y %H:%M}"]
        what = [f"The line of {change.at:%d %b %Y %H:%M}: ", change.reason]
        moved = [
            html.Span([f"{COLUMNS[name]} ", html.S(old), " → ", html.B(new)]) for name, old, new in change.moved
        ]
        rows.append(html.Li([html.Div(who), html.P(what), html.P(moved, className="steps") if moved else None]))
    if not rows:
        return None
    head = html.Header([html.H3("Changes of the log"), html.Span("what was there is kept", className="asof")])
    return html.Section([head, html.Ul(rows, className="told")], className="panel changes")
