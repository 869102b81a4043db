"""A shift: its KPIs against the same shift of another day before, and its hours against the plan."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from answers import doubts, sums
from answers.names import QuestionError
from answers.source import live_of
from answers.targets import SHIFT, Targets
from answers.ttl import CROSS, LIVE
from data import cache
from data.facts.calendar import DAY
from data.facts.pace import hour_by_hour
from data.summary import query
from data.summary.aggregate import facts_of
from data.summary.live import Live
from data.tenancy import Scope
from kpis import catalogue
from kpis.answer import Doubt
from kpis.model import Kpi
from kpis.naming import suggest
from kpis.status import Change, Goal, Status, change, status

SHOWN = (
    "oee", "machine_availability", "cycle_time_efficiency", "quality_rate", "scrap_rate", "downtime",
    "machine_utilization", "production_status", "wo_completion_rate", "schedule_adherence", "setup_time",
    "first_pass_yield",
)  # fmt: skip

Which = tuple[date, str]
"""A shift: its production day and its name."""
APART = 8
"""Days within which the shift before or after one is looked for."""


@dataclass(frozen=True)
class Told:
    """A KPI in a shift, and in the same shift of the day before (or a week before) up to the same scheduled time."""

    kpi: Kpi
    value: float | None
    before: float | None
    change: Change
    status: Status


@dataclass(frozen=True)
class Shift:
    """`hours`: start and end (local, naive), ok_units, scrapped_units, planned_units, state ("over", "running",
    "to come"). `names`: the shifts of the production day that have begun, this one among them. `earlier`, `later`: the
    shifts before and after it, None where there is none within APART days or it has not begun. `back`: how many days
    before lies the one that it is compared with. `breaks`: start and end of each (local). `doubt`: the open findings
    of the day. `without`: why nothing is recorded of the day; "" where it is."""

    name: str
    names: tuple[str, ...]
    day: date
    today: bool
    start: datetime
    end: datetime
    running: bool
    kpis: tuple[Told, ...]
    hours: pd.DataFrame
    as_of: datetime
    earlier: Which | None
    later: Which | None
    back: int = 1
    breaks: tuple[tuple[datetime, datetime], ...] = ()
    doubt: Doubt | None = None
    without: str = ""


def shift(
    scope: Scope, kpis: tuple[Kpi, ...], name: str | None = None, day: date | None = None, fresh: bool = False,
    back: int = 1,
) -> Shift | None:  # fmt: skip
    """The shift of that name on a production day (None: today), else the one that runs, else the last that did; None on
    a day without any. `back`: how many days before lies the one to compare it with.

    QuestionError names a shift that has not begun or is none of the day's.
    """
    live = live_of(scope, fresh)
    day = day or live.today
    if day > live.today:
        raise QuestionError(f"{day} is in the future; today is {live.today}")
    begun = _begun(live, day)
    names = tuple(dict.fromkeys(begun.name))
    if name is not None and name not in names:
        on = "today" if day == live.today else f"on {day}"
        raise QuestionError(f"no shift {name!r} has begun {on}{suggest(name, names)}")
    if not names:
        return None
    runs = live.shift[0] if live.shift and day == live.today else names[-1]
    chosen = name or runs
    span = begun[begun["name"] == chosen]
    local = live.plant.calendar.local
    hours = _hours(scope, live, day, fresh)
    hours = hours[hours.shift_id.isin(span.shift_id)].drop(columns="shift_id").reset_index(drop=True)
    rows, targets = _rows(scope, live, kpis, day, back), Targets(live.plant)
    told = tuple(_told(kpi, targets.goal(kpi, day, SHIFT, chosen), chosen, *rows) for kpi in kpis)
    return Shift(
        chosen, names, day, day == live.today,
        local(span.start.min().to_pydatetime()), local(span.end.max().to_pydatetime()),
        bool(span.end.max() > live.clock.now), told, hours, live.clock.local,
        _beside(live, day, chosen, -1), _beside(live, day, chosen, 1), back, _breaks(live, day, span.shift_id),
        doubts.about(live, None, day, day),
        live.plant.record.why(day),
    )  # fmt: skip


def last_before(scope: Scope, day: date) -> Which | None:
    """The last shift of the days before one, if there is one within APART days."""
    return _beside(live_of(scope), day, "", -1)


def _begun(live: Live, day: date) -> pd.DataFrame:
    """The shifts of a production day that have begun, in time: shift_id, start, end (UTC), name."""
    worked = live.plant.calendar.shifts_of(day)
    known = {one.id: one.name for one in live.plant.calendar.shifts}
    found = worked[worked.start < live.clock.now].sort_values("start")
    return found.assign(name=[known[one] for one in found.shift_id])


def _breaks(live: Live, day: date, ids: pd.Series) -> tuple[tuple[datetime, datetime], ...]:
    """The breaks of a day's shifts of these ids, local."""
    windows, local = live.plant.calendar.windows(day, day), live.plant.calendar.local
    of = windows[windows.pause & windows.shift_id.isin(ids)]
    edges = zip(of.start, of.end, strict=True)
    return tuple((local(start.to_pydatetime()), local(end.to_pydatetime())) for start, end in edges)


