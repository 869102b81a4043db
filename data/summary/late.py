"""Late and corrected data: which closed days it concerns, and computing these again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
import pandas as pd

from data.facts.calendar import DAY
from data.facts.compute import Facts
from data.facts.demand import Demand
from data.facts.history import History, moment
from data.source import concern, demand, read
from data.source.demand import Range
from data.summary import alerts, causes, demand_ledger, dirt, forecasts, ledger, restate, write
from data.summary.clock import Clock
from data.summary.missing import LOOKED_BACK, astray, first_row, unfinished, unwritten
from data.summary.reading import facts_of
from data.tenancy import Scope
from data.tenancy.schema import utcnow

RUN_DAYS = 31
"""Days computed at once: one transaction each, and memory that does not grow with the log."""
LATE = "late or corrected data"
"""The cause of a restatement that nobody's change explains."""
Progress = Callable[[int, int], None]
Watch = Callable[[Facts], None]


@dataclass(frozen=True)
class Look:
    """What the source says that the ledgers do not: the closed days concerned, and the ledgers' new rows.

    gone: the work orders that are no more, gone_demand: the customer orders and BOMs; None: the rows are those of all.
    """

    days: frozenset[date]
    work: pd.DataFrame
    demand: pd.DataFrame
    read_at: datetime
    gone: tuple[int, ...] | None = None
    gone_demand: pd.DataFrame | None = None


def dirty(scope: Scope) -> list[date]:
    """The closed days that late or corrected data concerns, and those that are not there or were written unfinished."""
    seen = look(scope, Clock.of(scope))
    return sorted(seen.days) if seen else []


def look(scope: Scope, clock: Clock, recent: Range | None = None) -> Look | None:
    """Compare what changed since the ledgers were written, and all that some `recent` days concern, with what they say.

    None while nothing has been written that could be wrong.
    """
    read_at, begun = utcnow(), first_row(scope)
    if begun is None:
        return None
    only = concern.changed(scope)
    if recent:
        only |= concern.concerned(scope, recent.start, recent.end)
    orders, boms = demand.changed(scope, only)
    if recent:
        placed, made = demand.concerned(scope, recent)
        orders, boms = orders | placed, boms | made
    work = only | demand.work_of(scope, orders)
    h = History(clock.plant, read.orders(scope, work), read.logs(scope, work), clock.now)
    sold = Demand(clock.plant, *read.bought(scope, (orders, boms)), h.orders, h.logs, clock.now)
    known = ledger.rows(scope, work), demand_ledger.rows(scope, orders, boms)
    return compare(scope, clock, replace(h, demand=sold), known, begun, read_at)


def compare(
    scope: Scope, clock: Clock, history: History, noted: tuple[pd.DataFrame, pd.DataFrame], begun: date,
    read_at: datetime,
) -> Look:  # fmt: skip
    """The orders of `history` against what is `noted` of them (rows of the ledger of work orders, and of that of
    demand); `begun` is the first day with a summary."""
    made, (known, sold) = ledger.entries(history), noted
    found = dirt.spans(history, made, known)
    found = pd.concat([found, _repairs(scope, clock, found)], ignore_index=True)
    calendar = clock.plant.calendar
    days = unfinished(scope, clock, begun) | astray(scope, clock) | unwritten(clock, begun)
    days |= dirt.days(calendar, found, begun, clock.today)
    gone = known.work_order_id[~known.work_order_id.isin(made.work_order_id)]
    wanted = demand_ledger.entries(history.demand) if history.demand else sold.iloc[:0]
    days |= demand_ledger.differing(wanted, sold, begun, clock.today)
    return Look(frozenset(days), made, wanted, read_at, tuple(gone), demand_ledger.without(sold, wanted))


