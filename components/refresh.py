"""The button that fills a page anew, past the cache."""

from collections.abc import Callable

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback
from dash.development.base_component import Component

from access import session
from components.page import Visit, read_query
from components.parts import icon

Fill = Callable[[Visit, bool], list[Component]]


def refresh_button(name: str) -> Component:
    """The button of the page `name`."""
    return dbc.Button([icon("refresh"), "Refresh"], id=f"refresh-{name}", className="btn-quiet", color="light")


def refreshed(name: str, fill: Fill) -> None:
    """Let the button fill the element `name` with what `fill` makes, fresh, of the address that is open."""

    @callback(
        Output(name, "children"),
        Input(f"refresh-{name}", "n_clicks"),
        State("url", "pathname"),
        State("url", "search"),
        running=[(Output(f"refresh-{name}", "disabled"), True, False)],
        prevent_initial_call=True,
    )
    def refresh(_clicks: int | None, path: str, search: str | None) -> list[Component]:
        return fill(Visit(session.user(), path, read_query(search)), True)
