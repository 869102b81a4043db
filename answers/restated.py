"""What closed days said before they were restated, and why: by KPI and by measure, from what the restatements kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd

from answers import sums
from answers.ttl import CROSS
from data import cache
from data.summary import query, restate
from data.tenancy import Scope
from kpis.measures import MEASURES
from kpis.model import Kpi

TOLD = 5
"""Restatements that are told, the newest first."""
ORDER = re.compile(r"order (?P<id>.+?) at \d{4}-\d\d-\d\d")
"""Where a cause names an order (data.summary.causes)."""


@dataclass(frozen=True)
class Moved:
    """A KPI or a measure (`name`: as it reads, or the measure's own) of a day, before and after."""

    name: str
    unit: str
    before: float | None
    after: float | None
    kpi: bool


@dataclass(frozen=True)
class Restated:
    """A closed day that was computed again and came out differently. at: local; cause: "" where nobody said."""

    day: date
    at: datetime
    cause: str
    moved: tuple[Moved, ...]


def of_kpi(scope: Scope, kpi: Kpi, first: date, last: date) -> tuple[Restated, ...]:
    """The newest restatements of what the KPI is made of, over some days."""

    def make() -> tuple[Restated, ...]:
        return _restated(scope, [kpi], first, last)

    at = f"restated|{first}|{last}"
    return cache.remember(cache.KPI, scope.factory.slug, kpi.tier, kpi.id, at, CROSS, make)


def of_day(scope: Scope, kpis: Sequence[Kpi], day: date) -> tuple[Restated, ...]:
    """The newest restatements of a day, told by some KPIs of the factory that day."""

    def make() -> tuple[Restated, ...]:
        return _restated(scope, kpis, day, day)

    at = f"restated|{day}|{','.join(kpi.id for kpi in kpis)}"
    return cache.remember(cache.LIVE, scope.factory.slug, "live", "facts", at, CROSS, make)


def _restated(scope: Scope, kpis: Sequence[Kpi], first: date, last: date) -> tuple[Restated, ...]:
    columns = sorted({name for kpi in kpis for name in sums.columns_of(kpi)})
    found = restate.kept(scope, first, last)
    found = found[found.measure.isin(columns)]
    zone = ZoneInfo(scope.factory.timezone)
    told: list[Restated] = []
    days: list[date] = [*dict.fromkeys(found.day)]
    for day in days:
        of_day = found[found.day == day]
        rows = query.rows(scope, columns, query.Segment("day", day, day))
        after = sums.total(rows, columns)
        for (at, cause), changes in reversed([*of_day.groupby(["restated_at", "cause"])]):
            before = after.copy()
            before[changes.measure.tolist()] = changes.old_value.to_numpy(dtype=float)
            moved = (*_kpis(scope, kpis, before, after), *_measures(scope, changes))
            local = pd.Timestamp(at).to_pydatetime().replace(tzinfo=UTC).astimezone(zone)
            told.append(Restated(day, local, str(cause), moved))
            after = before
    return tuple(sorted(told, key=lambda one: (one.at, one.day), reverse=True)[:TOLD])


def _kpis(scope: Scope, kpis: Sequence[Kpi], before: pd.Series, after: pd.Series) -> list[Moved]:
    """The KPIs that come out differently; those over members cannot be told from the factory's sums alone."""
    found = []
    for kpi in kpis:
        if kpi.compiled.members or kpi.compiled.targets:
            continue
        old, new = (_value(kpi, row) for row in (before, after))
        if old != new:
            found.append(Moved(kpi.name, kpi.in_currency(scope.factory.currency).unit, old, new, True))
    return found


def _value(kpi: Kpi, row: pd.Series) -> float | None:
    value = kpi.compiled.evaluate(row.to_frame().T).iloc[0]
    return None if pd.isna(value) else float(value)


def _measures(scope: Scope, changes: pd.DataFrame) -> list[Moved]:
    """The measures that moved, those by most of their value first."""

    def number(value: float) -> float | None:
        return None if pd.isna(value) else float(value)

    share = (changes.new_value - changes.old_value).abs() / changes.old_value.abs().clip(lower=1)
    rows = changes.loc[share.fillna(float("inf")).sort_values(ascending=False, kind="stable").index]
    return [
        Moved(name, MEASURES[name].unit, number(old), number(new), False)
        for name, old, new in zip(rows.measure, rows.old_value, rows.new_value, strict=True) if name in MEASURES
    ]  # fmt: skip
