"""How long a unit really took, order by order."""

import numpy as np
import pandas as pd

from data.facts.block import Windows
from data.facts.history import HOUR, START, History

COLUMNS = ["order", "machine", "part", "seconds", "ideal_seconds", "units"]


def cycle_times(history: History, windows: Windows) -> pd.DataFrame:
    """Orders whose first Completed falls in the windows and that ran and made something: order, machine and part
    (positions, -1: none), seconds of run time a unit, the ideal ones (NaN: none), units (OK and scrapped, all of the
    order's)."""
    i = history.intervals
    run = i.take(i.state == START)
    hours = np.bincount(run.order, (run.end - run.start) / HOUR, minlength=len(history.orders))
    made = history.log_quantity("ok_qtys") + history.log_quantity("scrapped_qtys")
    units = np.bincount(history.log_order, made, minlength=len(history.orders))
    window = windows.closed_by(history.completed)
    order = np.flatnonzero((window >= 0) & (hours > 0) & (units > 0))
    ideal = history.of_part(history.plant.cycle_hours(windows.days), windows.day[window[order]], order)
    return pd.DataFrame(
        {
            "order": order, "machine": history.machine[order], "part": history.part[order],
            "seconds": 3600 * hours[order] / units[order], "ideal_seconds": 3600 * ideal,
            "units": units[order],
        },
        columns=COLUMNS,
    )  # fmt: skip
