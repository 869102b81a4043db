"""That closed days were restated: what by how much, why, and when; with the way to the order."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from answers.restated import ORDER, Moved, Restated
from components.kpi_words import measure_name
from components.order_link import order_link
from components.page import Visit
from kpis import text

FEW = 4
"""KPIs, and measures, that are told of a restatement."""
UNSAID = "Late or corrected data, or a changed master."


def restated(visit: Visit, found: Sequence[Restated]) -> Component | None:
    """The list, the newest first; nothing where nothing was restated."""
    if not found:
        return None
    head = html.Header([html.H3("Restated"), html.Span("what the day said before, and says now", className="asof")])
    listed = html.Ul([_row(visit, one) for one in found], className="told")
    return html.Section([head, listed], className="panel restated")


def _row(visit: Visit, one: Restated) -> Component:
    kpis, rest = ([moved for moved in one.moved if moved.kpi is kind] for kind in (True, False))
    parts = [html.Span(_moved(visit, moved)) for moved in (*kpis[:FEW], *rest[:FEW])]
    more = len(kpis[FEW:]) + len(rest[FEW:])
    when = f" restated on {text.day(one.at.date(), True)}, {one.at:%H:%M}"
    return html.Li(
        [
            html.Div([html.B(text.day(one.day, True)), when]), html.P(_cause(visit, one.cause)),
            html.P([*parts, f"and {more} more" if more else ""], className="steps"),
        ]
    )  # fmt: skip


def _moved(visit: Visit, moved: Moved) -> list[Component | str]:
    unit = text.in_currency(moved.unit, visit.factory.currency)
    # "OK units 1,000": what is counted is in the name already
    say = text.number if unit in text.COUNTED and not moved.kpi else text.quantity
    before, after = (say(value, unit) for value in (moved.before, moved.after))
    return [f"{moved.name if moved.kpi else measure_name(moved.name)} ", html.S(before), " → ", html.B(after)]


def _cause(visit: Visit, cause: str) -> list[Component | str]:
    """The words of a cause, each order in them a link."""
    parts: list[Component | str] = []
    at = 0
    for found in ORDER.finditer(cause):
        parts += [cause[at : found.start("id")], order_link(visit.slug, found["id"])]
        at = found.end("id")
    said = [*parts, cause[at:]] if cause else [UNSAID]
    first = said[0]
    return [f"{first[:1].upper()}{first[1:]}" if isinstance(first, str) else first, *said[1:]]
