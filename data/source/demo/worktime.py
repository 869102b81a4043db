"""The working axis: seconds of working time of one machine (or the office), and where they lie on the wall clock.

A machine is simulated on this axis, where shifts, breaks and weekends do not exist, and mapped to the clock at the end.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data.source.demo.dice import Floats, Ints


@dataclass(frozen=True)
class WorkTime:
    """Open windows in ascending order, UTC seconds; `reason[i]` is why window i ended (an index into HOLDS)."""

    opens: Floats
    closes: Floats
    reason: Ints

    @cached_property
    def ends(self) -> Floats:
        """Working time at the end of each window."""
        return np.cumsum(self.closes - self.opens)

    @property
    def total(self) -> float:
        return float(self.ends[-1]) if len(self.ends) else 0.0

    def wall(self, work: Floats) -> Floats:
        """UTC seconds at which `work` seconds have been worked; the end of a window belongs to it."""
        i = np.minimum(np.searchsorted(self.ends, work, side="left"), len(self.ends) - 1)
        return np.asarray(self.closes[i] - (self.ends[i] - work))

    def work(self, wall: Floats) -> Floats:
        """Working time until `wall`."""
        i = np.searchsorted(self.opens, wall, side="right") - 1
        inside = self.ends[i] - np.maximum(self.closes[i] - wall, 0)
        return np.asarray(np.where(i < 0, 0.0, inside))


def carve(opens: Floats, closes: Floats, starts: Floats, stops: Floats, reasons: Ints, otherwise: int) -> WorkTime:
    """The windows opens..closes without the blocks starts..stops; a gap carries its block's reason, or `otherwise`."""
    times, at = np.unique(np.concatenate([opens, closes, starts, stops]), return_inverse=True)
    n, b = len(opens), len(starts)
    windows = np.cumsum(np.bincount(at, np.concatenate([np.ones(n), -np.ones(n), np.zeros(2 * b)])))
    blocks = np.cumsum(np.bincount(at, np.concatenate([np.zeros(2 * n), np.ones(b), -np.ones(b)])))
    free = (windows > 0.5) & (blocks < 0.5)
    before = np.concatenate([[False], free[:-1]])
    shut = times[before & ~free]
    why = np.full(len(shut), otherwise, dtype=np.int64)
    order = np.argsort(starts)
    if b:
        found = np.minimum(np.searchsorted(starts[order], shut), b - 1)
        hit = starts[order][found] == shut
        why[hit] = reasons[order][found][hit]
    return WorkTime(times[free & ~before], shut, why)
