"""A status as people read it: a shape, a colour and a word, never one of them alone."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from components.parts import aria, shape
from kpis.status import Status

VERDICTS = {"improved": "up", "worsened": "down"}


def chip(status: Status) -> Component:
    """A badge; none for a number that nothing judges."""
    if status is Status.NEUTRAL:
        return html.Span(hidden=True)  # an empty place would be a gap
    return html.Span([shape(status), status.value.capitalize()], className=f"chip {status}")


def change(delta: float | None, text: str, verdict: str, against: str) -> Component:
    """A difference: an arrow for its direction, a colour for its verdict, and both in words for a screen reader."""
    if delta is None:
        return html.Span()
    if text.startswith("±"):  # what the shown digits do not tell is no change
        delta, verdict = 0, "unchanged"
    arrow = "↑" if delta > 0 else "↓" if delta < 0 else "→"
    said = html.Span(f" {verdict} {against}", className="visually-hidden")
    parts: list[Any] = [html.Span(arrow, className="arrow", **aria(hidden="true")), text, said]
    return html.Span(parts, className=f"delta {VERDICTS.get(verdict, 'flat')}", title=f"{verdict} {against}".strip())
