"""The chart of an answer: heading, legend, the drawing in the page's theme, the table that holds the same numbers."""

from typing import Any

import dash_bootstrap_components as dbc
import plotly.graph_objects as go
from dash import ALL, MATCH, ClientsideFunction, Input, Output, State, clientside_callback, dcc, html
from dash.development.base_component import Component

import charts
from answers.rolling import BUCKETS, rolls
from charts.theme import token
from components import files
from components.kpi_state import State as Choices
from components.kpi_table import Cell, Column, Shown, table
from components.kpi_views import HATCHED, TITLES, draw
from components.kpi_words import GRAIN
from components.page import Visit
from components.parts import aria, choice, keys
from kpis import text
from kpis.answer import Answer, Comparison
from kpis.losses import UNITS

PLOT: Any = {"displayModeBar": False, "responsive": True}


def chart(visit: Visit, choices: Choices, answer: Answer, also: Comparison | None = None) -> Component:
    """The chart that the address names, its tabs, its numbers as a table and as files."""
    kpi = answer.kpi
    legend: Component | None = None
    note = height = ""
    if choices.view == "time":
        figure = charts.figure(answer, "page", also=also)
        said = f"{kpi.name} by {GRAIN[answer.grain]}, {text.span(answer.start, answer.end)}."
        legend, origin, listed = legend_of(figure), _origin(answer), buckets(answer, also)
    else:
        drawn = draw(visit, choices, answer)
        figure = drawn.figure("page")
        said, note, height = drawn.said, f"{drawn.said} {drawn.note}".strip(), drawn.height
        legend, origin = keys(drawn.keys) if drawn.keys else None, f"as of {answer.as_of:%H:%M}"
        listed = table(kpi.id, choices.view, f"{kpi.name}: {drawn.said}", drawn.columns, drawn.rows, drawn.total)
    title = html.H3(text.span(answer.start, answer.end))
    told = html.Span(origin, className="asof")
    tools = html.Div(
        [told, _rolling(visit, choices, answer), toggle(kpi.id), _files(visit, choices, answer)], className="tools"
    )
    head = html.Header([title, legend or html.Span(className="sp"), tools])
    plot = html.Div(
        drawing(kpi.id, choices.view, figure),
        id={"kpi": kpi.id, "part": "chart"}, className=f"plot plot-{choices.view}", role="img",
        style={"height": height} if height else {},
        **aria(label=f"{said} The table holds the same numbers."),
    )  # fmt: skip
    parts = [
        _tabs(visit, choices, answer), head, html.P(note, className="said") if note else None, plot,
        html.Div(listed, id={"kpi": kpi.id, "part": "listed"}, hidden=True),
    ]  # fmt: skip
    return html.Section([part for part in parts if part], className="panel chart-panel")


def _rolling(visit: Visit, choices: Choices, answer: Answer) -> Component | None:
    """The button that adds the rolling value to a chart over time, and takes it away again."""
    kpi, count = answer.kpi, BUCKETS.get(answer.grain)
    if choices.view != "time" or not count or not rolls(kpi, bool(choices.where)):
        return None
    href = visit.link(visit.path, **choices.but(kpi, rolling="off" if choices.rolling else "on"))
    said = html.Span(f"{count} {GRAIN[answer.grain]}s rolling", **aria(current="true" if choices.rolling else "false"))
    made: Component = dcc.Link(said, href=href, className=f"btn btn-sm btn-quiet {'on' if choices.rolling else ''}")
    return made


def toggle(kpi: str) -> Component:
    """The button between a chart and its table: the parts "chart" and "listed" of the same KPI."""
    return html.Button(
        "Show as table", id={"kpi": kpi, "part": "toggle"}, className="btn btn-quiet btn-sm", **aria(pressed="false")
    )


def _tabs(visit: Visit, choices: Choices, answer: Answer) -> Component:
    """The charts that fit the KPI, and in the waterfall what its losses are told in."""

    def there(**changed: str) -> str:
        return visit.link(visit.path, **choices.but(answer.kpi, **changed))

    links = [choice(TITLES[name], there(view=name), name == choices.view) for name in answer.kpi.drawn]
    units = [choice(title, there(unit=unit), unit == choices.unit) for unit, title in UNITS.items()]
    told = html.Nav(units, className="seg", **aria(label="Losses in")) if choices.view == "waterfall" else None
    return html.Div([html.Nav(links, className="tabs", **aria(label="Chart")), told], className="views")


def _files(visit: Visit, choices: Choices, answer: Answer) -> Component:
    """Downloads of what is on screen: the numbers by the server, the picture by the browser."""
    kpi = answer.kpi
    pictures = [
        dbc.DropdownMenuItem(title, id={"kpi": kpi.id, "part": "picture", "kind": kind})
        for title, kind in (("Picture, PNG", "png"), ("Picture, SVG", "svg"))
    ]
    return files.menu([*files.numbers(f"/export/{visit.slug}/{kpi.id}", **choices.query(kpi)), *pictures])


