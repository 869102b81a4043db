"""Small multiples: the same chart for each member, one below the other, on one scale."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from charts import frame
from charts.theme import Theme, palette, template
from kpis import text
from kpis.additive import additive
from kpis.answer import Answer

MOST = 6


def figure(answer: Answer, series: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """`series`: a row a bucket of the answer, a column a member (its name), NaN for no data."""
    shown = series.loc[:, series.notna().any()].iloc[:, :MOST]
    if shown.empty or not len(shown.columns):
        return frame.empty("No data in this period", theme)
    ink, unit = palette(theme), answer.kpi.unit
    target = None if additive(answer.kpi, *{"shift", *(entity for entity, _ in answer.filters)}) else answer.target
    chart = make_subplots(rows=len(shown.columns), shared_xaxes=True, vertical_spacing=0.06)
    chart.update_layout(template=template(theme))
    high, low = max(float(shown.max().max()), target or 0.0), min(float(shown.min().min()), 0.0)
    labels = frame.labels(answer)
    for row, (name, of) in enumerate(((frame.words(one), shown[one]) for one in shown.columns), start=1):
        values = frame.numbers(of)
        chart.add_scatter(
            x=list(range(len(values))), y=values, mode="lines+markers", marker={"size": 4, "color": ink["accent"]},
            line={"color": ink["accent"], "width": 1.75}, row=row, col=1, name=name,
            customdata=[
                f"<b>{label}</b><br>{name}: {text.quantity(value, unit)}"
                for label, value in zip(labels, values, strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
        chart.add_annotation(
            text=f"<b>{name}</b>" + (f", {unit}" if unit and row == 1 else ""), x=0, showarrow=False,
            xref="x domain" if row == 1 else f"x{row} domain", y=1.02,
            yref="y domain" if row == 1 else f"y{row} domain", xanchor="left", yanchor="bottom",
            font={"size": 12, "color": ink["ink"]},
        )  # fmt: skip
        if target is not None:
            dotted = {"color": ink["ink-3"], "width": 1, "dash": "2px,3px"}
            chart.add_hline(y=target, row=row, col=1, line=dotted)
    chart.update_yaxes(range=[low, 1.1 * high or 1.0], nticks=3)
    return chart.update_xaxes(frame.ticks(labels, 0.3)).update_layout(hovermode="closest")
