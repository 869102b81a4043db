"""A demo factory before anything happens in it: its period, its dice, its shifts on the clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from data.source.demo.dice import Dice, Floats
from data.source.demo.holidays import holidays
from data.source.demo.plants import Plant, Shift
from data.source.demo.reasons import HOLD
from data.source.demo.worktime import WorkTime

HOUR, DAY = 3600.0, 86400.0
MARGIN = timedelta(days=45)
"""Simulated beyond the horizon, so that every order placed before it is known to its end."""


@dataclass(frozen=True)
class Site:
    """`start`: first production day; `days`: length of the history; `until`: simulated up to here (UTC midnight)."""

    plant: Plant
    seed: int
    start: date
    days: int
    until: date

    @cached_property
    def dice(self) -> Dice:
        return Dice(self.seed, self.plant.slug)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.plant.timezone)

    def utc(self, day: date, at: time = time()) -> float:
        """UTC seconds of a local time."""
        return datetime.combine(day, at, self.zone).astimezone(UTC).timestamp()

    def day(self, share: float) -> date:
        """The day on which that share of the history has passed."""
        return self.start + timedelta(days=int(self.days * share))

    def stretch(self, shift: Shift) -> tuple[date | None, date | None]:
        """First and last day on which the shift is worked; None: open."""
        return (self.day(shift.share[0]), self.day(shift.share[1])) if shift.share else (None, None)

    @cached_property
    def origin(self) -> float:
        return self.utc(self.start)

    @cached_property
    def counts_from(self) -> float:
        """When the machines begin to report every few minutes, UTC seconds; before, people book every few hours."""
        return self.utc(self.day(0.9))

    @cached_property
    def bad_week(self) -> tuple[float, float]:
        """Monday to Saturday of the week in which everything went wrong."""
        monday = self.day(0.86) - timedelta(days=self.day(0.86).weekday())
        return self.utc(monday), self.utc(monday + timedelta(days=5))

    @cached_property
    def windows(self) -> pd.DataFrame:
        """Every shift worked: columns shift (index into plant.shifts), day (ordinal), open, close (UTC seconds)."""
        closed = set(holidays(self.plant.country, self.start, self.until + MARGIN)["day"])
        rows = []
        for ahead in range((self.until + MARGIN - self.start).days):
            day = self.start + timedelta(days=ahead)
            for number, shift in enumerate(self.plant.shifts):
                first, last = self.stretch(shift)
                if day in closed or f"{day:%a}" not in shift.weekdays or not (first or day) <= day <= (last or day):
                    continue
                ends = day + timedelta(days=int(shift.end <= shift.start))
                rows.append((number, day.toordinal(), self.utc(day, shift.start), self.utc(ends, shift.end)))
        return pd.DataFrame(rows, columns=["shift", "day", "open", "close"]).sort_values("open", ignore_index=True)

    @cached_property
    def saturdays(self) -> Floats:
        """06:30 of every Saturday, UTC seconds: when an extra shift would begin."""
        days = (self.start + timedelta(days=n) for n in range((self.until + MARGIN - self.start).days))
        return np.array([self.utc(day, time(6, 30)) for day in days if day.weekday() == 5])

    @cached_property
    def office(self) -> WorkTime:
        """Planners and sales: 7 to 17 on the days of the first shift; before all of them, the moment of the origin."""
        days = [date.fromordinal(d) for d in self.windows.loc[self.windows["shift"] == 0, "day"]]
        opens = np.array([self.origin] + [self.utc(d, time(7)) for d in days])
        closes = np.array([self.origin + 1] + [self.utc(d, time(17)) for d in days])
        return WorkTime(opens, closes, np.full(len(opens), HOLD["NSH"]))
