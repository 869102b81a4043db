"""A block of facts: rows that say when, of which order or machine, and how much. All measures come out as blocks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from data.facts.history import Floats, History, Ints

SCRAP, HOLD_REASON = "scrap", "hold"


@dataclass(frozen=True)
class Windows:
    """The pieces of time to count in (Calendar.windows), cut off at now. Arrays of one length, sorted; with gaps only
    where a day is not recorded."""

    frame: pd.DataFrame  # day, shift_id, start, end, pause
    start: Ints
    end: Ints
    day: Ints  # position of each window's day among `days`
    days: list
    day_end: Ints  # when the production day of each window ends, though now may lie before it

    def opened_by(self, times: Ints) -> Ints:
        """The window that each moment opens, of what begins then: [start, end); -1 outside of all."""
        return self._inside(np.searchsorted(self.start, times, "right") - 1, times, self.end)

    def closed_by(self, times: Ints) -> Ints:
        """The window that each moment closes, of what ends then or is due: (start, end]; -1 outside of all."""
        return self._inside(np.searchsorted(self.start, times, "left") - 1, times - 1, self.end)

    @staticmethod
    def _inside(found: Ints, times: Ints, end: Ints) -> Ints:
        outside = (found < 0) | (times >= end[found]) if len(end) else np.ones(len(times), bool)
        return np.where(outside, -1, found)

    def of_day(self, days: np.ndarray) -> Ints:
        """A window of each day (datetime64[D]) for what is asked for by day alone; -1 for a day outside, or NaT."""
        known = np.array(self.days, dtype="datetime64[D]")
        at = np.searchsorted(known, days)
        inside = (at < len(known)) & ~np.isnat(days)
        inside[inside] = known[at[inside]] == days[inside]
        return np.where(inside, np.searchsorted(self.day, at), -1)

    @property
    def on_shift(self) -> np.ndarray:
        """Whether each window is time of a shift, breaks included."""
        return self.frame.shift_id.to_numpy() != 0

    @property
    def pause(self) -> np.ndarray:
        """Whether each window is a break of its shift."""
        return self.frame.pause.to_numpy(dtype=bool)


@dataclass(frozen=True)
class Block:
    """Facts of one kind: `values` by measure, each of the length of `window`; `keys` gives positions by entity."""

    window: Ints
    values: Mapping[str, Floats]
    keys: Mapping[str, Ints] = field(default_factory=dict)


def group_then(history: History, windows: Windows, window: Ints, machine: Ints) -> Ints:
    """Position of the group that each machine belonged to on the day of the window; -1 for none."""
    if not len(windows.days):
        return np.full(len(window), -1)
    groups = history.plant.machine_groups(windows.days)
    return np.where(machine < 0, -1, groups[windows.day[window], machine] if groups.shape[1] else -1)


def of_orders(
    history: History, windows: Windows, window: Ints, order: Ints, values: Mapping[str, Floats], **keys: Ints
) -> Block:
    """A block of facts of orders: these and their part and customer are known, and machine, group and operator: those
    of the order, unless `keys` names the line's. Rows outside go."""
    inside = window >= 0
    order, window = order[inside], window[inside]
    more = {name: key[inside] for name, key in keys.items()}
    machine = more.pop("machine", None)
    machine = history.machine[order] if machine is None else machine
    found = {
        "order": order,
        "machine": machine,
        "group": group_then(history, windows, window, machine),
        "operator": history.operator[order],
        "part": history.part[order],
        "customer": history.customer[order],
    }
    return Block(window, {name: value[inside] for name, value in values.items()}, found | more)
