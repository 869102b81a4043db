"""Waterfall: from the planned time, loss by loss, to the time in which good units were made."""

import pandas as pd
import plotly.graph_objects as go

from charts import frame
from charts.theme import Theme, palette
from kpis import text


def figure(steps: pd.DataFrame, unit: str, theme: Theme = "light") -> go.Figure:
    """Rows of name, value and total (bool: a level, drawn from zero; the others take away from the one before)."""
    if steps.empty or steps["value"].isna().any():
        return frame.empty("Some of the losses are unknown", theme)
    ink, level = palette(theme), 0.0
    base: list[float] = []
    height: list[float] = []
    colour: list[str] = []
    said: list[str] = []
    for name, value, total in steps[["name", "value", "total"]].itertuples(index=False):
        amount = float(value)
        if total:
            base, height, level = [*base, 0.0], [*height, amount], amount
        else:
            base, height, level = [*base, level - amount], [*height, amount], level - amount
        colour.append(ink["accent"] if total else ink["hold"] if amount >= 0 else ink["excellent"])
        sign = "" if total else "−" if amount >= 0 else "+"
        said.append(f"<b>{name}</b><br>{sign}{text.quantity(abs(amount), unit)}")
    chart = frame.canvas(theme)
    chart.add_bar(
        x=list(range(len(steps))), y=height, base=base, marker_color=colour, customdata=said,
        text=[text.number(value, unit) for value in steps["value"]], textposition="outside", cliponaxis=False,
        textfont={"color": ink["ink-2"], "size": 11}, hovertemplate="%{customdata}<extra></extra>", name="Hours",
    )  # fmt: skip
    frame.unit(chart, unit, theme)
    chart.update_xaxes(tickvals=list(range(len(steps))), ticktext=steps["name"].tolist(), autotickangles=[0, 90])
    return chart.update_layout(hovermode="closest", bargap=frame.gap(len(steps)))
