"""The facts of now, kept for five minutes: every tile, answer and page of that time shares one computation."""

from dataclasses import dataclass

import pandas as pd

from answers.ttl import LIVE
from data import cache
from data.facts.calendar import DAY
from data.summary import query
from data.summary.live import Live, live
from data.tenancy import Scope
from kpis import measures

SPARK_DAYS = 14
RECENT_DAYS = 91
"""Thirteen weeks, the longest window of a tile, today in it."""


@dataclass(frozen=True)
class Present:
    """The live facts, and the factory's closed days before today (RECENT_DAYS - 1 of them at most)."""

    live: Live
    recent: pd.DataFrame


def present(scope: Scope, fresh: bool = False) -> Present:
    """The facts of now; `fresh` computes them again and refills the cache. Four statements, none from the cache."""
    return cache.remember(cache.LIVE, scope.factory.slug, "live", "facts", "now", LIVE, lambda: _present(scope), fresh)


def _present(scope: Scope) -> Present:
    now = live(scope)
    columns = [*measures.of("factory"), "stock_days"]
    days = query.Segment("day", now.today - (RECENT_DAYS - 1) * DAY, now.today - DAY)
    return Present(now, query.rows(scope, columns, days))


def live_of(scope: Scope, fresh: bool = False) -> Live:
    """The live facts alone."""
    return present(scope, fresh).live
