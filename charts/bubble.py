"""Bubbles: how much, how good, for each member; a big bubble low down is where to look first."""

import plotly.graph_objects as go

from charts import frame
from charts.theme import Theme, fade, palette
from kpis import text
from kpis.answer import Answer

NAMED = 8
"""Members whose names are drawn: the biggest and the worst of them."""


def figure(answer: Answer, theme: Theme = "light") -> go.Figure:
    """Answer.breakdown (key, name, value and ok_units, scrapped_units): units across, the KPI upwards."""
    rows = answer.breakdown
    if rows is None or not {"ok_units", "scrapped_units"} <= set(rows) or rows["value"].notna().sum() == 0:
        return frame.empty("No units to compare in this period", theme)
    ink, unit = palette(theme), answer.kpi.unit
    rows = rows.dropna(subset=["value"]).assign(units=lambda f: f.ok_units + f.scrapped_units)
    named = set(rows.nlargest(NAMED // 2, "units").key) | set(rows.nsmallest(NAMED // 2, "value").key)
    chart = frame.canvas(theme)
    chart.add_scatter(
        x=rows.units.tolist(), y=rows.value.tolist(), mode="markers+text", cliponaxis=False,
        text=[frame.words(key) if key in named else "" for key in rows.key.astype(str)], textposition="top center",
        textfont={"size": 11, "color": ink["ink-2"]}, name=answer.kpi.name,
        marker={
            "size": rows.units.tolist(), "sizemode": "area", "sizeref": 2 * float(rows.units.max()) / 40**2,
            "sizemin": 4, "color": fade(ink["accent"], 0.35), "line": {"color": ink["accent"], "width": 1},
        },
        customdata=[
            f"<b>{frame.words(name)}</b><br>{text.quantity(value, unit)}<br>{text.quantity(units, 'units')}"
            for name, value, units in rows[["name", "value", "units"]].itertuples(index=False)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    frame.goal(chart, answer.kpi, answer.target, theme)
    frame.unit(chart, unit, theme)
    ends = [*rows.value, *([] if answer.target is None else [answer.target])]
    room = 0.12 * (max(ends) - min(ends)) or 1.0
    title = {"text": "Units", "font": {"size": 11, "color": ink["ink-3"]}}
    # plotly needs a linear axis for sizes to read as amounts; a part made once stands at the left edge
    chart.update_xaxes(title=title, rangemode="tozero").update_yaxes(range=[min(ends) - room, max(ends) + room])
    return chart.update_layout(hovermode="closest")
