"""When a job is due, by a factory's own calendar. Pure functions: from a calendar and a span of time to moments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from data.facts.calendar import OFF_SHIFT, WEEKDAYS, Calendar

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Due:
    """A moment (naive UTC) at which a job is due, and the production day it is about: the last of its window."""

    at: datetime
    day: date


class When(Protocol):
    """A rule of the timetable."""

    def due(self, calendar: Calendar, after: datetime, until: datetime) -> list[Due]:
        """The moments with after < at <= until (naive UTC), oldest first."""

    def __str__(self) -> str:
        """As `schedule list` shows it."""


@dataclass(frozen=True)
class Every:
    """Every so many minutes of the clock. What was missed is not made up: only the newest moment counts."""

    minutes: int

    def due(self, calendar: Calendar, after: datetime, until: datetime) -> list[Due]:
        at = datetime.min + (until - datetime.min) // timedelta(minutes=self.minutes) * timedelta(minutes=self.minutes)
        return [Due(at, calendar.day_of(at))] if at > after else []

    def __str__(self) -> str:
        return "every minute" if self.minutes == 1 else f"every {self.minutes} minutes"


@dataclass(frozen=True)
class ShiftEnd:
    """When a shift ends, where a later shift has not taken over before."""

    def due(self, calendar: Calendar, after: datetime, until: datetime) -> list[Due]:
        # a day's shifts end within the day
        windows = calendar.windows(calendar.day_of(after), calendar.day_of(until))
        worked = windows[windows.shift_id != OFF_SHIFT].groupby(["day", "shift_id"], as_index=False)["end"].max()
        found = {Due(end.to_pydatetime(), day) for day, end in zip(worked.day, worked.end, strict=True)}
        return sorted(due for due in found if after < due.at <= until)

    def __str__(self) -> str:
        return "at the end of each shift"


@dataclass(frozen=True)
class Clock:
    """At a local clock time after a day, a week (`weekday` 0: Monday) or a month (`day_of_month` 1) is over.

    Later where the last shift of that window ends later; a window without shifts is due when it is over.
    """

    time: time
    weekday: int | None = None
    day_of_month: int | None = None

    def due(self, calendar: Calendar, after: datetime, until: datetime) -> list[Due]:
        # a window may close up to two days after the date of its clock time: a day that starts late, with a long shift
        first, last = calendar.local(after).date() - 2 * DAY, calendar.local(until).date()
        dates = [day for day in _dates(first, last) if self._runs_on(day) and calendar.utc(day, self.time) <= until]
        return sorted(due for day in dates if after < (due := self._due(calendar, day)).at <= until)

    def _runs_on(self, day: date) -> bool:
        return self.weekday in (None, day.weekday()) and self.day_of_month in (None, day.day)

    def _due(self, calendar: Calendar, runs_on: date) -> Due:
        day = runs_on - DAY
        return Due(max(calendar.utc(runs_on, self.time), self._closes(calendar, day)), day)

    def _closes(self, calendar: Calendar, last: date) -> datetime:
        """When the window that ends with the day `last` has seen its last shift."""
        first = last
        if self.weekday is not None:
            first = last - 6 * DAY
        elif self.day_of_month is not None:
            first = last.replace(day=1)
        for day in reversed(list(_dates(first, last))):
            shifts = calendar.shifts_of(day)
            if len(shifts):
                end: datetime = shifts.end.max().to_pydatetime()
                return end
        return calendar.end_of(last)

    def __str__(self) -> str:
        clock = f"{self.time:%H:%M}, not before the last shift has ended"
        if self.weekday is not None:
            return f"{WEEKDAYS[self.weekday].title()} {clock}"
        return f"on day {self.day_of_month} at {clock}" if self.day_of_month else f"daily {clock}"


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + n * DAY for n in range((last - first).days + 1))
