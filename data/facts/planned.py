"""What was planned: load and quantity of each order, spread over the scheduled time of its machine; plans kept."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from data.facts.block import Block, Windows, group_then, of_orders
from data.facts.calendar import Calendar
from data.facts.history import COMPLETED, HOUR, NEVER, Floats, History, Ints
from data.facts.machine_time import Pieces, cut, scheduled
from data.facts.plant import codes


def load_hours(history: History, pieces: Pieces, order: Ints, windows: Windows) -> Floats:
    """Length of each piece where the order's machine was scheduled, in hours."""
    on = scheduled(history.plant, windows)[pieces.window, history.machine[order[pieces.interval]]]
    return np.where(on, (pieces.end - pieces.start) / HOUR, 0.0)


def whole_days(calendar: Calendar, first: date, last: date) -> Windows:
    """The windows of the days first..last to their ends, whatever the time is now."""
    frame = calendar.windows(first, last)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    day = np.searchsorted(np.array(days, dtype="datetime64[D]"), frame.day.to_numpy(dtype="datetime64[D]"))
    begins, ends = (frame[name].to_numpy("datetime64[us]").astype("int64") for name in ("start", "end"))
    return Windows(frame, begins, ends, day, days, ends)


def around(history: History, start: Ints, end: Ints) -> Windows:
    """Whole days over all of some spans of time, whatever the time is now."""
    return whole_days(history.plant.calendar, _day(history, start.min()), _day(history, end.max()))


def _day(history: History, at: int) -> date:
    return history.plant.calendar.day_of(datetime.fromtimestamp(at / 1e6, UTC).replace(tzinfo=None))


def planned_in(history: History, windows: Windows) -> tuple[Ints, Pieces]:
    """The orders with a plan that overlaps the windows, and their plans cut at these (Pieces.interval: position among
    those orders)."""
    h = history
    known = (h.plan_start != NEVER) & (h.plan_end != NEVER) & (h.plan_start < h.plan_end) & (h.machine >= 0)
    order = np.flatnonzero(known & (h.plan_start < windows.end[-1]) & (h.plan_end > windows.start[0]))
    return order, cut(h.plan_start[order], h.plan_end[order], windows)


def load(history: History, windows: Windows) -> list[Block]:
    """Blocks of planned_load_hours and planned_units."""
    h = history
    if not len(windows.start):
        return []
    order, pieces = planned_in(h, windows)
    start, end = h.plan_start[order], h.plan_end[order]
    wide = around(h, start, end) if len(order) else windows  # where nothing is planned, that is 0 and known
    every = cut(start, end, wide)
    whole = np.bincount(every.interval, load_hours(h, every, order, wide), minlength=len(order))
    part = load_hours(h, pieces, order, windows)
    share = part / np.where(whole > 0, whole, np.inf)[pieces.interval]
    values = {"planned_load_hours": part, "planned_units": share * h.qty[order[pieces.interval]]}
    return [of_orders(h, windows, pieces.window, order[pieces.interval], values)]


def kept(history: History, windows: Windows) -> list[Block]:
    """Blocks of completed orders that ran in the group, and by the skill, that their BOM planned."""
    h, plant = history, history.plant
    window, line = windows.closed_by(h.completed), h.first_log(COMPLETED)
    order = np.flatnonzero(window >= 0)
    window, line = window[order], line[order]
    machine, operator = h.log_machine[line], h.log_operator[line]
    group = codes(plant.groups.id, h.orders.planned_group_id)[order]
    skill = codes(plant.proficiencies.id, h.orders.planned_proficiency_id)[order]
    rank = np.r_[pd.to_numeric(plant.proficiencies["rank"]).to_numpy(dtype=float), np.nan]
    levels = np.c_[plant.operator_levels(windows.days), np.full(len(windows.days), -1)]
    able = rank[levels[windows.day[window], operator]] >= rank[skill]
    groups = {
        "orders_with_group_plan": (group >= 0).astype(float),
        "group_matches": ((group >= 0) & (group == group_then(h, windows, window, machine))).astype(float),
    }
    skills = {
        "orders_with_skill_plan": (skill >= 0).astype(float),
        "skill_matches": ((skill >= 0) & able).astype(float),
    }
    keys = {"machine": machine, "operator": operator}
    return [of_orders(h, windows, window, order, values, **keys) for values in (groups, skills)]
