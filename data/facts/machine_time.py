"""Where the machines' time went: each machine in one state at a time, shared equally by the orders in that state."""

from dataclasses import dataclass

import numpy as np

from data.facts.block import Block, Windows, group_then, of_orders
from data.facts.history import HOLD, HOUR, SETUP, START, Floats, History, Intervals, Ints
from data.facts.plant import Plant

RUN, SET, PLANNED, UNPLANNED = range(4)
"""The states in the order in which they win."""


def occupying(history: History) -> tuple[Intervals, Ints]:
    """The intervals that occupy a machine, and the rank of each (RUN .. UNPLANNED)."""
    every = history.intervals
    held = every.take(np.isin(every.state, (SETUP, START, HOLD)) & (every.machine >= 0))
    planned = np.zeros(len(held.order), bool)
    given = held.reason >= 0
    planned[given] = history.plant.planned[held.reason[given]]
    rank = np.select([held.state == START, held.state == SETUP, planned], [RUN, SET, PLANNED], UNPLANNED)
    return held, rank


@dataclass(frozen=True)
class Pieces:
    """Intervals cut at the windows: position of the interval and the window, and the piece's time."""

    interval: Ints
    window: Ints
    start: Ints
    end: Ints


def cut(start: Ints, end: Ints, windows: Windows) -> Pieces:
    """Cut intervals where windows begin; what lies outside of all windows, and what has no length, is dropped."""
    if not len(windows.start):
        none = np.zeros(0, dtype=np.int64)
        return Pieces(none, none, none, none)
    left, right = np.maximum(start, windows.start[0]), np.minimum(end, windows.end[-1])
    kept = np.flatnonzero(left < right)
    first = np.searchsorted(windows.start, left[kept], "right") - 1
    last = np.searchsorted(windows.start, right[kept], "left") - 1
    count = last - first + 1
    interval = np.repeat(kept, count)
    window = np.repeat(first - np.r_[0, np.cumsum(count)[:-1]], count) + np.arange(count.sum()) if len(kept) else kept
    begins = np.maximum(left[interval], windows.start[window])
    ends = np.minimum(right[interval], windows.end[window])
    inside = begins < ends  # nothing lies in the gap that a day without a record leaves
    return Pieces(interval[inside], window[inside], begins[inside], ends[inside])


def shares(owner: Ints, rank: Ints, start: Ints, end: Ints, ranks: int = 4) -> Floats:
    """Hours that each piece gets of its owner's time: 0 while a lower rank is on, an equal part among its own rank.

    A sweep over the owner's edges; prefix sums over the segments between them give each piece its part. Time that a
    piece has alone is counted in whole microseconds, so that no rounding gathers.
    """
    if not len(owner):
        return np.zeros(0)
    origin, span = start.min(), end.max() - start.min() + 1
    opens, closes = owner * span + (start - origin), owner * span + (end - origin)
    edges = np.unique(np.r_[opens, closes])
    a, b = np.searchsorted(edges, opens), np.searchsorted(edges, closes)
    length = np.diff(edges)
    free = np.ones(len(length), bool)
    hours = np.zeros(len(owner))
    for wins in range(ranks):
        mine = rank == wins
        steps = np.bincount(a[mine], minlength=len(edges)) - np.bincount(b[mine], minlength=len(edges))
        on = np.cumsum(steps)[:-1]
        alone = np.r_[0, np.cumsum(np.where(free & (on == 1), length, 0))]
        several = np.r_[0.0, np.cumsum(np.where(free & (on > 1), length / np.maximum(on, 1), 0.0))]
        exact = alone[b[mine]] - alone[a[mine]]
        hours[mine] = (exact + (several[b[mine]] - several[a[mine]])) / HOUR
        free &= on == 0
    return hours


def resting(plant: Plant, windows: Windows) -> np.ndarray:
    """windows x machines: whether the machine stands still for a break of the shift; the last column is for work
    without a machine. Groups that run through have no breaks."""
    found = np.zeros((len(windows.start), len(plant.machines) + 1), bool)
    rests = np.flatnonzero(windows.pause)
    if len(rests):
        through = plant.run_through[plant.machine_groups(windows.days)][windows.day[rests]]
        found[rests] = ~np.c_[through, np.zeros(len(rests), bool)]
    return found


