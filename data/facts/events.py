"""What happened at a moment: quantities reported, orders created, started, completed and due, setups ended."""

import numpy as np

from data.facts.block import Block, Windows, of_orders
from data.facts.history import CLOSED, COMPLETED, HOUR, NEVER, SETUP, START, Floats, History, Ints

TOLERANCE = 15 * 60 * 1_000_000
"""Microseconds within which a start or an end is on time."""


def quantities(history: History, windows: Windows) -> list[Block]:
    """Units and what is valued by units, at the time of each log."""
    ok, scrapped = history.log_quantity("ok_qtys"), history.log_quantity("scrapped_qtys")
    rework = history.log_quantity("rework_qtys")
    told = np.flatnonzero((ok != 0) | (scrapped != 0) | (rework != 0))
    order = history.log_order[told]
    ok, scrapped, rework = ok[told], scrapped[told], rework[told]
    cycle, part = history.cycle_time[order], history.part[order]
    covered = ~np.isnan(cycle)
    cost = (
        np.where(part < 0, 0.0, history.plant.standard_cost[part]) if len(history.plant.parts) else np.zeros(len(told))
    )
    values = {
        "ok_units": ok,
        "scrapped_units": scrapped,
        "reworked_units": rework,
        "ideal_hours": np.where(covered, (ok + scrapped) * np.nan_to_num(cycle), 0.0),
        "good_hours": np.where(covered, ok * np.nan_to_num(cycle), 0.0),
        "uncovered_units": np.where(covered, 0.0, ok + scrapped),
        "scrap_cost": scrapped * cost,
        "rework_cost": rework * cost * float(history.plant.settings.get("rework_share") or 0),
    }
    window = windows.at(history.log_at[told])
    return [of_orders(history, window, order, values, scrap_reason=history.log_scrap_reason[told])]


def _at(history: History, windows: Windows, times: Ints, values: dict[str, Floats]) -> Block:
    """A block with one row for each order whose time lies in a window."""
    every = np.arange(len(times))
    return of_orders(history, windows.at(np.where(times == NEVER, -NEVER, times)), every, values)


def _hours(start: Ints, end: Ints) -> Floats:
    """Hours between two times; 0 where one of them is not known."""
    known = (start != NEVER) & (end != NEVER)
    return np.where(known, np.where(known, end, 0) - np.where(known, start, 0), 0) / HOUR


def orders(history: History, windows: Windows) -> list[Block]:
    """Blocks of the orders' key times: created, first start, first completed, first closed, due."""
    h = history
    one = np.ones(len(h.orders))
    planned = (h.plan_start != NEVER) & (h.plan_end != NEVER)
    late = _late(h)
    start_log, done_log = h.first_log(START), h.first_log(COMPLETED)
    # of an order that was completed without a start before, nothing is known of its making
    made = (start_log < done_log) & (done_log != NEVER)
    # without a plan there is nothing to compare it with: its hours above those of the others' plans would be a delay
    timed = planned & made
    make = np.where(timed, _hours(h.started, h.completed), 0.0)
    plan_make = np.where(timed, _hours(h.plan_start, h.plan_end), 0.0)
    due_day = windows.at(np.where(h.plan_end == NEVER, -NEVER, h.plan_end))
    day_end = windows.day_end[due_day] if len(windows.day_end) else np.zeros(len(due_day), dtype=np.int64)
    start_error = np.where((h.plan_start != NEVER) & (h.started != NEVER), h.started - h.plan_start, NEVER)
    return [
        _at(h, windows, h.created, {"orders_created": one}),
        _at(h, windows, h.started, {
            "orders_started": one,
            "starts_without_changeover": (h.first_log(SETUP) > start_log).astype(float),
            "starts_on_time": (np.abs(start_error) <= TOLERANCE).astype(float),
            "queue_hours": _hours(h.created, h.started),
        }),
        _at(h, windows, h.completed, {
            "orders_completed": one,
            "completed_early": (late == -1).astype(float),
            "completed_on_time": (late == 0).astype(float),
            "completed_late": (late == 1).astype(float),
            "late_hours": np.where(late == 1, _hours(h.plan_end, h.completed), 0.0),
            "lead_hours": _hours(h.created, h.completed),
            "make_hours": make,
            "planned_make_hours": plan_make,
            "plan_error_hours": np.abs(make - plan_make),
            "completed_qty": h.qty,
            "completed_ok_qty": h.completed_ok,
        }),
        _at(h, windows, h.first(CLOSED), {"orders_closed": one}),
        _at(h, windows, h.plan_end, {
            "orders_due": one,
            "orders_due_done": (h.completed < day_end).astype(float),
        }),
    ]  # fmt: skip


def _late(history: History) -> Ints:
    """-1 completed early, 0 on time, 1 late; 2 where the planned or the actual end is not known."""
    known = (history.plan_end != NEVER) & (history.completed != NEVER)
    error = np.where(known, history.completed, 0) - np.where(known, history.plan_end, 0)
    return np.where(known, np.where(np.abs(error) <= TOLERANCE, 0, np.sign(error)), 2)


def changeovers(history: History, windows: Windows) -> list[Block]:
    """Setups that a Start ended, at their end."""
    i = history.intervals
    done = i.take((i.state == SETUP) & (i.ended_by == START))
    length = (done.end - done.start) / HOUR
    part = history.part[done.order]
    standard = np.where(part < 0, np.nan, history.plant.setup_hours[part]) if len(part) else np.zeros(0)
    rated = ~np.isnan(standard)
    values = {
        "changeovers": np.ones(len(length)),
        "changeover_hours": length,
        "rated_changeover_hours": np.where(rated, length, 0.0),
        "standard_changeover_hours": np.nan_to_num(standard),
    }
    return [of_orders(history, windows.at(done.end), done.order, values)]
