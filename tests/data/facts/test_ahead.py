"""The next 24 hours and 7 days of a small shop, by hand. Monday, 08:00; one shift a day, 06:00 to 14:00."""

from datetime import timedelta

import numpy as np
import pytest

from data.facts.ahead import HORIZONS, ahead
from data.facts.history import moment
from data.facts.stocks import open_orders
from tests.data.facts.factory import history
from tests.data.facts.shop import DAY, MONDAY, at, shop
from tests.oracle.factories import frames

NOW = at("08:00")


def look(tables, until=HORIZONS["24h"]):
    found = history(frames(tables), NOW)
    return ahead(found, open_orders(found, np.array([moment(NOW)])), until)


def group(made, name="G7"):
    return made.groups.set_index("group").loc[name]


def people(tables, *shifts):
    """An operator on each of the shifts; the orders are given to them in turn."""
    tables["operators"] = [
        {"id": n, "name": f"O{n}", "emp_id": f"E{n}", "operator_proficiency_id": None, "shift_id": shift,
         "hourly_rate": None, "hired_on": None, "left_on": None, "user_id": None}
        for n, shift in enumerate(shifts, 1)
    ]  # fmt: skip
    return tables


def test_the_plan_counts_from_now_to_the_horizon_and_in_shifts_alone():
    day = look(shop([("M1", "plan 07:00 +07:00"), ("M2", "plan +13:00 ++07:00")], groups=(7, None)))
    # 08:00 to 14:00 and 06:00 to 07:00 of tomorrow; the second order begins beyond the 24 hours
    assert group(day).planned_load_hours == 7
    assert group(day).scheduled_hours == 6 + 2
    assert group(day, "").planned_load_hours == 0 and day.shift_hours == 8
    week = look(shop([("M1", "plan 07:00 +07:00"), ("M2", "plan +13:00 ++07:00")], groups=(7, None)), HORIZONS["7d"])
    assert group(week).planned_load_hours == 7 and group(week, "").planned_load_hours == 2
    assert group(week).scheduled_hours == group(week, "").scheduled_hours == week.shift_hours == 6 + 6 * 8 + 2


def test_orders_at_once_add_up_and_groups_add_their_machines():
    made = group(look(shop([("M1", "plan 09:00 11:00"), ("M1", "plan 10:00 12:00"), ("M2", "plan 08:00 10:00")],
                           groups=(7, 7))))  # fmt: skip
    assert made.planned_load_hours == 6 and made.scheduled_hours == 16


@pytest.mark.parametrize("words", [["07:30 Start", "07:50 Completed"], ["07:00 Cancelled"]], ids=["done", "cancelled"])
def test_what_is_done_or_cancelled_is_no_load(words):
    made = group(look(shop([("M1", "plan 09:00 11:00", *words), ("M1", "09:10 Start")])))
    assert made.planned_load_hours == 0 and made.backlog_hours == pytest.approx(0.1)  # the second order's 10 units


def test_a_plan_that_is_over_is_no_load_yet_the_work_is_still_to_do():
    tables = shop([("M1", "plan 06:00 07:00", "06:30 Start")])
    tables["work_order_logs"][0]["ok_qtys"] = 4.0
    made = group(look(tables))
    assert made.planned_load_hours == 0 and made.backlog_hours == pytest.approx(6 * 36 / 3600)
    tables["work_order_logs"][0]["ok_qtys"] = 14.0  # more than ordered is not less than nothing to do
    assert group(look(tables)).backlog_hours == 0


def test_nobody_is_scheduled_on_a_holiday_nor_on_a_machine_that_has_left():
    tables = shop([("M1", "plan +06:00 +14:00")], groups=(7, 7), holidays=(MONDAY + DAY,))
    made = look(tables)
    assert made.groups.planned_load_hours.sum() == 0 and made.shift_hours == 6
    tables = shop([("M1", "plan 08:00 ++14:00")], groups=(7, 7))
    tables["machines"][0]["retired_on"] = MONDAY + DAY
    made = group(look(tables, timedelta(days=2)))
    assert made.planned_load_hours == 6 and made.scheduled_hours == 6 + (6 + 8 + 2)


def test_an_operator_is_needed_once_at_a_time():
    tables = people(shop([("M1", "plan 09:00 11:00"), ("M2", "plan 10:00 12:00"), ("M3", "plan 10:00 11:00")],
                         groups=(7, None, 7)), 1)  # fmt: skip
    for order in tables["work_orders"]:
        order["operator_id"] = 1
    made = look(tables)
    # 09:00 to 12:00 in all: alone to 10:00, a third of the next hour each, alone again
    assert made.groups.operator_hours.sum() == pytest.approx(3)
    assert group(made).operator_hours == pytest.approx(1 + 2 / 3)
    for order in tables["work_orders"]:
        order["operator_id"] = None
    assert look(tables).groups.operator_hours.sum() == pytest.approx(2 + 2 + 1)


def test_the_rostered_are_those_of_the_shifts_to_come():
    tables = people(shop([], shifts=[("06:00", "14:00"), ("14:00", "22:00")]), 1, 2, 2, None)
    tables["operators"][2]["left_on"] = MONDAY + DAY
    made = look(tables)
    # 08:00 to 14:00 and two hours of tomorrow; 14:00 to 22:00 twice
    assert made.rostered_hours == 6 + 2 + 8 + 8 and made.shift_hours == 16


def test_what_is_not_recorded_is_unknown():
    made = look(shop([("M1", "plan 09:00 11:00")]))
    assert np.isnan(made.rostered_hours) and group(made)[["operator_hours"]].isna().all()
    made = look(people(shop([("M1", "plan 09:00 11:00")], shifts=[]), None))
    unknown = ["planned_load_hours", "scheduled_hours", "operator_hours"]
    assert group(made)[unknown].isna().all() and np.isnan(made.rostered_hours)
    assert group(made).backlog_hours == pytest.approx(0.1)
    tables = shop([("M1", "plan 09:00 11:00")])
    tables["part_numbers"][0]["cycle_time"] = None
    assert np.isnan(group(look(tables)).backlog_hours) and group(look(tables)).planned_load_hours == 2


def test_an_order_without_a_whole_plan_or_machine_is_no_load():
    tables = shop([("M1", "plan 09:00 11:00"), ("M1", "plan 09:00 11:00"), ("M1", "plan 11:00 09:00")])
    tables["work_orders"][0]["end_time"] = None
    tables["work_orders"][1]["machine_id"] = None
    assert look(tables).groups.planned_load_hours.sum() == 0
