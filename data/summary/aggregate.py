"""Computing summaries: one window after its shift, or all of a factory's past."""

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import func, select

from data.facts.calendar import DAY
from data.facts.compute import Facts, compute
from data.facts.history import History
from data.source import read
from data.summary import ledger, write
from data.summary.clock import Clock
from data.tenancy import Scope
from data.tenancy.schema import utcnow

CHUNK_DAYS = 31
"""Days computed at once in a backfill: one transaction each, and memory that does not grow with the log."""
Progress = Callable[[int, int], None]


def facts_of(scope: Scope, first: date, last: date, clock: Clock | None = None) -> Facts:
    """The facts of some production days, from the orders that may concern them."""
    clock = clock or Clock.of(scope)
    plant = clock.plant
    only = read.concerned(scope, plant.calendar.start_of(first), plant.calendar.end_of(last))
    history = History(plant, read.orders(scope, only), read.logs(scope, only), clock.now)
    return compute(history, first, last)


def aggregate(scope: Scope, grain: str, day: date) -> None:
    """Compute one window again: the day's shifts and the day ("shift", "daily"), its week, or its month.

    ValueError for another grain. Weeks and months are sums of their days; the days are computed again with them.
    """
    read_at, clock = utcnow(), Clock.of(scope)
    if grain == "weekly":
        first = write.monday(day)
        last = first + 6 * DAY
    elif grain == "monthly":
        first = day.replace(day=1)
        last = (first + 32 * DAY).replace(day=1) - DAY
    elif grain in ("shift", "daily"):
        first = last = day
    else:
        raise ValueError(f"unknown grain {grain!r}: shift, daily, weekly or monthly")
    last = min(last, clock.today)
    if first > clock.today:
        raise ValueError(f"{first} lies in the future; today is {clock.today} at {scope.factory.slug}")
    facts = facts_of(scope, first, last, clock)
    with scope.begin() as db:
        write.write(scope, db, facts)
        write.roll_up(scope, db, first, last)
        ledger.note(scope, db, facts, read_at)


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


def backfill(
    scope: Scope, first: date | None = None, last: date | None = None, progress: Progress | None = None
) -> tuple[date, date] | None:
    """Compute every day of a factory (or first..last) and the weeks and months they touch; None without any data.

    Safe to kill and run again: each chunk of days is one transaction that replaces its rows.
    """
    read_at, clock = utcnow(), Clock.of(scope)
    known = span(scope, clock)
    if known is None:
        return None
    first, last = max(first or known[0], known[0]), min(last or known[1], clock.today)
    history = History(clock.plant, read.orders(scope), read.logs(scope), clock.now)
    total = (last - first).days + 1
    done = first
    while done <= last:
        until = min(done + timedelta(days=CHUNK_DAYS - 1), last)
        facts = compute(history, done, until)
        with scope.begin() as db:
            write.write(scope, db, facts)
            write.roll_up(scope, db, done, until)
            if until == last:
                ledger.note(scope, db, facts, read_at)
        if progress:
            progress((until - first).days + 1, total)
        done = until + DAY
    return first, last
