"""Every measure that the application computes equals the independent computation in tests/oracle, at every entity."""

import math
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from data.facts import rollup
from data.facts.compute import Facts, compute
from kpis.measures import MEASURES
from tests.data.facts.factory import far, history
from tests.oracle import Source, measure
from tests.oracle.factories import any_factory, days, frames
from tests.oracle.oracle import SOURCES, STOCKS

# one core's five seconds; the shrinker is left out, as a failing factory of six orders is small enough to read
RELAXED = settings(
    max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)
BY_ID = ("machine", "group", "operator", "part", "customer")


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-8)


def computed(facts: Facts, entity: str) -> list[str]:
    """The flows that the application's rows of an entity hold and the oracle knows."""
    names = set(rollup.by_day(facts, entity).columns)
    return sorted(n for n in names if n in SOURCES and n not in STOCKS and entity in MEASURES[n].entities)


def check(found: pd.DataFrame, name: str, expected: dict[object, float] | None, keys: list[str]) -> None:
    """The sums of `found` by its key columns equal what the oracle says; a member without a row has none."""
    if expected is None:
        assert found[name].isna().all() if len(found) else True, name
        return
    ours = found.groupby(keys)[name].sum()
    for key in set(ours.index) | set(expected):
        assert ours.get(key, 0.0) == near(expected.get(key, 0.0)), (name, key)


def compare_all(tables: dict, first: date, last: date, now: datetime) -> None:
    source, frame = Source.from_rows(tables), frames(tables)
    facts = compute(history(frame, now), first, last)
    whole = rollup.by_day(facts, "factory")
    for name in computed(facts, "factory"):
        expected = measure(source, name, first, last, now=now)
        total = whole[name].sum(min_count=1) if len(whole) else 0.0
        assert math.isnan(total) if expected is None and len(whole) else total == near(expected or 0.0), name
    for entity in BY_ID:
        rows = rollup.by_day(facts, entity)
        for name in computed(facts, entity):
            expected = measure(source, name, first, last, entity, now=now)
            check(rows, name, None if expected is None else {k: v for k, v in expected.items() if k}, ["id"])
    shifts = rollup.by_shift(facts)
    for name in sorted(set(shifts.columns) & set(SOURCES) - set(STOCKS)):
        check(shifts, name, measure(source, name, first, last, "shift", now=now), ["shift_id"])
    reasons = rollup.by_day(facts, "reason")
    for name in sorted(set(reasons.columns) & set(SOURCES) - set(STOCKS)):
        check(reasons, name, measure(source, name, first, last, "reason", now=now), ["kind", "id"])
    for day in facts.windows.days:
        row = whole[whole.day == day]
        for name in sorted(set(whole.columns) & set(STOCKS)):
            expected = measure(source, name, day, day, now=now)
            assert row[name].isna().all() if expected is None else row[name].sum() == near(expected), (name, day)


def moments() -> st.SearchStrategy[timedelta]:
    """How long after the birth of a factory it is looked at: on the grid of its events, or a second beside it."""
    return st.builds(
        lambda half_hours, seconds: timedelta(days=1, minutes=30 * half_hours, seconds=seconds),
        st.integers(0, 96), st.sampled_from([0, -1, 1]),
    )  # fmt: skip


@RELAXED
@given(any_factory())
def test_a_past_range_equals_the_oracle(tables):
    first, last = days(tables)
    compare_all(tables, first, last, far(last))


@RELAXED
@given(any_factory(), moments())
def test_a_running_day_equals_the_oracle(tables, moment):
    first, last = days(tables)
    compare_all(tables, first, last, tables["machines"][0]["created_at"] + moment)


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("part", range(100))
def test_a_hundred_thousand_factories_equal_the_oracle(part):
    """A thousand a part, the same ones each time; every other one is looked at while its days run."""

    @seed(part)
    @settings(RELAXED, max_examples=1000, database=None)
    @given(any_factory(), st.none() | moments())
    def equal(tables, moment):
        first, last = days(tables)
        born = tables["machines"][0]["created_at"]
        compare_all(tables, first, last, far(last) if moment is None else born + moment)

    equal()
