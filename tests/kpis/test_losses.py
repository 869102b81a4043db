"""The losses between planned and good time, on one hand-written day."""

import math

import pytest

from kpis.losses import losses

DAY = {
    "scheduled_hours": 16.0, "off_shift_work_hours": 1.0, "planned_down_hours": 1.0, "idle_hours": 2.0,
    "setup_hours": 1.5, "breakdown_hours": 0.5, "unplanned_down_hours": 1.5, "run_hours": 11.0,
    "uncovered_run_hours": 1.0, "ideal_hours": 9.0, "good_hours": 8.1, "ok_units": 950.0, "scrapped_units": 100.0,
    "uncovered_units": 150.0, "downtime_cost": 90.0,
}  # fmt: skip


def by_name(unit="h", **changed):
    return losses({**DAY, **changed}, unit).set_index("name").value


def test_losses_and_good_time_add_up_to_the_planned_time():
    found = losses(DAY)
    assert found.value.iloc[0] == 16 and found[~found.total].value.sum() + found.value.iloc[-1] == pytest.approx(16)
    assert by_name()["Other stops"] == 1 and by_name()["Speed"] == 1 and by_name()["Scrap"] == pytest.approx(0.9)


def test_a_cycle_time_that_is_too_long_is_a_gain_not_hidden():
    assert by_name(ideal_hours=11.0)["Speed"] == -1


def test_an_hour_is_worth_units_and_money():
    assert by_name("units")["Setup"] == 150  # 900 units in 9 ideal hours
    assert by_name("money")["Setup"] == 90  # 90 for 1.5 hours of stops


def test_what_is_unknown_stays_unknown():
    assert math.isnan(by_name(unplanned_down_hours=None)["Other stops"])
    assert math.isnan(by_name("money", unplanned_down_hours=0.0, breakdown_hours=0.0)["Setup"])
