"""Production days and shifts of a factory, cut out of UTC time (docs/domain.md, "The production day")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

import pandas as pd

OFF_SHIFT = 0
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)


def lasts(start: time, end: time) -> timedelta:
    """How long it is from a clock time to the next of another; to the same: a day."""
    return (_since_midnight(end) - _since_midnight(start)) % DAY or DAY


def within(shift: tuple[time, time], start: time, end: time) -> tuple[timedelta, timedelta]:
    """How long after a shift's start a break begins and ends; it ends after the shift where it is none of its hours."""
    begin = (_since_midnight(start) - _since_midnight(shift[0])) % DAY
    return begin, begin + lasts(start, end)


def _since_midnight(clock: time) -> timedelta:
    return datetime.combine(date.min, clock) - datetime.min


@dataclass(frozen=True)
class Shift:
    """A line of the shift plan. `start == end` is a shift of 24 h; `valid_to` is the first day without it."""

    id: int
    name: str
    start: time
    end: time
    weekdays: frozenset[int]
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Break:
    """A pause within a shift by the local clock; it may pass midnight. It holds for all lines of the shift's name."""

    shift_id: int
    start: time
    end: time


def weekdays(text: str) -> frozenset[int]:
    """The days of "Mon,Tue" or "Monday, Tuesday" as 0..6, every day if empty; ValueError names what is no weekday."""
    found = set()
    for word in filter(None, (part.strip().lower() for part in text.replace(";", ",").split(","))):
        if word[:3] not in WEEKDAYS:
            raise ValueError(f"{word!r} is not a weekday (Mon, Tue, Wed, Thu, Fri, Sat, Sun)")
        found.add(WEEKDAYS.index(word[:3]))
    return frozenset(found or range(7))


Span = tuple[datetime, datetime]
"""Start and end of a time, naive UTC."""
Window = tuple[date, int, bool, datetime, datetime]
"""Day, shift (OFF_SHIFT: none), whether it is a pause of the shift, start and end."""


