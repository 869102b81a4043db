"""A page that refreshes itself, for whoever asks for it: off by default, and still while its tab is hidden."""

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, html
from dash.development.base_component import Component

EVERY = {"0": "Off", "30": "30 s", "60": "1 min", "300": "5 min"}


def chooser() -> Component:
    """How often; the browser remembers it."""
    options = [{"label": label, "value": seconds} for seconds, label in EVERY.items()]
    select = dbc.Select(id="auto-every", options=options, value="0", size="sm", persistence=True)
    return html.Div([dbc.Label("Auto-refresh", html_for="auto-every"), select])


def auto() -> list[Component]:
    """The page's clock, and what it asks for: [seconds within which one computation serves all, tick]."""
    return [dcc.Interval(id="auto-tick", disabled=True), dcc.Store(id="auto-asked")]


clientside_callback(
    ClientsideFunction("auto", "set"),
    Output("auto-tick", "interval"),
    Output("auto-tick", "disabled"),
    Input("auto-every", "value"),
)
clientside_callback(
    ClientsideFunction("auto", "tick"),
    Output("auto-asked", "data"),
    Input("auto-tick", "n_intervals"),
    State("auto-every", "value"),
    prevent_initial_call=True,
)
