"""The demo's users: one per role, with a password that the start prints."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from access import users
from data.tenancy import central
from data.tenancy.schema import CENTRAL
from kpis.model import ROLES

PASSWORD = "prodstream-demo"  # noqa: S105  # printed at the start, for made-up factories only


def create_users(slugs: Sequence[str]) -> list[tuple[str, str, str]]:
    """Make the demo users anew for the factories `slugs`; returns (email, password, role) of each.

    LookupError names a slug that is not there; then nothing is changed.
    """
    factories = CENTRAL.factories
    made = []
    with central().begin() as db:
        ids = {row.slug: row.id for row in db.execute(select(factories.c.slug, factories.c.id))}
        missing = [slug for slug in slugs if slug not in ids]
        if missing:
            raise LookupError(f"no factory {missing[0]!r}: there are {', '.join(ids) or 'none yet'}")
        emails = [f"{role}@demo" for role in ROLES]
        db.execute(delete(CENTRAL.users).where(CENTRAL.users.c.email.in_(emails)))
        for role, email in zip(ROLES, emails, strict=True):
            # operator and supervisor work in one plant; the others look after all of them
            theirs = list(slugs[:1]) if role in ("operator", "supervisor") else list(slugs)
            keys = [ids[slug] for slug in theirs]
            users.create(db, email=email, name=role.title(), role=role, password=PASSWORD, factory_ids=keys)
            made.append((email, PASSWORD, role))
    users.load.cache_clear()
    return made
