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

    Columns: work_order_id, machine_id, start, end (microseconds, both included), floor (the order was on the floor
    then).
    """
    old = known.set_index("work_order_id").reindex(made.work_order_id, fill_value=NEVER).reset_index()
    logged = _counted(history, ledger.added(history, old.last_log_at.to_numpy(), old.log_print.to_numpy()))
    planned = _replanned(history, made, old)
    since = np.where(made.order_print == old.order_print, np.minimum(logged, planned), 0)
    # a log that goes on changes nothing of a plan but whether it was met when it was due
    due_alone = (since != 0) & (planned == NEVER)
    gone = known[~known.work_order_id.isin(made.work_order_id)]
    none = np.zeros(len(gone), dtype=np.int64)
    parts = ((made, since, due_alone), (old, since, due_alone), (gone, none, none.astype(bool)))
    found = pd.concat([_windows(*part) for part in parts], ignore_index=True)
    return pd.concat([found, _elsewhere(history, found)], ignore_index=True)


def _counted(history: History, logged: Ints) -> Ints:
    """From when on what is new since `logged` (one an order) counts: units that count when they were made reach back to
    the line before that told of some, or to the beginning."""
    h = history
    if not h.plant.made:
        return logged
    told = np.flatnonzero(sum(h.log_quantity(name) != 0 for name in ("ok_qtys", "scrapped_qtys", "rework_qtys")))
    before = told[h.log_at[told] < logged[h.log_order[told]]]
    last = np.zeros(len(logged), dtype=np.int64)
    np.maximum.at(last, h.log_order[before], h.log_at[before])
    return np.where(logged == NEVER, NEVER, np.where(h.routed, 0, np.minimum(last, logged)))


def _elsewhere(history: History, found: pd.DataFrame) -> pd.DataFrame:
    """The spans of orders on the floor again, on the other machines that their lines name."""
    h = history
    other = h.log_machine != h.machine[h.log_order]
    if not other.any():
        return found.iloc[:0]
    pairs = pd.DataFrame(
        {
            "work_order_id": h.orders.id.to_numpy()[h.log_order[other]],
            "there": h.plant.machines.id.to_numpy()[h.log_machine[other]],
        }
    ).drop_duplicates()
    more = found[found.floor].merge(pairs, on="work_order_id")
    return more.assign(machine_id=more.there).drop(columns="there")


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
        frame[["work_order_id", "machine_id"]].assign(start=np.maximum(start, since), end=end, floor=floor)
        for start, end, floor in ((first, last, True), (begin, due, False))
    ]
    both = pd.concat(made, ignore_index=True)
    return both[(both.start <= both.end) & (both.end != NEVER)]


def repairs(history: History, found: pd.DataFrame) -> pd.DataFrame:
    """The ends of breakdowns that overlap one of the spans (`found`) on its machine, as spans: all breakdowns at once
    are one, whose length is told at its end. `history` holds the orders of these machines."""
    broken = breakdowns(history)
    machine, start, end = merged(broken.machine, broken.start, broken.end)
    machine = history.plant.machines.id.to_numpy(dtype=np.int64)[machine]
    on = found[found.floor]
    owner, opens, closes = merged(on.machine_id.to_numpy(), on.start.to_numpy(), on.end.to_numpy())
    hit = np.zeros(len(machine), bool)
    for one in np.unique(machine):
        mine, its = machine == one, owner == one
        last = np.searchsorted(opens[its], end[mine], "right") - 1
        hit[mine] = (last >= 0) & (np.r_[closes[its], -1][last] >= start[mine])
    rows = {"work_order_id": 0, "machine_id": machine[hit], "start": end[hit], "end": end[hit], "floor": True}
    return pd.DataFrame(rows)


def days(calendar: Calendar, found: pd.DataFrame, first: date, today: date) -> set[date]:
    """The days first..today (without it) that the spans touch: what ends when a day begins counts for the one before.
    """
    every = [first + n * DAY for n in range((today - first).days)]
    starts = np.array([moment(calendar.start_of(day)) for day in [*every, today]])
    a = np.maximum(np.searchsorted(starts, found.start, "left") - 1, 0)
    b = np.minimum(np.searchsorted(starts, found.end, "right") - 1, len(every) - 1)
    inside = a <= b
    steps = np.bincount(a[inside], minlength=len(every) + 1) - np.bincount(b[inside] + 1, minlength=len(every) + 1)
    return {every[n] for n in np.flatnonzero(np.cumsum(steps)[: len(every)])}
