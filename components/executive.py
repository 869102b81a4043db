"""The executive summary on one page: the strategic index and its parts, its course, what moved most and why."""

from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

import answers
import charts
from access import gate
from answers.movers import Mover, movers
from components.kpi_chart import buckets, drawing, legend_of, toggle
from components.page import Visit
from components.parts import aria, headline, shape
from components.spark import spark
from components.status import change, chip
from kpis import period, text
from kpis.answer import Answer, Question

INDEX = "strategic_index"
WATCHED = (
    "oee", "on_time_delivery", "delivery_performance", "quality_rate", "scrap_rate", "downtime", "throughput",
    "lead_time", "schedule_adherence", "labor_efficiency", "mtbf", "mttr", "order_fulfillment_time", "quality_cost",
    "maintenance_cost", "capacity_utilization",
)  # fmt: skip
"""Among these the page looks for what moved most."""
BEST = {"improved": "Better", "worsened": "Worse"}


def executive(visit: Visit) -> Component:
    """The filled page; for those who may see the index."""
    index = gate.kpi(visit.user, INDEX)
    scope, today = visit.scope, answers.today(visit.scope)
    month, other = _month(today)
    answer = answers.ask(scope, Question(INDEX, *month, compare=other))
    course = answers.ask(scope, Question(INDEX, *period.resolve("12m", today), grain="month"))
    parts = [answers.ask(scope, Question(part, *month, compare=other)) for part in index.rests_on]
    days = period.resolve("30d", today)
    before = period.comparison("previous_period", *days, today, None)
    watched = tuple(kpi for kpi in WATCHED if kpi in {one.id for one in gate.kpis(visit.user)})
    moved = movers(scope, watched, days, before) if before else []
    when = f"{visit.factory.name} · {text.span(*month)} against {text.span(*other)}, as far as this month has come"
    head = html.Div([html.H1("Executive summary"), html.P(f"{when} · as of {answer.as_of:%H:%M}", role="status")])
    return html.Div(
        [
            html.Div(head, className="head"),
            html.Div([index_panel(visit, answer, parts), _course(course)], className="two index"),
            html.H2("Its five parts"),
            html.Div([_part(visit, one) for one in parts], className="grid five"),
            html.H2(["What moved most", html.Span(f"{text.span(*days)} against the 30 days before")]),
            moves(visit, moved),
        ],
        id="executive",
    )


def _month(today: date) -> tuple[period.Range, period.Range]:
    """This month so far, and as much of the last."""
    month = period.resolve("this_month", today)
    other = period.comparison("previous_month", *month, today, None)
    assert other is not None  # a month always has one before it
    return month, other


def index_panel(visit: Visit, answer: Answer, parts: list[Answer]) -> Component:
    kpi, other = answer.kpi, answer.comparison
    link = dcc.Link(kpi.name, href=visit.link(f"/kpi/{kpi.id}", mode="analytics", period="this_month"))
    moved = None
    if other is not None and other.difference is not None:
        moved = change(other.difference, text.delta(other.difference, kpi.unit), other.verdict, "against last month")
    value = headline(text.number(answer.value, kpi.unit), kpi.unit, "huge")
    status = html.P([chip(answer.status), " ", moved])
    reach = html.Ul(
        [_reach(one) for one in parts], className="reach", **aria(label="How far each part reaches its target")
    )
    without = [one.kpi.name for one in parts if one.value is None]
    why = html.P(f"No index this month: there is no {' and no '.join(without)}.") if without else None
    body = [html.Header(html.H3(link)), value, status, why, html.P(kpi.description), reach]
    return html.Section(body, className="panel")


def _reach(answer: Answer) -> Component:
    """A part of the index: how far it comes towards its target."""
    share = 100 * answer.value / answer.target if answer.value is not None and answer.target else None
    bar = html.Span(html.I(style={"width": f"{min(share or 0, 100):.0f}%"}), className="hb", **aria(hidden="true"))
    return html.Li([answer.kpi.name, bar, html.B(text.quantity(share, "%", 0))])


def _course(answer: Answer) -> Component:
    figure = charts.figure(answer, "page")
    said = f"{answer.kpi.name} by month, {text.span(answer.start, answer.end)}"
    parts = {part: {"kpi": INDEX, "part": part} for part in ("chart", "listed")}
    drawn = drawing(INDEX, "time", figure)
    plot = html.Div(drawn, id=parts["chart"], className="plot", role="img", **aria(label=said))
    listed = html.Div(buckets(answer), id=parts["listed"], hidden=True)
    head = html.Header([html.H3("Twelve months, by month"), legend_of(figure), toggle(INDEX)])
    return html.Section([head, plot, listed], className="panel")


def _part(visit: Visit, answer: Answer) -> Component:
    kpi, other = answer.kpi, answer.comparison
    link = dcc.Link(kpi.name, href=visit.link(f"/kpi/{kpi.id}", mode="analytics", period="this_month"))
    line = tuple(None if value != value else float(value) for value in answer.buckets["value"])
    moved = None
    if other is not None and other.difference is not None:
        moved = change(other.difference, text.delta(other.difference, kpi.unit), other.verdict, "against last month")
    value = headline(text.number(answer.value, kpi.unit), kpi.unit)
    return html.Article(
        [
            html.Header(html.H3(link)),
            html.Div([value, spark(line, answer.target, f"{kpi.name} this month")], className="row-value"),
            html.Footer([chip(answer.status), moved]),
        ],
        className="tile", **aria(label=kpi.name),
    )  # fmt: skip


def moves(visit: Visit, found: list[Mover]) -> Component:
    if not found:
        return html.P("Nothing to compare with yet.", className="empty panel")
    return html.Ul([html.Li(_sentence(visit, one)) for one in found], className="moved panel")


def _sentence(visit: Visit, moved: Mover) -> list[Component]:
    """ "Worse: Scrap rate rose from 2.1 % to 3.4 % (+62 %), most at GRD-02, where it went from 4.1 % to 9.8 %." """
    kpi, other = moved.answer.kpi, moved.answer.comparison
    assert other is not None and other.difference is not None
    link = dcc.Link(kpi.name, href=visit.link(f"/kpi/{kpi.id}", mode="analytics", period="30d"))
    word = BEST.get(other.verdict, "Moved")
    status = {"Better": "excellent", "Worse": "critical"}.get(word, "neutral")
    went = "rose" if other.difference > 0 else "fell"
    told = f" {went} from {text.quantity(other.value, kpi.unit)} to {text.quantity(moved.answer.compared, kpi.unit)}"
    told += f" ({text.percent(other.percent)})"
    if moved.member:
        then, now = text.quantity(moved.before, kpi.unit), text.quantity(moved.now, kpi.unit)
        told += f", most at {moved.member}: {then} to {now}"
    return [html.Span([shape(status), word], className=f"ink-{status}"), html.Span([link, f"{told}."])]
