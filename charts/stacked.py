"""Stacked bars: the parts of a whole by state (Answer.lines) in their states' colours, the total before as a
line; the bucket that runs is pale."""

import plotly.graph_objects as go

from charts import frame
from charts.theme import Theme, palette
from kpis.answer import Answer

_HATCH = {"setup": "/", "hold": "x"}
_STATES = {"assigned": "scheduled", "scheduled": "scheduled", "setup": "setup", "running": "running", "hold": "hold"}
_OTHERS = ("accent", "warning", "idle")


def figure(answer: Answer, theme: Theme = "light") -> go.Figure:
    ink, running = palette(theme), answer.buckets["running"].tolist()
    chart = frame.canvas(theme)
    for at, (title, values) in enumerate(answer.lines.items()):
        chart.add_bar(
            x=list(range(len(values))),
            y=frame.numbers(values),
            marker={
                "color": ink[token(title, at)], "line": {"color": ink["surface"], "width": 1},
                "opacity": [0.5 if one else 1 for one in running],
                "pattern": {"shape": _HATCH.get(token(title, at), ""), "fgcolor": ink["surface"], "size": 5,
                            "solidity": 0.25, "fillmode": "overlay"},
            },
            hoverinfo="skip",
            name=title,
        )  # fmt: skip
    if answer.comparison is not None:
        before = frame.numbers(answer.comparison.buckets["value"])
        line = {"x": list(range(len(before))), "y": before, "mode": "lines", "hoverinfo": "skip"}
        # over the bars a grey line alone is lost: it runs in a seam of its own
        chart.add_scatter(**line, line={"color": ink["surface"], "width": 5}, name="Seam", showlegend=False)
        chart.add_scatter(**line, line={"color": ink["compare"], "width": 2}, name=answer.when(answer.comparison))
    return chart.update_layout(barmode="stack").update_yaxes(range=frame.span(answer, zero=True))


def token(title: str, at: int) -> str:
    """The colour token of a part: its state's where its title names one."""
    for word, name in _STATES.items():
        if word in title.lower():
            return name
    return _OTHERS[at % len(_OTHERS)]
