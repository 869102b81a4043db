"""Which summaries are not there yet, after a backfill that was killed or a time in which nothing ran."""

from datetime import date

from sqlalchemy import func, select

from data.facts.calendar import DAY
from data.summary.aggregate import span
from data.summary.clock import Clock
from data.tenancy import Scope


def missing_since(scope: Scope) -> date | None:
    """The first day to be computed; None when at most today and yesterday are open, whose time may still come."""
    clock = Clock.of(scope)
    known = span(scope, clock)
    if known is None:
        return None
    days = scope.t.kpi_daily_summaries.c.summary_date
    with scope.connect() as db:
        newest = db.scalar(select(func.max(days)))
    if newest is None:
        return known[0]
    return newest if newest < clock.today - DAY else None
