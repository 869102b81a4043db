"""The answer to a request that no page of the application could take: what is wrong, and the way out. Never a trace."""

import logging
import uuid
from collections.abc import Callable, Container

from dash.exceptions import DependencyException
from flask import Flask, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

_log = logging.getLogger(__name__)


def register(server: Flask) -> None:
    """Answer every error of a Flask server from here."""
    server.register_error_handler(DependencyException, lambda _error: _say(404, "Not found", NotFound.description))
    server.register_error_handler(HTTPException, _refused)
    server.register_error_handler(DBAPIError, _no_database)
    server.register_error_handler(Exception, _failed)


def understand(server: Flask, callbacks: Callable[[], Container[str]]) -> None:
    """Refuse what asks for none of our callbacks, which Dash would fail on: a page of another version, or nonsense."""

    @server.before_request
    def check() -> None:
        if request.path == "/_dash-update-component" and request.method == "POST":
            asked = request.get_json(silent=True)
            body = asked if isinstance(asked, dict) else {}
            output, inputs = body.get("output"), body.get("inputs")
            if not (isinstance(output, str) and output in callbacks() and isinstance(inputs, list) and inputs):
                raise BadRequest("This page is not of this version of the application: reload it.")


def _refused(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    return _say(error.code or 500, error.name, error.description or "")


def _no_database(error: DBAPIError) -> ResponseReturnValue:
    return _say(503, "The database does not answer", f"Try again in a minute. {_logged(error)}")


def _failed(error: Exception) -> ResponseReturnValue:
    return _say(500, "That did not work", _logged(error))


def _logged(error: Exception) -> str:
    number = uuid.uuid4().hex[:8]
    _log.error("%s %s failed, error %s", request.method, request.path, number, exc_info=error)
    return f"The log has the reason under the number {number}."


def _say(status: int, title: str, reason: str) -> ResponseReturnValue:
    if request.path.startswith("/_"):  # asked by a script
        return jsonify(error=f"{title}: {reason}"), status
    # not render_template: it loads the user, which may be what just failed
    return current_app.jinja_env.get_template("problem.html").render(title=title, reason=reason), status
