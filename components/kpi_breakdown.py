"""An answer by machine, part, reason ...: a table that ends in the whole, and a way into each row."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from answers import cross
from components.kpi_state import State
from components.kpi_table import Cell, Column, Shown, table
from components.kpi_words import measure_name, plural
from components.page import Visit
from components.parts import aria, choice, shape
from components.status import VERDICTS
from kpis import text
from kpis.answer import Answer
from kpis.fraction import fraction
from kpis.measures import MEASURES
from kpis.model import Kpi
from kpis.status import Status, change

MOST_SUMS = 3
SHORT = 20
"""Letters of a KPI's name that still make a heading."""


def breakdown(visit: Visit, state: State, answer: Answer) -> Component:
    """The panel: choice of the entity, the table worst first, the total row that is Answer.value."""
    kpi, rows = answer.kpi, answer.breakdown
    there = {name: state.kept(kpi, _within(state, kpi, name), name) for name in kpi.breakdowns}
    links = [choice(name.capitalize(), visit.link(visit.path, **to), name == state.by) for name, to in there.items()]
    head = html.Header([html.H3(f"By {state.by}"), html.Nav(links, className="by", **aria(label="Break down by"))])
    if rows is None or rows.empty:
        body: Component = html.P(f"No {plural(str(state.by))} with data in this period.", className="empty")
    else:
        body = _table(visit, state, answer, rows)
    return html.Section([head, body], className="panel breakdown")


def _within(state: State, kpi: Kpi, entity: str) -> list[tuple[str, str]]:
    """Another breakdown keeps the filters that can be counted with it at once, and leaves the others."""
    kept: list[tuple[str, str]] = []
    for one in state.filters:
        every = dict.fromkeys([*(of for of, _ in kept), one[0], entity])
        if one[0] != entity and cross.possible(kpi, *every):
            kept.append(one)
    return kept


def _table(visit: Visit, state: State, answer: Answer, rows: pd.DataFrame) -> Component:
    kpi, compared, sums = answer.kpi, "before" in rows, _sums(answer, rows, str(state.by))
    columns = [Column(str(state.by).capitalize(), numeric=False)]
    columns += [Column(one.title, minor=True) for one in sums]
    columns += [
        Column(f"{kpi.name if len(kpi.name) <= SHORT else 'Value'}{kpi.unit and f', {kpi.unit}'}"),
        *([Column("Change")] if compared else []),
    ]
    columns += [Column("", numeric=False, minor=True)]
    most = rows["value"].abs().max()
    body = []
    for at, row in enumerate(rows.to_dict("records")):
        value = _known(row["value"])
        cells = [Cell(_name(visit, state, kpi, row), str(row["name"]))]
        cells += [
            Cell(text.number(number, one.unit), number) for one in sums for number in [_known(one.values.iloc[at])]
        ]
        cells += [Cell(html.B(text.number(value, kpi.unit)), value)]
        if compared:
            moved = change(_known(row.get("compared", row["value"])), _known(row["before"]), kpi.better, answer.shared)
            cells.append(Cell(_tinted(moved.difference, moved.verdict, kpi.unit, value), moved.difference))
        body.append([*cells, Cell(_bar(value, most))])
    total: list[Shown] = [_whole(state, rows)]
    total += [text.number(one.total, one.unit) for one in sums]
    total.append(html.B(text.number(answer.value, kpi.unit)))
    if compared:
        other = answer.comparison
        total.append(_tinted(other.difference, other.verdict, kpi.unit, answer.value) if other else text.NO_DATA)
    return table(kpi.id, "breakdown", f"{kpi.name} by {state.by}", columns, body, [*total, ""])


def name_of(rows: pd.DataFrame, key: str) -> str:
    """What a row is called, by its key; the key where there is no such row."""
    first = rows[::-1]  # of two reasons with one code
    names = dict(zip(first["key"].astype(str), first["name"], strict=True))
    return str(names.get(key, key))


