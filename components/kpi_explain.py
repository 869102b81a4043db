""" "How is this computed?": the declaration of a KPI, readable."""

from dash import html
from dash.development.base_component import Component

from charts.frame import aim
from components.bullet import limits
from components.kpi_words import measure_name
from kpis.measures import MEASURES
from kpis.model import Kpi
from kpis.status import Goal
from kpis.text import in_currency


def explain(kpi: Kpi, goal: Goal, currency: str) -> Component:
    """Closed until it is asked for; the browser opens it, no server is needed. `currency`: that of money."""
    named = {name: part.text for name, part in kpi.factors.items()} | dict(kpi.kin)
    parts = [html.P([html.Code(f"{name} = {text}")]) for name, text in named.items()]
    measures = [
        html.Div(
            [
                html.Dt([measure_name(name), html.Code(name)]),
                html.Dd(f"{MEASURES[name].definition} ({in_currency(MEASURES[name].unit, currency)})."),
            ]
        )
        for name in kpi.compiled.ordered
    ]
    facts: list[tuple[str, list[Component]]] = [
        ("Formula", [html.P(html.Code(kpi.formula)), *parts]),
        ("Measures", [html.Dl(measures)]),
        ("Example", [html.P(html.Code(kpi.compiled.explain(kpi.example.measures, kpi.example.frames)))]),
        ("What moves it", [html.P(kpi.moves)]),
        ("Target", _judged(kpi, goal)),
        ("Unit", [html.P(kpi.unit or "none")]),
        ("For", [html.P(f"{', '.join(kpi.audience).capitalize()}.")]),
        ("Source", [html.P(kpi.source)] if kpi.source else []),
        ("Totals", [html.P("Sums first, division last: a total is never the mean of the rows above it.")]),
    ]
    body = [html.Section([html.H3(title), *shown]) for title, shown in facts if shown]
    return html.Details([html.Summary("How is this computed?"), html.Div(body, className="panel")], className="how")


def _judged(kpi: Kpi, goal: Goal) -> list[Component]:
    """The target, and from which values on a status holds."""
    if goal.target is None:
        return [html.P("No target is set.")]
    said = [aim(kpi, goal.target)]
    if goal.target > 0:
        said.append(", ".join(f"{name} {words}" for name, words in limits(kpi, goal.target, goal.bands)))
    return [html.P(f"{one[:1].upper()}{one[1:]}.") for one in said]
