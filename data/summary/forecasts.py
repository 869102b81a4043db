"""`kpi_forecasts`: what is expected of each machine group, as it was said. A forecast is never written anew once its
first day is over: what came to be known later is no part of it."""

import logging
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

import pandas as pd
from sqlalchemy import Select, bindparam, delete, func, select, union

from data.facts import forecast
from data.facts.calendar import DAY
from data.facts.compute import Facts
from data.facts.forecast import AHEAD, BACK, LEAD
from data.facts.history import History
from data.source import concern, ids, read
from data.summary.clock import Clock
from data.tenancy import Scope
from data.tenancy.schema import FactoryTables, utcnow

log = logging.getLogger(__name__)
REPLAYED_DAYS = 120
"""Days of a demo factory that have forecasts to be judged by."""


def make(scope: Scope, made_on: date) -> int:
    """Forecast the days from `made_on` on, from what is known when that day begins, and return how many rows that is.

    Nothing (0) when that day is over, as a forecast made afterwards would be none; nor without any order to go by.
    """
    clock = Clock.of(scope)
    if made_on < clock.today:
        log.info("factory=%s no forecast for %s: that day is over", scope.factory.slug, made_on)
        return 0
    calendar = clock.plant.calendar
    start, end = calendar.start_of(made_on - BACK * DAY), calendar.end_of(made_on + (AHEAD - 1) * DAY)
    now = min(clock.now, calendar.start_of(made_on))
    history = _history(scope, clock, now, concern.concerned(scope, start, end))
    return _write(scope, history, made_on, made_on) if len(history.orders) else 0


def replay(scope: Scope, days: int = REPLAYED_DAYS) -> int:
    """The forecasts by which the last `days` days are judged, as they would have been made, where there are none yet;
    how many rows. Only for factories that were made up: nobody had forecast anything anywhere else."""
    clock, t = Clock.of(scope), scope.t
    calendar = clock.plant.calendar
    with scope.connect() as db:
        begun = db.scalar(select(func.min(t.work_order_logs.c.changed_at)))
        if begun is None or db.scalar(select(t.kpi_forecasts.c.id).limit(1)) is not None:
            return 0
    first = max(clock.today - (days + LEAD) * DAY, calendar.day_of(begun) + DAY)
    if first > clock.today:
        return 0
    orders, logs, since = t.work_orders.c, t.work_order_logs.c, calendar.start_of(first - BACK * DAY)
    only = union(
        select(orders.id).where(orders.end_time >= since),
        select(logs.work_order_id.label("id")).where(logs.changed_at >= since),
    )
    return _write(scope, _history(scope, clock, clock.now, ids.found(scope, only)), first, clock.today)


def _history(scope: Scope, clock: Clock, now: datetime, only: set[int]) -> History:
    return History(clock.plant, read.orders(scope, only), read.logs(scope, only), now)


def _write(scope: Scope, history: History, first: date, last: date) -> int:
    rows = forecast.forecasts(history, first, last).rename(columns={"id": "machine_group_id"})
    table = scope.t.kpi_forecasts
    with scope.begin() as db:
        db.execute(delete(table).where(table.c.made_on >= first, table.c.made_on <= last))
        return scope.insert(db, table, rows.assign(calculated_at=utcnow()))


def remembered(scope: Scope, facts: Facts) -> Facts:
    """The facts with what had been forecast for their days, LEAD days before each. One statement."""
    days = facts.windows.days
    if not days:
        return facts
    rows = _rows(scope, days[0] - LEAD * DAY, days[-1] - LEAD * DAY, days[0], days[-1])
    told = rows[rows.made_on + LEAD * DAY == rows.for_day]
    return replace(facts, told=told.drop(columns="made_on").reset_index(drop=True))


def _rows(scope: Scope, made_first: date, made_last: date, first: date, last: date) -> pd.DataFrame:
    """made_on, for_day, id (of the group), hours, bottleneck."""
    days = {"made_first": made_first, "made_last": made_last, "first": first, "last": last}
    frame = scope.frame(_told(scope.t), values=days)
    for name in ("made_on", "for_day"):
        frame[name] = pd.Series(pd.to_datetime(frame[name]).dt.date, dtype=object)
    return frame.astype({"id": "int64", "hours": float, "bottleneck": bool})


@lru_cache
def _told(t: FactoryTables) -> Select:
    c = t.kpi_forecasts.c
    found = select(c.made_on, c.for_day, c.machine_group_id.label("id"), c.hours, c.bottleneck).where(
        c.made_on.between(bindparam("made_first"), bindparam("made_last")),
        c.for_day.between(bindparam("first"), bindparam("last")),
    )
    return found.order_by(c.made_on, c.for_day, c.machine_group_id)


@dataclass(frozen=True)
class Outlook:
    """What is expected.

    made_on: when the newest forecast was made; None without any. days: of that forecast, the seven days after today, a
    row a day and group: for_day (date), id (of the group; 0: machines without one), hours (expected busy hours),
    scheduled_hours (NaN without a shift plan), bottleneck (the group expected to be the day's). bottleneck: id of the
    group that was predicted for today, by the forecast by which today will be judged (LEAD days old; before there is
    one, by the newest), said on `predicted_on`; None: none was.
    """

    made_on: date | None
    days: pd.DataFrame
    bottleneck: int | None
    predicted_on: date | None


def outlook(scope: Scope, clock: Clock) -> Outlook:
    """The forecast of the next seven days by group, and today's predicted bottleneck. One statement."""
    today = clock.today
    rows = _rows(scope, today - LEAD * DAY, today + DAY, today, today + 7 * DAY)
    made_on = rows.made_on.max() if len(rows) else None
    days = rows[(rows.made_on == made_on) & (rows.for_day > today)].drop(columns="made_on").reset_index(drop=True)
    hours, _ = forecast.capacity(clock.plant, [today + n * DAY for n in range(8)])
    group = pd.Index([*clock.plant.groups.id, 0]).get_indexer(pd.Index(days.id))
    ahead = [(day - today).days for day in days.for_day]
    known = bool(clock.plant.calendar.shifts)
    days.insert(3, "scheduled_hours", hours[ahead, group] if known else float("nan"))
    of_today = rows[rows.for_day == today]
    by = of_today.made_on.min() if len(of_today) else None
    if by != today - LEAD * DAY and len(of_today):
        by = of_today.made_on.max()
    worst = of_today[(of_today.made_on == by) & of_today.bottleneck]
    return Outlook(made_on, days, int(worst.id.iloc[0]) if len(worst) else None, by)
