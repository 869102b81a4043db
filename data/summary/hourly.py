"""`kpi_group_hourly`: the machines' hours by group and hour of the clock, of the last 90 days."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

import pandas as pd
from sqlalchemy import Delete, bindparam, delete, func, select
from sqlalchemy.engine import Connection

from data.facts import hourly
from data.facts.calendar import DAY
from data.facts.compute import Facts
from data.tenancy import Scope
from data.tenancy.schema import FactoryTables, utcnow

KEPT_DAYS = 90
KEYS = {"start": "summary_date", "hour": "hour", "group": "machine_group_id"}
"""What hours can be added up by, and the column of each: the production day, the hour, the group (0: none)."""


def kept_from(today: date) -> date:
    """The first day whose hours are kept: of KEPT_DAYS days, today is the last."""
    return today - (KEPT_DAYS - 1) * DAY


def _kept(facts: Facts) -> date:
    # at the end of a day exactly, the day that ended is still the one to look at
    return kept_from(facts.history.plant.calendar.day_of(facts.history.now - timedelta(microseconds=1)))


def rows(facts: Facts) -> pd.DataFrame:
    """The rows of the facts' days as the table has them; none for days that are not kept any more."""
    found = hourly.by_hour(facts, _kept(facts))
    return found.rename(columns={"day": "summary_date", "id": "machine_group_id"})


def write(scope: Scope, db: Connection, facts: Facts) -> None:
    """Replace the rows of the days asked for, and drop those that are older than what is kept."""
    (first, last), kept, table = facts.asked, _kept(facts), scope.t.kpi_group_hourly
    if last < kept:
        return
    db.execute(_clear(scope.t), {"kept": kept, "first": first, "last": last})
    scope.insert(db, table, rows(facts).assign(calculated_at=utcnow()))


@lru_cache
def _clear(t: FactoryTables) -> Delete:
    day = t.kpi_group_hourly.c.summary_date
    past, these = day < bindparam("kept"), day.between(bindparam("first"), bindparam("last"))
    return delete(t.kpi_group_hourly).where(past | these)


def read(scope: Scope, columns: Iterable[str], first: date, last: date, by: Sequence[str]) -> pd.DataFrame:
    """Sums by any of KEYS: those columns, and those of `columns` that are counted by hour. One statement."""
    table = scope.t.kpi_group_hourly
    keys = [table.c[KEYS[name]].label(name) for name in by]
    wanted = [table.c[name] for name in columns if name in table.c]
    found = select(*keys, *(func.sum(c).label(c.name) for c in wanted))
    found = found.where(table.c.summary_date >= first, table.c.summary_date <= last)
    frame = scope.frame(found.group_by(*(table.c[KEYS[name]] for name in by)))
    if "start" in by:
        frame["start"] = pd.Series(pd.to_datetime(frame.start).dt.date, dtype=object)
    return frame.astype({c.name: float for c in wanted})
