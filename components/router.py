"""The document: the shown address, the page for it, and the one callback that follows the address."""

from collections.abc import Callable
from urllib.parse import urlsplit

from dash import Input, Output, callback, dcc, html
from dash.development.base_component import Component
from flask import request

from access import session
from access.users import User
from components.notice import toast

Render = Callable[[User, str, str | None], Component]


def connect(render: Render) -> Callable[[], Component]:
    """Register the router for `render` and return the application's layout function.

    The browser asks for the layout with the page's address as Referer, so the first answer holds the filled page.
    """

    @callback(Output("view", "children"), Input("url", "pathname"), Input("url", "search"), prevent_initial_call=True)
    def navigate(path: str | None, search: str | None) -> Component:
        return render(session.user(), path or "/", search)

    def layout() -> Component:
        href = request.headers.get("Referer", "")
        if not (href and session.signed_in()):
            # without the address: the Location reports it once it is there, and the callback fills the page
            return _document(dcc.Location(id="url", refresh="callback-nav"), None)
        parts = urlsplit(href)
        search = f"?{parts.query}" if parts.query else ""
        # told what it would find itself, the Location reports no change, and nothing is asked twice
        url = dcc.Location(id="url", refresh="callback-nav", href=href, pathname=parts.path, search=search, hash="")
        return _document(url, render(session.user(), parts.path, search))

    return layout


def _document(url: Component, view: Component | None) -> Component:
    return html.Div([url, html.Div(view, id="view"), toast()])
