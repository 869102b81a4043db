"""Control chart: individuals around their centre, between limits; what breaks a rule stands out by colour and shape."""

import pandas as pd
import plotly.graph_objects as go

from charts import frame
from charts.theme import Theme, palette
from kpis import text
from kpis.answer import Answer
from kpis.control import LEAST, RULES, individuals

SYMBOLS = {1: "diamond", 2: "triangle-up", 3: "triangle-down", 4: "square"}


def figure(answer: Answer, theme: Theme = "light") -> go.Figure:
    """Answer.buckets (the running one left out) as individuals; too few points say so."""
    ink, unit = palette(theme), answer.kpi.unit
    values = answer.buckets["value"].mask(answer.buckets["running"].astype(bool))
    found = individuals(values, least=0.0 if (values.dropna() >= 0).all() else None)
    if found is None:
        return frame.empty(f"A control chart needs {LEAST} points: choose a longer period", theme)
    chart = frame.canvas(theme)
    points = frame.numbers(values)
    chart.add_scatter(
        x=list(range(len(points))), y=points, mode="lines+markers", name="This period", hoverinfo="skip",
        line={"color": ink["accent"], "width": 1.5}, marker={"color": ink["accent"], "size": 5},
    )  # fmt: skip
    for rule, words in RULES.items():
        at = [position for position, broken in found.marks.items() if broken == rule]
        if at:
            chart.add_scatter(
                x=at, y=[points[position] for position in at], mode="markers", name=words.capitalize(),
                marker={"color": ink["critical"], "size": 11, "symbol": SYMBOLS[rule]}, hoverinfo="skip",
            )  # fmt: skip
    known = values.dropna()
    low, high = min(found.lower, known.min()), max(found.upper, known.max())
    pad = 0.12 * (high - low) or 1.0
    chart.update_yaxes(range=[low - pad if low else 0.0, high + pad])
    for name, value in (("upper limit", found.upper), ("centre", found.centre), ("lower limit", found.lower)):
        dash = "solid" if name == "centre" else "6px,4px"
        chart.add_hline(y=value, line={"color": ink["ink-3"], "width": 1, "dash": dash})
        frame.word(chart, f"{name} {text.quantity(value, unit)}", value, ink["ink-3"], theme)
    _hover(chart, answer, values, found.marks)
    frame.unit(chart, unit, theme)
    return chart.update_xaxes(frame.ticks(frame.labels(answer), 0.015 * len(points)))


def _hover(chart: go.Figure, answer: Answer, values: pd.Series, marks: dict[int, int]) -> None:
    texts = []
    starts, labels = answer.buckets["start"], answer.buckets["label"]
    for at, (start, label, value) in enumerate(zip(starts, labels, values, strict=True)):
        why = f"<br>{RULES[marks[at]]}" if at in marks else ""
        said = "no data" if pd.isna(value) else text.quantity(float(value), answer.kpi.unit)
        texts.append(f"<b>{label}</b>{answer.mark(start)}<br>{said}{why}")
    chart.add_scatter(
        x=list(range(len(texts))), y=[0.0 if pd.isna(v) else float(v) for v in values], mode="markers",
        marker={"opacity": 0, "size": 12}, customdata=texts, hovertemplate="%{customdata}<extra></extra>",
        name="hover", showlegend=False,
    )  # fmt: skip
