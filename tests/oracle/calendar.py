"""Production days and the pieces of them that belong to a shift or to none."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from .source import Row, Source, clock

DAY = timedelta(days=1)
MIDNIGHT = time(0)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Piece:
    """Part of a production day: inside one shift, or shift 0 (off shift). UTC."""

    day: date
    shift: int
    start: datetime
    end: datetime
    hour: int  # clock hour at its start
    pause: bool = False  # a break of the shift

    def until(self, moment: datetime) -> "Piece":
        return replace(self, end=moment)


@dataclass(frozen=True)
class Turn:
    """A shift that takes place, with its breaks."""

    start: datetime
    end: datetime
    shift: int
    breaks: tuple[tuple[datetime, datetime], ...]


class Calendar:
    """The factory's calendar. `hourly` cuts the pieces at every full clock hour too."""

    def __init__(self, source: Source, hourly: bool = False) -> None:
        self.source, self.hourly = source, hourly
        self.settings = source.factory.get("settings") or {}
        self.zone = ZoneInfo(source.factory["timezone"])
        self.holidays = {row["day"] for row in source.factory_holidays}
        self._pieces: dict[date, list[Piece]] = {}

    @property
    def by_end(self) -> bool:
        """Whether a day carries the date on which its last shift ends."""
        return self.settings.get("day_named_by") == "end"

    @cached_property
    def day_start(self) -> time:
        """Clock time at which every production day begins."""
        if setting := self.settings.get("day_start"):
            return clock(setting)
        starts = [shift["start_time"] for shift in self.source.shifts]
        nights = [shift["start_time"] for shift in self.source.shifts if passes_midnight(shift)]
        return min(nights if self.by_end and nights else starts, default=MIDNIGHT)

    @cached_property
    def ahead(self) -> int:
        """By how many days the name of a production day is ahead of the date on which it begins: 0 or 1."""
        if not self.by_end:
            return 0
        ends = []  # of the shifts of one day: days after the date on which it begins, and clock time
        for shift in self.source.shifts:
            first = 0 if shift["start_time"] >= self.day_start else 1
            last = first if shift["end_time"] > shift["start_time"] else first + 1
            ends.append(min((last, shift["end_time"]), (1, self.day_start)))  # it is cut where the next day begins
        return int(max(ends, default=(0, MIDNIGHT)) > (1, MIDNIGHT))  # 24:00 is the end of a date, not the next one

    def utc(self, day: date, at: time) -> datetime:
        """A clock time of a calendar day; of two the first, and one that does not exist is moved on by the gap."""
        return datetime.combine(day, at, self.zone).astimezone(UTC).replace(tzinfo=None)

    def local(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=UTC).astimezone(self.zone)

    def date_of(self, day: date) -> date:
        """The calendar date on which a production day begins."""
        return day - self.ahead * DAY

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """Start and end of a production day."""
        first = self.date_of(day)
        return self.utc(first, self.day_start), self.utc(first + DAY, self.day_start)

    def day_of(self, moment: datetime, closes: bool = False) -> date:
        """The production day that a moment opens or lies in; `closes`: the one that it ends or lies in."""
        day = self.local(moment).date() + 2 * DAY
        while moment < self.bounds(day)[0] or (closes and moment == self.bounds(day)[0]):
            day -= DAY
        return day

    def shifts_begun(self, day: date) -> Iterator[Turn]:
        """The shifts that begin in a production day; that day decides whether they take place.

        Where days are named by their end, the weekday is that of the calendar date on which the shift begins.
        """
        for shift in self.source.shifts:
            first = self.date_of(day) if shift["start_time"] >= self.day_start else self.date_of(day) + DAY
            if on_weekday(shift, first if self.by_end else day) and valid(shift, day) and day not in self.holidays:
                last = first if shift["end_time"] > shift["start_time"] else first + DAY
                start, end = self.utc(first, shift["start_time"]), self.utc(last, shift["end_time"])
                yield Turn(start, end, shift["id"], tuple(self._breaks(shift, first)))

    def _breaks(self, shift: Row, first: date) -> Iterator[tuple[datetime, datetime]]:
        """The breaks of a shift that begins on a date; those of one line of a shift are those of its name."""
        for row in self.source.shift_breaks:
            if row["shift_id"] in alike(self.source, shift):
                day = first if row["start_time"] >= shift["start_time"] else first + DAY
                last = day if row["end_time"] > row["start_time"] else day + DAY
                yield self.utc(day, row["start_time"]), self.utc(last, row["end_time"])

    def pieces(self, day: date) -> list[Piece]:
        """The production day from its start to its end; where shifts overlap, the one that starts later has it."""
        if day not in self._pieces:
            start, end = self.bounds(day)
            turns = [turn for near in (day - DAY, day, day + DAY) for turn in self.shifts_begun(near)]
            cuts = {start, end, *(moment for turn in turns for moment in (turn.start, turn.end))}
            cuts |= {moment for turn in turns for pause in turn.breaks for moment in pause}
            cuts |= set(self._full_hours(start, end)) if self.hourly else set()
            inside = sorted(moment for moment in cuts if start <= moment <= end)
            self._pieces[day] = [self._piece(day, a, b, turns) for a, b in pairwise(inside)]
        return self._pieces[day]

    def _piece(self, day: date, start: datetime, end: datetime, turns: list[Turn]) -> Piece:
        covering = [turn for turn in turns if turn.start <= start and end <= turn.end]
        hour = self.local(start).hour
        if not covering:
            return Piece(day, 0, start, end, hour)
        turn = max(covering, key=lambda turn: (turn.start, turn.shift))
        return Piece(day, turn.shift, start, end, hour, any(a <= start and end <= b for a, b in turn.breaks))

    def _full_hours(self, start: datetime, end: datetime) -> Iterator[datetime]:
        moment = start.replace(second=0, microsecond=0)
        while moment < end:
            if self.local(moment).minute == 0:
                yield moment
            moment += timedelta(minutes=1)

    def piece_at(self, moment: datetime, closes: bool = False) -> Piece:
        """The piece that a moment opens or lies in; `closes`: the one that it ends or lies in."""
        for piece in self.pieces(self.day_of(moment, closes)):
            if piece.start < moment < piece.end or moment == (piece.end if closes else piece.start):
                return piece
        raise AssertionError(f"no piece holds {moment}")

    def last_shift_end(self, day: date) -> datetime:
        """When the last shift of the day ends; without shifts the end of the day."""
        return max((p.end for p in self.pieces(day) if p.shift), default=self.bounds(day)[1])


def passes_midnight(shift: Row) -> bool:
    """Whether a shift goes on after midnight; one that ends with the day does not."""
    return shift["end_time"] <= shift["start_time"] and shift["end_time"] != MIDNIGHT


def alike(source: Source, shift: Row) -> set[int]:
    """The lines of a shift's name: a shift whose times changed has several."""
    return {row["id"] for row in source.shifts if row["id"] == shift["id"] or row.get("name", row) == shift.get("name")}


def on_weekday(shift: Row, day: date) -> bool:
    weekdays = str(shift.get("weekdays") or "").lower()
    return NAMES[day.weekday()] in ({name for name in NAMES if name in weekdays} or set(NAMES))


def valid(shift: Row, day: date) -> bool:
    return within(day, shift.get("valid_from"), shift.get("valid_to"))


def within(day: date, first: date | None, after: date | None) -> bool:
    """first <= day < after; an unknown bound is none."""
    return (first is None or first <= day) and (after is None or day < after)
