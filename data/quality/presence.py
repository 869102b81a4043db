"""Rules about time: work while nobody was there, days without a word, people who never went home."""

import numpy as np
import pandas as pd

from data.facts.history import SETUP, START, STATUSES
from data.facts.moments import HOUR, moment
from data.quality.evidence import Evidence, amount, each, hours

CLOSED = 8 * HOUR
"""Time without a shift, and without a line, over which an order is hardly worked on (us)."""
A_DAY = 16 * HOUR
"""What nobody works in a production day (us)."""


def over_closed_time(e: Evidence) -> pd.DataFrame:
    """Orders in Setup or Start, without a line, over CLOSED or more of time without a shift."""
    start, end = e.closed
    long = end - start >= CLOSED
    start, end = start[long], end[long]
    work = e.spans[e.spans.code.isin((SETUP, START))]
    if not len(start) or not len(work) or not e.plant.calendar.shifts:
        return e.found(*(np.zeros(0, dtype="int64"),) * 3, [])
    first = np.searchsorted(end, work["at"].to_numpy(), "right")
    last = np.searchsorted(start, work.end.to_numpy(), "left")
    count = np.maximum(last - first, 0)
    row = np.repeat(np.arange(len(work)), count)
    block = np.repeat(first - np.r_[0, np.cumsum(count)[:-1]], count) + np.arange(count.sum())
    # what is still running is told with the whole of the closed time, so that the words stay while it lasts
    left = np.maximum(work["at"].to_numpy()[row], start[block])
    lasted = np.minimum(work.end.to_numpy()[row], end[block]) - left
    right = np.where(work.over.to_numpy()[row], np.minimum(work.end.to_numpy()[row], end[block]), end[block])
    hit = lasted >= CLOSED
    found = work.iloc[row[hit]].assign(left=left[hit], right=right[hit])
    found = found.assign(long=found.right - found.left)
    times = found.groupby("order").size()
    found = found.sort_values(["order", "long", "left"], ascending=[True, False, True]).drop_duplicates("order")
    told = zip(each(found), e.when(found["at"].to_numpy()), e.when(found.left.to_numpy()),
               e.when(found.right.to_numpy()), strict=True)  # fmt: skip
    details = [
        f"{STATUSES[one.code]} since {since}, also over {hours(one.long)} without a shift, {a} to {b}"
        + (f", and {times[one.order] - 1} more such times" if times[one.order] > 1 else "")
        for one, since, a, b in told
    ]
    return e.found(found.order.to_numpy(), found.left.to_numpy(), found.machine.to_numpy(), details, closes=False)


def silent_days(e: Evidence) -> pd.DataFrame:
    """Days with shifts, within the record, without a single line."""
    if not len(e.lines) or not e.days:
        return e.of_days([], [], [])
    calendar, at = e.plant.calendar, np.unique(e.lines["at"].to_numpy())
    begun = e.begun or calendar.day_of(np.datetime64(int(at[0]), "us").item())
    windows = calendar.windows(e.days[0], e.days[-1])
    on = windows[windows.shift_id != 0]
    scheduled = (on.end - on.start).dt.total_seconds().groupby(on.day).sum() / 3600
    days = [day for day in e.days if day in scheduled.index and day >= begun and day not in e.unrecorded]
    edges = [[moment(calendar.start_of(day)), moment(calendar.end_of(day))] for day in days]
    start, end = np.array(edges, dtype="int64").reshape(-1, 2).T
    silent = np.searchsorted(at, start, "left") == np.searchsorted(at, end, "right")
    found = [day for day, none in zip(days, silent, strict=True) if none]
    details = [f"{amount(round(scheduled[day], 1))} h of shifts, not one line" for day in found]
    return e.of_days([f"day {day}" for day in found], found, details)


def long_days(e: Evidence) -> pd.DataFrame:
    """Days in which somebody was hands-on (Setup, Start) for more than A_DAY."""
    work = e.spans[e.spans.code.isin((SETUP, START)) & (e.spans.operator >= 0)]
    if not len(work) or not e.days:
        return e.of_days([], [], [])
    edges = np.array([moment(e.plant.calendar.start_of(day)) for day in (*e.days, e.days[-1] + pd.Timedelta("1D"))])
    work = work[(work.end > edges[0]) & (work["at"] < edges[-1])].sort_values(["operator", "at"])
    who, begin = work.operator.to_numpy(), work["at"].to_numpy()
    # where a stretch of time at the machines begins: after all that the same person did before it has ended
    reach = work.groupby("operator").end.cummax().to_numpy()
    opens = np.r_[True, (who[1:] != who[:-1]) | (begin[1:] > reach[:-1])] if len(work) else np.zeros(0, bool)
    starts = np.flatnonzero(opens)
    stop = reach[np.r_[starts[1:] - 1, len(work) - 1]] if len(work) else reach
    left, right, who = np.maximum(begin[starts], edges[0]), np.minimum(stop, edges[-1]), who[starts]
    first, last = np.searchsorted(edges, left, "right") - 1, np.searchsorted(edges, right, "left") - 1
    count = last - first + 1
    row = np.repeat(np.arange(len(starts)), count)
    day = np.repeat(first - np.r_[0, np.cumsum(count)[:-1]], count) + np.arange(count.sum())
    length = np.minimum(right[row], edges[day + 1]) - np.maximum(left[row], edges[day])
    pieces = pd.DataFrame({"who": who[row], "day": day, "length": length})
    sums = pieces.groupby(["who", "day"])[["length"]].sum().reset_index()
    sums = sums[sums.length > A_DAY]
    names = e.plant.operators.set_index("id").emp_id
    days = [e.days[n] for n in sums.day]
    subjects = [f"operator {names.get(one, one)} on {on}" for one, on in zip(sums.who, days, strict=True)]
    return e.of_days(subjects, days, [f"{hours(length)} hands-on in one day" for length in sums.length])


