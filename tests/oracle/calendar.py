"""Production days and the pieces of them that belong to a shift or to none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from .source import Row, Source, clock

DAY = timedelta(days=1)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Piece:
    """Part of a production day: inside one shift, or shift 0 (off shift). UTC."""

    day: date
    shift: int
    start: datetime
    end: datetime
    hour: int  # clock hour at its start


class Calendar:
    """The factory's calendar. `hourly` cuts the pieces at every full clock hour too."""

    def __init__(self, source: Source, hourly: bool = False) -> None:
        self.source, self.hourly = source, hourly
        self.zone = ZoneInfo(source.factory["timezone"])
        self.holidays = {row["day"] for row in source.factory_holidays}
        self._pieces: dict[date, list[Piece]] = {}

    @cached_property
    def day_start(self) -> time:
        """Clock time at which every production day begins."""
        setting = (self.source.factory.get("settings") or {}).get("day_start")
        if setting:
            return clock(setting)
        return min((shift["start_time"] for shift in self.source.shifts), default=time(0))

    def utc(self, day: date, at: time) -> datetime:
        """A clock time of a calendar day; of two the first, and one that does not exist is moved on by the gap."""
        return datetime.combine(day, at, self.zone).astimezone(UTC).replace(tzinfo=None)

    def local(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=UTC).astimezone(self.zone)

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """Start and end of a production day."""
        return self.utc(day, self.day_start), self.utc(day + DAY, self.day_start)

    def day_of(self, moment: datetime) -> date:
        """The production day that a moment belongs to."""
        day = self.local(moment).date() + DAY
        while moment < self.bounds(day)[0]:
            day -= DAY
        return day

    def shifts_begun(self, day: date) -> Iterator[tuple[datetime, datetime, int]]:
        """Start, end and id of the shifts that begin in a production day; that day decides whether they take place."""
        for shift in self.source.shifts:
            if not takes_place(shift, day) or day in self.holidays:
                continue
            first = day if shift["start_time"] >= self.day_start else day + DAY
            last = first if shift["end_time"] > shift["start_time"] else first + DAY
            yield self.utc(first, shift["start_time"]), self.utc(last, shift["end_time"]), shift["id"]

    def pieces(self, day: date) -> list[Piece]:
        """The production day from its start to its end; where shifts overlap, the one that starts later has it."""
        if day not in self._pieces:
            start, end = self.bounds(day)
            shifts = [shift for near in (day - DAY, day, day + DAY) for shift in self.shifts_begun(near)]
            cuts = {start, end, *(moment for shift in shifts for moment in shift[:2])}
            cuts |= set(self._full_hours(start, end)) if self.hourly else set()
            inside = sorted(moment for moment in cuts if start <= moment <= end)
            self._pieces[day] = [self._piece(day, a, b, shifts) for a, b in pairwise(inside)]
        return self._pieces[day]

    def _piece(self, day: date, start: datetime, end: datetime, shifts: list[tuple[datetime, datetime, int]]) -> Piece:
        covering = [(begin, shift) for begin, stop, shift in shifts if begin <= start and end <= stop]
        return Piece(day, max(covering)[1] if covering else 0, start, end, self.local(start).hour)

    def _full_hours(self, start: datetime, end: datetime) -> Iterator[datetime]:
        moment = start.replace(second=0, microsecond=0)
        while moment < end:
            if self.local(moment).minute == 0:
                yield moment
            moment += timedelta(minutes=1)

    def piece_at(self, moment: datetime) -> Piece:
        """The piece that holds a moment."""
        return next(p for p in self.pieces(self.day_of(moment)) if p.start <= moment < p.end)

    def last_shift_end(self, day: date) -> datetime:
        """When the last shift of the day ends; without shifts the end of the day."""
        return max((p.end for p in self.pieces(day) if p.shift), default=self.bounds(day)[1])


def takes_place(shift: Row, day: date) -> bool:
    """Weekday and validity."""
    weekdays = str(shift.get("weekdays") or "").lower()
    named = {name for name in NAMES if name in weekdays} or set(NAMES)
    return NAMES[day.weekday()] in named and within(day, shift.get("valid_from"), shift.get("valid_to"))


def within(day: date, first: date | None, after: date | None) -> bool:
    """first <= day < after; an unknown bound is none."""
    return (first is None or first <= day) and (after is None or day < after)