@dataclass(frozen=True)
class Planned:
    """A shift as it is planned to be worked on one day, with its pauses (disjoint, each within it)."""

    start: datetime
    end: datetime
    shift_id: int
    pauses: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Calendar:
    """When a factory works. A shift belongs, with its holiday and validity, to the day in which it begins.

    named_by: whether a day carries the local date of its "start", or of the "end" of its last shift. The weekdays of a
    shift are those of its day; where days are named by their end, those of the local date on which it begins.
    """

    timezone: str
    shifts: tuple[Shift, ...] = ()
    holidays: frozenset[date] = frozenset()
    day_start: time | None = None
    breaks: tuple[Break, ...] = ()
    named_by: str = "start"

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def begins(self) -> time:
        """Clock time at which a production day begins."""
        if self.day_start is not None:
            return self.day_start
        begin = [shift.start for shift in self.shifts]
        if self.named_by == "end":
            begin = [shift.start for shift in self.shifts if shift.start >= shift.end > time(0)] or begin
        return min(begin, default=time(0))

    @cached_property
    def _ahead(self) -> timedelta:
        """How far the name of a day is ahead of the local date on which it begins: not at all, or one day."""
        begins = _since_midnight(self.begins)
        ends = [(_since_midnight(one.start) - begins) % DAY + lasts(one.start, one.end) for one in self.shifts]
        # what reaches into the next day is cut there; what ends at midnight ends the date before it
        last = begins + min(max(ends, default=DAY), DAY)
        return DAY if self.named_by == "end" and last > DAY and self.shifts else timedelta(0)

    def lasting(self, ids: pd.Series) -> pd.Series:
        """Ids of shifts, one for all of a name: a shift whose times changed is still the shift that people are on."""
        first: dict[str, int] = {}
        same = {shift.id: first.setdefault(shift.name, shift.id) for shift in self.shifts}
        return ids.map(lambda key: same.get(key, key)).astype("int64")

    def utc(self, day: date, clock: time) -> datetime:
        """A local clock time as naive UTC; a skipped one lies after the gap, a repeated one is the first."""
        return datetime.combine(day, clock, self.zone).astimezone(UTC).replace(tzinfo=None)

    def local(self, at: datetime) -> datetime:
        """A naive UTC moment as aware local time."""
        return at.replace(tzinfo=UTC).astimezone(self.zone)

    def start_of(self, day: date) -> datetime:
        """When a production day begins (naive UTC)."""
        return self.utc(day - self._ahead, self.begins)

    def end_of(self, day: date) -> datetime:
        return self.start_of(day + DAY)

    def day_of(self, at: datetime) -> date:
        """The production day that a naive UTC moment falls in."""
        day = self.local(at).date() + self._ahead
        return day - DAY if at < self.start_of(day) else day

    def day_closed_by(self, at: datetime) -> date:
        """The production day of a moment that ends something: where one day meets the next, the one that is over."""
        return self.day_of(at - timedelta(microseconds=1))

    @cached_property
    def _known(self) -> dict[date, list[Planned]]:
        """The shifts of the days that were asked for: each day is looked at for itself and for the next."""
        return {}

    def _instances(self, day: date) -> list[Planned]:
        if day not in self._known:
            self._known[day] = [] if day in self.holidays else self._planned(day)
        return self._known[day]

    def _planned(self, day: date) -> list[Planned]:
        found, begins_on = [], day - self._ahead
        for shift in self.shifts:
            first = begins_on if shift.start >= self.begins else begins_on + DAY
            of_weekday = first if self.named_by == "end" else day
            if of_weekday.weekday() in shift.weekdays and shift.holds_on(day):
                last = first if shift.end > shift.start else first + DAY
                start, end = self.utc(first, shift.start), self.utc(last, shift.end)
                found.append(Planned(start, end, shift.id, self._pauses(shift, first, start, end)))
        return found

    @cached_property
    def _breaks(self) -> dict[str, list[Break]]:
        """The breaks by the name of their shift."""
        names = {shift.id: shift.name for shift in self.shifts}
        found: dict[str, list[Break]] = {}
        for one in self.breaks:
            if one.shift_id in names:
                found.setdefault(names[one.shift_id], []).append(one)
        return found

    def _pauses(self, shift: Shift, first: date, start: datetime, end: datetime) -> tuple[Span, ...]:
        """The breaks of a shift that begins on the local date `first`, as far as they lie between its start and end."""
        found = []
        for one in self._breaks.get(shift.name, ()):
            for day in (first - DAY, first, first + DAY):
                last = day if one.end > one.start else day + DAY
                begin, over = max(self.utc(day, one.start), start), min(self.utc(last, one.end), end)
                if begin < over:
                    found.append((begin, over))
        return tuple(found)

    @cached_property
    def _cut(self) -> dict[date, list[Window]]:
        """The windows of the days that were asked for."""
        return {}

    def _windows_of(self, day: date) -> list[Window]:
        if day not in self._cut:
            self._cut[day] = self._cut_up(day)
        return self._cut[day]

    def _cut_up(self, day: date) -> list[Window]:
        opens, closes = self.start_of(day), self.end_of(day)
        near = [p for p in (*self._instances(day - DAY), *self._instances(day)) if p.start < closes and p.end > opens]
        cuts = {at for p in near for a, b in ((p.start, p.end), *p.pauses) for at in (a, b) if opens < at < closes}
        windows: list[Window] = []
        for left, right in pairwise(sorted({opens, closes, *cuts})):
            inside = [p for p in near if p.start <= left and p.end >= right]
            # ranked by their own start, though it lie before the day: an overlap belongs to the shift that starts later
            owner = max(inside, key=lambda p: (p.start, p.shift_id), default=None)
            shift = owner.shift_id if owner else OFF_SHIFT
            pause = any(a <= left and b >= right for a, b in (owner.pauses if owner else ()))
            if windows and windows[-1][1:3] == (shift, pause):
                windows[-1] = (*windows[-1][:4], right)
            else:
                windows.append((day, shift, pause, left, right))
        return windows

    def _worked(self, day: date) -> list[Span]:
        """The day's shift time without the pauses."""
        return [(start, end) for _, shift, pause, start, end in self._windows_of(day) if shift and not pause]

    def windows(self, first: date, last: date) -> pd.DataFrame:
        """Every piece of time from `first` to `last` (production days, both included): disjoint, sorted, without gaps.

        Columns: day (date), shift_id (0: off shift), pause (bool: a break of that shift), start and end
        (datetime64[us], UTC).
        """
        rows = [w for n in range((last - first).days + 1) for w in self._windows_of(first + n * DAY)]
        frame = pd.DataFrame(rows, columns=["day", "shift_id", "pause", "start", "end"])
        return frame.astype({"pause": bool, "start": "datetime64[us]", "end": "datetime64[us]"})

    def shifts_of(self, day: date) -> pd.DataFrame:
        """The shifts of one day as worked: columns shift_id, start, end (UTC); one row a shift, Off shift left out."""
        windows = self.windows(day, day)
        worked = windows[windows.shift_id != OFF_SHIFT]
        return worked.groupby("shift_id", as_index=False).agg(start=("start", "min"), end=("end", "max"))

    def shift_ends(self, day: date) -> list[datetime]:
        """When the shifts of one day end (naive UTC)."""
        return list({shift: end for _, shift, _, _, end in self._windows_of(day) if shift != OFF_SHIFT}.values())

    def scheduled(self, day: date, until: datetime = datetime.max) -> timedelta:
        """The day's shift time without pauses, until a moment (naive UTC)."""
        return sum((min(end, until) - start for start, end in self._worked(day) if start < until), timedelta(0))

    def after(self, day: date, passed: timedelta) -> datetime:
        """The moment at which so much of the day's shift time (without pauses) has passed; never after its end."""
        for start, end in self._worked(day):
            if passed <= end - start:
                return start + passed
            passed -= end - start
        return self.end_of(day)

    def last_shift_end(self, day: date) -> datetime:
        """When the day's last shift ends (UTC); a day without shifts: when it ends. Stocks are sampled then."""
        worked = [w for w in self._windows_of(day) if w[1] != OFF_SHIFT]
        return worked[-1][4] if worked else self.end_of(day)


def shifts_from(rows: Sequence[dict]) -> tuple[Shift, ...]:
    """Shifts of rows of the table `shifts`, by id."""
    return tuple(
        Shift(
            int(r["id"]), r["name"], r["start_time"], r["end_time"], weekdays(r["weekdays"]),
            r["valid_from"], r["valid_to"],
        )
        for r in sorted(rows, key=lambda row: row["id"])
    )  # fmt: skip


def breaks_from(rows: Sequence[dict]) -> tuple[Break, ...]:
    """Breaks of rows of the table `shift_breaks`, by id."""
    ordered = sorted(rows, key=lambda row: row["id"])
    return tuple(Break(int(row["shift_id"]), row["start_time"], row["end_time"]) for row in ordered)
