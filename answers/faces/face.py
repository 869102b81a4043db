"""What a KPI's tile says now: headline, short line and facts; the list behind it comes separately (it may need SQL)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from answers import breakdown, lately, sums
from answers.source import Present
from answers.targets import Targets, with_targets
from data.facts.calendar import DAY
from data.summary.live import Live
from data.tenancy import Scope
from kpis import measures, period
from kpis.measures import MEASURES
from kpis.model import Kpi
from kpis.text import figure, in_currency

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Face:
    """What a tile shows. `value` is the KPI's, `shown` and `suffix` the headline; `before`: yesterday's `shown` at the
    same scheduled time (of a longer window: the same number of days before), in `unit`. Fields left out come from the
    KPI's formula. `same`: `value` is the quantity that the KPI's target is for. `whose`: entity and key of the member
    that it is about."""

    value: float | None
    shown: float | None = None
    suffix: str | None = None
    detail: str = ""
    facts: Facts = ()
    before: float | None = None
    unit: str | None = None
    same: bool = True
    whose: tuple[str, str] | None = None


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

    def unit_of(self, measure: str) -> str:
        """The unit of a measure; money in the factory's currency."""
        return in_currency(MEASURES[measure].unit, self.scope.factory.currency)

    def days(self, window: str) -> tuple[date, date]:
        """First and last day of a KPI's window (Kpi.window); today is the last."""
        return period.window(window, self.live.today)

    def sums(self, window: str) -> pd.Series:
        """The factory's sums over a window, today so far in it."""
        return lately.over(self.present, *self.days(window))

    def before(self, window: str) -> pd.Series | None:
        """The same of the time before: yesterday at the same scheduled time, or as many days; None: not at hand."""
        if window == "today":
            return row(self.live.yesterday)
        start, end = self.days(window)
        first = start - (end - start) - DAY
        return lately.over(self.present, first, start - DAY) if self._reaches(first) else None

    @property
    def targets(self) -> Targets:
        return Targets(self.live.plant)

    def value(self, kpi: Kpi) -> float | None:
        """The KPI over its window; None: no data."""
        return lately.values(kpi, self.present, [self.days(kpi.window)])[0]

    def value_before(self, kpi: Kpi) -> float | None:
        """The KPI over the time before (see `before`); None: no data, or not at hand."""
        if kpi.window == "today":
            # of yesterday at the same scheduled time only the factory's sums are known
            return None if kpi.compiled.members else value(kpi, row(self.live.yesterday))
        start, end = self.days(kpi.window)
        first = start - (end - start) - DAY
        return lately.values(kpi, self.present, [(first, start - DAY)])[0] if self._reaches(first) else None

    def _reaches(self, first: date) -> bool:
        """Whether all days since `first` are at hand, and recorded: a part of them would be compared with the whole."""
        recent, today = self.present.recent, self.live.today
        whole = len(self.live.plant.record.days(first, today)) == (today - first).days + 1
        return whole and bool(len(recent)) and recent.start.iloc[0] <= first

    def members(self, entity: str, window: str) -> pd.DataFrame:
        """Sums of each member over a window: key, name and the measures. Statements only for more than today."""
        start, end = self.days(window)
        span = sums.span(self.live, start, end)
        stored = start < end and entity != "shift"
        grain = sums.rows_grain(self.scope, entity, start) if stored else "day"
        frame, labels = breakdown.member_sums(self.scope, self.live, entity, [*measures.of(entity)], span, grain)
        return pd.concat([labels.drop(columns="id"), frame], axis=1)

    def valued(self, kpi: Kpi, entity: str) -> pd.DataFrame:
        """The KPI of each member over its window: key, name, value and the sums. Statements for more than today."""
        start, end = self.days(kpi.window)
        span, columns = sums.span(self.live, start, end), sums.columns_of(kpi)
        grain = sums.rows_grain(self.scope, entity, start) if start < end and entity != "shift" else "day"
        whole = self.sums(kpi.window).reindex(columns)
        whole = with_targets(whole, kpi, Targets(self.live.plant), end)
        return breakdown.valued(self.scope, self.live, kpi, entity, columns, span, grain, whole)


def row(rows: pd.DataFrame) -> pd.Series:
    """The factory's row of a day as numbers; unknown, all of them, without one: that day is not recorded."""
    numbers = rows.drop(columns=["summary_date"], errors="ignore")
    return numbers.iloc[0].astype(float) if len(numbers) else pd.Series(np.nan, [*measures.of("factory"), "stock_days"])


def of(sums_of: pd.Series, name: str) -> float | None:
    """One measure of a row of sums; None: unknown."""
    found = sums_of.get(name)
    return None if found is None or pd.isna(found) else float(found)


def value(kpi: Kpi, sums_of: pd.Series) -> float | None:
    """The KPI's formula over one row of the factory's sums; None: no data. Not for one that goes over members."""
    needed = dict.fromkeys((*kpi.measures, "stock_days"), np.nan)
    return kpi.value(needed | sums.plain(sums_of))


def plain(kpi: Kpi, now: Now) -> Face:
    """The formula over the KPI's window, against the window before."""
    return Face(now.value(kpi), before=now.value_before(kpi))


def aim(kpi: Kpi) -> str:
    """The declared target in words: "limit 5 %"."""
    if kpi.target is None:
        return ""
    return f"{'limit' if kpi.better == 'lower' else 'target'} {figure(kpi.target)} {kpi.unit}"


MakeFace = Callable[[Kpi, Now], Face]
MakeList = Callable[[Kpi, Now], pd.DataFrame]
