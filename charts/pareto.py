"""Pareto: reasons by size, the line of their running share, and the 80 % that parts the vital few from the many."""

import plotly.graph_objects as go

from charts import frame
from charts.theme import Theme, palette
from kpis import text
from kpis.answer import Answer

FEW = 5
"""Reasons whose names fit below their bars; of more than these the codes stand there, the names in the hover."""


def figure(answer: Answer, theme: Theme = "light", *, most: int = 8) -> go.Figure:
    """Answer.breakdown by reason: its values add up to the total (the denominator is the whole), so shares are true.

    Reasons after the first `most` are drawn as one bar "Others", last, so that the line ends at 100 %.
    """
    ink = palette(theme)
    rows = answer.breakdown.dropna(subset=["value"]) if answer.breakdown is not None else None
    if rows is None or not rows["value"].gt(0).any():
        return frame.empty("No reasons in this period", theme)
    rows = rows[rows["value"] > 0].sort_values("value", ascending=False, kind="stable")
    most += len(rows) == most + 1  # a single one is no "others"
    names = [frame.words(name) for name in rows["name"][:most]]
    values = [float(value) for value in rows["value"][:most]]
    short = [name if key == "-" else key for key, name in zip(rows["key"].astype(str), names, strict=False)]
    if (left := len(rows) - most) > 0:
        names.append(f"{left} others")
        short.append(names[-1])
        values.append(float(rows["value"][most:].sum()))
    total = sum(values)
    shares = [100 * sum(values[: at + 1]) / total for at in range(len(values))]
    chart = frame.canvas(theme)
    chart.add_bar(
        x=list(range(len(names))),
        y=values,
        marker_color=ink["accent"],
        customdata=[
            f"<b>{name}</b><br>{text.quantity(value, answer.kpi.unit)}<br>{share:.0f} % with those before"
            for name, value, share in zip(names, values, shares, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
        name=answer.kpi.name,
    )
    chart.add_scatter(
        x=list(range(len(names))),
        y=shares,
        yaxis="y2",
        mode="lines+markers",
        line={"color": ink["ink-3"], "width": 1.5},
        marker={"color": ink["ink-3"], "size": 5},
        hoverinfo="skip",
        name="Running share",
    )
    chart.add_hline(y=80, yref="y2", line={"color": ink["compare"], "width": 1, "dash": "2px,3px"})
    frame.unit(chart, answer.kpi.unit, theme)
    chart.update_xaxes(
        tickvals=list(range(len(names))),
        ticktext=[_wrap(name) for name in names] if len(names) <= FEW else [_wrap(code, 7) for code in short],
        tickangle=0,
    )
    return chart.update_layout(
        hovermode="closest",
        bargap=frame.gap(len(names)),
        yaxis2={
            "overlaying": "y",
            "side": "right",
            "range": [0, 104],
            "showgrid": False,
            "tickvals": [0, 20, 40, 60, 80, 100],
            "ticktext": ["0", "20", "40", "60", "80", "100 %"],
            "automargin": True,
        },
    )


def _wrap(name: str, width: int = 10) -> str:
    """Words on lines of their own, long ones cut: "Waiting for material" -> "Waiting<br>for<br>material"."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + len(word) < width:
            lines[-1] += f" {word}"
        else:
            lines.append(word if len(word) <= width else word[: width - 1] + "…")
    return "<br>".join(lines[:3])
