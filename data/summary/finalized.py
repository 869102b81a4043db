"""Months that are final: over, and with them the days in which late reports are expected. What is corrected after that
is a restatement, and the month stays final."""

from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from data.facts.calendar import DAY
from data.summary import clock
from data.tenancy import Scope

COLUMNS = ("is_finalized", "finalized_at")
LAST_DAY = 3
"""The day of the next month up to which a month is expected to change."""


def kept(scope: Scope, db: Connection, month: date) -> dict[str, Any]:
    """What the row of a month (its first day) says of it, to be written with the new one."""
    c = scope.t.kpi_monthly_aggregates.c
    mine = select(c.is_finalized, c.finalized_at).where(c.year == month.year, c.month == month.month)
    return dict(zip(COLUMNS, db.execute(mine).first() or (False, None), strict=True))


def finalize(scope: Scope, today: date) -> int:
    """Mark the months that are final on a production day; how many were not yet."""
    t, running = scope.t.kpi_monthly_aggregates, today - LAST_DAY * DAY
    past = t.c.year * 12 + t.c.month < running.year * 12 + running.month
    with scope.begin() as db:
        found = update(t).where(t.c.is_finalized.is_(False), past)
        return db.execute(found.values(is_finalized=True, finalized_at=clock.wall())).rowcount
