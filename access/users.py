"""The user record, and the two ways to it: by email and password, and by the key that the session holds."""

import hashlib
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cachetools.func import ttl_cache
from flask_login import UserMixin
from sqlalchemy import insert, or_, select
from sqlalchemy.engine import Connection

from data.tenancy import Factory, central, factory_of
from data.tenancy.schema import CENTRAL
from kpis.model import ROLES, Kpi

REMEMBER_SECONDS = 60
"""How long a process trusts a user record; a disabled user is out everywhere after this."""

_hasher = PasswordHasher()
_NOBODY = _hasher.hash("no user has this password")


@dataclass(frozen=True)
class User(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """Who is signed in, and the factories that are theirs (in order of their ids; an admin's: all)."""

    id: int
    email: str
    name: str
    role: str
    factories: tuple[Factory, ...]
    stamp: str
    """Changes with the password, so that a new one ends every session."""

    @property
    def factory_slugs(self) -> tuple[str, ...]:
        return tuple(factory.slug for factory in self.factories)

    def get_id(self) -> str:
        """What the session holds: "7.1f0a…"; also keeps a reused id from meaning somebody else."""
        return f"{self.id}.{self.stamp}"


def sign_in(email: str, password: str) -> User | None:
    """The active user with that email and password, else None, after the same work whether the email exists or not."""
    users = CENTRAL.users
    with central().connect() as db:
        row = db.execute(select(users).where(users.c.email == email.strip().lower(), users.c.active)).first()
        try:
            _hasher.verify(row.password_hash if row else _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return None
        return _read(db, row.id) if row else None


@ttl_cache(maxsize=4096, ttl=REMEMBER_SECONDS)
def load(session_key: str) -> User | None:
    """The active user of a session, or None. Remembered for a minute, so that a warm page asks the database nothing."""
    user_id = session_key.partition(".")[0]
    if not user_id.isdigit():
        return None
    with central().connect() as db:
        found = _read(db, int(user_id))
    return found if found and found.get_id() == session_key else None


def create(db: Connection, *, email: str, name: str, role: str, password: str, factory_ids: list[int]) -> int:
    """Insert a user in the running central transaction and return the id. ValueError: no such role, or no email."""
    if role not in ROLES:
        raise ValueError(f"unknown role {role!r}: use one of {', '.join(ROLES)}")
    if "@" not in email:
        raise ValueError(f"{email!r} is no email address")
    row = {"email": email.strip().lower(), "name": name, "role": role, "password_hash": _hasher.hash(password)}
    db.execute(insert(CENTRAL.users), [row])
    user_id = db.scalar(select(CENTRAL.users.c.id).where(CENTRAL.users.c.email == row["email"]))
    assert user_id is not None
    if factory_ids:
        db.execute(insert(CENTRAL.user_factories), [{"user_id": user_id, "factory_id": key} for key in factory_ids])
    return int(user_id)


def may_see(user: User, kpi: Kpi) -> bool:
    """Whether the KPI's audience names the user's role."""
    return user.role in kpi.audience


def _read(db: Connection, user_id: int) -> User | None:
    users, factories, theirs = CENTRAL.users, CENTRAL.factories, CENTRAL.user_factories
    joined = users.outerjoin(theirs, theirs.c.user_id == users.c.id)
    # who runs the system sees a factory as soon as it is imported
    seen = or_(factories.c.id == theirs.c.factory_id, users.c.role == "admin")
    joined = joined.outerjoin(factories, seen)
    known = [column.label(f"factory_{column.name}") for column in factories.c]
    asked = select(users, *known).select_from(joined).where(users.c.id == user_id, users.c.active)
    rows = db.execute(asked.order_by(factories.c.id)).mappings().all()
    if not rows:
        return None
    row = rows[0]
    stamp = hashlib.sha256(row["password_hash"].encode()).hexdigest()[:16]
    # an admin who is named for several factories has each of them several times
    theirs_by_id = {found["factory_id"]: factory_of(found, "factory_") for found in rows if found["factory_id"]}
    return User(row["id"], row["email"], row["name"], row["role"], tuple(theirs_by_id.values()), stamp)
