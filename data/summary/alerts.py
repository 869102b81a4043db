"""`kpi_alerts`: what the rules raised (answers.alerts), when that ended, and who said that they saw it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, or_, select, update

from data.facts.alerts import SINCE, since
from data.facts.calendar import DAY, OFF_SHIFT
from data.facts.compute import Facts
from data.source import factory_settings
from data.summary import clock
from data.tenancy import Scope

TIMES = ("raised_at", "ended_at", "acknowledged_at")


def remembered(scope: Scope, facts: Facts) -> Facts:
    """The facts with the alerts that were raised or acknowledged in their days. One statement."""
    days, c = facts.windows.days, scope.t.kpi_alerts.c
    if not days or since(facts.history.plant.settings) is None:
        return facts
    calendar = facts.history.plant.calendar
    start, end = calendar.start_of(days[0]), calendar.end_of(days[-1])
    within = [(at >= start) & (at < end) for at in (c.raised_at, c.acknowledged_at)]
    return replace(facts, alerts=_frame(scope, select(c.raised_at, c.acknowledged_at).where(or_(*within))))


def standing(scope: Scope) -> pd.DataFrame:
    """The open alerts, the newest first: the table's columns."""
    t = scope.t.kpi_alerts
    return _frame(scope, select(t).where(t.c.ended_at.is_(None)).order_by(t.c.raised_at.desc(), t.c.id.desc()))


def noted(scope: Scope, day: date, shift_id: int) -> pd.DataFrame:
    """The open alerts, and those that one shift raised: the table's columns."""
    t = scope.t.kpi_alerts
    mine = and_(t.c.shift_date == day, t.c.shift_id == shift_id)
    return _frame(scope, select(t).where(or_(t.c.ended_at.is_(None), mine)))


def last_shift(scope: Scope, now: datetime, measures: Iterable[str]) -> pd.DataFrame:
    """The shift that ended last before `now`, if it was aggregated since: shift_date, shift_id and the measures."""
    c = scope.t.kpi_shift_summaries.c
    found = select(c.shift_date, c.shift_id, c.shift_end_time, c.calculated_at, *(c[name] for name in measures))
    found = found.where(c.shift_id != OFF_SHIFT, c.shift_end_time <= now, c.shift_date >= now.date() - 2 * DAY)
    rows = scope.frame(found.order_by(c.shift_end_time.desc()).limit(1))
    rows["shift_date"] = pd.Series(pd.to_datetime(rows.shift_date).dt.date, dtype=object)
    return rows[rows.calculated_at >= rows.shift_end_time].astype(dict.fromkeys(measures, float))


def ended(scope: Scope, after: datetime) -> pd.DataFrame:
    """Those that ended after a moment (naive UTC), the last first."""
    t = scope.t.kpi_alerts
    return _frame(scope, select(t).where(t.c.ended_at > after).order_by(t.c.ended_at.desc(), t.c.id.desc()))


def begin(scope: Scope, day: date) -> None:
    """Note that the rules are evaluated, from a production day on; once noted, the day stays."""
    if SINCE not in factory_settings.current(scope):
        factory_settings.change(scope, {SINCE: day.isoformat()})


def record(scope: Scope, raised: Sequence[Mapping[str, Any]], over: Mapping[int, datetime]) -> None:
    """Add what was raised, and end alerts by id; in one transaction. A shift raises a KPI's alert once."""
    t = scope.t.kpi_alerts
    with scope.begin() as db:
        for key, at in over.items():
            db.execute(update(t).where(t.c.id == key, t.c.ended_at.is_(None)).values(ended_at=at))
        if raised:
            scope.insert(db, t, raised)


def acknowledge(scope: Scope, alert_id: int, by: str, at: datetime | None = None) -> bool:
    """Note who saw an open alert, and when (now). Whether it was open, and nobody had."""
    t = scope.t.kpi_alerts
    mine = (t.c.id == alert_id, t.c.ended_at.is_(None), t.c.acknowledged_at.is_(None))
    with scope.begin() as db:
        done = db.execute(update(t).where(*mine).values(acknowledged_at=at or clock.wall(), acknowledged_by=by))
        return bool(done.rowcount)


def _frame(scope: Scope, statement: Select) -> pd.DataFrame:
    frame = scope.frame(statement)
    if "shift_date" in frame:
        frame["shift_date"] = pd.Series(pd.to_datetime(frame.shift_date).dt.date, dtype=object)
    return frame.astype({name: "datetime64[us]" for name in TIMES if name in frame})
