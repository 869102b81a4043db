"""What stands open at a moment: machines and orders by state, progress, ages. Replayed from the log, never guessed."""

from dataclasses import dataclass

import numpy as np

from data.facts.block import Block, Windows, group_then
from data.facts.history import ASSIGNED, HOLD, HOUR, NEVER, SETUP, START, Floats, History, Ints

SOON = 24 * HOUR
"""An order planned to start within this time makes its machine "scheduled"."""
RISKS = ((2 * HOUR, 0.7), (4 * HOUR, 0.8))
"""Running orders due within the time and less done than the share are at risk."""
RUNNING, IN_SETUP, ON_HOLD, SCHEDULED, IDLE = range(5)
MACHINE_STATES = ("machines_running", "machines_setup", "machines_hold", "machines_scheduled", "machines_idle")


@dataclass(frozen=True)
class Open:
    """The open orders at each of several moments: one row an order and moment. `when` is the moment's position."""

    when: Ints
    at: Ints
    order: Ints
    state: Ints
    done: Floats  # OK pieces made before the moment
    interval: Ints  # of the operation that stands for the order
    machine: Ints
    operator: Ints

    def take(self, chosen: np.ndarray) -> "Open":
        return Open(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def at_work(history: History, moments: Ints) -> Open:
    """The open orders at each moment (sorted), with a row for each operation that goes on; one that waits is Assigned.
    """
    i = history.intervals
    # [start, end): an interval that lasts until now holds at now itself
    last = np.where(i.ended_by == -1, NEVER, i.end)
    low, high = np.searchsorted(moments, i.start, "left"), np.searchsorted(moments, last, "left")
    count = np.maximum(high - low, 0)
    interval = np.repeat(np.arange(len(count)), count)
    when = np.repeat(low - np.r_[0, np.cumsum(count)[:-1]], count) + np.arange(count.sum()) if len(count) else interval
    at, order = moments[when], i.order[interval]
    done = history.before(history.log_pieces, order, at + 1)
    found = Open(when, at, order, i.state[interval], done, interval, i.machine[interval], i.operator[interval])
    if not history.routed.any():
        return found
    whole = when * len(history.orders) + order
    busy = np.isin(whole, whole[found.state != ASSIGNED])
    return found.take(~busy | (found.state != ASSIGNED))


def open_orders(history: History, moments: Ints) -> Open:
    """Which orders were open at each moment (sorted), and in which state: of one with several operations at once the
    one that wins (running, setup, hold), of these the first."""
    found = at_work(history, moments)
    if not history.routed.any():
        return found
    rank = np.select([found.state == START, found.state == SETUP, found.state == HOLD], [0, 1, 2], 3)
    turn = np.lexsort((history.intervals.chain[found.interval], rank, found.order, found.when))
    when, order = found.when[turn], found.order[turn]
    first = np.r_[True, (when[1:] != when[:-1]) | (order[1:] != order[:-1])] if len(turn) else np.zeros(0, bool)
    return found.take(np.sort(turn[first]))


def scrapped_since(history: History, found: Open, since: int) -> Floats:
    """Units scrapped on each of the open orders from `since` on, up to the moment that it is looked at."""
    begin = np.full(len(found.order), since, dtype=np.int64)
    scrapped = history.log_quantity("scrapped_qtys")
    return history.before(scrapped, found.order, found.at + 1) - history.before(scrapped, found.order, begin)


def order_stocks(history: History, found: Open, windows: Windows, window: Ints) -> Block:
    """The stocks of open orders; `window` is the window that stands for each moment."""
    h, order = history, found.order
    left = np.where(h.plan_end[order] == NEVER, NEVER, h.plan_end[order] - found.at)
    share = found.done / np.maximum(h.qty[order], 1e-9)
    running = found.state == START
    risk = np.zeros(len(order), bool)
    for within, least in RISKS:
        risk |= running & (left >= 0) & (left <= within) & (share < least)
    begun = h.started[order] <= found.at
    remaining = np.maximum(h.qty[order] - found.done, 0)
    ideal = h.of_part(h.plant.cycle_hours(windows.days), windows.day[window[found.when]], order)
    values = {
        "open_assigned": found.state == ASSIGNED,
        "open_setup": found.state == SETUP,
        "open_running": running,
        "open_hold": found.state == HOLD,
        "open_unassigned": found.operator < 0,
        "open_overdue": left < 0,
        "open_at_risk": risk,
        "open_age_hours": (found.at - h.created[order]) / HOUR,
        "active_qty": np.where(begun, h.qty[order], 0.0),
        "active_done": np.where(begun, found.done, 0.0),
        "backlog_hours": remaining * np.nan_to_num(ideal),
    }
    at = window[found.when]
    keys = {"machine": found.machine, "operator": found.operator, "part": h.part[order]}
    keys["group"] = group_then(h, windows, at, found.machine)
    return Block(at, {name: np.asarray(v, dtype=float) for name, v in values.items()}, keys)


def machine_states(history: History, found: Open, moments: Ints) -> np.ndarray:
    """moments x machines: RUNNING .. IDLE, the first that holds (docs/measures: machines_running and following).
    `found`: of at_work."""
    states = np.full((len(moments), len(history.plant.machines)), IDLE)
    start = history.plan_start[found.order]
    soon = (found.state == ASSIGNED) & (start != NEVER) & (np.where(start == NEVER, 0, start) - found.at <= SOON)
    ranks = (
        (soon, SCHEDULED),
        (found.state == HOLD, ON_HOLD),
        (found.state == SETUP, IN_SETUP),
        (found.state == START, RUNNING),
    )
    for chosen, state in ranks:  # the winning state is written last
        states[found.when[chosen], found.machine[chosen]] = state
    return states


def machine_stocks(
    history: History, states: np.ndarray, in_service: np.ndarray, windows: Windows, window: Ints
) -> Block:
    """Machines in service by state, and what they cost to buy."""
    when, machine = np.nonzero(in_service)
    state = states[when, machine]
    values = {name: (state == n).astype(float) for n, name in enumerate(MACHINE_STATES)}
    price = history.plant.purchase_cost
    if not np.isnan(price).all():
        values["asset_value"] = np.nan_to_num(price[machine])
    keys = {"machine": machine, "group": group_then(history, windows, window[when], machine)}
    return Block(window[when], values, keys)
