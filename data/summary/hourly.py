"""`kpi_group_hourly`: the machines' hours by group and hour of the clock, of the last 90 days."""

from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from data.facts import hourly
from data.facts.calendar import DAY
from data.facts.compute import Facts
from data.tenancy import Scope
from data.tenancy.schema import utcnow

KEPT_DAYS = 90


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
    """Replace the rows of the facts' days, and drop those that are older than what is kept."""
    days, kept, table = facts.windows.days, _kept(facts), scope.t.kpi_group_hourly
    if not days or days[-1] < kept:
        return
    day = table.c.summary_date
    db.execute(delete(table).where((day < kept) | ((day >= days[0]) & (day <= days[-1]))))
    scope.insert(db, table, rows(facts).assign(calculated_at=utcnow()))


def read(scope: Scope, columns: Iterable[str], first: date, last: date, group: int | None = None) -> pd.DataFrame:
    """Sums by day and hour, of the factory or of one group: columns start (the day), hour, and those of `columns` that
    are counted by hour. One statement."""
    table = scope.t.kpi_group_hourly
    wanted = [table.c[name] for name in columns if name in table.c]
    found = select(table.c.summary_date.label("start"), table.c.hour, *(func.sum(c).label(c.name) for c in wanted))
    found = found.where(table.c.summary_date >= first, table.c.summary_date <= last)
    found = found if group is None else found.where(table.c.machine_group_id == group)
    frame = scope.frame(found.group_by(table.c.summary_date, table.c.hour))
    frame["start"] = pd.to_datetime(frame.start).dt.date
    return frame.astype({c.name: float for c in wanted})
