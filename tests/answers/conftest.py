"""The small plant of tests/floor.py, summarised, and what the oracle says of a KPI there."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache as once
from typing import Any

import pandas as pd
import pytest

from data import cache
from data.summary import clock
from data.summary.aggregate import backfill
from data.tenancy import Scope
from kpis.catalogue import KPIS, find
from kpis.measures import MEASURES
from tests import databases, floor
from tests.oracle import Source, measure
from tests.oracle.oracle import SOURCES

CHECKED = [kpi.id for kpi in KPIS.values() if kpi.measures <= set(SOURCES)]
"""KPIs that the oracle can compute."""


BOTH = pytest.mark.parametrize("plant", ["sqlite", "mariadb"], indirect=True, scope="module")
"""For tests of what is read in a way of its own; all others meet MariaDB in the long run."""


@pytest.fixture(scope="module", params=["sqlite", pytest.param("mariadb", marks=pytest.mark.long)])
def plant(
    request: pytest.FixtureRequest, summarised_floor: Callable[[str], Any], redis_server: str
) -> Iterator[Scope]:
    """For tests that only read: at floor.NOW with all rows, and with a cache."""
    with (
        summarised_floor(request.param) as scope,
        databases.environment(REDIS_URL=redis_server, CACHE_PREFIX=f"answers-{request.param}"),
    ):
        cache.flush()
        yield scope


@once
def the_source() -> Source:
    return floor.source(floor.rows())


@pytest.fixture(scope="module")
def source() -> Source:
    return the_source()


_measured: dict[Any, Any] = {}


def measured(source: Source, name: str, start: date, end: date, by: str | None = None, *, now: datetime) -> Any:
    """The oracle's measure, computed once a process: it is slow, and ninety KPIs share a hundred measures."""
    key = (id(source), name, start, end, by, now)
    if source is not the_source():
        return measure(source, name, start, end, by, now=now)
    if key not in _measured:
        _measured[key] = measure(source, name, start, end, by, now=now)
    return _measured[key]


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
    formula = kpi.of_member if by else kpi.compiled
    whole = sums(source, kpi.measures, start, end, now)
    own = sums(source, kpi.measures, start, end, now, by, key) if by else whole
    targets = {f"target {name}": find(name).target for name in formula.targets}
    rows = [pd.DataFrame([row | targets | {"stock_days": 1.0}]).astype(float) for row in (own, whole)]
    members = {
        entity: rows[0] if entity == by else weeks(source, names, start, end, now, by, key) if entity == "week"
        else others(source, entity, names, start, end, now, by, key)
        for entity, names in formula.members.items()
    }  # fmt: skip
    value = float(formula.evaluate(rows[0], rows[1].iloc[0], by or None, members).iloc[0])
    return None if pd.isna(value) else value


def sums(
    source: Source, names: Iterable[str], start: date, end: date, now: datetime, by: str = "", key: Any = None
) -> dict[str, float | None]:
    """The measures of the factory, or of one member: None of what it does not count."""
    made: dict[str, float | None] = {}
    for name in names:
        counted = not by or MEASURES[name].counted_by(by)
        found = measured(source, name, start, end, by or None, now=now) if counted else None
        made[name] = found if not by or found is None else found.get(key, 0.0)
    return made


def weeks(source: Source, names: Iterable[str], start: date, end: date, now: datetime, *of: Any) -> pd.DataFrame:
    """The weeks that lie wholly in a range, as a formula takes them."""
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    whole = [(day, day + timedelta(days=6)) for day in days if day.weekday() == 0 and day + timedelta(days=6) <= end]
    rows = [sums(source, names, *week, now, *of) for week in whole]
    return pd.DataFrame(rows, columns=list(names), index=[0] * len(rows)).astype(float)


def others(
    source: Source, entity: str, names: Iterable[str], start: date, end: date, now: datetime, by: str, key: Any
) -> pd.DataFrame:
    """The members of an entity (within a member of `by`) that did anything, as a formula takes them."""

    def of_each(name: str) -> dict[Any, float]:
        if not by:
            return measured(source, name, start, end, entity, now=now) or {}
        pairs = measured(source, name, start, end, (by, entity), now=now) or {}
        return {pair[1]: value for pair, value in pairs.items() if pair[0] == key}

    known = [name for name in SOURCES if MEASURES[name].counted_by(entity)]
    active = {who for name in known for who, value in of_each(name).items() if who and value}
    rows = [{name: of_each(name).get(who, 0.0) for name in names} for who in sorted(active)]
    return pd.DataFrame(rows, columns=list(names), index=[0] * len(rows)).astype(float)


@pytest.fixture
def shop_now(sqlite_database: str, at: Callable[[datetime], None]) -> Callable[..., Scope]:
    """`shop_now(tables, moment, summed=False)` stores hand-written tables in SQLite and stops the clock at the moment;
    `summed`: the days before have their summaries."""

    def make(tables: floor.Rows, moment: datetime, summed: bool = False) -> Scope:
        at(moment)
        scope = floor.store(tables, "shop")
        if summed:
            backfill(scope)
        return scope

    return make
