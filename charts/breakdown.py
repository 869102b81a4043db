"""Horizontal bars of a breakdown, worst first, with the value before as a grey tick and the target as a line."""

import plotly.graph_objects as go

from charts import frame
from charts.theme import Theme, palette
from kpis import text
from kpis.answer import Answer


def figure(answer: Answer, theme: Theme = "light", *, most: int = 12) -> go.Figure:
    """The first `most` rows of Answer.breakdown (key, name, value, status, before); those without data are left out."""
    ink = palette(theme)
    rows = answer.breakdown.dropna(subset=["value"]).head(most) if answer.breakdown is not None else None
    if rows is None or rows.empty:
        return frame.empty("No data to break down", theme)
    unit, names = answer.kpi.unit, [frame.words(name) for name in rows["name"]]
    chart = frame.canvas(theme)
    chart.add_bar(
        y=names,
        x=frame.numbers(rows["value"]),
        orientation="h",
        marker_color=ink["accent"],
        text=[text.quantity(value, unit) for value in rows["value"]],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="<b>%{y}</b><br>%{text}<extra></extra>",
        name="This period",
    )
    if "before" in rows and "compared" not in rows and answer.comparison is not None:
        chart.add_scatter(
            y=names,
            x=frame.numbers(rows["before"]),
            mode="markers",
            marker={"symbol": "line-ns", "size": 14, "line": {"width": 2, "color": ink["compare"]}},
            customdata=[text.quantity(None if value != value else value, unit) for value in rows["before"]],
            hovertemplate="before: %{customdata}<extra></extra>",
            name=answer.when(answer.comparison),
        )
    if answer.shared is not None:
        chart.add_vline(x=answer.shared, line={"color": ink["ink-3"], "width": 1.2, "dash": "2px,3px"})
    chart.update_xaxes(visible=False, range=[0, 1.2 * max(rows["value"].max(), answer.shared or 0)])
    return chart.update_yaxes(
        showgrid=False, autorange="reversed", tickfont={"color": ink["ink"], "size": 12}
    ).update_layout(hovermode="closest", margin_t=8, bargap=frame.gap(len(rows)))
