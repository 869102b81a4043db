"""The machines now: state, reason, since when, order, operator, progress."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.page import Visit
from components.parts import aria, choice, shape
from kpis.text import duration

STATES = {
    "running": "running",
    "setup": "setup",
    "hold": "on hold",
    "planned": "in a planned hold",
    "scheduled": "scheduled",
    "idle": "idle",
}
"""Every state of a machine, and how it is counted: "3 on hold". A planned hold (a break, no shift) is no alarm."""


def machine_grid(visit: Visit, machines: pd.DataFrame, as_of: datetime) -> list[Component]:
    """Heading with the count of each state, the choice of a group (in the address), and a card per machine."""
    groups = sorted(machines["group"].dropna().unique())
    chosen = visit.query.get("group")
    shown = machines[machines["group"] == chosen] if chosen in groups else machines
    counts = states(shown).value_counts()
    summary = " · ".join(f"{counts[state]} {word}" for state, word in STATES.items() if counts.get(state))
    heading = html.H2(["Machines", html.Span(summary or "none in service")])
    cards = [_card(machine, as_of) for machine in shown.assign(state=states(shown)).to_dict("records")]
    return [
        html.Div([heading, _choice(visit, groups, chosen)], className="section-head"),
        html.Ul(cards, className="machines"),
    ]


def _choice(visit: Visit, groups: list[str], chosen: str | None) -> Component | None:
    if len(groups) < 2:
        return None
    keys = [("All groups", None), *((group, group) for group in groups)]
    here = chosen if chosen in groups else None
    items = [choice(text, visit.link("/live", group=key), key == here) for text, key in keys]
    return html.Nav(items, className="seg", **aria(label="Machine group"))


def states(machines: pd.DataFrame) -> pd.Series:
    """The states of STATES: a planned hold apart from the others."""
    return machines["state"].mask(machines["planned"], "planned")


def _known(value: Any) -> Any:
    return None if value is None or pd.isna(value) else value


def _card(machine: dict[Any, Any], as_of: datetime) -> Component:
    state = str(machine["state"])
    reason = _known(machine["reason"])
    word = "Hold" if state == "planned" else state.capitalize()
    words = f"{word} · {reason}" if reason else word
    since = _known(machine["since"])
    lasted = duration((as_of.astimezone(UTC).replace(tzinfo=None) - since).total_seconds() / 3600) if since else ""
    order, part, operator = (_known(machine[name]) for name in ("order", "part", "operator"))
    about = " · ".join(str(one) for one in (part, operator) if one)
    progress = _known(machine["progress"])
    return html.Li(
        [
            html.B(machine["name"], title=machine["asset_id"]),
            html.Span(lasted, className="since"),
            html.Span([shape(state), words], className="st", title=words),
            html.Span(order or "no order", className="ord"),
            html.Span(about, className="about", title=about),
            _bar(progress),
        ],
        className=f"m {state}",
    )


def _bar(progress: float | None) -> Component:
    if progress is None:
        return html.Span(className="bar")
    share = min(max(progress, 0.0), 1.0)
    percent = f"{100 * share:.0f}"
    said = aria(label="share made", valuenow=percent, valuemin="0", valuemax="100")
    return html.Span(
        html.I(style={"width": f"{percent}%"}), className="bar", role="progressbar", title=f"{percent} % made", **said
    )
