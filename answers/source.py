"""The facts of now, kept for five minutes: every tile, answer and page of that time shares one computation."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from answers.names import Member, by_name
from answers.standing import remember_open
from answers.ttl import LIVE
from data import cache
from data.facts.calendar import DAY
from data.summary import recent
from data.summary.live import Live, live
from data.tenancy import Scope
from kpis import catalogue, measures, period
from kpis.grammar import WEEK
from kpis.model import Kpi

SPARK_DAYS = 14
RECENT_DAYS = 91
"""Thirteen weeks, the longest window of a tile, today in it."""


@dataclass(frozen=True)
class Present:
    """The live facts, and the factory's closed days before today (RECENT_DAYS - 1 of them at most). members: of what
    tiles go over, by entity, the daily rows before today that they and their spark lines need (data.summary.recent)."""

    live: Live
    recent: pd.DataFrame
    members: Mapping[str, pd.DataFrame]

    @cached_property
    def sums(self) -> dict[tuple[tuple[date, date], ...], pd.DataFrame]:
        """What answers.lately has added up already, by the ranges."""
        return {}

    @cached_property
    def days(self) -> pd.DataFrame:
        """The factory's sums by day, today so far as the last: index the day, all columns numbers."""
        now = self.live.rows["factory"].drop(columns="summary_date", errors="ignore").assign(start=self.live.today)
        rows = pd.concat([frame for frame in (self.recent, now) if len(frame)] or [self.recent], ignore_index=True)
        index = pd.Index(rows.pop("start"), dtype=object)
        # one block of numbers: a frame of a hundred single columns takes a hundred times as long to cut and to add up
        return pd.DataFrame(rows.to_numpy(dtype=float, na_value=np.nan), index, rows.columns)


def present(scope: Scope, fresh: bool = False, within: int | None = None) -> Present:
    """The facts of now; `fresh` computes them again and refills the cache. Five statements, none from the cache.

    within: seconds; all who ask in the same so many seconds share one new computation (boards that refresh themselves).
    """
    if within:
        at = f"within {within}|{int(time.time() // within)}"
        return cache.remember(
            cache.LIVE, scope.factory.slug, "live", "facts", at, 2 * within, lambda: present(scope, fresh=True)
        )
    return cache.remember(cache.LIVE, scope.factory.slug, "live", "facts", "now", LIVE, lambda: _present(scope), fresh)


def _present(scope: Scope) -> Present:
    now = live(scope)
    remember_open(scope, now.plant.alerts)
    columns = [*measures.of("factory"), "stock_days"]
    since = now.today - (RECENT_DAYS - 1) * DAY
    wanted, first = _over_members(now.today)
    days, over, doubts = recent.days(scope, columns, since, wanted, first, now.today - DAY)
    return Present(replace(now, doubts=doubts), days, over)


def _over_members(today: date) -> tuple[dict[str, set[str]], date]:
    """What tiles need of members: measures by entity, and since when."""
    wanted: dict[str, set[str]] = {}
    first, oldest = today, today - (SPARK_DAYS - 1) * DAY
    for kpi in catalogue.KPIS.values():
        needed = {entity: names for entity, names in kpi.compiled.members.items() if entity != WEEK}
        first = min(first, period.window(kpi.window, oldest)[0]) if needed else first
        for entity, names in needed.items():
            wanted[entity] = wanted.get(entity, set()) | names
    return wanted, first


def choices(scope: Scope, kpi: Kpi) -> list[tuple[str, Member]]:
    """Every (entity, member) that the KPI's answers can be kept to by name."""
    return by_name(live_of(scope).plant, kpi.breakdowns)


def live_of(scope: Scope, fresh: bool = False) -> Live:
    """The live facts alone."""
    return present(scope, fresh).live
