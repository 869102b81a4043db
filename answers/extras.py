"""What an answer says beyond its value: how fast it changes, what is learnt with each doubling of output, its kin."""

from datetime import date

import numpy as np
import pandas as pd

from answers.reading import Reading
from kpis import text
from kpis.model import Kpi

DAYS = {"week": 7.0, "month": 365.25 / 12}


def slope(x: np.ndarray, y: np.ndarray) -> float | None:
    """The slope of the line of least squares; None with fewer than two different x."""
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if len(np.unique(x)) < 2:
        return None
    away = x - x.mean()
    return float((away * (y - y.mean())).sum() / (away**2).sum())


def trend(kpi: Kpi, buckets: pd.DataFrame) -> float | None:
    """The KPI's change per week or month (Kpi.trend), in its unit; None: it has none, or fewer than two buckets with
    data. A bucket stands at the middle of its days; one that is still running does not count."""
    if not kpi.trend:
        return None
    closed = _closed(buckets)
    middle = np.array([_middle(*ends) for ends in zip(closed.start, closed.end, strict=True)], dtype=float)
    found = slope(middle, closed["value"].to_numpy(dtype=float))
    return None if found is None else found * DAYS[kpi.trend]


def trend_unit(kpi: Kpi) -> str:
    """ "h/week", "pt/month"; "" where there is no trend."""
    return f"{text.difference_unit(kpi.unit)}/{kpi.trend}" if kpi.trend else ""


def facts(kpi: Kpi, buckets: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Label and text of what else there is to say."""
    rate = learning_rate(kpi, buckets)
    if rate is None:
        return ()
    return (("Learning rate", f"{text.quantity(rate, '%')} per doubling of {kpi.learning.replace('_', ' ')}"),)


def kin(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Label and text of what goes by the same measures (OEE's TEEP); what has no data is left out."""
    kpi = reading.kpi
    found = {title: reading.over_all(formula) for title, formula in kpi.related.items()}
    return tuple((title, text.quantity(value, kpi.unit)) for title, value in found.items() if value is not None)


def learning_rate(kpi: Kpi, buckets: pd.DataFrame) -> float | None:
    """What is left of the value, in %, after each doubling of the running total of `Kpi.learning` (Wright's law): 80
    means a fifth less. None without two closed buckets from which to tell."""
    if not kpi.learning:
        return None
    closed = _closed(buckets)
    total = closed[kpi.learning].fillna(0).cumsum().to_numpy(dtype=float)
    value = closed["value"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = slope(np.log2(total), np.log2(value))
    return None if found is None else 100 * 2**found


def _closed(buckets: pd.DataFrame) -> pd.DataFrame:
    return buckets[~buckets["running"].astype(bool)]


def _middle(start: date, end: date) -> float:
    return (start.toordinal() + end.toordinal()) / 2
