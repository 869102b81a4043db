"""What the application tells on its own: a toast, and what becomes of an error in a callback."""

import logging
import uuid

import dash_bootstrap_components as dbc
from dash import no_update, set_props
from dash.development.base_component import Component

from access.gate import Forbidden
from data.personal import TooMany

_log = logging.getLogger(__name__)


def toast() -> Component:
    """The one toast of the document; hidden until `tell` opens it."""
    made: Component = dbc.Toast(
        id="toast", header="", is_open=False, dismissable=True, duration=8000, className="app-toast"
    )
    return made


def tell(title: str, text: str) -> None:
    """Show a toast from within a callback."""
    set_props("toast", {"header": title, "children": text, "is_open": True})


def on_error(error: Exception) -> object:
    """Every callback's errors end here: logged under a number, and said to the user; the page stays as it is."""
    if isinstance(error, Forbidden):
        tell("Not for you", str(error))
        return no_update
    if isinstance(error, TooMany):
        tell("Too many", str(error).capitalize())
        return no_update
    number = uuid.uuid4().hex[:8]
    _log.error("callback failed, error %s", number, exc_info=error)
    tell("That did not work", f"What you see is unchanged. The log has the reason under the number {number}.")
    return no_update