def scheduled(plant: Plant, windows: Windows) -> np.ndarray:
    """windows x machines: whether the machine was scheduled, i.e. in service in a shift and not in a break of it."""
    service = plant.in_service(windows.days)
    if not len(windows.day):
        return np.zeros((0, service.shape[1]), bool)
    return windows.on_shift[:, None] & service[windows.day] & ~resting(plant, windows)[:, :-1]


def worked(plant: Plant, pieces: Pieces, machine: Ints, windows: Windows) -> Pieces:
    """Without the pieces that lie in a break; `machine` is that of each piece (-1: none)."""
    if not windows.pause.any():
        return pieces
    kept = ~resting(plant, windows)[pieces.window, machine]
    return Pieces(*(getattr(pieces, name)[kept] for name in pieces.__dataclass_fields__))


def hours(history: History, windows: Windows) -> list[Block]:
    """Blocks of all measures in machine hours."""
    held, rank = occupying(history)
    pieces = cut(held.start, held.end, windows)
    pieces = worked(history.plant, pieces, held.machine[pieces.interval], windows)
    order, piece_rank = held.order[pieces.interval], rank[pieces.interval]
    machine = held.machine[pieces.interval]
    got = shares(machine, piece_rank, pieces.start, pieces.end)
    on = scheduled(history.plant, windows)
    inside = on[pieces.window, machine]
    down = piece_rank >= PLANNED

    def when(chosen: np.ndarray) -> Floats:
        return np.where(chosen, got, 0.0)

    reason = held.reason[pieces.interval]
    breakdown = np.zeros(len(reason), bool)
    breakdown[reason >= 0] = history.plant.breakdown[reason[reason >= 0]]
    upkeep = np.zeros(len(reason), bool)
    upkeep[reason >= 0] = history.plant.upkeep[reason[reason >= 0]]
    spend = float(history.plant.settings.get("maintenance_rate") or 0)
    run = when(piece_rank == RUN)
    uncovered = np.isnan(history.of_part(history.plant.cycle_hours(windows.days), windows.day[pieces.window], order))
    work = of_orders(
        history, windows, pieces.window, order,
        {
            "run_hours": run,
            "setup_hours": when(piece_rank == SET),
            "planned_down_hours": when((piece_rank == PLANNED) & inside),
            "unplanned_down_hours": when((piece_rank == UNPLANNED) & inside),
            "breakdown_hours": when((piece_rank == UNPLANNED) & inside & breakdown),
            "off_shift_hold_hours": when(down & ~inside),
            "off_shift_work_hours": when(~down & ~inside),
            "busy_hours": when(~down | inside),
            "uncovered_run_hours": np.where(uncovered, run, 0.0),
            "maintenance_spend": when(down & upkeep) * spend,
            "downtime_cost": when((piece_rank == UNPLANNED) & inside) * history.plant.hourly_cost[machine],
        },
        hold_reason=reason, machine=machine, operator=held.operator[pieces.interval],
    )  # fmt: skip
    return [work, _capacity(history, windows, on, pieces.window[inside], machine[inside], got[inside])]


def _capacity(history: History, windows: Windows, on: np.ndarray, window: Ints, machine: Ints, used: Floats) -> Block:
    """Scheduled, calendar and idle hours of each machine in service, window by window."""
    w, m = np.nonzero(history.plant.in_service(windows.days)[windows.day] if len(windows.day) else on)
    length = (windows.end - windows.start)[w] / HOUR
    planned = np.where(on[w, m], length, 0.0)
    busy = np.zeros(on.shape)
    np.add.at(busy, (window, machine), used)
    idle = np.where(on[w, m], length - busy[w, m], 0.0)
    # the shares of one window add up to its length but for the last bit
    idle = np.where(idle < 1e-9, 0.0, idle)
    keys = {"machine": m, "group": group_then(history, windows, w, m)}
    return Block(w, {"scheduled_hours": planned, "calendar_hours": length, "idle_hours": idle}, keys)
