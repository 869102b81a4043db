"""How closed days moved: those that were restated since a moment, and the headline KPIs over them before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select

from data.summary.tables import measures_of
from data.tenancy import Scope
from kpis.catalogue import KPIS

HEADLINES = (
    "oee", "scrap_rate", "production_volume", "throughput", "machine_utilization", "schedule_adherence",
    "on_time_delivery",
)  # fmt: skip
"""Ids of the KPIs that are told."""


@dataclass(frozen=True)
class Moves:
    """`days`: closed days whose figures of the factory moved. `kpis`: by id the value over these days before and after;
    None where there is no data."""

    days: tuple[date, ...]
    kpis: Mapping[str, tuple[float | None, float | None]]

    @property
    def moved(self) -> dict[str, tuple[float | None, float | None]]:
        """The KPIs that are not what they were."""
        return {name: pair for name, pair in self.kpis.items() if _shown(pair[0]) != _shown(pair[1])}

    @property
    def told(self) -> str:
        """The days in words: rows of days without a gap, as "2024-03-04 to 2024-03-06"."""
        rows: list[list[date]] = []
        for day in self.days:
            if rows and (day - rows[-1][-1]).days == 1:
                rows[-1].append(day)
            else:
                rows.append([day])
        return ", ".join(f"{row[0]} to {row[-1]}" if len(row) > 1 else f"{row[0]}" for row in rows)


def since(scope: Scope, moment: datetime) -> Moves:
    """What was restated since a moment (naive UTC)."""
    r, daily = scope.t.kpi_restatements.c, scope.t.kpi_daily_summaries
    asked = select(r.day, r.measure, r.old_value).where(r.restated_at >= moment).order_by(r.restated_at, r.id)
    changed = scope.frame(asked)
    if changed.empty:
        return Moves((), {})
    changed["day"] = pd.to_datetime(changed["day"]).dt.date
    changed = changed.drop_duplicates(["day", "measure"])
    days = sorted(set(changed["day"]))
    columns = [name for name in (*measures_of("factory"), "stock_days") if name in daily.c]
    of = daily.c.summary_date.between(days[0], days[-1])
    after = scope.frame(select(daily.c.summary_date, *(daily.c[name] for name in columns)).where(of))
    after = after.assign(summary_date=pd.to_datetime(after["summary_date"]).dt.date).set_index("summary_date")
    after = after.reindex(days).astype(float)
    before = after.copy()
    for day, measure, old in changed.itertuples(index=False):
        if measure in before.columns:
            before.loc[day, measure] = np.nan if old is None else old
    sums = pd.DataFrame([before.sum(min_count=1), after.sum(min_count=1)])
    return Moves(tuple(days), {name: _pair(KPIS[name].compiled.evaluate(sums)) for name in HEADLINES})


def _pair(values: Any) -> tuple[float | None, float | None]:
    before, after = (None if pd.isna(value) else float(value) for value in values)
    return before, after


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:,.2f}"


def lines(moves: Moves) -> list[tuple[str, str, str, str]]:
    """Name, before, after and unit of the KPIs that moved."""
    return [(KPIS[name].name, _shown(a), _shown(b), KPIS[name].unit) for name, (a, b) in moves.moved.items()]
