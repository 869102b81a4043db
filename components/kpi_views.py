"""The charts of a KPI beside the one over time: what each is drawn from, and the table that says the same."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import plotly.graph_objects as go
from dash import html

import answers
from answers import cross, hours, orders, views
from charts import bubble, control, heat, multiples, spread, timeline, waterfall
from charts import orders as by_order
from charts.theme import Theme
from components.kpi_state import State
from components.kpi_table import Cell, Column, Shown
from components.kpi_words import measure_name
from components.order_link import address, order_link
from components.page import Visit
from kpis import losses, text
from kpis.answer import Answer
from kpis.control import RULES, individuals
from kpis.measures import measure

TITLES = {
    "time": "Over time", "waterfall": "Losses", "timeline": "Timeline", "hours": "Hours", "bubble": "Bubbles",
    "spread": "Spread", "ages": "Ages", "control": "Control chart", "calendar": "Calendar", "shifts": "Small multiples",
    "orders": "Orders",
}  # fmt: skip
"""Name of each view's tab, see Kpi.drawn."""
HATCHED = {"": "", "/": "hatched", "x": "crossed"}
"""A chart's hatch as the legend's class."""


@dataclass(frozen=True)
class Drawn:
    """A view: its figure in a theme, what it shows in one sentence, and its numbers as a table."""

    figure: Callable[[Theme], go.Figure]
    said: str
    columns: tuple[Column, ...]
    rows: list[list[Cell]]
    note: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    """Marks of the legend (parts.keys) with the word of each; none where the axes say everything."""
    height: str = ""
    """Of the drawing, where it follows from what is drawn; "": the style sheet's."""
    total: tuple[Shown, ...] = ()
    """The last row of the table, which stays when it is sorted."""


def draw(visit: Visit, state: State, answer: Answer) -> Drawn:
    """The view that the state names; it says which filters it does not follow."""
    drawn, question = VIEWS[state.view](visit, state, answer), state.question(answer.kpi)
    followed = views.follows(state.view, answer.kpi, question, answers.today(visit.scope))
    ignored = [entity for entity, _ in state.filters if entity not in followed]
    if not ignored:
        return drawn
    why = f"This chart is not kept to one {' or '.join(ignored)}."
    short = replace(question, start=question.end)  # would it follow them if it reached less far back?
    if views.follows(state.view, answer.kpi, short, question.end) != followed:
        why += f" Of the last {cross.DAYS} days alone it would be."
    return replace(drawn, note=f"{drawn.note} {why}".strip())


def _number(value: float, unit: str) -> Cell:
    known = None if pd.isna(value) else float(value)
    return Cell(text.number(known, unit), known)


def _pairs(frame: pd.DataFrame, column: str) -> list[tuple[str, float]]:
    return [(str(name), float(value)) for name, value in zip(frame["name"], frame[column], strict=True)]


def _waterfall(visit: Visit, state: State, answer: Answer) -> Drawn:
    unit = state.unit or "h"
    steps = views.loss_steps(visit.scope, state.question(answer.kpi), unit)
    shown = visit.factory.currency if unit == "money" else unit
    rows = [[Cell(name, at), _number(value, shown)] for at, (name, value) in enumerate(_pairs(steps, "value"))]
    said = "From planned time to good time, loss by loss; each bar starts where the one before ended."
    columns = (Column("Step", numeric=False), Column(losses.UNITS[unit] + f", {shown}"))
    keys = (("swatch ink-accent", "Time left"), ("swatch ink-hold", "Loss"))
    return Drawn(partial(waterfall.figure, steps, shown), said, columns, rows, keys=keys)


def _timeline(visit: Visit, state: State, answer: Answer) -> Drawn:
    spans = views.timeline(visit.scope, state.question(answer.kpi))
    days = (answer.end - answer.start).days + 1
    note = f"The last {views.TIMELINE_DAYS} days of the period." if days > views.TIMELINE_DAYS else ""
    said = "What each machine did; one state at a time."
    height = f"{64 + 28 * spans['machine'].nunique()}px"
    return Drawn(partial(timeline.figure, spans), said, SPANS, span_rows(spans, visit.slug), note, STATE_KEYS, height)


