"""Sign in and out: plain forms, so that nothing of the application is loaded before somebody is known."""

import logging
from datetime import timedelta

from flask import Blueprint, Response, redirect, render_template, request, session
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from access import device, users
from access.limits import SIGN_IN, limiter
from access.session import safe_next, signed_in
from components.shell import landing

routes = Blueprint("signin", __name__, template_folder=".")
_log = logging.getLogger(__name__)


@routes.get("/signin")
def show() -> AnyResponse:
    target = safe_next(request.args.get("next"))
    return redirect(target) if signed_in() else _form(200, "", target)


@routes.post("/signin")
@limiter.limit(SIGN_IN, deduct_when=lambda answer: answer.status_code == 401)
def enter() -> AnyResponse:
    target, email = safe_next(request.form.get("next")), request.form.get("email", "")
    if not _from_here():
        return _form(400, "That form came from another site. Please sign in here.", target)
    user = users.sign_in(email, request.form.get("password", ""))
    if user is None:
        _log.info("sign-in refused for %r from %s", email, request.remote_addr)
        return _form(401, "Email or password is wrong.", target, email)
    session.clear()
    session.permanent = True
    login_user(user)
    return redirect(landing(user.role) if target == "/" else target, code=303)


@routes.get("/wall/enter/<token>")
def screen(token: str) -> AnyResponse:
    """The link of a wall screen: signs it in as one, for a year."""
    found = device.device(token)
    if found is None:
        return _form(403, "That link is not valid any more. Ask for a new one on the live board.", "/")
    session.clear()
    session.permanent = True
    login_user(found, remember=True, duration=timedelta(days=365))
    return redirect("/wall", code=303)


@routes.post("/signout")
def leave() -> AnyResponse:
    logout_user()
    session.clear()
    return redirect("/signin", code=303)


@routes.app_errorhandler(429)
def too_often(_error: Exception) -> AnyResponse:
    return _form(429, "Too many tries. Please wait a minute.", safe_next(request.form.get("next")))


def _from_here() -> bool:
    # a form on another site could sign somebody in as another; browsers name the origin of every POST
    origin = request.headers.get("Origin")
    return origin is None or origin.partition("://")[2] == request.host


def _form(status: int, message: str, target: str, email: str = "") -> Response:
    return Response(render_template("signin.html", message=message, next=target, email=email), status)
