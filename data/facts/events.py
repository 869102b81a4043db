"""What happened at a moment: quantities reported, orders created, started, completed and due, setups ended."""

import numpy as np

from data.facts.block import Block, Windows, of_orders
from data.facts.history import CLOSED, COMPLETED, HOUR, NEVER, SETUP, START, Floats, History, Ints
from data.facts.output import Output

TOLERANCE = 15 * 60 * 1_000_000
"""Microseconds within which a start or an end is on time."""


def quantities(history: History, windows: Windows, told: Output) -> list[Block]:
    """Units and what is valued by units, when and where they were reported or made."""
    h = history
    order, day = h.log_order[told.line], windows.day[told.window]
    ok, scrapped, rework = (
        told.share * h.log_quantity(name)[told.line] for name in ("ok_qtys", "scrapped_qtys", "rework_qtys")
    )
    cycle = h.of_part(h.plant.cycle_hours(windows.days), day, order)
    cost = np.nan_to_num(h.of_part(h.plant.standard_cost(windows.days), day, order))
    covered = ~np.isnan(cycle)
    values = {
        "ok_units": ok,
        "scrapped_units": scrapped,
        "reworked_units": rework,
        "ideal_hours": np.where(covered, (ok + scrapped) * np.nan_to_num(cycle), 0.0),
        "good_hours": np.where(covered, ok * np.nan_to_num(cycle), 0.0),
        "uncovered_units": np.where(covered, 0.0, ok + scrapped),
        "scrap_cost": scrapped * cost,
        "rework_cost": rework * cost * float(h.plant.settings.get("rework_share") or 0),
    }
    reason = h.log_scrap_reason[told.line]
    keys = {"scrap_reason": reason, "machine": told.machine, "operator": told.operator}
    return [of_orders(h, windows, told.window, order, values, **keys)]


def _at(history: History, windows: Windows, window: Ints, values: dict[str, Floats], line: Ints | None = None) -> Block:
    """A block with one row for each order with a window. `line`: the line of the log that tells it (NEVER: none), whose
    machine and operator they are; else those of the order."""
    keys = {}
    if line is not None and len(history.log_order):
        at = np.where(line == NEVER, 0, line)
        keys = {"machine": history.log_machine[at], "operator": history.log_operator[at]}
    return of_orders(history, windows, window, np.arange(len(window)), values, **keys)


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
    due = windows.closed_by(h.plan_end)
    day_end = windows.day_end[due] if len(windows.day_end) else np.zeros(len(due), dtype=np.int64)
    start_error = np.where((h.plan_start != NEVER) & (h.started != NEVER), h.started - h.plan_start, NEVER)
    return [
        _at(h, windows, windows.opened_by(h.created), {"orders_created": one}),
        _at(h, windows, windows.opened_by(h.started), {
            "orders_started": one,
            "starts_without_changeover": (h.first_log(SETUP) > start_log).astype(float),
            "starts_on_time": (np.abs(start_error) <= TOLERANCE).astype(float),
            "queue_hours": _hours(h.created, h.started),
        }, start_log),
        _at(h, windows, windows.closed_by(h.completed), {
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
        }, done_log),
        _at(h, windows, windows.closed_by(h.first(CLOSED)), {"orders_closed": one}, h.first_log(CLOSED)),
        _at(h, windows, due, {
            "orders_due": one,
            "orders_due_done": (h.completed <= day_end).astype(float),
        }),
    ]  # fmt: skip


def _late(history: History) -> Ints:
    """-1 completed early, 0 on time, 1 late; 2 where the planned or the actual end is not known."""
    known = (history.plan_end != NEVER) & (history.completed != NEVER)
    error = np.where(known, history.completed, 0) - np.where(known, history.plan_end, 0)
    return np.where(known, np.where(np.abs(error) <= TOLERANCE, 0, np.sign(error)), 2)


def changeovers(history: History, windows: Windows) -> list[Block]:
    """Setups that a Start ended, at their end, by whom they were ended."""
    i = history.intervals
    done = i.take((i.state == SETUP) & (i.ended_by == START))
    window = windows.closed_by(done.end)
    done, window = done.take(window >= 0), window[window >= 0]
    length = (done.end - done.since) / HOUR
    standard = history.of_part(history.plant.setup_hours(windows.days), windows.day[window], done.order)
    rated = ~np.isnan(standard)
    values = {
        "changeovers": np.ones(len(length)),
        "changeover_hours": length,
        "rated_changeover_hours": np.where(rated, length, 0.0),
        "standard_changeover_hours": np.nan_to_num(standard),
    }
    return [of_orders(history, windows, window, done.order, values, machine=done.machine, operator=done.operator)]
