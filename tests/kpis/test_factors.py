"""Why a KPI that is made of parts moved, on a few numbers by hand, and the law that the parts add up to the change."""

import math
from itertools import permutations

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpis.catalogue import KPIS
from kpis.factors import TARGETS, by_factors
from kpis.formula import Formula

OEE = KPIS["oee"].compiled
INDEX = KPIS["strategic_index"].compiled
PARTS = ("availability", "performance", "quality")
TITLES = {name: name.capitalize() for name in PARTS}


def level(*values):
    return dict(zip(PARTS, values, strict=True))


def test_one_factor_that_changes_alone_is_all_of_the_change():
    found = by_factors(OEE, TITLES, level(80, 90, 100), level(80, 100, 100))
    assert found.steps[0] == ("Performance", pytest.approx(-8))
    assert [amount for _, amount in found.steps[1:]] == pytest.approx([0, 0])
    assert (found.before, found.now, found.others, found.mix) == (pytest.approx(80), pytest.approx(72), 0, None)


def test_what_two_of_them_did_together_is_halved():
    """50 x 50 to 100 x 100 (quality 100): +25 each if first, +50 each if second."""
    found = by_factors(OEE, TITLES, level(100, 100, 100), level(50, 50, 100))
    assert dict(found.steps) == pytest.approx({"Availability": 37.5, "Performance": 37.5, "Quality": 0})


def test_a_sum_is_told_by_its_weights():
    kpi = KPIS["customer_satisfaction"].compiled
    names = tuple(kpi.parts)
    now, before = dict.fromkeys(names, 80.0) | {names[0]: 90.0}, dict.fromkeys(names, 80.0)
    found = by_factors(kpi, {name: name for name in names}, now, before)
    assert found.steps[0] == (names[0], pytest.approx(5)) and found.now - found.before == pytest.approx(5)


def test_targets_that_changed_are_told_beside_the_parts():
    names = tuple(INDEX.parts)
    goals = {f"target {name}": 50.0 for name in INDEX.targets}
    values = dict.fromkeys(names, 40.0)
    found = by_factors(INDEX, {name: name for name in names}, values | goals, values | goals | {"target oee": 80.0})
    assert found.steps[0] == (TARGETS, pytest.approx(100 * (40 / 50 - 40 / 80) / 5))
    same = by_factors(INDEX, {name: name for name in names}, values | goals, values | goals)
    assert TARGETS not in dict(same.steps) and len(same.steps) == len(names)


def test_nothing_is_told_without_parts_or_without_data():
    assert by_factors(KPIS["scrap_rate"].compiled, {}, {}, {}) is None
    assert by_factors(OEE, TITLES, level(80, 90, math.nan), level(80, 90, 95)) is None
    mixed = Formula.parse("half * ok_units", {"half": "scrapped_units / 2"})
    assert by_factors(mixed, {"half": "Half"}, {"half": 1.0}, {"half": 2.0}) is None


RATES = st.tuples(*[st.floats(0, 120)] * 3)


@given(RATES, RATES)
@example((1.0, 80.0, 0.0), (103.0, 0.0, 42.0))
def test_it_is_the_mean_over_all_orders_and_adds_up(now, before):
    found = by_factors(OEE, TITLES, level(*now), level(*before))
    expected = dict.fromkeys(PARTS, 0.0)
    for order in permutations(PARTS):
        at = level(*before)
        for name in order:
            was = math.prod(at.values()) / 10000
            at[name] = level(*now)[name]
            expected[name] += (math.prod(at.values()) / 10000 - was) / 6
    assert {name.lower(): amount for name, amount in found.steps} == pytest.approx(expected, abs=1e-9)
    assert sum(expected.values()) == pytest.approx((math.prod(now) - math.prod(before)) / 10000, abs=1e-9)


def test_the_numbers_are_those_of_the_formula_itself():
    sums = {"run_hours": 70, "scheduled_hours": 100, "off_shift_work_hours": 0, "planned_down_hours": 10,
            "ideal_hours": 60, "good_hours": 57, "uncovered_run_hours": 2}  # fmt: skip
    frame = pd.DataFrame([sums])
    values = {name: float(part.evaluate(frame).iloc[0]) for name, part in OEE.parts.items()}
    assert by_factors(OEE, TITLES, values, values).now == pytest.approx(float(OEE.evaluate(frame).iloc[0]))
