"""Plotly figures of an Answer: pure functions, shared by the pages and the PDF. No Dash, no query."""

from collections.abc import Callable
from functools import partial

import plotly.graph_objects as go

from charts import bars, breakdown, frame, line, pareto, stacked
from charts.theme import Theme, palette
from kpis.answer import Answer, Comparison

KINDS: dict[str, Callable[[Answer, Theme], go.Figure]] = {
    "line": line.figure,
    "area": partial(line.figure, area=True),
    "bar": bars.figure,
    "stacked": stacked.figure,
}

__all__ = ["KINDS", "breakdown", "figure", "palette", "pareto"]


def figure(
    answer: Answer, theme: Theme = "light", *, legend: bool = False, also: Comparison | None = None
) -> go.Figure:
    """The chart of a KPI over time, of the kind that its declaration names; `also`: a second comparison, as a dotted
    line.

    The caller gives the size. `legend` draws the legend into the picture, for paper; a page writes its own above it.
    """
    if answer.kpi.chart not in KINDS:
        raise ValueError(f"{answer.kpi.id}: no chart is called {answer.kpi.chart!r}; there are {', '.join(KINDS)}")
    if not answer.buckets["value"].notna().any():
        return frame.empty("No data in this period", theme)
    chart = KINDS[answer.kpi.chart](answer, theme)
    if also is not None:
        line.second(chart, also, answer.when(also), theme)
    if answer.rolling:
        line.rolling(chart, *answer.rolling, theme)
    steps = answer.buckets["target"] if frame.stepped(answer) else None
    frame.goal(chart, answer.kpi, answer.target, theme, steps, answer.bands)
    frame.off_shift(chart, answer, theme)
    frame.unrecorded(chart, answer, theme)
    frame.hover(chart, answer)
    if not legend:  # on paper the unit stands in the heading, and the legend in this place
        frame.unit(chart, answer.kpi.unit, theme)
    return chart.update_xaxes(frame.ticks(frame.labels(answer), _edge(answer))).update_layout(showlegend=legend)


def _edge(answer: Answer) -> float:
    """Bars need half of one's width; a line hardly any, and one or two points some air."""
    count = len(answer.buckets)
    return 0.6 if answer.kpi.chart in ("bar", "stacked") or count < 3 else 0.015 * count
