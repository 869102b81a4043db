"""What a KPI's tile says now: headline, short line and facts; the list behind it comes separately (it may need SQL)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from answers import breakdown, sums
from answers.source import Present
from data.facts.calendar import DAY
from data.summary.live import Live
from data.tenancy import Scope
from kpis import measures, period
from kpis.model import Kpi
from kpis.text import figure

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Face:
    """What a tile shows. `value` is what the status judges; `shown` and `suffix` the headline; `before` is yesterday's
    `shown` at the same scheduled time (of a longer window: the same number of days before), in `unit`. Fields left out
    come from the KPI's formula."""

    value: float | None
    shown: float | None = None
    suffix: str | None = None
    detail: str = ""
    facts: Facts = ()
    before: float | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Now:
    """What faces and lists are made from: the facts of today so far, the closed days before, and the tables behind."""

    scope: Scope
    present: Present

    @property
    def live(self) -> Live:
        return self.present.live

    @property
    def today(self) -> pd.Series:
        """The factory's sums of today so far."""
        return row(self.live.rows["factory"])

    def days(self, window: str) -> tuple[date, date]:
        """First and last day of a KPI's window (Kpi.window); today is the last."""
        return period.window(window, self.live.today)

    def sums(self, window: str) -> pd.Series:
        """The factory's sums over a window, today so far in it."""
        return self._over(*self.days(window))

    def before(self, window: str) -> pd.Series | None:
        """The same of the time before: yesterday at the same scheduled time, or as many days; None: not at hand."""
        if window == "today":
            return row(self.live.yesterday)
        start, end = self.days(window)
        first = start - (end - start) - DAY
        recent = self.present.recent
        return self._over(first, start - DAY) if len(recent) and recent.start.iloc[0] <= first else None

    def lately(self, window: str, days: int) -> pd.DataFrame:
        """The factory's sums over the window as of each of the last days, a row each, oldest first."""
        ends = [self.live.today - n * DAY for n in range(days - 1, -1, -1)]
        if window != "today":
            return pd.DataFrame([self._over(period.window(window, end)[0], end) for end in ends])
        recent = self.present.recent
        closed = recent.set_index("start").reindex(ends[:-1]).astype(float)
        return pd.concat([closed, self.today.to_frame().T], ignore_index=True)

    def members(self, entity: str, window: str) -> pd.DataFrame:
        """Sums of each member over a window: key, name and the measures. Statements only for more than today."""
        start, end = self.days(window)
        span = sums.span(self.live, start, end)
        stored = start < end and entity != "shift"
        grain = breakdown.rows_grain(self.scope, entity, start) if stored else "day"
        frame, labels = breakdown.member_sums(self.scope, self.live, entity, [*measures.of(entity)], span, grain)
        return pd.concat([labels, frame], axis=1)

    def _over(self, first: date, last: date) -> pd.Series:
        recent = self.present.recent
        within = recent[(recent.start >= first) & (recent.start <= last)] if len(recent) else recent
        closed = within.drop(columns="start").astype(float)
        if last == self.live.today:
            closed = pd.concat([closed, self.today.to_frame().T], ignore_index=True)
        return closed.sum(min_count=1) if len(closed) else pd.Series(dtype=float)


def row(rows: pd.DataFrame) -> pd.Series:
    """The factory's row of a day as numbers; empty without one."""
    numbers = rows.drop(columns=["summary_date"], errors="ignore")
    return numbers.iloc[0].astype(float) if len(numbers) else pd.Series(dtype=float)


def of(sums_of: pd.Series, name: str) -> float | None:
    """One measure of a row of sums; None: unknown."""
    found = sums_of.get(name)
    return None if found is None or pd.isna(found) else float(found)


def value(kpi: Kpi, sums_of: pd.Series) -> float | None:
    """The KPI's formula over one row of sums; None: no data."""
    needed = dict.fromkeys((*kpi.measures, "stock_days"), np.nan)
    return kpi.value(needed | sums.plain(sums_of))


def plain(kpi: Kpi, now: Now) -> Face:
    """The formula over the KPI's window, against the window before."""
    before = now.before(kpi.window)
    return Face(value(kpi, now.sums(kpi.window)), before=None if before is None else value(kpi, before))


def aim(kpi: Kpi) -> str:
    """The declared target in words: "limit 5 %"."""
    if kpi.target is None:
        return ""
    return f"{'limit' if kpi.better == 'lower' else 'target'} {figure(kpi.target)} {kpi.unit}"


MakeFace = Callable[[Kpi, Now], Face]
MakeList = Callable[[Kpi, Now], pd.DataFrame]
