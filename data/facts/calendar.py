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

    def runs_on(self, day: date) -> bool:
        started = self.valid_from is None or self.valid_from <= day
        return day.weekday() in self.weekdays and started and (self.valid_to is None or day < self.valid_to)


def weekdays(text: str) -> frozenset[int]:
    """The days of "Mon,Tue" or "Monday, Tuesday" as 0..6, every day if empty; ValueError names what is no weekday."""
    found = set()
    for word in filter(None, (part.strip().lower() for part in text.replace(";", ",").split(","))):
        if word[:3] not in WEEKDAYS:
            raise ValueError(f"{word!r} is not a weekday (Mon, Tue, Wed, Thu, Fri, Sat, Sun)")
        found.add(WEEKDAYS.index(word[:3]))
    return frozenset(found or range(7))


@dataclass(frozen=True)
class Calendar:
    """When a factory works. A shift belongs, with its weekday, holiday and validity, to the day in which it begins."""

    timezone: str
    shifts: tuple[Shift, ...] = ()
    holidays: frozenset[date] = frozenset()
    day_start: time | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def begins(self) -> time:
        """Clock time at which a production day begins."""
        return self.day_start or min((shift.start for shift in self.shifts), default=time(0))

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
        return self.utc(day, self.begins)

    def end_of(self, day: date) -> datetime:
        return self.start_of(day + DAY)

    def day_of(self, at: datetime) -> date:
        """The production day that a naive UTC moment falls in."""
        day = self.local(at).date()
        return day - DAY if at < self.start_of(day) else day

    @cached_property
    def _known(self) -> dict[date, list[tuple[datetime, datetime, int]]]:
        """The shifts of the days that were asked for: each day is looked at for itself and for the next."""
        return {}

    def _instances(self, day: date) -> list[tuple[datetime, datetime, int]]:
        if day not in self._known:
            self._known[day] = [] if day in self.holidays else self._planned(day)
        return self._known[day]

    def _planned(self, day: date) -> list[tuple[datetime, datetime, int]]:
        found = []
        for shift in self.shifts:
            if shift.runs_on(day):
                first = day if shift.start >= self.begins else day + DAY
                last = first if shift.end > shift.start else first + DAY
                found.append((self.utc(first, shift.start), self.utc(last, shift.end), shift.id))
        return found

    @cached_property
    def _cut(self) -> dict[date, list[tuple[date, int, datetime, datetime]]]:
        """The windows of the days that were asked for."""
        return {}

    def _windows_of(self, day: date) -> list[tuple[date, int, datetime, datetime]]:
        if day not in self._cut:
            self._cut[day] = self._cut_up(day)
        return self._cut[day]

    def _cut_up(self, day: date) -> list[tuple[date, int, datetime, datetime]]:
        opens, closes = self.start_of(day), self.end_of(day)
        near = self._instances(day - DAY) + self._instances(day)
        # clipped to the day, yet ranked by their own start: an overlap belongs to the shift that starts later
        parts = [(max(s, opens), min(e, closes), s, i) for s, e, i in near if s < closes and e > opens]
        edges = sorted({opens, closes, *(p[0] for p in parts), *(p[1] for p in parts)})
        windows: list[tuple[date, int, datetime, datetime]] = []
        for left, right in pairwise(edges):
            owner = max(((s, i) for a, b, s, i in parts if a <= left and b >= right), default=(left, OFF_SHIFT))[1]
            if windows and windows[-1][1] == owner:
                windows[-1] = (day, owner, windows[-1][2], right)
            else:
                windows.append((day, owner, left, right))
        return windows

    def windows(self, first: date, last: date) -> pd.DataFrame:
        """Every piece of time from `first` to `last` (production days, both included): disjoint, sorted, without gaps.

        Columns: day (date), shift_id (0: off shift), start and end (datetime64[us], UTC).
        """
        rows = [w for n in range((last - first).days + 1) for w in self._windows_of(first + n * DAY)]
        frame = pd.DataFrame(rows, columns=["day", "shift_id", "start", "end"])
        return frame.astype({"start": "datetime64[us]", "end": "datetime64[us]"})

    def shifts_of(self, day: date) -> pd.DataFrame:
        """The shifts of one day as worked: columns shift_id, start, end (UTC); one row a shift, Off shift left out."""
        windows = self.windows(day, day)
        worked = windows[windows.shift_id != OFF_SHIFT]
        return worked.groupby("shift_id", as_index=False).agg(start=("start", "min"), end=("end", "max"))

    def shift_ends(self, day: date) -> list[datetime]:
        """When the shifts of one day end (naive UTC)."""
        return list({shift: end for _, shift, _, end in self._windows_of(day) if shift != OFF_SHIFT}.values())

    def scheduled(self, day: date, until: datetime = datetime.max) -> timedelta:
        """The day's shift time until a moment (naive UTC)."""
        worked = [(s, min(e, until)) for _, shift, s, e in self._windows_of(day) if shift != OFF_SHIFT]
        return sum((e - s for s, e in worked if e > s), timedelta(0))

    def after(self, day: date, passed: timedelta) -> datetime:
        """The moment at which so much of the day's shift time has passed; never after the day's end."""
        for _, shift, start, end in self._windows_of(day):
            if shift != OFF_SHIFT:
                if passed <= end - start:
                    return start + passed
                passed -= end - start
        return self.end_of(day)

    def last_shift_end(self, day: date) -> datetime:
        """When the day's last shift ends (UTC); a day without shifts: when it ends. Stocks are sampled then."""
        worked = [w for w in self._windows_of(day) if w[1] != OFF_SHIFT]
        return worked[-1][3] if worked else self.end_of(day)


def shifts_from(rows: Sequence[dict]) -> tuple[Shift, ...]:
    """Shifts of rows of the table `shifts`, by id."""
    return tuple(
        Shift(
            int(r["id"]), r["name"], r["start_time"], r["end_time"], weekdays(r["weekdays"]),
            r["valid_from"], r["valid_to"],
        )
        for r in sorted(rows, key=lambda row: row["id"])
    )  # fmt: skip
