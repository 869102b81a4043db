"""Who runs what the timetable says: one row per factory, job and moment, inserted by the one who runs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from data.tenancy.engines import central
from data.tenancy.schema import CENTRAL, utcnow

CLAIMS = CENTRAL.job_claims


@contextmanager
def claim(factory_id: int, job: str, due_at: datetime) -> Iterator[bool]:
    """True for exactly one caller per factory, job and moment; not claimed after all when the body raises."""
    with central().begin() as db:
        try:
            db.execute(insert(CLAIMS), [{"factory_id": factory_id, "job": job, "due_at": due_at}])
        except IntegrityError:
            mine = False
        else:
            mine = True
        yield mine


def forget(factory_id: int, job: str, before: datetime) -> None:
    """Delete a job's claims of moments before `before` that were made over a day ago.

    The younger ones stay: another dispatcher may still be on its way through the moments that were missed.
    """
    c = CLAIMS.c
    old = (c.due_at < before, c.claimed_at < utcnow() - timedelta(days=1))
    with central().begin() as db:
        db.execute(delete(CLAIMS).where(c.factory_id == factory_id, c.job == job, *old))


def claimed_until(factory_id: int) -> dict[str, datetime]:
    """Per job the newest moment that is claimed; under "" when the factory was made, before which nothing is due."""
    c = CLAIMS.c
    with central().connect() as db:
        newest = select(c.job, func.max(c.due_at)).where(c.factory_id == factory_id).group_by(c.job)
        found = {str(job): at for job, at in db.execute(newest)}
        made = select(CENTRAL.factories.c.created_at).where(CENTRAL.factories.c.id == factory_id)
        return found | {"": db.scalars(made).one()}


def last_claims() -> pd.DataFrame:
    """The newest claim of each factory and job. Columns: factory (slug), job, due_at, claimed_at (UTC)."""
    c, factories = CLAIMS.c, CENTRAL.factories
    columns = [factories.c.slug.label("factory"), c.job, func.max(c.due_at), func.max(c.claimed_at)]
    statement = select(*columns).join(factories, factories.c.id == c.factory_id).group_by(factories.c.slug, c.job)
    with central().connect() as db:
        rows = [tuple(row) for row in db.execute(statement.order_by(factories.c.slug, c.job))]
    return pd.DataFrame(rows, columns=["factory", "job", "due_at", "claimed_at"])
