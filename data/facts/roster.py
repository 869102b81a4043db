"""The operators' rostered time and training."""

import numpy as np
import pandas as pd

from data.facts.block import Block, Windows
from data.facts.history import HOUR, History
from data.facts.plant import codes


def roster(history: History, windows: Windows) -> list[Block]:
    """Blocks of rostered_hours and labor_cost (at the shift's windows), and of training_hours (on its day)."""
    return [*_rostered(history, windows), *_trained(history, windows)]


def _rostered(history: History, windows: Windows) -> list[Block]:
    plant = history.plant
    if plant.operators.empty or not len(windows.start):
        return []
    shift = plant.own_shift
    on = plant.calendar.lasting(windows.frame.shift_id).to_numpy()[:, None] == shift[None, :]
    on &= ~windows.pause[:, None]
    window, operator = np.nonzero(on & plant.employed(windows.days)[windows.day])
    hours = (windows.end - windows.start)[window] / HOUR
    rate = pd.to_numeric(plant.operators.hourly_rate).fillna(0).to_numpy(dtype=float)
    values = {"rostered_hours": hours, "labor_cost": hours * rate[operator]}
    return [Block(window, values, {"operator": operator})]


def _trained(history: History, windows: Windows) -> list[Block]:
    plant = history.plant
    window = windows.of_day(pd.to_datetime(plant.trainings.trained_on).to_numpy(dtype="datetime64[D]"))
    inside = window >= 0
    operator = codes(plant.operators.id, plant.trainings.operator_id)[inside]
    hours = pd.to_numeric(plant.trainings.hours).fillna(0).to_numpy(dtype=float)[inside]
    return [Block(window[inside], {"training_hours": hours}, {"operator": operator})]
