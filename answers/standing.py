"""Which alerts are open, for the bell of every page: from the cache, where the facts of now put it."""

from collections.abc import Callable
from datetime import datetime

import pandas as pd

from answers.ttl import LIVE
from data import cache
from data.summary import alerts as stored
from data.summary import clock
from data.tenancy import Scope

Open = dict[str, bool]
"""By KPI id whether somebody acknowledged its open alert."""


def open_alerts(scope: Scope) -> Open:
    """The open alerts. One statement, none from the cache."""
    return _remember(scope, lambda: _seen(stored.standing(scope)))


def remember_open(scope: Scope, alerts: pd.DataFrame) -> None:
    """Keep those that the plant was read with (Plant.alerts)."""
    _remember(scope, lambda: _seen(standing(alerts, clock.wall())), fresh=True)


def standing(alerts: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Those of Plant.alerts that are open at a moment (naive UTC)."""
    if alerts.empty:
        return alerts
    return alerts[(alerts.raised_at <= now) & ~(alerts.ended_at <= now)]


def _seen(alerts: pd.DataFrame) -> Open:
    if alerts.empty:
        return {}
    return dict(zip(alerts.kpi, alerts.acknowledged_at.notna().tolist(), strict=True))


def _remember(scope: Scope, make: Callable[[], Open], fresh: bool = False) -> Open:
    return cache.remember(cache.LIVE, scope.factory.slug, "live", "alerts", "now", LIVE, make, fresh)
