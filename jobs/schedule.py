"""The timetable: what happens when, for every factory, in the factory's own time."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta

from data.source.demo.known import is_demo
from data.summary import finalized
from data.tenancy import Scope
from jobs.when import Clock, Every, ShiftEnd, When


def everywhere(_scope: Scope) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """A line of the timetable. `task` is the path of a function of (scope, day) that the worker calls."""

    name: str
    when: When
    queue: str
    task: str
    catch_up: timedelta = timedelta(days=400)
    """How far back a moment that was missed (nothing ran) is made up for."""
    after: str | None = None
    """The entry whose job for the same day ends first, where both wait."""
    only: Callable[[Scope], bool] = everywhere


TIMETABLE = (
    Entry("demo-tick", Every(1), "default", "jobs.tick.tick", only=is_demo),
    Entry("shift-aggregate", ShiftEnd(), "kpi", "jobs.aggregate.shift"),
    Entry(
        "shift-alerts", ShiftEnd(), "kpi", "jobs.alerts.shift",
        # nobody can act on a shift of yesterday; what stands is judged by the shift that ended last
        catch_up=timedelta(hours=1), after="shift-aggregate",
    ),
    Entry("daily-aggregate", Clock(time(2)), "kpi", "jobs.aggregate.daily"),
    Entry(
        "daily-forecast", Clock(time(2, 10)), "kpi", "jobs.forecast.daily",
        # what is said after the day is no forecast
        catch_up=timedelta(days=1), after="daily-aggregate",
    ),
    Entry("late-data", Every(5), "kpi", "jobs.late.data"),
    Entry("nightly-comparison", Clock(time(3, 30)), "kpi", "jobs.late.comparison", catch_up=timedelta(days=1)),
    Entry(
        "data-quality", Clock(time(3, 45)), "kpi", "jobs.quality.nightly", catch_up=timedelta(days=1),
        after="nightly-comparison",
    ),
    Entry("weekly-aggregate", Clock(time(3), weekday=0), "kpi", "jobs.aggregate.weekly"),
    Entry("monthly-aggregate", Clock(time(4), day_of_month=1), "kpi", "jobs.aggregate.monthly"),
    # the 3rd of the next month has passed
    Entry(
        "month-final", Clock(time(4, 30), day_of_month=finalized.LAST_DAY + 1), "kpi", "jobs.aggregate.final",
        after="monthly-aggregate",
    ),
    Entry(
        "daily-report", Clock(time(2, 30)), "reports", "jobs.report.daily",
        # nobody wants the mails of a month at once
        catch_up=timedelta(days=7), after="daily-aggregate",
    ),
    Entry("report-expiry", Clock(time(5)), "default", "jobs.report.expire", catch_up=timedelta(days=1)),
    Entry("cache-warming", Every(15), "default", "jobs.warm.warm"),
)  # fmt: skip


def find(name: str) -> Entry:
    """The entry of a name; LookupError with the near name."""
    names = [entry.name for entry in TIMETABLE]
    if name in names:
        return TIMETABLE[names.index(name)]
    near = difflib.get_close_matches(name, names, n=1) or names
    raise LookupError(f"no job {name!r} in the timetable; did you mean {', '.join(near)}?")
