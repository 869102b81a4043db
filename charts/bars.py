"""Bars side by side: the comparison in grey beside the present in the accent; the running bucket hatched."""

import plotly.graph_objects as go

from charts import frame
from charts.theme import Theme, palette
from kpis.answer import Answer


def figure(answer: Answer, theme: Theme = "light") -> go.Figure:
    ink, buckets = palette(theme), answer.buckets
    chart = frame.canvas(theme)
    if answer.comparison is not None:
        before = frame.numbers(answer.comparison.buckets["value"])
        chart.add_bar(
            x=list(range(len(before))),
            y=before,
            marker_color=ink["compare"],
            hoverinfo="skip",
            name=answer.when(answer.comparison),
        )
    chart.add_bar(
        x=list(range(len(buckets))),
        y=frame.numbers(buckets["value"]),
        marker={"color": ink["accent"], "pattern": hatch(buckets["running"].tolist(), ink["surface"])},
        hoverinfo="skip",
        name="This period",
    )
    return chart.update_layout(barmode="group", bargroupgap=0.08).update_yaxes(range=frame.span(answer, zero=True))


def hatch(running: list[bool], ground: str) -> dict[str, object]:
    """Stripes on the buckets that are not over yet."""
    return {"shape": ["/" if one else "" for one in running], "fillmode": "overlay", "fgcolor": ground, "size": 6}
