"""Who gets a factory's reports by mail."""

import re

from sqlalchemy import ColumnElement, delete, func, insert, or_, select

from data.tenancy import Scope, central
from data.tenancy.schema import CENTRAL
from reports import store

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_table = CENTRAL.report_subscriptions
_c = _table.c


def subscribers(scope: Scope, kind: str = store.KIND) -> list[str]:
    """Addresses that asked for this report of this factory: those of its users, and of people who are no users. A user
    who was disabled, or no longer has the factory, gets none, and gets them again with the access."""
    wanted = (_c.factory_id == scope.factory.id) & (_c.report_type == kind) & _c.active & ~_shut_out(scope)
    with central().connect() as db:
        return list(db.scalars(select(_c.email).where(wanted).order_by(_c.email)))


def _shut_out(scope: Scope) -> ColumnElement[bool]:
    """The address is that of a user who may not see the factory."""
    users, theirs = CENTRAL.users.c, CENTRAL.user_factories.c
    has = select(theirs.id).where(theirs.user_id == users.id, theirs.factory_id == scope.factory.id).exists()
    may = users.active & or_(has, users.role == "admin")
    return select(users.id).where(users.email == func.lower(_c.email), ~may).exists()


def subscribe(scope: Scope, email: str, kind: str = store.KIND) -> None:
    """Mail the report to an address from now on; again changes nothing. ValueError: that is no address."""
    if not _ADDRESS.fullmatch(email):
        raise ValueError(f"{email!r} is no e-mail address; give one such as ann@example.com")
    unsubscribe(scope, email, kind)
    row = {"factory_id": scope.factory.id, "email": email, "report_type": kind, "active": True}
    with central().begin() as db:
        db.execute(insert(_table).values(**row))


def unsubscribe(scope: Scope, email: str, kind: str = store.KIND) -> bool:
    """Mail it no more; whether the address was subscribed."""
    theirs = (_c.factory_id == scope.factory.id) & (_c.report_type == kind) & (_c.email == email)
    with central().begin() as db:
        return bool(db.execute(delete(_table).where(theirs)).rowcount)
