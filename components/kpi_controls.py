"""The choices of the analytics: each writes the address, and the page follows it."""

import json
from datetime import date

import dash_bootstrap_components as dbc
from dash import ALL, MATCH, ClientsideFunction, Input, Output, State, clientside_callback, dcc, html
from dash.development.base_component import Component

import answers
from components.kpi_state import AUTO, GRAINS, NONE, defaults, offered
from components.kpi_state import State as Choices
from components.kpi_words import plural
from components.page import Visit
from components.parts import aria
from kpis import period as periods
from kpis.model import Kpi


def controls(visit: Visit, kpi: Kpi, state: Choices, today: date) -> Component:
    taken = {"custom", *({state.compare} - {NONE, state.also})}
    compare = {NONE: "Nothing", **periods.COMPARISONS}
    also = {NONE: "Nothing", **{key: name for key, name in periods.COMPARISONS.items() if key not in taken}}
    grains = {AUTO: "Automatic", **{grain: GRAINS[grain] for grain in offered(kpi, state)}}
    first, last = state.compare_dates or periods.comparison("previous_period", *state.dates, today)
    parts = [
        _choice(kpi, "period", "Period", periods.PERIODS, state.period),
        _dates(kpi, ("from", "to"), state.dates, today, shown=state.period == "custom"),
        _choice(kpi, "compare", "Compare with", compare, state.compare),
        _dates(kpi, ("compare_from", "compare_to"), (first, last), today, shown=state.compare == "custom"),
        _choice(kpi, "also", "And with", also, state.also),
        _choice(kpi, "grain", "Grain", grains, state.grain),
        _only(visit, kpi, state),
        dcc.Store(id={"kpi": kpi.id, "part": "usual"}, data={**defaults(kpi), "factory": visit.slug}),
        html.Span(className="sp"),
        _copy(visit, kpi, state),
    ]
    return html.Div(parts, className="filters", role="group", **aria(label="What to show"))


def _choice(kpi: Kpi, name: str, title: str, options: dict[str, str], value: str) -> Component:
    where = {"kpi": kpi.id, "part": "choice", "name": name}
    found = [{"label": label, "value": key} for key, label in options.items()]
    return html.Div(
        [dbc.Label(title, html_for=dom_id(where)), dbc.Select(id=where, options=found, value=value, size="sm")]
    )


def _only(visit: Visit, kpi: Kpi, state: Choices) -> Component | None:
    """The filter: one machine, part, operator ... by its name. Written into the address by assets/kpi.js, because
    Dash knows no choice with headings."""
    known = answers.choices(visit.scope, kpi)
    if not known:
        return None
    groups: dict[str, list[Component]] = {}
    for entity, one in known:
        on = state.where == (entity, one.key)
        name = one.name if one.key in one.name else f"{one.name} · {one.key}"
        option = html.Option(name, value=f"{entity}:{one.key}", selected="selected" if on else None)
        groups.setdefault(entity, []).append(option)
    everything: list[Component] = [html.Option("Everything", value="")]
    if state.where and state.where[0] not in groups:  # by its row one comes to reasons and hours too
        everything.append(html.Option(" ".join(state.where).capitalize(), selected="selected"))
    listed = [html.Optgroup(options, label=plural(entity).capitalize()) for entity, options in groups.items()]
    where = {"kpi": kpi.id, "part": "only"}
    select = html.Select([*everything, *listed], id=where, className="form-select form-select-sm only")
    return html.Div([dbc.Label("Only", html_for=dom_id(where)), select])


def dom_id(where: dict[str, str]) -> str:
    """What a pattern-matching id is in the page, for a label to point at."""
    return json.dumps(where, sort_keys=True, separators=(",", ":"))


def _dates(kpi: Kpi, names: tuple[str, str], dates: periods.Range, today: date, shown: bool) -> Component:
    """Two dates and the button that takes them over; always there, so that "Custom" starts from what is shown."""
    fields = []
    for name, day in zip(names, dates, strict=True):
        where = {"kpi": kpi.id, "part": "date", "name": name}
        ends = {"min": str(periods.EARLIEST), "max": str(today)}
        field = dbc.Input(id=where, type="date", value=str(day), size="sm", **ends)
        fields.append(html.Div([dbc.Label(name.replace("_", " ").capitalize(), html_for=dom_id(where)), field]))
    apply = dbc.Button(
        "Apply", id={"kpi": kpi.id, "part": "apply", "name": names[0]}, className="btn-quiet", color="light", size="sm"
    )
    return html.Div([*fields, apply], className="dates", hidden=not shown)


def _copy(visit: Visit, kpi: Kpi, state: Choices) -> Component:
    href = visit.link(visit.path, **state.query(kpi))
    return dbc.Button(
        "Copy link", id={"kpi": kpi.id, "part": "copy"}, value=href, className="btn-quiet", color="light", size="sm"
    )


clientside_callback(
    ClientsideFunction("kpi", "choose"),
    Output("url", "search"),
    Input({"kpi": ALL, "part": "choice", "name": ALL}, "value"),
    Input({"kpi": ALL, "part": "apply", "name": ALL}, "n_clicks"),
    State({"kpi": ALL, "part": "choice", "name": ALL}, "id"),
    State({"kpi": ALL, "part": "date", "name": ALL}, "value"),
    State({"kpi": ALL, "part": "date", "name": ALL}, "id"),
    State({"kpi": ALL, "part": "usual"}, "data"),
    State("url", "search"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("kpi", "copy"),
    Output({"kpi": MATCH, "part": "copy"}, "children"),
    Input({"kpi": MATCH, "part": "copy"}, "n_clicks"),
    State({"kpi": MATCH, "part": "copy"}, "value"),
    prevent_initial_call=True,
)
