"""The link of a wall screen: whoever opens it sees one factory's wallboard, and nothing else."""

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from access import users
from access.users import User
from settings import settings

PREFIX = "wall:"
"""What the session of a screen begins with."""
MAKERS = ("supervisor", "manager", "admin")
"""Roles that may give a screen its link."""


@dataclass(frozen=True)
class Device(User):
    """A screen: an operator of one factory, as long as the user who made its link is there and keeps the password."""

    def get_id(self) -> str:
        return PREFIX + self.stamp


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret(), salt="wall screen")


def token(user: User, slug: str) -> str:
    """What the link of a screen holds; signed, so that nobody can write one."""
    made: str = _signer().dumps([user.get_id(), slug])
    return made


def device(made: str) -> Device | None:
    """The screen of a token; None for one that was not made here, or whose maker is gone or may not enter any more."""
    try:
        owner_key, slug = _signer().loads(made)
    except (BadSignature, ValueError):
        return None
    owner = users.load(owner_key)
    if owner is None or owner.role not in MAKERS or slug not in owner.factory_slugs:
        return None
    shown = tuple(factory for factory in owner.factories if factory.slug == slug)
    return Device(0, "", "Wall screen", "operator", shown, made)


def load(session_key: str) -> User | None:
    """The user or the screen of a session."""
    return device(session_key.removeprefix(PREFIX)) if session_key.startswith(PREFIX) else users.load(session_key)


def may(path: str, output: str) -> bool:
    """What a screen may ask for: its page, and the refresh of it."""
    if path == "/_dash-update-component":
        return output.startswith(("view.", "wall."))
    return path in ("/wall", "/favicon.ico") or path.startswith(("/_dash", "/assets/"))
