"""The chart of an answer: heading, legend, the drawing in the page's theme, the table that holds the same numbers."""

from typing import Any

import plotly.graph_objects as go
from dash import MATCH, ClientsideFunction, Input, Output, State, clientside_callback, dcc, html
from dash.development.base_component import Component

import charts
from charts.theme import THEMES, Theme
from components.kpi_table import Cell, Column, Shown, table
from components.kpi_words import GRAIN
from components.parts import aria
from kpis import text
from kpis.answer import Answer

PLOT: Any = {"displayModeBar": False, "responsive": True}


def chart(answer: Answer) -> Component:
    """The chart over time. Both themes' figures are sent: the server cannot know which one the browser shows."""
    kpi = answer.kpi
    figures = {theme: charts.figure(answer, theme) for theme in THEMES}
    toggle = html.Button(
        "Show as table",
        id={"kpi": kpi.id, "part": "toggle"},
        className="btn btn-quiet btn-sm",
        **aria(pressed="false"),
    )
    head = html.Header(
        [
            html.H3(text.span(answer.start, answer.end)),
            _legend(figures["light"]),
            html.Span(_origin(answer), className="asof"),
            toggle,
        ]
    )
    said = (
        f"{kpi.name} by {GRAIN[answer.grain]}, {text.span(answer.start, answer.end)}. The table holds the same numbers."
    )
    drawn = html.Div(
        drawing(kpi.id, "time", figures),
        id={"kpi": kpi.id, "part": "chart"},
        className="plot",
        role="img",
        **aria(label=said),
    )
    listed = html.Div(_table(answer), id={"kpi": kpi.id, "part": "listed"}, hidden=True)
    return html.Section([head, drawn, listed], className="panel chart-panel")


def pareto(answer: Answer) -> Component:
    figures = {theme: charts.pareto.figure(answer, theme) for theme in THEMES}
    head = html.Header([html.H3("Pareto"), html.Span("bars: value · line: running share", className="asof")])
    said = f"{answer.kpi.name} by reason, largest first, with the running share. The table beside it holds the numbers."
    drawn = html.Div(drawing(answer.kpi.id, "pareto", figures), className="plot", role="img", **aria(label=said))
    return html.Section([head, drawn], className="panel")


def drawing(kpi: str, name: str, figures: dict[Theme, go.Figure]) -> list[Component]:
    """A graph that takes the figure of the theme in which the page is painted."""
    where = {"kpi": kpi, "figure": name}
    return [
        dcc.Store(
            id={**where, "part": "figures"}, data={theme: figure.to_plotly_json() for theme, figure in figures.items()}
        ),
        dcc.Store(id={**where, "part": "painted"}),
        dcc.Graph(id={**where, "part": "graph"}, config=PLOT, responsive=True, className="graph"),
    ]


def _legend(figure: go.Figure) -> Component:
    """What the lines and bars are: the figure's own names and colours, by token so that they follow the theme."""
    tokens = {colour: name for name, colour in reversed(charts.palette("light").items())}
    shown = [trace for trace in figure.data if trace.showlegend is not False]
    named = {trace.name: tokens[trace.line.color if trace.type == "scatter" else trace.marker.color] for trace in shown}
    # the present first, then what it is made of, what was before last
    names = sorted(named, key=lambda name: (named[name] != "accent") + (named[name] == "compare"))
    keys = [html.Span([html.I(style={"background": f"var(--{named[name]})"}), name]) for name in names]
    return html.Span(keys, className="lg", **aria(hidden="true"))


def _origin(answer: Answer) -> str:
    running = " · so far dashed" if answer.buckets["running"].any() and answer.kpi.chart in ("line", "area") else ""
    running = running or (" · so far hatched" if answer.buckets["running"].any() else "")
    return f"by {GRAIN[answer.grain]} · as of {answer.as_of:%H:%M}{running}"


def _table(answer: Answer) -> Component:
    unit, other = answer.kpi.unit, answer.comparison
    columns = [Column(GRAIN[answer.grain].capitalize(), numeric=False), Column(f"{answer.kpi.name}, {unit}")]
    columns += [Column(title, minor=True) for title in answer.lines]
    columns += [Column(f"Before ({text.span(other.start, other.end)})")] if other else []
    rows = []
    for at, row in enumerate(answer.buckets.to_dict("records")):
        past = other.buckets["value"].iloc[at] if other is not None and at < len(other.buckets) else None
        label = f"{row['label']} so far" if row["running"] else str(row["label"])
        numbers = [row["value"], *(line.iloc[at] for line in answer.lines.values()), *([past] if other else [])]
        rows.append([Cell(label, at), *(Cell(text.number(number, unit), _known(number)) for number in numbers)])
    total: list[Shown] = [
        "Total",
        html.B(text.number(answer.value, unit)),
        *("" for _ in answer.lines),
        *([text.number(other.value, unit)] if other else []),
    ]
    return table(answer.kpi.id, "buckets", f"{answer.kpi.name} by {GRAIN[answer.grain]}", columns, rows, total)


def _known(value: float | None) -> float | None:
    return None if value is None or value != value else float(value)


clientside_callback(
    ClientsideFunction("kpi", "draw"),
    Output({"kpi": MATCH, "figure": MATCH, "part": "graph"}, "figure"),
    Input({"kpi": MATCH, "figure": MATCH, "part": "figures"}, "data"),
    Input({"kpi": MATCH, "figure": MATCH, "part": "painted"}, "data"),
)
clientside_callback(
    ClientsideFunction("kpi", "toggle"),
    Output({"kpi": MATCH, "part": "chart"}, "hidden"),
    Output({"kpi": MATCH, "part": "listed"}, "hidden"),
    Output({"kpi": MATCH, "part": "toggle"}, "children"),
    Output({"kpi": MATCH, "part": "toggle"}, "aria-pressed"),
    Input({"kpi": MATCH, "part": "toggle"}, "n_clicks"),
    State({"kpi": MATCH, "part": "listed"}, "hidden"),
    prevent_initial_call=True,
)
