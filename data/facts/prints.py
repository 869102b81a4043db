"""Prints of rows: 64 bits that tell whether what was said then is what is said now."""

from collections.abc import Iterable

import numpy as np

from data.facts.moments import Ints

_ODD = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)
"""The constants of SplitMix64 (Steele, Lea, Flood 2014), which spreads every bit of a number over all 64."""


def prints(columns: Iterable[np.ndarray], size: int) -> Ints:
    """A print of each of `size` rows of numbers. The order of the columns counts; whether 1 was a float does not."""
    mixed = np.zeros(size, dtype=np.uint64)
    for values in columns:
        told = np.asarray(values, dtype=float) + 0.0  # -0 is 0
        told[np.isnan(told)] = np.nan  # of which there are many
        mixed = (mixed ^ told.view(np.uint64)) + _ODD[0]
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _ODD[1]
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _ODD[2]
        mixed ^= mixed >> np.uint64(31)
    return mixed.view(np.int64)
