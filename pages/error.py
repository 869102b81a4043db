"""A page that says what is wrong, and the way out."""

from dash import dcc, html

from components.page import Page, Visit


def view(visit: Visit, title: str, reason: str) -> Page:
    out = dcc.Link("To the live board", href="/live", className="btn btn-primary mt-3")
    return Page(title, html.Section([html.H1(title), html.P(reason, className="lead-in"), out], className="notice"))
