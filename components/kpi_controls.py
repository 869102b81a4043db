"""The choices of the analytics: each writes the address, and the page follows it."""

from datetime import date

import dash_bootstrap_components as dbc
from dash import MATCH, ClientsideFunction, Input, Output, State, clientside_callback, html
from dash.development.base_component import Component

import answers
from answers import cross
from answers.names import Member
from components import choices
from components.choices import NONE
from components.kpi_state import AUTO, GRAINS, defaults, offered
from components.kpi_state import State as Choices
from components.kpi_words import plural
from components.page import Visit
from components.parts import aria
from kpis import period as periods
from kpis.model import Kpi


def controls(visit: Visit, kpi: Kpi, state: Choices, today: date) -> Component:
    taken = {"custom", *({state.compare} - {NONE, state.also})}
    also = {NONE: "Nothing", **{key: name for key, name in periods.COMPARISONS.items() if key not in taken}}
    grains = {AUTO: "Automatic", **{grain: GRAINS[grain] for grain in offered(kpi, state)}}
    parts = [
        *choices.over(kpi.id, state.period, state.dates, today),
        *choices.against(kpi.id, state.compare, state.compare_dates, state.dates, today),
        choices.choice(kpi.id, "also", "And with", also, state.also),
        choices.choice(kpi.id, "grain", "Grain", grains, state.grain),
        *_filters(visit, kpi, state, today),
        choices.usual(kpi.id, visit.slug, defaults(kpi)),
        html.Span(className="sp"),
        _copy(visit, kpi, state),
    ]
    return html.Div(parts, className="filters", role="group", **aria(label="What to show"))


def _filters(visit: Visit, kpi: Kpi, state: Choices, today: date) -> list[Component]:
    """The filter, one machine, part, operator ... by its name; and a second one beside it, where both can be counted at
    once. Written into the address by assets/kpi.js, because Dash knows no choice with headings."""
    known = answers.choices(visit.scope, kpi)
    if not known:
        return []
    parts = [_choice(kpi, "only", "Only", known, state.where)]
    if state.where and (state.and_where or state.dates[0] >= cross.earliest(today)):
        entity = state.where[0]
        second = [one for one in known if one[0] != entity and cross.possible(kpi, entity, one[0])]
        parts += [_choice(kpi, "and", "And", second, state.and_where)] if second or state.and_where else []
    return parts


def _choice(
    kpi: Kpi, part: str, title: str, known: list[tuple[str, Member]], chosen: tuple[str, str] | None
) -> Component:
    groups: dict[str, list[Component]] = {}
    for entity, one in known:
        on = chosen == (entity, one.key)
        name = one.name if one.key in one.name else f"{one.name} · {one.key}"
        option = html.Option(name, value=f"{entity}:{one.key}", selected="selected" if on else None)
        groups.setdefault(entity, []).append(option)
    everything: list[Component] = [html.Option("Everything", value="")]
    if chosen and chosen[0] not in groups:  # by its row one comes to reasons and hours too
        everything.append(html.Option(" ".join(chosen).capitalize(), value=":".join(chosen), selected="selected"))
    listed = [html.Optgroup(options, label=plural(entity).capitalize()) for entity, options in groups.items()]
    where = {"kpi": kpi.id, "part": part}
    select = html.Select([*everything, *listed], id=where, className=f"form-select form-select-sm filter-{part}")
    return html.Div([dbc.Label(title, html_for=choices.dom_id(where)), select])


def _copy(visit: Visit, kpi: Kpi, state: Choices) -> Component:
    href = visit.link(visit.path, **state.query(kpi))
    return dbc.Button(
        "Copy link", id={"kpi": kpi.id, "part": "copy"}, value=href, className="btn-quiet", color="light", size="sm"
    )


clientside_callback(
    ClientsideFunction("kpi", "copy"),
    Output({"kpi": MATCH, "part": "copy"}, "children"),
    Input({"kpi": MATCH, "part": "copy"}, "n_clicks"),
    State({"kpi": MATCH, "part": "copy"}, "value"),
    prevent_initial_call=True,
)
