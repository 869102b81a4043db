"""Machine-state timeline: a row a machine, its states one after another; each state has its own colour and hatch."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from charts import frame
from charts.theme import Theme, palette
from kpis import text

STATES = {"running": "", "setup": "/", "hold": "x", "idle": ""}
"""The states of a machine over time and the hatch of each, so that none is told by its colour alone."""


def figure(spans: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """Rows of machine, state (running, setup, hold, idle), start and end (local, naive), order and reason ("")."""
    if spans.empty:
        return frame.empty("No machine was in service", theme)
    ink = palette(theme)
    return drawn(spans, {state: (ink[state], hatch) for state, hatch in STATES.items()}, theme)


def drawn(spans: pd.DataFrame, marks: Mapping[str, tuple[str, str]], theme: Theme) -> go.Figure:
    """Some spans (see `figure`), each state in its colour and hatch."""
    ink = palette(theme)
    chart = frame.canvas(theme)
    spans = spans.assign(**{name: spans[name].map(frame.words) for name in ("machine", "order", "reason")})
    machines = list(dict.fromkeys(spans["machine"]))
    for state, (colour, hatch) in marks.items():
        rows = spans[spans["state"] == state]
        if rows.empty:
            continue
        said = [
            f"<b>{machine}</b> {state}{f' · {reason}' if reason else ''}{f'<br>{order}' if order else ''}<br>"
            f"{start:%H:%M}–{end:%H:%M}, {text.duration((end - start).total_seconds() / 3600)}"
            for machine, reason, order, start, end in rows[["machine", "reason", "order", "start", "end"]].itertuples(
                index=False
            )
        ]
        chart.add_bar(
            y=rows["machine"].tolist(), base=[f"{at:%Y-%m-%d %H:%M:%S}" for at in rows["start"]],
            x=[1000 * float(span.total_seconds()) for span in rows["end"] - rows["start"]], orientation="h",
            marker={"color": colour, "line": {"width": 0}, "pattern": {
                "shape": hatch, "fgcolor": ink["surface"], "size": 5, "solidity": 0.25, "fillmode": "overlay",
            }},
            customdata=said, hovertemplate="%{customdata}<extra></extra>", name=state.capitalize(),
        )  # fmt: skip
    ends = [f"{at:%Y-%m-%d %H:%M:%S}" for at in (spans["start"].min(), spans["end"].max())]
    ticks = {"tickformat": "%H:%M\n%d %b", "nticks": 9}
    chart.update_xaxes(type="date", showgrid=True, gridcolor=ink["line"], range=ends, **ticks)
    chart.update_yaxes(categoryorder="array", categoryarray=machines, autorange="reversed", showgrid=False, nticks=99)
    return chart.update_layout(barmode="overlay", bargap=0.25, hovermode="closest", margin_t=8)
