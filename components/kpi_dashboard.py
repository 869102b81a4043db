"""A KPI now, large: value, target, spark line, change, the facts behind it and its list."""

import re

import pandas as pd
from dash import html
from dash.development.base_component import Component

from charts.frame import aim
from components.bullet import bullet
from components.kpi_table import Cell, Column, table
from components.order_link import order_link
from components.parts import headline
from components.spark import spark
from components.status import change
from components.tile import against
from kpis.answer import Snapshot
from kpis.text import GROUPS, plain

MONEY = re.compile(rf"^[A-Z]{{3}} ([\d−{re.escape(GROUPS)}]+)(/\w+)?$")
HOURS = {"d": 24.0, "h": 1.0, "min": 1 / 60}


def dashboard(snapshot: Snapshot) -> list[Component]:
    shown = snapshot
    value = headline(shown.text, shown.suffix)
    scale = bullet(shown.kpi, shown.value, shown.target, shown.bands)
    words = [shown.detail, *([aim(shown.kpi, shown.target)] if shown.target is not None else [])]
    about = html.P(" · ".join(dict.fromkeys(word for word in words if word)), className="detail")
    before = against(shown.kpi)
    moved = (
        html.P([change(shown.delta, shown.delta_text, shown.verdict, before), f" {before}"])
        if shown.delta is not None
        else None
    )
    trend = f"{shown.kpi.name}, last {len(shown.spark)} days, now {shown.text} {shown.suffix}".strip()
    line = html.Figure([spark(shown.spark, shown.aim, trend), html.Figcaption(_days(shown))], className="trend")
    parts: list[Component] = [html.Section([html.Div([value, scale, about, moved]), line], className="panel now")]
    if shown.facts:
        parts.append(_facts(shown))
    if shown.table is not None:
        parts.append(_table(shown, shown.table))
    return [html.Div(parts, className="snapshot")]


def _days(snapshot: Snapshot) -> str:
    dotted = f", {aim(snapshot.kpi, snapshot.aim)} dotted" if snapshot.aim is not None else ""
    return f"Last {len(snapshot.spark)} days{dotted}, today so far dashed"


def _facts(snapshot: Snapshot) -> Component:
    rows = [html.Div([html.Dt(label), html.Dd(value)]) for label, value in snapshot.facts]
    return html.Section([html.Header(html.H3("Behind it")), html.Dl(rows)], className="panel facts")


def _table(snapshot: Snapshot, frame: pd.DataFrame) -> Component:
    """The display-ready frame as it is; a column is set right when its cells are numbers or read like some."""
    title = snapshot.kpi.snapshot.split(";")[0].split("(")[0].strip() or "Now"
    return listed(snapshot.kpi.id, title, f"{snapshot.kpi.name} now", frame, snapshot.factory)


def listed(owner: str, title: str, caption: str, frame: pd.DataFrame, factory: str) -> Component:
    """A display-ready frame as a panel with a table; `owner` and "now" make its ids. Work orders lead to their page."""
    head = html.Header([html.H3(title)])
    if frame.empty:
        return html.Section([head, html.P("Nothing at the moment.", className="empty")], className="panel list")
    columns = [Column(str(name), numeric=bool(frame[name].map(_number).notna().any())) for name in frame]
    # in a list with customers an order is theirs, and has no log
    linked = "Customer" not in frame

    def cell(column: Column, value: object) -> Cell:
        said = _shown(value)
        if linked and column.title == "Order" and said.strip("–"):
            return Cell(order_link(factory, said), said)
        return Cell(said, _number(value) if column.numeric else said)

    rows = [[cell(*one) for one in zip(columns, row, strict=True)] for row in frame.itertuples(index=False)]
    return html.Section([head, table(owner, "now", caption, columns, rows)], className="panel list")


def _shown(cell: object) -> str:
    return "–" if cell is None or (isinstance(cell, float) and cell != cell) else str(cell)


def _number(cell: object) -> float | None:
    """The number that a cell begins with ("4,812 units", "−3 %", "EUR 12.5/h"), or its hours ("1 d 2 h"), for columns
    to sort by."""
    if spans := re.findall(r"(\d+) (d|h|min)\b", str(cell)):
        return sum(int(amount) * HOURS[unit] for amount, unit in spans)
    text = plain(MONEY.sub(r"\1", str(cell))).split(" ")[0]
    try:
        number = float(text)
    except ValueError:
        return None
    return number if number == number else None