def pareto(answer: Answer) -> Component:
    head = html.Header([html.H3("Pareto"), html.Span("bars: value · line: running share", className="asof")])
    said = f"{answer.kpi.name} by reason, largest first, with the running share. The table beside it holds the numbers."
    figure = drawing(answer.kpi.id, "pareto", charts.pareto.figure(answer, "page"))
    drawn = html.Div(figure, className="plot", role="img", **aria(label=said))
    return html.Section([head, drawn], className="panel")


def drawing(kpi: str, name: str, figure: go.Figure) -> list[Component]:
    """A graph of a figure of the page, painted in the theme that the browser shows."""
    where = {"kpi": kpi, "figure": name}
    return [
        dcc.Store(id={**where, "part": "figure"}, data=figure.to_plotly_json()),
        dcc.Store(id={**where, "part": "painted"}),
        dcc.Graph(id={**where, "part": "graph"}, config=PLOT, responsive=True, className="graph"),
    ]


def _colour(trace: Any) -> str:
    """That of a line or of bars, of rings around points their own."""
    drawn = trace.line.color if trace.type == "scatter" else trace.marker.color
    return str(drawn or trace.marker.line.color or trace.marker.color)


def legend_of(figure: go.Figure) -> Component:
    """What the lines and bars are: the names and colours of a figure of the page."""
    told = [(token(_colour(trace)), trace) for trace in figure.data if trace.showlegend is not False]
    # the present first, then what it is made of, what was before last
    told.sort(key=lambda one: (one[0] != "accent") + (one[0] == "compare"))
    return keys((f"{_mark(trace)} ink-{ink}", trace.name) for ink, trace in told)


def _mark(trace: Any) -> str:
    """The classes of assets/chart.css that draw what a trace draws."""
    if trace.type == "bar":
        shape = trace.marker.pattern.shape
        return f"swatch {HATCHED.get(shape, '') if isinstance(shape, str) else ''}"
    if trace.marker.symbol == "circle-open":
        return "shape shape-idle"  # the ring
    if trace.marker.symbol not in (None, "circle"):
        return f"shape shape-{trace.marker.symbol}"
    return "stroke dotted" if trace.line.dash == "2px,3px" else "stroke"


def _origin(answer: Answer) -> str:
    drawn = {"bar": "hatched", "stacked": "pale"}.get(answer.kpi.chart, "dashed")
    running = f" · so far {drawn}" if answer.buckets["running"].any() else ""
    return f"by {GRAIN[answer.grain]} · as of {answer.as_of:%H:%M}{running}"


def buckets(answer: Answer, also: Comparison | None = None) -> Component:
    """The table behind a chart over time."""
    unit = answer.kpi.unit
    others = [other for other in (answer.comparison, also) if other]
    columns = [Column(GRAIN[answer.grain].capitalize(), numeric=False), Column(f"{answer.kpi.name}, {unit}")]
    units = {title: answer.kpi.unit_of(title) for title in answer.lines}
    columns += [Column(title if own == unit else f"{title}, {own}", minor=True) for title, own in units.items()]
    columns += [Column(answer.rolling[0], minor=True)] if answer.rolling else []
    columns += [Column(f"Before ({answer.when(other)})") for other in others]
    rows = []
    for at, row in enumerate(answer.buckets.to_dict("records")):
        past = [other.buckets["value"].iloc[at] if at < len(other.buckets) else None for other in others]
        label = f"{row['label']}{' so far' if row['running'] else ''}{answer.mark(row['start'])}"
        lines = [(line.iloc[at], units[title]) for title, line in answer.lines.items()]
        lines += [(answer.rolling[1].iloc[at], unit)] if answer.rolling else []
        numbers = [(row["value"], unit), *lines, *((number, unit) for number in past)]
        rows.append([Cell(label, at), *(Cell(text.number(number, own), _known(number)) for number, own in numbers)])
    total: list[Shown] = [
        "Total",
        html.B(text.number(answer.value, unit)),
        *("" for _ in (*answer.lines, *([answer.rolling] if answer.rolling else []))),
        *(text.number(other.value, unit) for other in others),
    ]
    return table(answer.kpi.id, "buckets", f"{answer.kpi.name} by {GRAIN[answer.grain]}", columns, rows, total)


def _known(value: float | None) -> float | None:
    return None if value is None or value != value else float(value)


clientside_callback(
    ClientsideFunction("kpi", "draw"),
    Output({"kpi": MATCH, "figure": MATCH, "part": "graph"}, "figure"),
    Input({"kpi": MATCH, "figure": MATCH, "part": "figure"}, "data"),
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
clientside_callback(
    ClientsideFunction("kpi", "picture"),
    Output({"kpi": MATCH, "part": "toggle"}, "title"),
    Input({"kpi": MATCH, "part": "picture", "kind": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
