"""How values are spread: boxes of each member, and a histogram of classes."""

import pandas as pd
import plotly.graph_objects as go

from charts import frame
from charts.theme import Theme, fade, palette
from kpis import text


def boxes(found: pd.DataFrame, unit: str, reference: float | None = None, theme: Theme = "light") -> go.Figure:
    """Rows of name, low, q1, median, q3, high and count. `reference`: a value drawn as a dotted line."""
    if found.empty:
        return frame.empty("Nothing was finished in this period", theme)
    ink = palette(theme)
    chart = frame.canvas(theme)
    chart.add_box(
        x=found["name"].map(frame.words).tolist(), lowerfence=found["low"].tolist(), q1=found["q1"].tolist(),
        median=found["median"].tolist(), q3=found["q3"].tolist(), upperfence=found["high"].tolist(),
        line={"color": ink["accent"], "width": 1.5}, fillcolor=fade(ink["accent"], 0.15), hoverinfo="skip", name="",
    )  # fmt: skip
    chart.add_scatter(
        x=found["name"].map(frame.words).tolist(), y=found["median"].tolist(), mode="markers",
        marker={"opacity": 0, "size": 14},
        customdata=[
            f"<b>{frame.words(name)}</b><br>half of {text.number(count, 'orders')} between {text.quantity(q1, unit)} "
            f"and {text.quantity(q3, unit)}"
            f"<br>median {text.quantity(median, unit)}"
            for name, q1, median, q3, count in found[["name", "q1", "median", "q3", "count"]].itertuples(index=False)
        ],
        hovertemplate="%{customdata}<extra></extra>", name="hover", showlegend=False,
    )  # fmt: skip
    if reference is not None:
        chart.add_hline(y=reference, line={"color": ink["ink-3"], "width": 1.2, "dash": "2px,3px"})
    frame.unit(chart, unit, theme)
    return chart.update_layout(hovermode="closest").update_yaxes(rangemode="normal")


def histogram(classes: pd.DataFrame, unit: str, theme: Theme = "light") -> go.Figure:
    """Rows of name (the class, in order) and count."""
    if classes.empty or not classes["count"].sum():
        return frame.empty("Nothing is open", theme)
    ink = palette(theme)
    chart = frame.canvas(theme)
    frame.unit(chart, unit, theme)
    chart.add_bar(
        x=classes["name"].astype(str).tolist(), y=classes["count"].tolist(), marker_color=ink["accent"],
        text=[text.number(count, unit) for count in classes["count"]], textposition="outside", cliponaxis=False,
        hovertemplate="<b>%{x}</b><br>%{text} " + unit + "<extra></extra>", name="",
    )  # fmt: skip
    return chart.update_layout(hovermode="closest", bargap=frame.gap(len(classes)))
