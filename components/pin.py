"""The star of a KPI: pinned KPIs stand first on the hub, in the user's own order."""

from typing import Any

from dash import MATCH, Input, Output, State, callback, ctx, html
from dash.development.base_component import Component

from access import gate, session
from components.page import Visit
from components.parts import aria, icon
from data import personal


def star(visit: Visit, kpi: str, name: str, on: bool) -> Component:
    """The button that pins or unpins a KPI."""
    return html.Button(
        icon("star-full" if on else "star"), id={"pin": kpi, "factory": visit.slug}, value="on" if on else "",
        className="plain star", title="Unpin" if on else "Pin to the hub",
        **aria(label=f"Pin {name}", pressed=str(on).lower()),
    )  # fmt: skip


@callback(
    Output({"pin": MATCH, "factory": MATCH}, "children"),
    Output({"pin": MATCH, "factory": MATCH}, "value"),
    Output({"pin": MATCH, "factory": MATCH}, "aria-pressed"),
    Output({"pin": MATCH, "factory": MATCH}, "title"),
    Input({"pin": MATCH, "factory": MATCH}, "n_clicks"),
    State({"pin": MATCH, "factory": MATCH}, "value"),
    prevent_initial_call=True,
)
def toggle(_clicks: int | None, before: str) -> tuple[Component, str, str, str]:
    """Pin what was not pinned, and the other way round; personal.TooMany is told as a notice."""
    asked: Any = ctx.triggered_id
    user = session.user()
    scope, kpi = gate.scope(user, asked["factory"]), gate.kpi(user, asked["pin"])
    kept = [one for one in personal.pinned(scope, user.id) if one != kpi.id]
    on = not before
    personal.pin(scope, user.id, [*kept, kpi.id] if on else kept)
    return icon("star-full" if on else "star"), "on" if on else "", str(on).lower(), "Unpin" if on else "Pin to the hub"
