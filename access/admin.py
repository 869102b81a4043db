"""Looking after users: who there is, who may no longer enter, new passwords."""

from collections.abc import Collection
from typing import cast

import pandas as pd
from argon2 import PasswordHasher
from sqlalchemy import Column, String, delete, insert, select, update

from access import users
from data.source.masters import BadValue
from data.tenancy import central
from data.tenancy.schema import CENTRAL
from kpis.model import ROLES
from kpis.naming import suggest

SHORTEST = 8
"""Letters of a password."""


class UnknownUser(LookupError):
    """No user has that email; the message suggests the near one."""


def everyone() -> pd.DataFrame:
    """Every user by email. Columns: email, name, role, active (bool), factories (slugs joined by a comma)."""
    u, theirs, factories = CENTRAL.users, CENTRAL.user_factories, CENTRAL.factories
    joined = theirs.join(factories, factories.c.id == theirs.c.factory_id)
    with central().connect() as db:
        rows = db.execute(select(u.c.id, u.c.email, u.c.name, u.c.role, u.c.active).order_by(u.c.email)).all()
        owned = db.execute(
            select(theirs.c.user_id, factories.c.slug).select_from(joined).order_by(factories.c.id)
        ).all()
    slugs = {row.id: ",".join(slug for user_id, slug in owned if user_id == row.id) for row in rows}
    found = [(row.email, row.name, row.role, bool(row.active), slugs[row.id]) for row in rows]
    return pd.DataFrame(found, columns=["email", "name", "role", "active", "factories"])


def save(email: str, name: str, role: str, slugs: Collection[str], password: str = "") -> bool:
    """Add a user, or change the one of that email, whose password stays if none is given; whether it is a new one.
    BadValue, whose field is the argument's name ("factories" for slugs)."""
    email, name = email.strip().lower(), name.strip() or email.strip()
    u, theirs, factories = CENTRAL.users, CENTRAL.user_factories, CENTRAL.factories
    if "@" not in email or len(email) > _room(u.c.email):
        raise BadValue("email", "Give an email address, such as ann@example.com.")
    if len(name) > _room(u.c.name):
        raise BadValue("name", f"Give a name of at most {_room(u.c.name)} letters.")
    if role not in ROLES:
        raise BadValue("role", f"Choose one of {', '.join(ROLES)}.")
    if password and len(password) < SHORTEST:
        raise BadValue("password", f"A password has at least {SHORTEST} characters.")
    with central().begin() as db:
        ids = list(db.scalars(select(factories.c.id).where(factories.c.slug.in_(slugs))))
        if len(ids) < len(slugs) or (not ids and role != "admin"):
            raise BadValue("factories", "Choose at least one factory; only an admin sees all without it.")
        known = db.scalar(select(u.c.id).where(u.c.email == email))
        if known is None:
            if not password:
                raise BadValue("password", "Give a new user a password.")
            users.create(db, email=email, name=name, role=role, password=password, factory_ids=ids)
        else:
            secret = {"password_hash": PasswordHasher().hash(password)} if password else {}
            db.execute(update(u).where(u.c.id == known).values(name=name, role=role, **secret))
            db.execute(delete(theirs).where(theirs.c.user_id == known))
            if ids:
                db.execute(insert(theirs), [{"user_id": known, "factory_id": one} for one in ids])
    users.load.cache_clear()
    return known is None


def _room(column: Column[str]) -> int:
    """How many letters a column takes."""
    return cast(String, column.type).length or 0


def disable(email: str) -> None:
    """Let a user sign in no more. UnknownUser."""
    _set(email, active=False)


def enable(email: str) -> None:
    """Let a disabled user sign in again. UnknownUser."""
    _set(email, active=True)


def set_password(email: str, password: str) -> None:
    """Give a user another password, which ends their sessions. UnknownUser."""
    _set(email, password_hash=PasswordHasher().hash(password))


def _set(email: str, **values: object) -> None:
    u = CENTRAL.users
    with central().begin() as db:
        changed = db.execute(update(u).where(u.c.email == email.strip().lower()).values(**values)).rowcount
        known = list(db.scalars(select(u.c.email).order_by(u.c.email)))
    if not changed:
        raise UnknownUser(f"no user {email!r}{suggest(email, known)}")
    users.load.cache_clear()
