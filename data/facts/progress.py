"""When started orders will be done: an estimate of what is left, at each order's own pace, in the shifts to come."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np

from data.facts.calendar import DAY, OFF_SHIFT, Calendar
from data.facts.history import NEVER, START, Floats, History, Ints, moment
from data.facts.stocks import Open

AHEAD = 60 * DAY
"""What would be done later than that has no expected finish: nobody plans by it."""


@dataclass(frozen=True)
class ShiftTime:
    """The clock that runs during shifts alone: microseconds `passed` at each of the moments `at`."""

    at: Ints
    passed: Ints

    @staticmethod
    def of(calendar: Calendar, first: date, last: date, breaks: bool) -> "ShiftTime":
        """The shift time of some days, with the breaks or without; of a factory without shifts all time."""
        windows = calendar.windows(first, last)
        starts, ends = (windows[name].to_numpy("datetime64[us]").astype("int64") for name in ("start", "end"))
        on = (windows.shift_id != OFF_SHIFT) & (breaks | ~windows.pause)
        worked = on.to_numpy() | (not calendar.shifts)
        return ShiftTime(np.r_[starts[:1], ends], np.r_[0, np.cumsum(np.where(worked, ends - starts, 0))])

    def until(self, moments: Ints) -> Floats:
        """Shift time until each moment."""
        return np.interp(moments, self.at, self.passed)

    def when(self, passed: Floats) -> Ints:
        """The first moment at which so much shift time has passed; NEVER after the last day."""
        edge = np.searchsorted(self.passed, passed, "left")
        known = np.flatnonzero(edge < len(self.at))
        found = np.full(len(passed), NEVER)
        back = np.rint(self.passed[edge[known]] - passed[known]).astype("int64")
        found[known] = self.at[edge[known]] - back
        return found


def expected(history: History, found: Open) -> Ints:
    """When each open order will have made its quantity (microseconds, UTC); NEVER if not started or without estimate.

    An OK unit takes as much run time as those of the order took until they were last reported; before the first, as
    its ideal cycle time says. What has run since that report counts. All times are shift time, without breaks unless
    the machine runs through, and from now on the order is taken to run without a stop. `found` are the orders that are
    open at the history's now.
    """
    h, order = history, found.order
    if not len(order):
        return np.zeros(0, dtype=np.int64)
    runs = h.intervals.take(h.intervals.state == START)
    now = moment(h.now)
    first, last = _day(h, min(runs.start, default=now)), _day(h, now) + AHEAD
    with_breaks, without = (ShiftTime.of(h.plant.calendar, first, last, breaks) for breaks in (True, False))
    through = np.r_[h.plant.run_through[h.plant.machine_groups([_day(h, now)])[0]], False]  # -1, no machine: the last

    def passed(moments: Ints, machine: Ints) -> Floats:
        return np.where(through[machine], with_breaks.until(moments), without.until(moments))

    told = np.flatnonzero(h.log_pieces > 0)
    reported = np.zeros(len(h.orders), dtype=np.int64)
    reported[h.log_order[told]] = h.log_at[told]  # the last report of each order stays
    begin, end = passed(runs.start, runs.machine), passed(runs.end, runs.machine)
    before = np.clip(passed(reported[runs.order], runs.machine), begin, end) - begin
    counted, whole = (np.bincount(runs.order, time, minlength=len(h.orders))[order] for time in (before, end - begin))

    known = (found.done > 0) & (counted > 0)
    ideal = h.of_part(h.plant.cycle_hours([_day(h, now)]), 0, order) * 3.6e9
    unit = np.where(known, counted / np.where(known, found.done, 1), ideal)
    left = np.maximum(unit * np.maximum(h.qty[order] - found.done, 0) - (whole - counted), 0)
    given = ~np.isnan(left) & (h.started[order] <= now)
    until = passed(np.full(len(order), now), found.machine) + np.where(given, left, 0)
    at = np.where(through[found.machine], with_breaks.when(until), without.when(until))
    return np.where(given, np.where(left == 0, now, at), NEVER)


def _day(history: History, at: int) -> date:
    return history.plant.calendar.day_of(datetime.fromtimestamp(at / 1e6, UTC).replace(tzinfo=None))
