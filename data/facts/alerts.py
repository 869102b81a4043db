"""Alerts counted by day: raised, acknowledged, and how long that took (docs/alerts.md)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data.facts.compute import Facts
from data.facts.history import HOUR, NEVER, Ints

SINCE = "alerts_since"
"""The factory's setting that holds the first production day with an evaluation of the rules (ISO)."""


def since(settings: Mapping[str, Any]) -> date | None:
    """The first day whose alerts are known; None: the rules were never evaluated."""
    given = settings.get(SINCE)
    return date.fromisoformat(given) if given else None


def with_counted(rows: pd.DataFrame, facts: Facts, entity: str) -> pd.DataFrame:
    """The factory's rows by day (rollup.by_day) with the measures of alerts: null before `since`.

    Facts.alerts: raised_at, acknowledged_at (NaT: nobody did), naive UTC; those of other days do not count.
    """
    begun = since(facts.history.plant.settings)
    if entity != "factory" or facts.alerts is None or begun is None:
        return rows
    raised, told = (_moments(facts.alerts, name) for name in ("raised_at", "acknowledged_at"))
    known = np.array([day >= begun for day in facts.windows.days], dtype=bool)
    found = {
        "alerts_raised": _sums(facts, facts.windows.opened_by(raised), np.ones(len(raised))),
        "alerts_acknowledged": _sums(facts, facts.windows.closed_by(told), np.ones(len(told))),
        "alert_ack_hours": _sums(facts, facts.windows.closed_by(told), (told - raised) / HOUR),
    }
    counted = pd.DataFrame({"day": facts.windows.days, **{n: np.where(known, v, np.nan) for n, v in found.items()}})
    return rows.merge(counted, "left", on="day")


def _moments(alerts: pd.DataFrame, name: str) -> Ints:
    if alerts.empty:
        return np.zeros(0, dtype=np.int64)
    at = alerts[name].astype("datetime64[us]")
    return np.where(at.isna(), NEVER, at.astype("int64"))


def _sums(facts: Facts, window: Ints, values: np.ndarray) -> np.ndarray:
    """By day the sum of the values whose window is of it."""
    inside = window >= 0
    return np.bincount(facts.windows.day[window[inside]], values[inside], minlength=len(facts.windows.days))