SPANS = (
    Column("Machine", numeric=False), Column("State", numeric=False),
    Column("From", time=True), Column("For", unit="h"),
    Column("Order", numeric=False, minor=True), Column("Reason", numeric=False, minor=True),
)  # fmt: skip
STATE_KEYS = tuple(
    (f"swatch ink-{state} {HATCHED[hatch]}", state.capitalize()) for state, hatch in timeline.STATES.items()
)


def span_rows(spans: pd.DataFrame, factory: str) -> list[list[Cell]]:
    """The table behind a timeline, its columns SPANS; an order leads to its page."""
    return [
        [Cell(row["machine"], row["machine"]), Cell(row["state"], row["state"]),
         Cell(f"{row['start']:%d %b %H:%M}", row["start"].timestamp()), Cell(text.duration(hours), hours),
         Cell(row["order"] and order_link(factory, row["order"]), row["order"]), Cell(row["reason"], row["reason"])]
        for row in spans.to_dict("records")
        for hours in [(row["end"] - row["start"]).total_seconds() / 3600]
    ]  # fmt: skip


def _hours(visit: Visit, state: State, answer: Answer) -> Drawn:
    question, unit = state.question(answer.kpi), answer.kpi.unit
    where = next((one for one in question.filters if one[0] == "group"), None)
    asked = replace(question, by=None, where=where, and_where=None, compare=None, grain=None)
    found = hours.by_weekday_hour(visit.scope, asked)
    rows = [
        [Cell(f"{heat.WEEKDAYS[int(row['weekday'])]} {int(row['hour']):02d}:00", at), _number(row["value"], unit)]
        for at, row in enumerate(found.to_dict("records"))
    ]
    columns = (Column("Hour", numeric=False), Column(f"{answer.kpi.name}, {unit}"))
    said = "Each weekday and hour of the clock; darker is more. Hours are kept for 90 days."
    return Drawn(partial(heat.hours, found, unit), said, columns, rows)


def _spread(visit: Visit, state: State, answer: Answer) -> Drawn:
    found = views.cycle_times(visit.scope, state.question(answer.kpi))
    rows = [
        [Cell(row["name"], row["name"]), *(_number(row[n], "%") for n in ("low", "q1", "median", "q3", "high")),
         _number(row["count"], "orders")]
        for row in found.to_dict("records")
    ]  # fmt: skip
    names = ("Part", "5 % below", "25 % below", "Median", "75 % below", "95 % below", "Orders")
    columns = tuple(Column(name, numeric=at > 0) for at, name in enumerate(names))
    said = "Cycle times of the orders completed, in percent of the ideal one: 100 % is as ideal, more is slower."
    return Drawn(lambda theme: spread.boxes(found, "%", 100.0, theme), said, columns, rows)


def _ages(visit: Visit, state: State, answer: Answer) -> Drawn:
    found = views.ages(visit.scope, state.question(answer.kpi))
    rows = [[Cell(name, at), _number(count, "orders")] for at, (name, count) in enumerate(_pairs(found, "count"))]
    columns = (Column("Age", numeric=False), Column("Open orders"))
    return Drawn(partial(spread.histogram, found, "orders"), "Open work orders now, by age.", columns, rows)


def _bubble(_visit: Visit, _state: State, answer: Answer) -> Drawn:
    found = answer.breakdown if answer.breakdown is not None else pd.DataFrame(columns=["name", "value"])
    rows = [[Cell(name, name), _number(value, answer.kpi.unit)] for name, value in _pairs(found, "value")]
    columns = (Column("Member", numeric=False), Column(f"{answer.kpi.name}, {answer.kpi.unit}"))
    return Drawn(partial(bubble.figure, answer), "How much against how good; the size is the units.", columns, rows)


