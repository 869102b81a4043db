"""The value over the last few buckets, in each bucket: a moving average as a ratio of sums, never a mean of rates."""

import numpy as np
import pandas as pd

from answers import sums
from answers.reading import Reading
from data.facts.calendar import DAY
from data.facts.record import Record
from data.tenancy import Scope
from kpis.model import Kpi

BUCKETS = {"day": 7, "week": 4, "month": 3}
"""How many buckets of a grain the value is over."""


def rolling(
    scope: Scope, record: Record, columns: list[str], reading: Reading, grain: str, kept: bool
) -> tuple[str, pd.Series] | None:
    """Title and value in each bucket of a reading; NaN in the first buckets, of which not enough come before, and where
    one of them is not recorded at all. None for a formula that goes over members or targets, which do not add up, for
    shifts, and beside a single bucket.

    The days before a chart by day are read too, but for the factory alone: those of members may be gone.
    """
    formula, whole = reading.formula, reading.whole
    if not rolls(reading.kpi, kept) or grain not in BUCKETS or len(whole) < 2:
        return None
    count, own, base = BUCKETS[grain], reading.own, reading.base
    missing = count - 1
    if grain == "day" and not kept:
        first = whole.start.iloc[0]
        before = sums.over_time(scope, columns, sums.Span(first - missing * DAY, first - DAY), grain)
        own = base = pd.concat([before, own])
        missing = 0
    summed, of = (_sums(frame, columns, count) for frame in (own, base))
    value = formula.evaluate(summed, of, reading.entity).tail(len(whole)).reset_index(drop=True)
    value[:missing] = np.nan
    lacks = np.array([not record.days(*days) for days in zip(own.start, own.end, strict=True)])
    lacks = np.convolve(lacks, np.ones(count))[: len(lacks)] > 0  # it, or one of the count - 1 before it
    value[lacks[-len(whole) :]] = np.nan
    return f"{count} {grain}s rolling", value


def rolls(kpi: Kpi, kept: bool) -> bool:
    """Whether the formula's sums over some buckets make its value over them, of the factory or (`kept`) a member."""
    formula = kpi.of_member if kept else kpi.compiled
    return not (formula.members or formula.targets)


def _sums(frame: pd.DataFrame, columns: list[str], count: int) -> pd.DataFrame:
    """The sums of each bucket and those before it, `count` in all; null where all are null."""
    numbers = frame[columns].to_numpy(dtype=float)
    above = np.full((count - 1, len(columns)), np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(np.vstack([above, numbers]), count, axis=0)
    total = np.where(np.isnan(windows).all(axis=-1), np.nan, np.nansum(windows, axis=-1))
    return pd.DataFrame(total, columns=columns)