def _whole(state: State, rows: pd.DataFrame) -> str:
    """What the last row is: everything, or with a filter what it keeps."""
    own = next((key for entity, key in state.filters if entity == state.by), None)
    if own:
        return f"Only {name_of(rows, own)}"
    return f"All {len(rows)} {plural(str(state.by))}" if len(rows) > 1 else "Total"


def _name(visit: Visit, state: State, kpi: Kpi, row: dict[Hashable, Any]) -> Component:
    """The way into a row: the same page, kept to it beside what it is kept to already."""
    key, name, status = str(row["key"]), str(row["name"]), str(row["status"])
    on = (state.by, key) in state.filters
    met = html.Span(shape(status), className=f"ink-{status}", title=status) if status != Status.NEUTRAL else None
    code = html.Small(key) if key not in name else None
    href = visit.link(visit.path, **_into(state, kpi, key, on))
    return dcc.Link([met, name, code], href=href, className="row-link on" if on else "row-link", title=f"Only {name}")


def _into(state: State, kpi: Kpi, key: str, on: bool) -> dict[str, str | None]:
    """The query of the page kept to a row, or no longer kept to it; of two filters the newer one goes for a third."""
    by = str(state.by)
    others = [one for one in state.filters if one[0] != by]
    if on:
        return state.kept(kpi, others, by)
    beside = [one for one in others[:1] if cross.possible(kpi, one[0], by)]
    return state.kept(kpi, [*beside, (by, key)], by if beside else None)


@dataclass(frozen=True)
class Sums:
    """A column before the value: a number for each row, and that of the whole."""

    title: str
    unit: str
    values: pd.Series
    total: float | None


def _sums(answer: Answer, rows: pd.DataFrame, by: str) -> list[Sums]:
    """The parts of the value: the factors where a KPI has some, of a mean its lines, else the sums that it divides."""
    kpi = answer.kpi
    parts = kpi.factors or (kpi.further if kpi.compiled.averages else {})
    counted = not kpi.compiled.averages or answer.measures.get("stock_days") is not None
    if parts and counted and all(part.measures <= set(rows) for part in parts.values()):
        whole = pd.DataFrame([answer.measures], dtype="float64")
        return [
            Sums(
                title.capitalize(),
                kpi.unit,
                part.evaluate(rows, whole.iloc[0], by),
                _known(part.evaluate(whole).iloc[0]),
            )
            for title, part in parts.items()
        ]
    if kpi.compiled.averages:
        return []  # sums of daily samples mean nothing to a reader
    divided = fraction(kpi)
    names = [*divided.top.ordered, *divided.bottom.ordered] if divided else kpi.compiled.ordered
    # what an entity does not count (work days of a part) would be a column of dashes
    shown = [name for name in dict.fromkeys(names) if name in rows and rows[name].notna().any()][:MOST_SUMS]
    units = {name: text.in_currency(MEASURES[name].unit, answer.currency) for name in shown}
    money = {name: f", {unit}" if MEASURES[name].unit == text.MONEY else "" for name, unit in units.items()}
    return [
        Sums(measure_name(name) + money[name], units[name], rows[name], answer.measures.get(name)) for name in shown
    ]


def _tinted(difference: float | None, verdict: str, unit: str, value: float | None) -> Component:
    """A change with as many decimals as the value beside it; one that these do not show is no change."""
    digits = None if value is None else text.digits_of(value, unit)
    shown = text.delta(difference, unit, digits)
    if "/" in unit:
        shown = shown.removesuffix(f" {unit}")  # the value's heading says it
    if shown.startswith("±"):
        verdict = "unchanged"
    said = html.Span(f" {verdict}", className="visually-hidden")
    return html.Span([shown, said], className=VERDICTS.get(verdict, "flat"), title=verdict)


def _bar(value: float | None, most: float) -> Component:
    share = abs(value) / most if value is not None and most else 0
    return html.Span(html.I(style={"width": f"{100 * share:.1f}%"}), className="hb", **aria(hidden="true"))


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
