"""In each bucket of a chart, the value over it and those before it: what the same question over these days says."""

from datetime import date, timedelta

import pytest

from answers import ask
from answers.rolling import rolls
from kpis.answer import Question
from kpis.catalogue import find
from tests import floor
from tests.answers.conftest import CHECKED, oracle

LAST = floor.LAST
START = LAST - timedelta(days=3)
ROLLING = [kpi for kpi in CHECKED if rolls(find(kpi), kept=False)]


def near(value):
    return pytest.approx(float("nan") if value is None else value, abs=1e-7, nan_ok=True)


@pytest.mark.parametrize("kpi", ROLLING)
def test_a_day_is_told_with_the_six_before_it(plant, kpi):
    title, values = ask(plant, Question(kpi, START, LAST, rolling=True)).rolling
    assert title == "7 days rolling" and len(values) == 4
    for at, value in enumerate(values):
        day = START + timedelta(days=at)
        assert value == near(ask(plant, Question(kpi, day - timedelta(days=6), day)).value), day


@pytest.mark.parametrize("kpi", ["scrap_rate", "oee", "work_order_status", "throughput"])
def test_it_is_a_ratio_of_the_oracles_sums_and_no_mean_of_rates(plant, source, kpi):
    answer = ask(plant, Question(kpi, START, LAST, rolling=True))
    assert answer.rolling[1].iloc[-1] == near(oracle(source, kpi, LAST - timedelta(days=6), LAST))
    week = ask(plant, Question(kpi, LAST - timedelta(days=6), LAST)).buckets.value
    if kpi in ("scrap_rate", "oee"):
        assert abs(answer.rolling[1].iloc[-1] - week.mean()) > 0.01


@pytest.mark.parametrize(("grain", "count"), [("week", 4), ("month", 3)])
def test_weeks_and_months_begin_when_there_are_enough(plant, grain, count):
    answer = ask(plant, Question("scrap_rate", date(2025, 1, 1), LAST, grain=grain, rolling=True))
    title, values = answer.rolling
    assert title == f"{count} {grain}s rolling" and values[: count - 1].isna().all()
    for at in range(count - 1, len(values)):
        first, last = answer.buckets.start[at - count + 1], answer.buckets.end[at]
        assert values[at] == near(ask(plant, Question("scrap_rate", first, last)).value)


def test_of_a_machine_the_first_days_are_left_out(plant):
    kept = {"where": ("machine", "M1")}
    values = ask(plant, Question("scrap_rate", LAST - timedelta(days=8), LAST, rolling=True, **kept)).rolling[1]
    assert values[:6].isna().all()
    for at in (6, 7, 8):
        day = LAST - timedelta(days=8 - at)
        assert values[at] == near(ask(plant, Question("scrap_rate", day - timedelta(days=6), day, **kept)).value)


def test_shifts_one_point_and_what_does_not_add_up_have_none(plant):
    assert ask(plant, Question("scrap_rate", START, LAST, grain="shift", rolling=True)).rolling is None
    assert ask(plant, Question("scrap_rate", LAST, LAST, grain="day", rolling=True)).rolling is None
    assert ask(plant, Question("operator_workload", START, LAST, rolling=True)).rolling is None
    assert ask(plant, Question("scrap_rate", START, LAST)).rolling is None
