"""Small parts that every page uses."""

from collections.abc import Iterable
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from kpis.text import NO_DATA


def aria(**words: str) -> dict[str, Any]:
    """What assistive technology is told, as Dash takes it: html.Div(**aria(label="Machines"))."""
    return {f"aria-{name}": text for name, text in words.items()}


def data(**facts: str) -> dict[str, Any]:
    """What a script of ours reads off an element: html.Li(**data(tier="1"))."""
    return {f"data-{name}": value for name, value in facts.items()}


def icon(name: str) -> html.Span:
    """A picture of assets/base.css in the colour of the text around it; says nothing by itself."""
    return html.Span(className=f"icon icon-{name}")


def shape(name: str) -> html.I:
    """The shape of a status or of a machine's state, to stand before its word."""
    return html.I(className=f"shape shape-{name}")


def choice(text: Component | str, href: str, on: bool, current: str = "true") -> dcc.Link:
    """One of several links, of which the shown one is marked. (dcc.Link itself takes no aria words.)"""
    return dcc.Link(html.Span(text, **aria(current=current)) if on else text, href=href, className="on" if on else "")


def keys(told: Iterable[tuple[str, str]]) -> Component:
    """A legend: for each (classes of assets/chart.css, word) a mark as the chart draws it, and what it stands for."""
    made: Component = html.Span([html.Span([html.I(className=mark), word]) for mark, word in told], className="lg")
    return made


def headline(text: str, unit: str, more: str = "") -> Component:
    """A value with its unit, large; a quiet dash where there is no data. `more`: further classes."""
    if text == NO_DATA:
        return html.Div(NO_DATA, className=f"value none {more}".strip(), title="no data")
    return html.Div([text, html.Span(unit)], className=f"value {more}".strip())
