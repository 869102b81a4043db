"""Tables: numbers right, sorted by a click on a heading (in the browser), a total that stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import ALL, MATCH, ClientsideFunction, Input, Output, State, clientside_callback, html
from dash.development.base_component import Component

from components.choices import dom_id
from components.parts import aria, data

Shown = Component | str
MANY = 15
"""Rows of a table that one finds a row in by looking."""
WIDE = 5
"""Columns that fit a phone; with more of them each row is a card there, unless some are left out."""


@dataclass(frozen=True)
class Column:
    """`minor` columns are left out on a phone. For a file: the cells of a `time` are moments (`by` is their
    datetime.timestamp()), and `unit` is that of numbers which are shown in words."""

    title: str
    numeric: bool = True
    minor: bool = False
    time: bool = False
    unit: str = ""

    @property
    def classes(self) -> str:
        return " ".join(name for name, on in (("n", self.numeric), ("minor", self.minor)) if on)


@dataclass(frozen=True)
class Cell:
    """What is shown, and the number or text to sort by (None: always last)."""

    shown: Shown
    by: float | str | None = None


def frame(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> pd.DataFrame:
    """A table's rows as typed values, for a file: numbers, moments and words."""

    def value(column: Column, cell: Cell) -> Any:
        if column.time and isinstance(cell.by, float):
            return datetime.fromtimestamp(cell.by)  # the factory's local time, as it is shown
        return cell.by if column.numeric else cell.shown if isinstance(cell.shown, str) else cell.by

    titles = [f"{column.title}, {column.unit}" if column.unit else column.title for column in columns]
    return pd.DataFrame([[value(*one) for one in zip(columns, row, strict=True)] for row in rows], columns=titles)


def table(
    kpi: str,
    name: str,
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    total: Sequence[Shown] = (),
) -> Component:
    """A sortable table, and where it is long a field to find a row with; its ids hold the KPI and `name`, so that one
    callback serves all of them."""
    headings = []
    for at, column in enumerate(columns):
        where = {"kpi": kpi, "table": name, "column": at}
        button = html.Button(column.title, id={**where, "part": "sort"}, className="sort") if column.title else None
        headings.append(html.Th(button, id={**where, "part": "heading"}, className=column.classes, scope="col"))
    stacks = len(columns) > WIDE and not any(column.minor for column in columns)
    body = [html.Tr([_cell(column, cell, stacks) for column, cell in zip(columns, row, strict=True)]) for row in rows]
    parts = [
        html.Caption(caption, className="visually-hidden"),
        html.Thead(html.Tr(headings)),
        html.Tbody(body, id={"kpi": kpi, "table": name, "part": "rows"}),
    ]
    if total:
        cells = [html.Td(shown, className=column.classes) for column, shown in zip(columns, total, strict=True)]
        parts.append(html.Tfoot(html.Tr(cells)))
    shown = html.Table(parts, className=f"table quiet data {'stacks' if stacks else ''}".strip())
    scroll = html.Div(shown, className="scroll", tabIndex=0, role="region", **aria(label=caption))
    return html.Div([_finder(kpi, name, caption), scroll]) if len(rows) > MANY else scroll


def _finder(kpi: str, name: str, caption: str) -> Component:
    where: dict[str, str | int] = {"kpi": kpi, "table": name, "part": "find", "at": 0}
    box = dbc.Input(id=where, type="search", placeholder="Find a row", autoComplete="off", size="sm")
    label = dbc.Label(f"Find in {caption}", html_for=dom_id(where), className="visually-hidden")
    return html.Div([label, box], className="row-find")


def _cell(column: Column, cell: Cell, labelled: bool) -> Component:
    by: dict[str, Any] = {} if cell.by is None else {"data-by": cell.by}
    return html.Td(cell.shown, className=column.classes, **by, **(data(label=column.title) if labelled else {}))


clientside_callback(
    ClientsideFunction("kpi", "sort"),
    Output({"kpi": MATCH, "table": MATCH, "part": "rows"}, "children"),
    Output({"kpi": MATCH, "table": MATCH, "part": "heading", "column": ALL}, "aria-sort"),
    Input({"kpi": MATCH, "table": MATCH, "part": "sort", "column": ALL}, "n_clicks"),
    Input({"kpi": MATCH, "table": MATCH, "part": "find", "at": ALL}, "value"),  # none in a short table
    State({"kpi": MATCH, "table": MATCH, "part": "rows"}, "children"),
    State({"kpi": MATCH, "table": MATCH, "part": "heading", "column": ALL}, "aria-sort"),
    prevent_initial_call=True,
)
