"""Hour by hour: what was made beside what the plan asked for, and the running totals of both."""

import pandas as pd
import plotly.graph_objects as go

from charts import frame
from charts.bars import hatch
from charts.theme import Theme, palette
from kpis import text


def figure(hours: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """Rows of start, ok_units, planned_units (NaN: unknown) and state ("over", "running", "to come")."""
    if hours.empty:
        return frame.empty("No hour of this shift is known", theme)
    ink, at = palette(theme), list(range(len(hours)))
    begun = hours["state"] != "to come"
    made, planned = hours["ok_units"].where(begun), hours["planned_units"]
    chart = frame.canvas(theme)
    if planned.notna().any():
        chart.add_bar(
            x=at, y=frame.numbers(planned), marker_color=ink["compare"], name="Planned",
            hovertemplate="planned %{y:,.0f}<extra></extra>",
        )  # fmt: skip
    chart.add_bar(
        x=at, y=frame.numbers(made), name="OK units",
        marker={"color": ink["accent"], "pattern": hatch((hours["state"] == "running").tolist(), ink["surface"])},
        customdata=[
            f"<b>{start:%H:%M}</b><br>{text.quantity(None if pd.isna(ok) else ok, 'units')} made"
            for start, ok in zip(hours["start"], made, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    frame.unit(chart, "units", theme)
    chart.update_xaxes(tickvals=at, ticktext=[f"{start:%H:%M}" for start in hours["start"]])
    return chart.update_layout(barmode="group", bargroupgap=0.08, hovermode="x")
