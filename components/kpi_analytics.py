"""A KPI over a period: sentence, summary, chart, breakdown."""

from dash import dcc, html
from dash.development.base_component import Component

from components.kpi_breakdown import breakdown, name_of
from components.kpi_cards import cards
from components.kpi_chart import chart, pareto
from components.kpi_state import State
from components.kpi_states import no_data
from components.kpi_why import why
from components.kpi_words import sentence
from components.page import Visit
from components.parts import aria
from kpis.answer import Answer, Comparison


def analytics(visit: Visit, state: State, answer: Answer, also: Comparison | None = None) -> list[Component]:
    parts: list[Component | None] = [_filters(visit, state, answer)]
    if answer.value is None and not answer.buckets["value"].notna().any():
        return [part for part in (*parts, no_data(visit, state, answer)) if part]
    drawn = chart(visit, state, answer, also)
    parts += [html.P(sentence(answer), className="why"), cards(answer), drawn, _notes(state, answer)]
    if state.by:
        beside: list[Component | None] = []
        if state.by == "reason" and answer.breakdown is not None and len(answer.breakdown) > 1:
            beside.append(pareto(answer))
        beside.append(why(answer, state.by))
        table, told = breakdown(visit, state, answer), [part for part in beside if part]
        parts.append(html.Div([table, html.Div(told, className="stack")], className="two") if told else table)
    else:
        parts.append(why(answer))
    return [part for part in parts if part]


def _filters(visit: Visit, state: State, answer: Answer) -> Component | None:
    """The chips of the filters, each with the way out of it."""
    chips = []
    for entity, key in state.filters:
        name = name_of(answer.breakdown, key) if answer.breakdown is not None and state.by == entity else key
        others = [one for one in state.filters if one[0] != entity]
        by = state.by if others and state.by != others[0][0] else None
        out = dcc.Link(
            [
                html.Span("×", **aria(hidden="true")),
                html.Span(f"Remove the filter {entity} {name}", className="visually-hidden"),
            ],
            href=visit.link(visit.path, **state.kept(answer.kpi, others, by if others else entity)),
        )
        chips.append(html.Span([f"{entity.capitalize()}: ", html.B(name), out], className="filter-chip"))
    return html.P(chips, className="chips") if chips else None


def _notes(state: State, answer: Answer) -> Component | None:
    """What one must know to read the numbers right."""
    said = [*answer.notes, state.note(answer.kpi)]
    if answer.comparison is not None and answer.comparison.note:
        said.append(f"The running day is compared with {answer.comparison.note}.")
    found = [html.Li(sentence) for sentence in dict.fromkeys(said) if sentence]
    return html.Ul(found, className="notes") if found else None
