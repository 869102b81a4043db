"""Stops and repairs: unplanned holds, breakdowns (overlapping ones on a machine are one), quality events."""

import numpy as np

from data.facts.block import Block, Windows, group_then, of_orders
from data.facts.history import HOLD, HOUR, History, Intervals, Ints


def merged(owner: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """The union of each owner's intervals as (owner, start, end); intervals that touch are one."""
    turn = np.lexsort((end, start, owner))
    owner, start, end = owner[turn], start[turn], end[turn]
    if not len(owner):
        return owner, start, end
    first = np.r_[True, owner[1:] != owner[:-1]]
    reach = end.copy()
    for i in np.flatnonzero(~first):  # few: breakdowns, not intervals in general
        reach[i] = max(reach[i], reach[i - 1])
    opens = first | (start > np.r_[0, reach[:-1]])
    return owner[opens], start[opens], np.maximum.reduceat(end, np.flatnonzero(opens))


def breakdowns(history: History) -> Intervals:
    """The unplanned holds of category breakdown on a machine, order by order."""
    plant, i = history.plant, history.intervals
    failing = np.r_[plant.breakdown & ~plant.planned, False]  # the last is for no reason given
    return i.take((i.state == HOLD) & failing[i.reason] & (i.machine >= 0))


def repaired(history: History) -> Ints:
    """When the machine of each order's last breakdown was repaired, of all breakdowns at once; 0 without one."""
    broken = breakdowns(history)
    on = broken.machine
    machine, start, end = merged(on, broken.start, broken.end)
    found = np.zeros(len(history.orders), dtype=np.int64)
    if len(machine):
        # times as ranks: a machine's number and a time together would not fit into 64 bits
        known = np.unique(start)
        key = machine * (len(known) + 1) + np.searchsorted(known, start, "right")
        at = np.searchsorted(key, on * (len(known) + 1) + np.searchsorted(known, broken.start, "right"), "right") - 1
        np.maximum.at(found, broken.order, end[at])
    return found


def stops(history: History, windows: Windows) -> list[Block]:
    """Blocks of unplanned stops, of failures and repairs per machine, and of quality holds."""
    plant, i = history.plant, history.intervals
    held = i.take((i.state == HOLD) & i.opens & (i.machine >= 0))
    given = held.reason >= 0
    unplanned = ~given
    unplanned[given] = ~plant.planned[held.reason[given]]
    category = np.full(len(held.order), "", dtype=object)
    category[given] = plant.hold_reasons.category.to_numpy(dtype=object)[held.reason[given]]
    one = np.ones(len(held.order))
    window = windows.opened_by(held.start)
    counts = {
        "unplanned_stops": np.where(unplanned, one, 0.0),
        "quality_events": np.where(category == "quality", one, 0.0),
    }
    keys = {"hold_reason": held.reason, "machine": held.machine, "operator": held.operator}
    begun = [of_orders(history, windows, window, held.order, {name: values}, **keys) for name, values in counts.items()]
    broken = breakdowns(history)
    on = broken.machine
    machine, start, end = merged(on, broken.start, broken.end)
    # one that is still open at now has begun, and is not repaired
    now = int(np.datetime64(history.now, "us").astype("int64"))
    open_now = np.isin(machine, on[broken.ended_by == -1]) & (end == now)
    return [*begun, *_repairs(history, windows, machine, start, end, ~open_now)]


def _repairs(
    history: History, windows: Windows, machine: Ints, start: Ints, end: Ints, done: np.ndarray
) -> list[Block]:
    made = []
    length = (end - start) / HOUR
    for window, values, chosen in (
        (windows.opened_by(start), {"failures": np.ones(len(start))}, np.ones(len(start), bool)),
        (windows.closed_by(end), {"repairs": np.ones(len(end)), "repair_hours": length}, done),
    ):
        kept = chosen & (window >= 0)
        keys = {"machine": machine[kept], "group": group_then(history, windows, window[kept], machine[kept])}
        made.append(Block(window[kept], {name: value[kept] for name, value in values.items()}, keys))
    return made


def scrap_events(history: History, windows: Windows) -> list[Block]:
    """Scrap reports, each a quality event of its moment."""
    h = history
    told = np.flatnonzero(h.log_quantity("scrapped_qtys") > 0)
    window, one = windows.closed_by(h.log_at[told]), {"quality_events": np.ones(len(told))}
    keys = {"scrap_reason": h.log_scrap_reason, "machine": h.log_machine, "operator": h.log_operator}
    return [of_orders(h, windows, window, h.log_order[told], one, **{name: key[told] for name, key in keys.items()})]
