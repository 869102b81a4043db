"""The work orders that add most to a measure, as horizontal bars."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from charts import frame
from charts.theme import Theme, palette
from kpis import text

DRAWN = 12


def figure(
    rows: pd.DataFrame, measure: str, unit: str, theme: Theme = "light", address: Callable[[str], str] | None = None
) -> go.Figure:
    """Rows of order, machine, part and the measure, the largest first, of which DRAWN are drawn; each name leads to
    its order's `address`."""
    if measure not in rows or not rows[measure].fillna(0).any():
        return frame.empty("No work order has a part in this", theme)
    ink, shown = palette(theme), rows.head(DRAWN)
    shown = shown.assign(**{name: shown[name].map(frame.words) for name in ("order", "machine", "part")})
    chart = frame.canvas(theme)
    values = [text.quantity(value, unit) for value in shown[measure]]
    chart.add_bar(
        y=shown["order"].tolist(), x=frame.numbers(shown[measure]), orientation="h", marker_color=ink["accent"],
        text=values, textposition="outside", cliponaxis=False, name=measure,
        customdata=[
            f"<b>{order}</b><br>{machine or 'no machine'} · {part or 'no part'}<br>{value}"
            for order, machine, part, value in zip(shown["order"], shown["machine"], shown["part"], values, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    low, high = min(0.0, float(shown[measure].min())), max(0.0, float(shown[measure].max()))
    chart.update_xaxes(visible=False, range=[1.2 * low, 1.2 * high])
    chart.update_yaxes(showgrid=False, autorange="reversed", type="category", nticks=DRAWN + 1)
    chart.update_yaxes(tickfont={"color": ink["ink"], "size": 12})
    if address:
        style = f'target="_self" style="color:{ink["accent"]}"'
        names = zip(rows["order"].head(DRAWN), shown["order"], strict=True)
        links = [f'<a href="{address(name)}" {style}>{words}</a>' for name, words in names]
        chart.update_yaxes(tickmode="array", tickvals=shown["order"].tolist(), ticktext=links)
    return chart.update_layout(hovermode="closest", margin_t=8, bargap=frame.gap(len(shown)))
