"""The change per week or month, and the learning rate, from buckets written by hand."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from answers import extras
from kpis.catalogue import KPIS

MONDAY = date(2025, 3, 3)
AGING, PERFORMANCE = KPIS["wo_aging_trend"], KPIS["machine_performance_trend"]
LEARNING = KPIS["planning_learning_curve"]


def buckets(values, days=1, **columns):
    starts = [MONDAY + timedelta(days=days * n) for n in range(len(values))]
    ends = [start + timedelta(days=days - 1) for start in starts]
    made = {"start": starts, "end": ends, "value": values, "running": False} | columns
    return pd.DataFrame(made).astype({"value": float})


def test_the_slope_is_that_of_least_squares():
    x, y = np.array([0.0, 1, 2, 5]), np.array([1.0, 3, 2, 9])
    assert extras.slope(x, y) == pytest.approx(np.polyfit(x, y, 1)[0])
    assert extras.slope(x, np.array([1.0, np.nan, np.nan, 11])) == 2
    assert extras.slope(np.array([3.0, 3]), np.array([1.0, 2])) is None
    assert extras.slope(x[:1], y[:1]) is None


def test_a_trend_is_the_change_in_a_week_or_a_month_whatever_the_grain():
    assert extras.trend(AGING, buckets([10, 11, 12])) == pytest.approx(7)
    assert extras.trend(AGING, buckets([10, 17, 24], days=7)) == pytest.approx(7)
    assert extras.trend(PERFORMANCE, buckets([80, 79])) == pytest.approx(-365.25 / 12)
    assert (extras.trend_unit(AGING), extras.trend_unit(PERFORMANCE)) == ("h/week", "pt/month")


def test_a_short_bucket_at_the_edge_stands_in_its_own_middle():
    made = buckets([10, 17], days=7)
    made.loc[1, "end"] = made.start[1] + timedelta(days=2)  # Monday to Wednesday: its middle is 5 days later
    assert extras.trend(AGING, made) == pytest.approx(7 * 7 / 5)


def test_gaps_and_what_still_runs_do_not_bend_a_trend():
    assert extras.trend(AGING, buckets([10, None, 12])) == pytest.approx(7)
    assert extras.trend(AGING, buckets([10, 11, 99], running=[False, False, True])) == pytest.approx(7)
    assert extras.trend(AGING, buckets([10, 99], running=[False, True])) is None
    assert extras.trend(AGING, buckets([])) is None
    assert extras.trend(KPIS["oee"], buckets([10, 11])) is None and extras.trend_unit(KPIS["oee"]) == ""


def test_the_learning_rate_is_what_a_doubling_leaves():
    # 10, 20, 40 orders in all: each time a fifth less
    made = buckets([100, 80, 64], orders_completed=[10, 10, 20])
    assert extras.learning_rate(LEARNING, made) == pytest.approx(80)
    assert extras.facts(LEARNING, made) == (("Learning rate", "80.0 % per doubling of orders completed"),)
    assert extras.learning_rate(LEARNING, buckets([100, 100], orders_completed=[1, 7])) == pytest.approx(100)


def test_a_bucket_without_orders_or_error_tells_nothing_of_learning():
    made = buckets([None, 100, None, 0, 80], orders_completed=[None, 10, None, 5, 5])
    assert extras.learning_rate(LEARNING, made) == pytest.approx(80)
    assert extras.learning_rate(LEARNING, buckets([100], orders_completed=[10])) is None
    assert extras.facts(LEARNING, buckets([100], orders_completed=[10])) == ()
    assert extras.facts(replace(LEARNING, learning=""), made) == ()
