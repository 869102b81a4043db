"""The expected finish of started orders, by hand. Monday; one shift a day, 06:00 to 14:00; 36 s a unit at best."""

from datetime import time

import numpy as np
import pandas as pd
import pytest

from data.facts.history import NEVER, moment
from data.facts.progress import expected
from data.facts.stocks import open_orders
from tests.data.facts.factory import history
from tests.data.facts.shop import DAY, MONDAY, at, shop
from tests.oracle.factories import frames


def finish(*words, now="10:00", units=(), qty=10.0, shifts=None, holidays=(), cycle=36.0, pause=None, through=False):
    """When the order of these words is expected; `units` are the OK units of its logs, in their order."""
    tables = shop([("M1", *words)], shifts=shifts, holidays=holidays)
    tables["work_orders"][0]["qty"] = qty
    tables["part_numbers"][0]["cycle_time"] = cycle
    for log, made in zip(tables["work_order_logs"], units, strict=False):
        log["ok_qtys"] = float(made)
    tables["machine_groups"][0]["run_through"] = through
    made = frames(tables)
    if pause:
        start, end = map(time.fromisoformat, pause)
        made["shift_breaks"] = pd.DataFrame([{"id": 1, "shift_id": 1, "start_time": start, "end_time": end}])
    found = history(made, at(now))
    (done,) = expected(found, open_orders(found, np.array([moment(at(now))])))
    return None if done == NEVER else done


def clock(text):
    return moment(at(text))


def test_what_is_left_goes_on_at_the_orders_own_pace():
    # 4 units in 2 h of run time, an hour of hold between; 6 are left: 3 h
    assert finish("07:00 Start", "08:00 Hold", "09:00 Start", "10:00 Start", units=(0, 2, 0, 2), now="10:01") == clock(
        "13:00"
    )


def test_time_since_the_last_report_is_not_lost():
    # 5 units in an hour; the next hour has made the other 5, though nobody has said so yet
    assert finish("08:00 Start", "09:00 Start", units=(0, 5), now="09:45") == clock("10:00")
    assert finish("08:00 Start", "09:00 Start", units=(0, 5), now="11:00") == clock("11:00")


def test_before_the_first_unit_the_ideal_cycle_time_holds():
    assert finish("09:30 Start", qty=100.0) == clock("10:30")
    assert finish("09:30 Start", qty=100.0, cycle=None) is None


def test_only_shift_time_counts_behind_and_ahead():
    # run time 12:00 to 14:00 and 06:00 to 07:00 of Tuesday: 3 h for 3 units, 7 h left of which 7 lie in Tuesday's shift
    words = ("12:00 Start", "+07:00 Start")
    assert finish(*words, units=(0, 3), now="+07:00:01") == clock("+14:00")
    assert finish("12:00 Start", "13:00 Start", units=(0, 4), now="13:00:01") == clock("+06:30")
    # at 15:00 nothing runs: the half hour that is left is tomorrow's, after a holiday the day after's
    assert finish("12:00 Start", "13:00 Start", units=(0, 4), now="15:00") == clock("+06:30")
    assert finish("12:00 Start", "13:00 Start", units=(0, 4), now="15:00", holidays=(MONDAY + DAY,)) == clock("++06:30")


def test_a_break_is_no_shift_time_behind_or_ahead():
    # 5 units in the 2.5 hours to 09:30, half an hour of them a break: 2 h for 5, 2 h left; none of it in the break
    words = ("07:00 Start", "09:30 Start")
    assert finish(*words, units=(0, 5), now="09:30:01", pause=("08:00", "08:30")) == clock("11:30")
    assert finish("07:00 Start", "09:00 Start", units=(0, 5), now="09:30", pause=("10:00", "10:30")) == clock("11:30")


def test_who_runs_through_breaks_has_none_behind_or_ahead():
    words, pause = ("07:00 Start", "09:30 Start"), ("08:00", "08:30")
    assert finish(*words, units=(0, 5), now="09:30:01", pause=pause, through=True) == clock("12:00")
    words, pause = ("07:00 Start", "09:00 Start"), ("10:00", "10:30")
    assert finish(*words, units=(0, 5), now="09:30", pause=pause, through=True) == clock("11:00")


def test_without_shifts_the_clock_counts():
    assert finish("12:00 Start", "14:00 Start", units=(0, 2), now="14:00:01", shifts=[]) == clock("22:00")


@pytest.mark.parametrize("words", [(), ("07:00 Setup",)], ids=["assigned", "setup"])
def test_an_order_that_has_not_started_has_no_estimate(words):
    assert finish("created 05:00", *words) is None


def test_an_order_on_hold_is_taken_to_go_on_now():
    assert finish("07:00 Start", "08:00 Hold", units=(0, 5)) == clock("11:00")


def test_all_units_made_is_expected_now():
    assert finish("07:00 Start", "08:00 Start", units=(0, 10)) == clock("10:00")


def test_what_takes_longer_than_two_months_has_no_date():
    assert finish("07:00 Start", "08:00 Start", units=(0, 1), qty=10_000.0) is None
