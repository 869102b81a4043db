"""The way to an order's page."""

from urllib.parse import quote

from dash import dcc
from dash.development.base_component import Component

from components.page import link

ORDER = "/order/"
"""Path of an order's page, before its id."""


def address(factory: str, unique_id: str, **query: str | None) -> str:
    """The address of an order's page."""
    return link(ORDER + quote(unique_id, safe=""), factory=factory or None, **query)


def order_link(factory: str, unique_id: str) -> Component:
    made: Component = dcc.Link(unique_id, href=address(factory, unique_id), className="lnk")
    return made
