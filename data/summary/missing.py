"""From when to when a factory has summaries, and which are not there: after a backfill that was killed, a time in which
nothing ran, or a day that was written before it had ended."""

from datetime import date

from sqlalchemy import func, or_, select

from data.facts.calendar import DAY
from data.summary.clock import Clock
from data.tenancy import Scope

LOOKED_BACK = 35
"""Days that are looked at for gaps."""


def span(clock: Clock) -> tuple[date, date] | None:
    """The first day to compute, with which the record begins, and today; None while there is no record."""
    begins = clock.plant.record.begins
    return None if begins is None or begins > clock.today else (begins, clock.today)


def first_row(scope: Scope) -> date | None:
    """The first day that has a summary; None without any."""
    with scope.connect() as db:
        return db.scalar(select(func.min(scope.t.kpi_daily_summaries.c.summary_date)))


def missing_since(scope: Scope) -> date | None:
    """The first day to be computed; None when at most today and yesterday are open, whose time may still come."""
    clock = Clock.of(scope)
    known = span(clock)
    if known is None:
        return None
    days = scope.t.kpi_daily_summaries.c.summary_date
    with scope.connect() as db:
        newest = db.scalar(select(func.max(days)))
    if newest is None:
        return known[0]
    waits = newest < clock.today - DAY and clock.plant.record.days(newest + DAY, clock.today - DAY)
    return newest if waits else None


def unfinished(scope: Scope, clock: Clock, begun: date) -> set[date]:
    """Closed days since `begun`, of the last LOOKED_BACK, whose rows are not there or were written before their end."""
    calendar, first = clock.plant.calendar, max(begun, clock.today - LOOKED_BACK * DAY)
    table = scope.t.kpi_daily_summaries
    with scope.connect() as db:
        found = select(table.c.summary_date, table.c.calculated_at).where(table.c.summary_date >= first)
        written = dict(db.execute(found).all())
    days = clock.plant.record.days(first, clock.today - DAY)
    return {day for day in days if day not in written or written[day] < calendar.end_of(day)}


def astray(scope: Scope, clock: Clock) -> set[date]:
    """Days with rows that lie outside the record: it was moved, or the day was marked since they were written."""
    record, table = clock.plant.record, scope.t.kpi_daily_summaries
    found = select(table.c.summary_date)
    if record.begins is not None:
        outside = or_(table.c.summary_date < record.begins, table.c.summary_date.in_(list(record.holes)))
        found = found.where(outside)
    with scope.connect() as db:
        return set(db.scalars(found))


def unwritten(clock: Clock, begun: date) -> set[date]:
    """The recorded days before `begun`, the first with a summary: the record begins earlier than it did."""
    return set(clock.plant.record.days(clock.plant.record.begins or begun, begun - DAY))
