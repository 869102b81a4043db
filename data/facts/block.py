"""A block of facts: rows that say when, of which order or machine, and how much. All measures come out as blocks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from data.facts.history import Floats, History, Ints

SCRAP, HOLD_REASON = "scrap", "hold"


@dataclass(frozen=True)
class Windows:
    """The pieces of time to count in (Calendar.windows), cut off at now. Arrays of one length, sorted, gapless."""

    frame: pd.DataFrame  # day, shift_id, start, end
    start: Ints
    end: Ints
    day: Ints  # position of each window's day among `days`
    days: list
    day_end: Ints  # when the production day of each window ends, though now may lie before it

    def at(self, times: Ints) -> Ints:
        """The window that each moment falls in; -1 outside of all."""
        found = np.searchsorted(self.start, times, "right") - 1
        outside = (found < 0) | (times >= self.end[found]) if len(self.end) else np.ones(len(times), bool)
        return np.where(outside, -1, found)

    def of_day(self, days: np.ndarray) -> Ints:
        """A window of each day (datetime64[D]) for what is asked for by day alone; -1 for a day outside, or NaT."""
        known = np.array(self.days, dtype="datetime64[D]")
        at = np.searchsorted(known, days)
        inside = (at < len(known)) & ~np.isnat(days)
        inside[inside] = known[at[inside]] == days[inside]
        return np.where(inside, np.searchsorted(self.day, at), -1)


@dataclass(frozen=True)
class Block:
    """Facts of one kind: `values` by measure, each of the length of `window`; `keys` gives positions by entity."""

    window: Ints
    values: Mapping[str, Floats]
    keys: Mapping[str, Ints] = field(default_factory=dict)


def of_orders(history: History, window: Ints, order: Ints, values: Mapping[str, Floats], **keys: Ints) -> Block:
    """A block of facts of orders: these and their machine, group, operator, part and customer are known. Rows outside
    go."""
    inside = window >= 0
    order = order[inside]
    found = {
        "order": order,
        "machine": history.machine[order],
        "group": history.group[order],
        "operator": history.operator[order],
        "part": history.part[order],
        "customer": history.customer[order],
    }
    more = {name: key[inside] for name, key in keys.items()}
    return Block(window[inside], {name: value[inside] for name, value in values.items()}, found | more)