def _control(_visit: Visit, _state: State, answer: Answer) -> Drawn:
    values = answer.buckets["value"].mask(answer.buckets["running"].astype(bool))
    found = individuals(values)
    marks = found.marks if found else {}
    rows = [
        [Cell(label, at), _number(value, answer.kpi.unit), Cell(RULES[marks[at]] if at in marks else "")]
        for at, (label, value) in enumerate(zip(answer.buckets["label"], values, strict=True))
    ]
    columns = (Column("When", numeric=False), Column(answer.kpi.unit), Column("Signal", numeric=False))
    said = (
        "Individuals around their centre; limits at three standard deviations from the moving range. Marked points "
        "break a Western Electric rule: something other than chance."
    )
    shapes = {rule: f"shape shape-{control.SYMBOLS[rule]} ink-critical" for rule in sorted(set(marks.values()))}
    keys = tuple((shape, RULES[rule].capitalize()) for rule, shape in shapes.items())
    return Drawn(partial(control.figure, answer), said, columns, rows, keys=keys)


def _calendar(_visit: Visit, _state: State, answer: Answer) -> Drawn:
    rows = [
        [Cell(label, at), _number(value, answer.kpi.unit)]
        for at, (label, value) in enumerate(zip(answer.buckets["label"], answer.buckets["value"], strict=True))
    ]
    columns = (Column("Day", numeric=False), Column(answer.kpi.unit))
    return Drawn(partial(heat.calendar, answer), "A column a week, a row a weekday; darker is more.", columns, rows)


def _shifts(visit: Visit, state: State, answer: Answer) -> Drawn:
    found = views.by_shift(visit.scope, state.question(answer.kpi))
    rows = [
        [Cell(label, at), *(_number(value, answer.kpi.unit) for value in found.iloc[at])]
        for at, label in enumerate(answer.buckets["label"][: len(found)])
    ]
    columns = (Column("When", numeric=False), *(Column(str(name)) for name in found.columns))
    said = "The same chart for each shift, on one scale."
    return Drawn(lambda theme: multiples.figure(answer, found, theme), said, columns, rows)


def _orders(visit: Visit, state: State, answer: Answer) -> Drawn:
    found, currency = orders.orders(visit.scope, state.question(answer.kpi)), visit.factory.currency
    names = [str(name) for name in found.total.index]
    units = [text.in_currency(measure(name).unit, currency) for name in names]

    def numbers(row: pd.Series) -> list[Cell]:
        return [_number(row[name], unit) for name, unit in zip(names, units, strict=True)]

    words = ("order", "machine", "part", "operator")
    rows = [
        [Cell(order_link(visit.slug, row["order"]), row["order"]), *(Cell(row[word], row[word]) for word in words[1:]),
         *numbers(row)]
        for _, row in found.rows.iterrows()
    ]  # fmt: skip
    if found.others:
        more = f"{text.number(found.others, 'orders')} more"
        rows.append([Cell(more), *(Cell("") for _ in words[1:]), *numbers(found.rest)])
    said = "What each work order added to the numbers of the formula; all of them together are the KPI's own."
    days = (answer.end - answer.start).days + 1
    note = f"The last {found.days} days of the period." if found.days < days else ""
    columns = (
        Column("Order", numeric=False), Column("Machine", numeric=False), Column("Part", numeric=False, minor=True),
        Column("Operator", numeric=False, minor=True),
        *(Column(f"{measure_name(name)}, {units[at]}", minor=at > 0) for at, name in enumerate(names)),
    )  # fmt: skip
    total: list[Shown] = ["Total", *("" for _ in words[1:]), *(html.B(cell.shown) for cell in numbers(found.total))]
    first, unit = (names[0], units[0]) if names else ("", "")
    said += f" Bars: {measure_name(first)}." if first else ""

    def figure(theme: Theme) -> go.Figure:
        return by_order.figure(found.rows, first, unit, theme, partial(address, visit.slug))

    return Drawn(figure, said, columns, rows, note, total=tuple(total))


VIEWS: dict[str, Callable[[Visit, State, Answer], Drawn]] = {
    "waterfall": _waterfall, "timeline": _timeline, "hours": _hours, "spread": _spread, "ages": _ages,
    "bubble": _bubble, "control": _control, "calendar": _calendar, "shifts": _shifts,
    "orders": _orders,
}  # fmt: skip
