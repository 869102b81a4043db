"""Stacked bars: the parts of a whole by state (Answer.lines) in their states' colours, the total before as a line."""

import plotly.graph_objects as go

from charts import frame
from charts.bars import hatch
from charts.theme import Theme, palette
from kpis import text
from kpis.answer import Answer

_STATES = {"assigned": "scheduled", "scheduled": "scheduled", "setup": "setup", "running": "running", "hold": "hold"}
_OTHERS = ("accent", "warning", "idle")


def figure(answer: Answer, theme: Theme = "light") -> go.Figure:
    ink, running = palette(theme), answer.buckets["running"].tolist()
    chart = frame.canvas(theme)
    for at, (title, values) in enumerate(answer.lines.items()):
        chart.add_bar(
            x=list(range(len(values))),
            y=frame.numbers(values),
            marker={"color": ink[token(title, at)], "pattern": hatch(running, ink["surface"])},
            hoverinfo="skip",
            name=title,
        )
    if answer.comparison is not None:
        before = frame.numbers(answer.comparison.buckets["value"])
        chart.add_scatter(
            x=list(range(len(before))),
            y=before,
            mode="lines",
            line={"color": ink["compare"], "width": 2},
            hoverinfo="skip",
            name=text.span(answer.comparison.start, answer.comparison.end),
        )
    return chart.update_layout(barmode="stack").update_yaxes(range=frame.span(answer, zero=True))


def token(title: str, at: int) -> str:
    """The colour token of a part: its state's where its title names one."""
    for word, name in _STATES.items():
        if word in title.lower():
            return name
    return _OTHERS[at % len(_OTHERS)]
