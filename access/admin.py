"""Looking after users: who there is, who may no longer enter, new passwords."""

import pandas as pd
from argon2 import PasswordHasher
from sqlalchemy import select, update

from access import users
from data.tenancy import central
from data.tenancy.schema import CENTRAL
from kpis.naming import suggest


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


def disable(email: str) -> None:
    """Let a user sign in no more. UnknownUser."""
    _set(email, active=False)


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
