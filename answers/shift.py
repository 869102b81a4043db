"""A shift of the running day: its KPIs against the same shift of the day before, and its hours against the plan."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from answers import sums
from answers.names import QuestionError
from answers.source import live_of
from answers.ttl import LIVE
from data import cache
from data.facts.pace import hour_by_hour
from data.summary.aggregate import facts_of
from data.summary.live import Live
from data.tenancy import Scope
from kpis import catalogue
from kpis.model import Kpi
from kpis.naming import suggest
from kpis.status import Change, Status, change, status

SHOWN = (
    "oee", "machine_availability", "cycle_time_efficiency", "quality_rate", "scrap_rate", "downtime",
    "machine_utilization", "production_status", "wo_completion_rate", "schedule_adherence", "setup_time",
    "first_pass_yield",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A KPI in a shift, and in the same shift of the day before up to the same scheduled time."""

    kpi: Kpi
    value: float | None
    before: float | None
    change: Change
    status: Status


@dataclass(frozen=True)
class Shift:
    """`hours`: start and end (local, naive), ok_units, scrapped_units, planned_units, state ("over", "running",
    "to come"). `names`: the shifts of the day that have begun, this one among them."""

    name: str
    names: tuple[str, ...]
    start: datetime
    end: datetime
    running: bool
    kpis: tuple[Told, ...]
    hours: pd.DataFrame
    as_of: datetime


def shift(scope: Scope, kpis: tuple[Kpi, ...], name: str | None = None, fresh: bool = False) -> Shift | None:
    """The shift of that name today, else the one that runs, else the last that did; None on a day without any.

    QuestionError names a shift that has not begun or is none of the day's.
    """
    live = live_of(scope, fresh)
    worked = live.plant.calendar.shifts_of(live.today)
    known = {one.id: one.name for one in live.plant.calendar.shifts}
    begun = worked[worked.start < live.clock.now].sort_values("start")
    names = tuple(dict.fromkeys(known[one] for one in begun.shift_id))
    if name is not None and name not in names:
        raise QuestionError(f"no shift {name!r} has begun today{suggest(name, names)}")
    if not names:
        return None
    chosen = name or (live.shift[0] if live.shift else names[-1])
    span = begun[[known[one] == chosen for one in begun.shift_id]]
    local = live.plant.calendar.local
    hours = _hours(scope, live, fresh)
    hours = hours[hours.shift_id.isin(span.shift_id)].drop(columns="shift_id").reset_index(drop=True)
    running = bool(span.end.max() > live.clock.now)
    return Shift(
        chosen, names, local(span.start.min().to_pydatetime()), local(span.end.max().to_pydatetime()), running,
        tuple(_told(scope, live, kpi, chosen) for kpi in kpis), hours, live.clock.local,
    )  # fmt: skip


def shown(mine: tuple[Kpi, ...]) -> tuple[Kpi, ...]:
    """Of a user's KPIs those of a shift, in the page's order."""
    ids = {kpi.id for kpi in mine}
    return tuple(catalogue.find(kpi) for kpi in SHOWN if kpi in ids)


def _told(scope: Scope, live: Live, kpi: Kpi, name: str) -> Told:
    now, before = (_value(kpi, rows, name) for rows in (live.shifts, live.shifts_yesterday))
    target = kpi.target_in(scope.factory.settings)
    return Told(kpi, now, before, change(now, before, kpi.better, target), status(now, target, kpi.better))


def _value(kpi: Kpi, rows: pd.DataFrame, name: str) -> float | None:
    """The KPI over the rows of a shift; none of its measures may be counted by the day alone."""
    columns = sums.columns_of(kpi)
    own = sums.total(rows[rows.shift_name == name], columns)
    found = kpi.compiled.evaluate(own.to_frame().T, own, "shift").iloc[0]
    return None if pd.isna(found) else float(found)


def _hours(scope: Scope, live: Live, fresh: bool) -> pd.DataFrame:
    """Today hour by hour, from the log; kept as long as the live facts."""

    def make() -> pd.DataFrame:
        history = facts_of(scope, live.today, live.today, live.clock).history
        found, now, local = hour_by_hour(history, live.today), live.clock.now, live.plant.calendar.local
        state = ["over" if end <= now else "running" if start < now else "to come"
                 for start, end in zip(found.start, found.end, strict=True)]  # fmt: skip
        for column in ("start", "end"):
            found[column] = [local(at.to_pydatetime()).replace(tzinfo=None) for at in found[column]]
        return found.assign(state=state)

    at = f"hours|{live.clock.now.isoformat()}"
    return cache.remember(cache.LIVE, scope.factory.slug, "live", "facts", at, LIVE, make, fresh)
