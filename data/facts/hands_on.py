"""The operators' time at the machines: the union of Setup and Start of their orders, shared by orders at once."""

import numpy as np

from data.facts.block import Block, Windows, of_orders
from data.facts.history import SETUP, START, History
from data.facts.machine_time import cut, shares, worked
from data.facts.output import Output


def hands_on(history: History, windows: Windows, told: Output) -> list[Block]:
    """Blocks of the hours that operators worked and earned, and of these what trained ones did."""
    plant, i = history.plant, history.intervals
    work = i.take(((i.state == SETUP) | (i.state == START)) & (i.operator >= 0))
    pieces = cut(work.start, work.end, windows)
    pieces = worked(plant, pieces, work.machine[pieces.interval], windows)
    order, day = work.order[pieces.interval], windows.day[pieces.window]
    operator = work.operator[pieces.interval]
    got = shares(operator, np.zeros(len(order), dtype=np.int64), pieces.start, pieces.end, ranks=1)
    cycle = plant.cycle_hours(windows.days)
    uncovered = np.isnan(history.of_part(cycle, day, order))
    own = plant.own_shift[operator]
    shift = plant.calendar.lasting(windows.frame.shift_id).to_numpy()[pieces.window]
    trained = plant.trained(windows.days)
    keys = {"machine": work.machine[pieces.interval], "operator": operator}
    time = of_orders(
        history, windows, pieces.window, order,
        {
            "operator_hours": got,
            "uncovered_operator_hours": np.where(uncovered, got, 0.0),
            "overtime_hours": np.where((own >= 0) & (shift != own), got, 0.0),
            "trained_operator_hours": np.where(trained[day, operator], got, 0.0),
        },
        **keys,
    )  # fmt: skip
    made = history.log_order[told.line]
    ok = np.where(told.operator >= 0, told.share * history.log_quantity("ok_qtys")[told.line], 0.0)
    earned = ok * np.nan_to_num(history.of_part(cycle, windows.day[told.window], made))
    schooled = trained[windows.day[told.window], told.operator] if trained.size else np.zeros(len(earned), bool)
    values = {"earned_hours": earned, "trained_earned_hours": np.where(schooled, earned, 0.0)}
    return [time, of_orders(history, windows, told.window, made, values, machine=told.machine, operator=told.operator)]
