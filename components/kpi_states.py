"""What stands in place of numbers: no data and why, an address that does not work, a failure and the way on."""

import logging
import uuid

from dash import dcc, html
from dash.development.base_component import Component

from components.kpi_state import State
from components.kpi_words import measure_name
from components.page import Visit, link
from kpis import text
from kpis.answer import Answer
from kpis.fraction import fraction
from kpis.measures import MEASURES
from kpis.model import Kpi

_log = logging.getLogger(__name__)


def no_data(visit: Visit, state: State, answer: Answer) -> Component:
    """Says which data is missing: what the factory does not record at all, or that the period holds none."""
    kpi = answer.kpi
    when = text.span(answer.start, answer.end)
    missing = [name for name in kpi.compiled.ordered if answer.measures.get(name) is None]
    if answer.recorded is not None and not answer.recorded.days:
        reason: list[Component] = [html.P(answer.recorded.text)]
    elif missing:
        why = f"Not recorded in {when}:"
        rows = [html.Li([html.B(measure_name(name)), f" – {MEASURES[name].definition}"]) for name in missing]
        reason = [html.P(why), html.Ul(rows)]
    else:
        parts = fraction(kpi)
        zero = " and ".join(measure_name(name) for name in parts.bottom.ordered) if parts else "What it divides by"
        reason = [
            html.P(f"Nothing to divide by in {when}: {zero} came to zero. A day without a shift looks like this.")
        ]
    everything = {"where": None, "and": None}
    longer = visit.link(visit.path, **state.but(kpi, period="90d", **everything, **{"from": None, "to": None}))
    ways = [dcc.Link("Show the last 90 days", href=longer, className="btn btn-quiet btn-sm")]
    if state.where:
        ways.insert(
            0,
            dcc.Link(
                "Show all",
                href=visit.link(visit.path, **state.but(kpi, by=state.by, **everything)),
                className="btn btn-quiet btn-sm",
            ),
        )
    return _panel("No data", [*reason, html.Div(ways, className="ways")])


def bad_address(visit: Visit, kpi: Kpi, reason: str) -> Component:
    """The address asks for what there is not."""
    mode = visit.query.get("mode")
    usual = visit.link(visit.path, mode=mode if mode == "analytics" else None)
    way = dcc.Link("Show the usual period", href=usual, className="btn btn-quiet btn-sm")
    return _panel(
        "This address does not work",
        [
            html.P(f"{reason[:1].upper()}{reason[1:]}{'' if reason.endswith('?') else '.'}"),
            html.Div(way, className="ways"),
        ],
    )


def failed(visit: Visit, kpi: Kpi) -> Component:
    """Called while an exception is handled: logs it under a number that the user can name, and offers to try again."""
    number = uuid.uuid4().hex[:8]
    _log.exception("%s of %s failed, error %s", kpi.id, visit.slug, number)
    again = html.A(
        "Try again",
        href=link(visit.path, **{"factory": visit.slug, **visit.query}),
        className="btn btn-quiet btn-sm",
    )
    said = f"{kpi.name} could not be computed. Nothing was changed. The log has the reason under the number {number}."
    return _panel("That did not work", [html.P(said), html.Div(again, className="ways")])


def _panel(title: str, body: list[Component]) -> Component:
    return html.Section([html.H2(title), *body], className="panel state", role="status")
