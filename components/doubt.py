"""The small mark at a number that rests on doubtful rows: a sign, its words for a screen reader, a way to the rows."""

from dash import dcc, html
from dash.development.base_component import Component

from components.page import link
from components.parts import icon
from kpis.answer import Doubt

MOST = 4
"""Kinds of findings that a mark tells of."""


def mark(factory: str, doubt: Doubt | None, **query: str | None) -> Component | None:
    """The mark, which leads to the findings of its days, further kept to what `query` says (kpi, machine); none without
    findings."""
    if doubt is None:
        return None
    kept = {"from": doubt.first.isoformat(), "to": doubt.last.isoformat(), **query}
    told = f"Rests on doubtful data: {words(doubt)}"
    parts = [icon("doubt"), html.Span(told, className="visually-hidden")]
    href = link("/quality", factory=factory or None, **kept)
    made: Component = dcc.Link(parts, href=href, className="doubt", title=told)
    return made


def words(doubt: Doubt) -> str:
    """ "3 goods after Completed, 1 told twice"."""
    more = len(doubt.said) - MOST
    return ", ".join(doubt.said[:MOST]) + (f" and {more} more kinds" if more > 0 else "")
