"""From when to when a factory has summaries, and which are not there: after a backfill that was killed, a time in which
nothing ran, or a day that was written before it had ended."""

from datetime import date

import pandas as pd
from sqlalchemy import func, select

from data.facts.calendar import DAY
from data.summary.clock import Clock
from data.tenancy import Scope

LOOKED_BACK = 35
"""Days that are looked at for gaps."""


def span(scope: Scope, clock: Clock) -> tuple[date, date] | None:
    """The first day to compute, and today; None without a work order.

    Time counts before the first order too: from the beginning of its year, if machines were in service then.
    """
    t = scope.t
    with scope.connect() as db:
        ordered = db.scalar(select(func.min(t.work_orders.c.created_at)))
        logged = db.scalar(select(func.min(t.work_order_logs.c.changed_at)))
    known = [at for at in (ordered, logged) if at is not None]
    if not known:
        return None
    day = clock.plant.calendar.day_of(min(known))
    commissioned = pd.to_datetime(clock.plant.machines.commissioned_on).min()
    served = day if pd.isna(commissioned) else commissioned.date()
    return min(day, max(served, date(day.year, 1, 1))), clock.today


def first_row(scope: Scope) -> date | None:
    """The first day that has a summary; None without any."""
    with scope.connect() as db:
        return db.scalar(select(func.min(scope.t.kpi_daily_summaries.c.summary_date)))


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


def unfinished(scope: Scope, clock: Clock, begun: date) -> set[date]:
    """Closed days since `begun`, of the last LOOKED_BACK, whose rows are not there or were written before their end."""
    calendar, first = clock.plant.calendar, max(begun, clock.today - LOOKED_BACK * DAY)
    table = scope.t.kpi_daily_summaries
    with scope.connect() as db:
        found = select(table.c.summary_date, table.c.calculated_at).where(table.c.summary_date >= first)
        written = dict(db.execute(found).all())
    days = (first + n * DAY for n in range((clock.today - first).days))
    return {day for day in days if day not in written or written[day] < calendar.end_of(day)}
