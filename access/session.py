"""The session: a signed cookie that holds the user's id, and the gate in front of everything that is not public."""

from datetime import timedelta
from urllib.parse import quote

from flask import Flask, Request, Response, jsonify, redirect, request
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response as AnyResponse

from access import device, users
from settings import settings

PUBLIC = ("/signin", "/wall/enter/", "/assets/", "/_dash-component-suites/", "/healthz", "/_favicon.ico")
"""What answers without a user: the sign-in page, and files that hold no data."""


def guard(server: Flask) -> None:
    """Put sign-in, the session cookie and the gate on a Flask server."""
    server.secret_key = settings().secret()
    server.config.update(
        SESSION_COOKIE_NAME="prodstream",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings().base_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
    )
    manager = LoginManager(server)
    manager.user_loader(device.load)
    server.before_request(_gate)
    server.after_request(_private)


def user() -> users.User:
    """The user of the running request; behind the gate there always is one."""
    found: users.User = current_user._get_current_object()
    if not isinstance(found, users.User):
        raise RuntimeError("no user: this request did not pass the gate")
    return found


def signed_in() -> bool:
    """Whether the running request has a user."""
    return bool(current_user.is_authenticated)


def safe_next(target: str | None) -> str:
    """Where to go after sign-in: a path of this site, else the front page. Other hosts and schemes are refused."""
    # browsers read "\" as "/", and drop control characters: "/\evil.com" and "/\t/evil.com" would leave the site
    odd = "\\" in (target or "") or any(ord(letter) < 32 for letter in target or "")
    local = target and target.startswith("/") and not target.startswith("//")
    return target if target and local and not odd else "/"


def _is_public(path: str) -> bool:
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in PUBLIC)


def _wants_page(asked: Request) -> bool:
    return asked.method == "GET" and not asked.path.startswith("/_")


def _gate() -> AnyResponse | None:
    if _is_public(request.path):
        return None
    if isinstance(current_user._get_current_object(), device.Device):
        asked = request.get_json(silent=True) or {} if request.method == "POST" else {}
        if device.may(request.path, str(asked.get("output", ""))):
            return None
        return redirect("/wall") if _wants_page(request) else Response("A wall screen may only look.", 403)
    if current_user.is_authenticated:
        return None
    if _wants_page(request):
        return redirect(f"/signin?next={quote(request.full_path.rstrip('?'), safe='')}")
    refused = jsonify(error="Sign in first.")
    refused.status_code = 401
    return refused


def _private(response: Response) -> Response:
    # the layout's answer depends on the Referer and the user: nobody between may keep it
    if not _is_public(request.path) or request.path == "/signin":
        response.headers["Cache-Control"] = "no-store"
    return response