def _repairs(scope: Scope, clock: Clock, found: pd.DataFrame) -> pd.DataFrame:
    """The ends of breakdowns that began while one of the orders concerned was on the same machine."""
    plant, today = clock.plant, moment(clock.plant.calendar.start_of(clock.today))
    closed = found[found.floor & (found.end < today)]  # the others reach until today anyway
    failing = plant.hold_reasons.id[plant.breakdown & ~plant.planned].tolist()
    ends = closed.iloc[:0]
    while len(closed) and failing:
        start, end = (np.datetime64(int(at), "us").item() for at in (closed.start.min(), closed.end.max()))
        of = concern.held(scope, concern.concerned(scope, start, end), closed.machine_id.unique().tolist(), failing)
        history = History(plant, read.orders(scope, of), read.logs(scope, of), clock.now)
        ends = dirt.repairs(history, closed)
        if not (ends.end > closed.end.max()).any():
            break
        closed = pd.concat([closed, ends], ignore_index=True)
    return ends


def recompute(
    scope: Scope, days: Iterable[date], clock: Clock | None = None, seen: Look | None = None,
    facts: Callable[[date, date], Facts] | None = None, progress: Progress | None = None, watch: Watch | None = None,
    cause: str = "",
) -> None:  # fmt: skip
    """Compute some days again, their weeks and their months, and keep what changes of closed ones.

    A run of days is one transaction, a last one notes in the ledgers what was `seen` before; `watch` sees the facts of
    a run before they are written. `cause`: why, for days of which the logs that people changed do not say it.
    """
    clock = clock or Clock.of(scope)
    runs, done = list(_runs(days)), 0
    why = causes.of(scope, clock.plant.calendar, seen.work, seen.days) if seen else {}
    total = sum((last - first).days + 1 for first, last in runs)
    for first, last in runs:
        made = facts(first, last) if facts else facts_of(scope, first, last, clock)
        if watch:
            watch(made)
        made = _told(scope, made)
        rows = write.day_rows(made)
        with scope.begin() as db:
            restate.note(scope, db, made, rows["factory"], why, cause)
            write.write(scope, db, made, rows)
            write.roll_up(scope, db, first, last)
        done += (last - first).days + 1
        if progress:
            progress(done, total)
    if seen:  # at the end and by itself: killed before it, all is computed once more; and it writes long
        with scope.begin() as db:
            ledger.note(scope, db, seen.work, seen.read_at, seen.gone)
            demand_ledger.note(scope, db, seen.demand, seen.read_at, seen.gone_demand)


def _told(scope: Scope, facts: Facts) -> Facts:
    """The facts with what no order or log tells: forecasts and alerts. Two statements."""
    return alerts.remembered(scope, forecasts.remembered(scope, facts))


def _runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """First and last of each row of days without a gap, RUN_DAYS at most."""
    first = last = None
    for day in sorted(set(days)):
        if first and last and day == last + DAY and (day - first).days < RUN_DAYS:
            last = day
            continue
        if first and last:
            yield first, last
        first = last = day
    if first and last:
        yield first, last


def settle(scope: Scope) -> list[date]:
    """Compute what late and corrected data concerns; the closed days that were computed again."""
    clock = Clock.of(scope)
    seen = look(scope, clock)
    if seen is None:
        return []
    recompute(scope, seen.days, clock, seen, cause=LATE)
    return sorted(seen.days)


def compare_recent(scope: Scope) -> list[date]:
    """Compare the last 35 closed days with the source: rows that were deleted, and what else no time stamp tells.

    The days computed again: those of orders that are gone or say something else, and those that come out differently.
    """
    clock = Clock.of(scope)
    begun = first_row(scope)
    if begun is None or begun >= clock.today:
        return []
    first = max(begun, clock.today - LOOKED_BACK * DAY)
    seen = look(scope, clock, Range.of(clock.plant, first, clock.today - DAY))
    days = set(seen.days if seen else ())
    for start, end in _runs(first + n * DAY for n in range((clock.today - first).days)):
        days |= restate.differing(scope, _told(scope, facts_of(scope, start, end, clock)))
    recompute(scope, days, clock, seen, cause="nightly comparison")
    return sorted(days)
