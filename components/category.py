"""A category: all its KPIs over one period, each against the same other one."""

from dataclasses import replace

from dash import dcc, html
from dash.development.base_component import Component

import answers
from access import gate
from charts.frame import aim
from components import period_bar
from components.files import menu, numbers
from components.page import BadAddress, Visit
from components.parts import aria, headline
from components.spark import spark
from components.status import change, chip
from kpis import text
from kpis.answer import Answer, Question
from kpis.model import CATEGORIES
from kpis.naming import suggest


def answers_of(visit: Visit, name: str) -> tuple[period_bar.Chosen, list[Answer]]:
    """What the address chooses, and the category's KPIs over it; BadAddress for an unknown category."""
    if name not in CATEGORIES:
        raise BadAddress(f"unknown category {name!r}{suggest(name, CATEGORIES)}")
    mine = [kpi for kpi in gate.kpis(visit.user) if kpi.category == name]
    if not mine:
        raise gate.Forbidden(f"None of the KPIs of {name} is for your role, {visit.user.role}.")
    chosen = period_bar.read(visit, answers.today(visit.scope))
    question = Question("", *chosen.dates, compare=chosen.compare_dates)
    return chosen, [answers.ask(visit.scope, replace(question, kpi=kpi.id)) for kpi in mine]


def category(visit: Visit, name: str) -> Component:
    """The filled page."""
    chosen, found = answers_of(visit, name)
    when = text.span(*chosen.dates)
    against = f" against {text.span(*chosen.compare_dates)}" if chosen.compare_dates else ""
    head = html.Div([html.H1(name.capitalize()), html.P(f"{len(found)} KPIs, {when}{against}")])
    files = menu(numbers(f"/export/{visit.slug}/category/{name}", **chosen.said))
    cards = [_card(visit, chosen, answer) for answer in found]
    acts = html.Div(files, className="acts")
    top = [html.Div([head, acts], className="head"), period_bar.bar(visit, chosen, answers.today(visit.scope))]
    return html.Div([*top, html.Div(cards, className="grid")])


def _card(visit: Visit, chosen: period_bar.Chosen, answer: Answer) -> Component:
    """A KPI over the period: its line, its value, what changed."""
    kpi, other = answer.kpi, answer.comparison
    link = dcc.Link(kpi.name, href=visit.link(f"/kpi/{kpi.id}", **chosen.query), title=kpi.description)
    line = tuple(None if value != value else float(value) for value in answer.buckets["value"])
    told = f"{kpi.name}, {text.span(answer.start, answer.end)}, {text.quantity(answer.value, kpi.unit)}"
    shown = headline(text.number(answer.value, kpi.unit), kpi.unit)
    moved = None
    if other is not None and other.difference is not None:
        against = f"against {answer.when(other)}"
        moved = change(other.difference, text.delta(other.difference, kpi.unit), other.verdict, against)
    goal = html.Span(aim(kpi, answer.target) if answer.target is not None else "", className="detail")
    return html.Article(
        [
            html.Header([html.H3(link), html.Span(f"{answer.as_of:%H:%M}", className="asof")]),
            html.Div([shown, spark(line, answer.target, told)], className="row-value"),
            html.Footer([chip(answer.status), goal, moved]),
        ],
        className="tile", **aria(label=kpi.name),
    )  # fmt: skip
