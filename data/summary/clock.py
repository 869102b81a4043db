"""A factory's now: the wall clock, or the moment at which a factory whose data ended in the past lives."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from data.facts.plant import Plant
from data.source import read
from data.tenancy import Scope
from data.tenancy.schema import utcnow

STALE = timedelta(days=7)
"""A factory whose last log is older lives at the end of that log's day, unless its settings say `as_of`."""


def wall() -> datetime:
    """The wall clock, naive UTC; the one place that tests replace."""
    return utcnow()


@dataclass(frozen=True)
class Clock:
    """`now` is naive UTC. `stopped`: the factory lives in the past, and every page says so."""

    plant: Plant
    now: datetime
    stopped: bool

    @cached_property
    def today(self) -> date:
        # at the end of a day exactly, the day that ended is still the one to look at
        return self.plant.calendar.day_of(self.now - timedelta(microseconds=1) if self.stopped else self.now)

    @property
    def local(self) -> datetime:
        """Now as aware local time."""
        return self.plant.calendar.local(self.now)

    @staticmethod
    def of(scope: Scope) -> "Clock":
        """One statement: the plant, and with it the time of the last log."""
        plant, last = read.plant(scope)
        as_of = plant.settings.get("as_of")
        if as_of:
            return Clock(plant, datetime.fromisoformat(as_of).replace(tzinfo=None), stopped=True)
        now = wall()
        if last is None or now - last <= STALE:
            return Clock(plant, now, stopped=False)
        return Clock(plant, plant.calendar.end_of(plant.calendar.day_closed_by(last)), stopped=True)
