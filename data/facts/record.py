"""Which production days a factory recorded: before its first log, and on days that somebody took out, nothing is known
(docs/domain.md, "The record")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from data.facts.calendar import DAY, Calendar

BEGINS = "recorded_from"
"""The factory's setting that holds the first recorded day (ISO), whatever the log says."""


@dataclass(frozen=True)
class Record:
    """The recorded days: from `begins` on (None: none yet), but for the `holes` (the reason of each, "" without)."""

    begins: date | None = date.min
    holes: Mapping[date, str] = field(default_factory=dict)

    def has(self, day: date) -> bool:
        return self.begins is not None and day >= self.begins and day not in self.holes

    def days(self, first: date, last: date) -> list[date]:
        """The recorded ones of the days first..last."""
        if self.begins is None:
            return []
        first = max(first, self.begins)
        every = (first + n * DAY for n in range((last - first).days + 1))
        return [day for day in every if day not in self.holes]

    def why(self, day: date) -> str:
        """Why a day is not recorded; "" for one that is."""
        if self.begins is None:
            return "nothing is recorded yet"
        if day < self.begins:
            return f"the record begins on {self.begins}"
        return "" if day not in self.holes else self.holes[day] or "marked as not recorded"


def begins(calendar: Calendar, first: datetime | None, closes: bool, given: str | None = None) -> date | None:
    """The first recorded day: `given` (the setting), else that of the first log line (naive UTC; None: there is none).

    closes: a line of that moment reports a quantity, completes or closes, and so belongs to the day that ends then.
    """
    if given:
        return date.fromisoformat(given)
    return None if first is None else calendar.day_closed_by(first) if closes else calendar.day_of(first)
