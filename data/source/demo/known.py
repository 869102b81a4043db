"""Telling a demo factory from a real one."""

from sqlalchemy import select

from data.tenancy import Scope


def is_demo(scope: Scope) -> bool:
    """Whether the factory is one of the demo's: these always have something upcoming."""
    with scope.connect() as db:
        return db.execute(select(scope.t.demo_upcoming.c.id).limit(1)).first() is not None
