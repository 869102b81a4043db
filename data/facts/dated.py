"""What held on which day: values of masters that change with time (docs/domain.md, "What held then")."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.facts.moments import Ints


@dataclass(frozen=True)
class Dated:
    """Values from some day on, in the order of their days: whose (a position), since when (datetime64[D]), what."""

    whose: Ints
    since: np.ndarray
    values: pd.Series

    @staticmethod
    def none() -> "Dated":
        return Dated(np.zeros(0, dtype=np.int64), np.zeros(0, dtype="datetime64[D]"), pd.Series(dtype=float))

    @staticmethod
    def of(whose: Ints, since: pd.Series, values: pd.Series) -> "Dated":
        """Rows of nobody who is known (position -1) are left out."""
        days = pd.to_datetime(since).to_numpy(dtype="datetime64[D]")
        turn = np.argsort(days, kind="stable")
        turn = turn[whose[turn] >= 0]
        return Dated(whose[turn], days[turn], values.iloc[turn])


def held(days: list[date], own: np.ndarray, dated: Dated, read: Callable[[pd.Series], np.ndarray]) -> np.ndarray:
    """days x members: the value of each member that day. `own` holds for all time where nothing is dated, else the
    first known value for all time before it. `read` makes values comparable with `own`."""
    if not len(dated.whose):
        return np.broadcast_to(own, (len(days), len(own)))
    found, given = np.tile(own, (len(days), 1)), np.array(days, dtype="datetime64[D]")
    values, seen = read(dated.values), set[int]()
    for who, since, value in zip(dated.whose.tolist(), dated.since, values, strict=True):
        found[(given >= since) if who in seen else slice(None), who] = value
        seen.add(who)
    return found
