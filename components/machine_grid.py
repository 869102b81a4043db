"""The machines now: state, reason, since when, order, operator, progress."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from components.doubt import mark
from components.page import Visit
from components.parts import aria, choice, shape
from components.tile import MACHINE
from kpis.answer import Doubt
from kpis.text import duration

NONE: Mapping[str, Doubt] = MappingProxyType({})
STATES = {
    "running": "running",
    "setup": "setup",
    "hold": "on hold",
    "planned": "in a planned hold",
    "scheduled": "scheduled",
    "idle": "idle",
}
"""Every state of a machine, and how it is counted: "3 on hold". A planned hold (a break, no shift) is no alarm."""


def machine_grid(
    visit: Visit, machines: pd.DataFrame, as_of: datetime, doubts: Mapping[str, Doubt] = NONE
) -> list[Component]:  # fmt: skip
    """Heading with the count of each state, and a card per machine that leads to its page, with a mark where there are
    `doubts` about it (by asset id)."""
    counts = states(machines).value_counts()
    summary = " · ".join(f"{counts[state]} {word}" for state, word in STATES.items() if counts.get(state))
    heading = html.H2(["Machines", html.Span(summary or "none in service")])
    cards = [
        card_of(one, as_of, page_of(visit, key), mark(visit.slug, doubts.get(key), machine=key))
        for one in machines.to_dict("records") for key in [one["asset_id"]]
    ]  # fmt: skip
    return [html.Div(heading, className="section-head"), html.Ul(cards, className="machines")]


def group_choice(visit: Visit, groups: Sequence[str]) -> list[Component]:
    """The choice of a machine group, kept in the address; nothing where there is one group alone."""
    if len(groups) < 2:
        return []
    keys = [("All groups", None), *((group, group) for group in groups)]
    items = [choice(text, visit.link("/live", group=key), key == visit.query.get("group")) for text, key in keys]
    return [html.Nav(items, className="seg", **aria(label="Machine group"))]


def states(machines: pd.DataFrame) -> pd.Series:
    """The states of STATES: a planned hold apart from the others."""
    return machines["state"].mask(machines["planned"], "planned")


def _known(value: Any) -> Any:
    return None if value is None or pd.isna(value) else value


def page_of(visit: Visit, asset_id: str) -> str:
    """The address of a machine's page."""
    return visit.link(MACHINE + quote(asset_id, safe=""))


def card_of(
    machine: dict[Any, Any], as_of: datetime, href: str = "", doubtful: Component | None = None
) -> Component:  # fmt: skip
    """A machine's row of the grid as a card, its name a link where there is somewhere to go; `doubtful`: its mark."""
    state = "planned" if machine["planned"] else str(machine["state"])
    reason = _known(machine["reason"])
    word = "Hold" if state == "planned" else state.capitalize()
    words = f"{word} · {reason}" if reason else word
    since = _known(machine["since"])
    lasted = duration((as_of.astimezone(UTC).replace(tzinfo=None) - since).total_seconds() / 3600) if since else ""
    order, part, operator = (_known(machine[name]) for name in ("order", "part", "operator"))
    about = " · ".join(str(one) for one in (part, operator) if one)
    progress = _known(machine["progress"])
    name = html.B(machine["name"])
    return html.Li(
        [
            dcc.Link(name, href=href, title=machine["asset_id"]) if href else name,
            html.Span([doubtful, lasted], className="since"),
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
