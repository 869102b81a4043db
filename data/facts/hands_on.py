"""The operators' time at the machines: the union of Setup and Start of their orders, shared by orders at once."""

import numpy as np

from data.facts.block import Block, Windows, of_orders
from data.facts.history import SETUP, START, History
from data.facts.machine_time import cut, shares


def hands_on(history: History, windows: Windows) -> list[Block]:
    """Blocks of the hours that operators worked and earned, and of these what trained ones did."""
    i = history.intervals
    work = i.take(((i.state == SETUP) | (i.state == START)) & (history.operator[i.order] >= 0))
    pieces = cut(work.start, work.end, windows)
    order = work.order[pieces.interval]
    got = shares(history.operator[order], np.zeros(len(order), dtype=np.int64), pieces.start, pieces.end, ranks=1)
    uncovered = np.isnan(history.cycle_time[order])
    operator = history.operator[order]
    own = history.plant.own_shift[operator]
    shift = history.plant.calendar.lasting(windows.frame.shift_id).to_numpy()[pieces.window]
    trained = history.plant.trained(windows.days)
    time = of_orders(
        history, pieces.window, order,
        {
            "operator_hours": got,
            "uncovered_operator_hours": np.where(uncovered, got, 0.0),
            "overtime_hours": np.where((own >= 0) & (shift != own), got, 0.0),
            "trained_operator_hours": np.where(trained[windows.day[pieces.window], operator], got, 0.0),
        },
    )  # fmt: skip
    told = np.flatnonzero((history.log_quantity("ok_qtys") != 0) & (history.operator[history.log_order] >= 0))
    made = history.log_order[told]
    earned = history.log_quantity("ok_qtys")[told] * np.nan_to_num(history.cycle_time[made])
    window = windows.at(history.log_at[told])
    schooled = trained[windows.day[window], history.operator[made]] if len(windows.days) else np.zeros(len(told), bool)
    values = {"earned_hours": earned, "trained_earned_hours": np.where(schooled, earned, 0.0)}
    return [time, of_orders(history, window, made, values)]
