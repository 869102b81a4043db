"""The small plant of tests/floor.py, summarised, and what the oracle says of a KPI there."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from data import cache
from data.summary import clock
from data.summary.aggregate import backfill
from data.tenancy import Scope
from kpis.catalogue import find
from kpis.measures import MEASURES
from tests import databases, floor
from tests.oracle import Source, measure


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def plant(request: pytest.FixtureRequest, empty_database: Callable[..., Any], redis_server: str) -> Iterator[Scope]:
    """For tests that only read: at floor.NOW with all rows, and with a cache."""
    with (
        pytest.MonkeyPatch.context() as patch,
        empty_database(request.param, "floor"),
        databases.environment(REDIS_URL=redis_server, CACHE_PREFIX=f"answers-{request.param}"),
    ):
        patch.setattr(clock, "wall", lambda: floor.NOW)
        cache.flush()
        scope = floor.store(floor.rows())
        backfill(scope)
        yield scope


@pytest.fixture(scope="module")
def source() -> Source:
    return floor.source(floor.rows())


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[datetime], None]]:
    """`at(moment)` sets the clock (naive UTC); what was remembered of another moment is forgotten."""

    def move(moment: datetime) -> None:
        monkeypatch.setattr(clock, "wall", lambda: moment)
        cache.flush()

    yield move
    cache.flush()


def oracle(
    source: Source, kpi_id: str, start: date, end: date, now: datetime = floor.NOW, by: str = "", key: Any = None
) -> float | None:
    """The KPI's formula over the oracle's sums, of the factory or of one member. Stocks come as means already."""
    kpi = find(kpi_id)
    whole = {name: measure(source, name, start, end, now=now) for name in kpi.measures}
    sums = dict(whole)
    for name in kpi.measures if by else ():
        if MEASURES[name].counted_by(by):
            found = measure(source, name, start, end, by, now=now)
            sums[name] = None if found is None else found.get(key, 0.0)
        else:
            sums[name] = None
    rows = [pd.DataFrame([row | {"stock_days": 1.0}]).astype(float) for row in (sums, whole)]
    value = float(kpi.compiled.evaluate(rows[0], rows[1].iloc[0], by or None).iloc[0])
    return None if pd.isna(value) else value
