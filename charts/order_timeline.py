"""What an order did: a row an operation and machine, its states one after another, as a machine's timeline has them."""

from datetime import datetime

import pandas as pd
import plotly.graph_objects as go

from charts import frame, timeline
from charts.theme import Theme, palette

STATES = {"running": "", "setup": "/", "hold": "x", "assigned": "."}
"""The states of an order and the hatch of each."""
INK = {"assigned": "scheduled"}
"""The colour of a state that has none by its own name."""


def figure(spans: pd.DataFrame, plan: tuple[datetime | None, datetime | None], theme: Theme = "light") -> go.Figure:
    """Rows of machine (the row's name), state (STATES), start and end (local, naive), order and reason (""); `plan`:
    the planned start and end, where they are known."""
    if spans.empty:
        return frame.empty("The log has no state that lasted", theme)
    ink = palette(theme)
    marks = {state: (ink[INK.get(state, state)], hatch) for state, hatch in STATES.items()}
    chart = timeline.drawn(spans, marks, theme)
    edges = [spans["start"].min(), spans["end"].max()]
    for at, word, side in zip(plan, ("planned start", "planned end"), ("left", "right"), strict=True):
        # a plan far away would leave no room for what was done
        if at is not None and edges[0] - (edges[1] - edges[0]) <= at <= edges[1] + (edges[1] - edges[0]):
            x = f"{at:%Y-%m-%d %H:%M:%S}"
            line = {"color": ink["ink-2"], "dash": "dot", "width": 1.5}
            chart.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, yref="paper", line=line)
            font = {"size": 11, "color": ink["ink-3"]}
            place = {"x": x, "y": 1, "yref": "paper", "xanchor": side, "yanchor": "bottom"}
            chart.add_annotation(text=word, showarrow=False, font=font, **place)
            edges = [min(edges[0], at), max(edges[1], at)]
    pad = (edges[1] - edges[0]) * 0.02
    chart.update_xaxes(nticks=5, range=[f"{at:%Y-%m-%d %H:%M:%S}" for at in (edges[0] - pad, edges[1] + pad)])
    return chart.update_layout(margin_t=24)
