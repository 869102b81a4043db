"""Which spans of time a change of a work order concerns, and which production days these are. No SQL."""

from datetime import date

import numpy as np
import pandas as pd

from data.facts.calendar import DAY, Calendar
from data.facts.history import NEVER, History, Ints, moment
from data.facts.stocks import RISKS, SOON
from data.facts.stops import breakdowns, merged
from data.summary import ledger

AHEAD = max(SOON, *(within for within, _ in RISKS))
"""How long before its planned times an open order is counted by them."""


def spans(history: History, made: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The windows that each order was last written to (`known` by the ledger) and the new ones (`made` of `history`),
    as far as anything in them may differ; those of orders that are not in `made` any more.

    Columns: machine_id, start, end (microseconds, both included), floor (the order was on the floor then).
    """
    old = known.set_index("work_order_id").reindex(made.work_order_id, fill_value=NEVER).reset_index()
    logged = ledger.added(history, old.last_log_at.to_numpy(), old.log_print.to_numpy())
    planned = _replanned(history, made, old)
    since = np.where(made.order_print == old.order_print, np.minimum(logged, planned), 0)
    # a log that goes on changes nothing of a plan but whether it was met when it was due
    due_alone = (since != 0) & (planned == NEVER)
    gone = known[~known.work_order_id.isin(made.work_order_id)]
    none = np.zeros(len(gone), dtype=np.int64)
    parts = ((made, since, due_alone), (old, since, due_alone), (gone, none, none.astype(bool)))
    return pd.concat([_windows(*part) for part in parts], ignore_index=True)


def _replanned(history: History, made: pd.DataFrame, old: pd.DataFrame) -> Ints:
    """From when on another plan makes a difference: NEVER if it is the same, 0 where it may be anywhere."""
    then, now = (frame[["plan_start", "plan_end"]].to_numpy() for frame in (old, made))
    same, known = (then == now).all(axis=1), ((then != NEVER) & (now != NEVER)).all(axis=1)
    # of an order that was made already, the plan decides what its start and completion count as
    waits = known & (history.ended == NEVER) & (history.completed == NEVER)
    first = np.minimum(then, now).min(axis=1)
    return np.where(same, NEVER, np.where(waits, first - AHEAD, 0))


def _windows(frame: pd.DataFrame, since: Ints, due_alone: np.ndarray) -> pd.DataFrame:
    first, last = frame.first_at.to_numpy(), frame.last_at.to_numpy()
    begin, due = frame.plan_start.to_numpy(), frame.plan_end.to_numpy()
    begin = np.where(due_alone, due, np.minimum(begin, due))
    made = [
        pd.DataFrame({"machine_id": frame.machine_id, "start": np.maximum(start, since), "end": end, "floor": floor})
        for start, end, floor in ((first, last, True), (begin, due, False))
    ]
    both = pd.concat(made, ignore_index=True)
    return both[(both.start <= both.end) & (both.end != NEVER)]


def repairs(history: History, found: pd.DataFrame) -> pd.DataFrame:
    """The ends of breakdowns that overlap one of the spans (`found`) on its machine, as spans: all breakdowns at once
    are one, whose length is told at its end. `history` holds the orders of these machines."""
    broken = breakdowns(history)
    machine, start, end = merged(history.machine[broken.order], broken.start, broken.end)
    machine = history.plant.machines.id.to_numpy(dtype=np.int64)[machine]
    on = found[found.floor]
    owner, opens, closes = merged(on.machine_id.to_numpy(), on.start.to_numpy(), on.end.to_numpy())
    hit = np.zeros(len(machine), bool)
    for one in np.unique(machine):
        mine, its = machine == one, owner == one
        last = np.searchsorted(opens[its], end[mine], "right") - 1
        hit[mine] = (last >= 0) & (np.r_[closes[its], -1][last] >= start[mine])
    return pd.DataFrame({"machine_id": machine[hit], "start": end[hit], "end": end[hit], "floor": True})


def days(calendar: Calendar, found: pd.DataFrame, first: date, today: date) -> set[date]:
    """The days first..today (without it) that the spans touch."""
    every = [first + n * DAY for n in range((today - first).days)]
    starts = np.array([moment(calendar.start_of(day)) for day in [*every, today]])
    a = np.maximum(np.searchsorted(starts, found.start, "right") - 1, 0)
    b = np.minimum(np.searchsorted(starts, found.end, "right") - 1, len(every) - 1)
    inside = a <= b
    steps = np.bincount(a[inside], minlength=len(every) + 1) - np.bincount(b[inside] + 1, minlength=len(every) + 1)
    return {every[n] for n in np.flatnonzero(np.cumsum(steps)[: len(every)])}
