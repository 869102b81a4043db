"""Times as numbers: int64 microseconds, so that whole arrays of them are compared and subtracted at once."""

from datetime import datetime

import numpy as np
import pandas as pd

NEVER = np.iinfo(np.int64).max
"""A time that has not come: later than any, so that comparisons with it are False without a special case."""
HOUR = 3_600_000_000
"""Microseconds; times are int64 microseconds since 1970 within data.facts."""

Ints = np.ndarray
Floats = np.ndarray


def micros(times: pd.Series) -> Ints:
    """Naive UTC times as int64 microseconds; an absent one is NEVER."""
    stamps = pd.to_datetime(times).astype("datetime64[us]")
    return np.where(stamps.isna(), NEVER, stamps.astype("int64").to_numpy())


def moment(at: datetime) -> int:
    """A naive UTC moment as int64 microseconds."""
    return int(np.datetime64(at, "us").astype("int64"))


def take(values: np.ndarray, positions: Ints) -> np.ndarray:
    """`values` at `positions`; -1 where the position is -1."""
    if len(values) == 0:
        return np.full(len(positions), -1)
    return np.where(positions < 0, -1, values[positions])
