"""Line and area: the present in the accent, the comparison in grey, the running bucket dashed, gaps for no data."""

import pandas as pd
import plotly.graph_objects as go

from charts import frame
from charts.theme import Theme, fade, palette
from kpis.answer import Answer, Comparison

_FURTHER = {
    "series-1": "diamond", "series-2": "square", "series-3": "triangle-up", "series-4": "triangle-right",
    "series-5": "triangle-down",
}  # fmt: skip
"""Colour token of each further line, in order, and the shape at its end, so that none is told by its colour alone."""


def figure(answer: Answer, theme: Theme = "light", *, area: bool = False) -> go.Figure:
    """Answer.buckets as a line over their positions; charts.figure adds axis, target and hover."""
    ink, buckets = palette(theme), answer.buckets
    chart = frame.canvas(theme)
    if answer.comparison is not None:
        before = frame.numbers(answer.comparison.buckets["value"])
        chart.add_scatter(**_line(before, ink["compare"]), name=answer.when(answer.comparison))
    beside(chart, answer, theme)
    lines = [(title, values) for title, values in answer.lines.items() if title not in answer.kpi.beside]
    for (token, shape), (title, values) in zip(_FURTHER.items(), lines, strict=False):
        chart.add_scatter(**_line(frame.numbers(values), ink[token], width=1.5, shape=shape), name=title)
    running = buckets["running"].astype(bool)
    closed = frame.numbers(buckets["value"].mask(running))
    if area:
        chart.add_scatter(**_ground(closed), fillcolor=fade(ink["accent"], 0.1), name="Ground", showlegend=False)
    name = answer.kpi.name if lines and answer.comparison is None else "This period"  # beside its parts, or its past
    chart.add_scatter(**_line(closed, ink["accent"], width=2.25), name=name)
    if buckets.loc[running, "value"].notna().any():
        tail = _line(_tail(buckets), ink["accent"], width=2.25, dash="3px,3px")
        chart.add_scatter(**tail, name="So far", showlegend=False)
    return chart.update_layout(yaxis_range=frame.span(answer, zero=area))


def beside(chart: go.Figure, answer: Answer, theme: Theme) -> None:
    """What stands beside the value in another unit: pale bars behind the lines, with the axis on the right."""
    for title, (_, unit) in answer.kpi.beside.items():
        values, ink = frame.numbers(answer.lines[title]), palette(theme)["series-1"]
        bars = {"x": list(range(len(values))), "y": values, "yaxis": "y2", "hoverinfo": "skip"}
        chart.add_bar(**bars, name=title, marker_color=ink, opacity=0.35)
        # the axis of the lines lies over that of the bars, and with it the lines
        right = {"side": "right", "showgrid": False, "rangemode": "tozero", "automargin": True, "title": unit}
        chart.update_layout(yaxis={"overlaying": "y2", "tickmode": "auto"}, yaxis2=right)


def second(chart: go.Figure, other: Comparison, name: str, theme: Theme) -> None:
    """A second comparison, dotted, over whatever the chart draws."""
    values = frame.numbers(other.buckets["value"])
    chart.add_scatter(**_line(values, palette(theme)["compare"], width=1.75, dash="2px,3px"), name=name)


def rolling(chart: go.Figure, name: str, values: pd.Series, theme: Theme) -> None:
    """The value over the last few buckets, dark and thin, over whatever the chart draws."""
    chart.add_scatter(**_line(frame.numbers(values), palette(theme)["ink-2"], width=1.5, shape="diamond"), name=name)


def _line(
    values: list[float | None], colour: str, width: float = 2, dash: str = "solid", shape: str = ""
) -> dict[str, object]:
    """A line with gaps; a value between two gaps has no line to be seen by, so it gets a dot. `shape`: what ends it."""
    known = [at for at, value in enumerate(values) if value is not None]
    alone = [at for at in known if {at - 1, at + 1}.isdisjoint(known)]
    sizes = [7 if at in alone or (shape and at == known[-1]) else 0 for at in range(len(values))]
    return {
        "x": list(range(len(values))),
        "y": values,
        "mode": "lines+markers" if any(sizes) else "lines",
        "line": {"color": colour, "width": width, "dash": dash},
        "marker": {"color": colour, "size": sizes, "symbol": shape or "circle", "opacity": 1, "line": {"width": 0}},
        "hoverinfo": "skip",
    }


def _ground(values: list[float | None]) -> dict[str, object]:
    """The area below each unbroken run, as a shape of its own: plotly's fill to zero would bridge the gaps."""
    x: list[int | None] = []
    y: list[float | None] = []
    for at, value in enumerate(values):
        if value is None:
            continue
        if at == 0 or values[at - 1] is None:
            x, y = [*x, at], [*y, 0.0]
        x, y = [*x, at], [*y, value]
        if at + 1 == len(values) or values[at + 1] is None:
            x, y = [*x, at, None], [*y, 0.0, None]
    return {"x": x, "y": y, "mode": "lines", "line": {"width": 0}, "fill": "toself", "hoverinfo": "skip"}


def _tail(buckets: pd.DataFrame) -> list[float | None]:
    """The running buckets and the closed one before them, from which the dashes start."""
    running = buckets["running"].astype(bool)
    return frame.numbers(buckets["value"].where(running | running.shift(-1, fill_value=False)))