def _beside(live: Live, day: date, name: str, step: int) -> Which | None:
    """The shift before (-1) or after (1) one; with no name, of another day."""
    names = list(dict.fromkeys(_begun(live, day).name))
    at = names.index(name) + step if name else -1
    if 0 <= at < len(names):
        return day, names[at]
    for apart in range(1, APART):
        other = day + step * apart * DAY
        found = _begun(live, other).name.tolist() if other <= live.today else []
        if found:
            return other, found[0 if step > 0 else -1]
    return None


def _rows(
    scope: Scope, live: Live, kpis: tuple[Kpi, ...], day: date, back: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of a day's shifts, and of the day so many days before; of today both up to the same scheduled time."""
    other = day - back * DAY
    if day == live.today and back == 1:
        return live.shifts, live.shifts_yesterday
    if day == live.today:
        part = sums.matching(scope, live, None, other).cut_rows
        assert part is not None  # of a day that is cut there are rows
        return live.shifts, part["shift"]
    columns = sorted({name for kpi in kpis for name in sums.columns_of(kpi)})
    found = [query.shifts(scope, columns, one, one) for one in (day, other)]
    return found[0], found[1]


def shown(mine: tuple[Kpi, ...]) -> tuple[Kpi, ...]:
    """Of a user's KPIs those of a shift, in the page's order."""
    ids = {kpi.id for kpi in mine}
    return tuple(catalogue.find(kpi) for kpi in SHOWN if kpi in ids)


def _told(kpi: Kpi, goal: Goal, name: str, rows: pd.DataFrame, rows_before: pd.DataFrame) -> Told:
    now, before = (_value(kpi, of, name) for of in (rows, rows_before))
    changed = change(now, before, kpi.better, goal.target)
    return Told(kpi, now, before, changed, status(now, goal.target, kpi.better, goal.bands))


def _value(kpi: Kpi, rows: pd.DataFrame, name: str) -> float | None:
    """The KPI over the rows of a shift; none of its measures may be counted by the day alone."""
    columns = sums.columns_of(kpi)
    own = sums.total(rows[rows.shift_name == name], columns)
    found = kpi.compiled.evaluate(own.to_frame().T, own, "shift").iloc[0]
    return None if pd.isna(found) else float(found)


def _hours(scope: Scope, live: Live, day: date, fresh: bool) -> pd.DataFrame:
    """A day hour by hour, from the log; kept as long as the live facts, or as what takes the log of the past."""

    def make() -> pd.DataFrame:
        history = facts_of(scope, day, day, live.clock).history
        found, now, local = hour_by_hour(history, day), live.clock.now, live.plant.calendar.local
        state = ["over" if end <= now else "running" if start < now else "to come"
                 for start, end in zip(found.start, found.end, strict=True)]  # fmt: skip
        for column in ("start", "end"):
            found[column] = [local(at.to_pydatetime()).replace(tzinfo=None) for at in found[column]]
        return found.assign(state=state)

    at, ttl = (live.clock.now.isoformat(), LIVE) if day == live.today else (str(live.today), CROSS)
    return cache.remember(cache.LIVE, scope.factory.slug, "live", "facts", f"hours|{day}|{at}", ttl, make, fresh)
