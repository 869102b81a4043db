"""The oracle against numbers computed by hand."""

from datetime import date, timedelta

import pandas as pd
import pytest

from . import Source, measure
from .calendar import Calendar
from .hand import DAY, MONDAY, clock, factory, on_monday, order, shift


def test_every_hour_of_a_machine_counts_once_and_orders_share_it():
    source = factory(
        order(1, "07:00 Setup", "08:00 Start", "10:00 Hold reason=1", "12:00 Completed ok=100 bad=4"),
        order(2, "09:00 Start", "11:00 Hold reason=2", "13:00 Completed ok=5", bom=2),
    )
    # 06 idle 07 setup 08 run(1) 09 run(1, 2) 10 run(2) 11 planned hold (2 over 1's breakdown) 12 planned 13 idle 14
    names = "run_hours setup_hours planned_down_hours unplanned_down_hours idle_hours busy_hours scheduled_hours"
    assert on_monday(source, names) == [3, 1, 2, 0, 2 + 8, 6, 16]
    assert measure(source, "run_hours", MONDAY, MONDAY, by="part") == {1: 1.5, 2: 1.5}
    assert measure(source, "run_hours", MONDAY, MONDAY, by="group") == {7: 3, 8: 0}
    assert measure(source, "planned_down_hours", MONDAY, MONDAY, by="reason") == {("hold", 2): 2}
    assert on_monday(source, "uncovered_run_hours uncovered_units ideal_hours good_hours") == [1.5, 5, 1.04, 1]
    assert on_monday(source, "changeovers changeover_hours unplanned_stops failures repairs") == [1, 1, 1, 1, 1]
    assert on_monday(source, "repair_hours operator_hours uncovered_operator_hours") == [2, 4, 1.5]
    assert measure(source, "scrapped_units", MONDAY, MONDAY, by=("machine", "part")) == {(1, 1): 4, (1, 2): 0}


def test_overlapping_breakdowns_of_a_machine_are_one():
    source = factory(
        order(1, "08:00 Hold reason=1", "10:00 Start"),
        order(2, "09:00 Hold reason=1", "11:00 Start"),
        order(3, "09:00 Hold reason=1", "11:00 Start", machine=2),
        order(4, "12:00 Hold reason=1"),
    )
    assert on_monday(source, "unplanned_stops failures repairs repair_hours") == [4, 3, 2, 5]


def test_holds_count_as_downtime_in_scheduled_time_only():
    source = factory(order(1, "13:00 Hold", "15:00 Start", "16:00 Completed"))
    names = "unplanned_down_hours off_shift_hold_hours off_shift_work_hours busy_hours breakdown_hours"
    assert on_monday(source, names) == [1, 1, 1, 2, 0]
    assert measure(source, "unplanned_down_hours", MONDAY, MONDAY, by="reason") == {("hold", 0): 1}
    assert measure(source, "busy_hours", MONDAY, MONDAY, by="shift") == {1: 1, 0: 1}


def test_logs_are_ordered_by_time_and_id():
    source = factory(order(1, "09:00 Start", "08:00 Setup", "09:00 Completed ok=1", "09:00 Closed"))
    assert on_monday(source, "setup_hours run_hours changeovers orders_completed") == [1, 0, 1, 1]


def test_a_repeated_state_goes_on():
    logs = "07:00 Setup", "08:00 Setup", "09:00 Start", "10:00 Hold reason=1", "11:00 Hold reason=1 bad=1"
    source = factory(order(1, *logs, "12:00 Hold reason=2", "13:00 Completed"))
    assert on_monday(source, "changeovers changeover_hours unplanned_stops repair_hours") == [1, 2, 1, 2]


def test_now_ends_everything():
    source = factory(
        order(1, "08:00 Start ok=3", "12:00 Completed ok=2", plan=(None, "09:30")),
        order(2, created="11:00"),
    )
    now = clock("10:00")
    names = "run_hours scheduled_hours ok_units orders_completed orders_due orders_created work_days calendar_days"
    assert on_monday(source, names, now=now) == [2, 8, 3, 0, 1, 1, 0.5, 4 / 24]
    assert on_monday(source, "machines_running open_running open_overdue open_assigned", now=now) == [1, 1, 1, 0]
    assert measure(source, "run_hours", MONDAY, MONDAY + DAY, now=clock("09:00")) == 1
    assert measure(source, "work_days", MONDAY, MONDAY + 4 * DAY, now=now + DAY) == 1.5


@pytest.mark.parametrize(
    ("zone", "day", "length", "night"),
    [("Europe/Berlin", date(2024, 3, 30), 23, 7), ("Europe/Berlin", date(2024, 10, 26), 25, 9),
     ("America/New_York", date(2024, 3, 9), 23, 7), ("America/New_York", date(2024, 11, 2), 25, 9),
     ("Europe/Berlin", date(2024, 2, 29), 24, 8)],
)  # fmt: skip
def test_clock_changes(zone, day, length, night):
    source = factory(zone=zone, shifts=[shift(1, "06:00", "14:00"), shift(2, "22:00", "06:00")])
    assert measure(source, "calendar_hours", day, day) == 2 * length
    assert measure(source, "scheduled_hours", day, day, by="shift") == {1: 16, 2: 2 * night, 0: 0}


def test_a_night_shift_belongs_to_the_day_on_which_it_began():
    source = factory(order(1, "23:00 Start", "+02:00 Completed ok=7"), shifts=[shift(5, "22:00", "06:00")],
                     settings={"day_start": "06:00"}, factory_holidays=[{"day": MONDAY + DAY}])  # fmt: skip
    assert measure(source, "ok_units", MONDAY, MONDAY, by="shift") == {5: 7, 0: 0}
    assert measure(source, "run_hours", MONDAY, MONDAY + DAY, by="day") == {MONDAY: 3}
    assert measure(source, "scheduled_hours", MONDAY, MONDAY + DAY, by="day") == {MONDAY: 16}


def test_a_shift_is_cut_where_the_day_begins():
    source = factory(shifts=[shift(5, "22:00", "06:00", weekdays="Mon")], settings={"day_start": "00:00"})
    found = measure(source, "scheduled_hours", MONDAY, MONDAY + 2 * DAY, by=("day", "shift"))
    assert found == {(MONDAY, 5): 4, (MONDAY + DAY, 5): 12}
    assert Calendar(source).last_shift_end(MONDAY + DAY) == clock("+06:00")


def test_an_overlap_belongs_to_the_shift_that_starts_later():
    source = factory(shifts=[shift(2, "06:00", "15:00"), shift(1, "14:00", "14:30")])
    assert measure(source, "scheduled_hours", MONDAY, MONDAY, by="shift") == {2: 17, 1: 1, 0: 0}


def test_a_day_starts_with_the_earliest_shift_even_one_that_is_not_valid():
    late = shift(1, "02:00", "03:00", valid_from=date(2030, 1, 1))
    source = factory(shifts=[late, shift(2, "08:00", "16:00", weekdays="Mon,Tue")])
    assert Calendar(source).bounds(MONDAY)[0] == clock("02:00")
    assert Calendar(source).day_of(clock("01:59")) == MONDAY - DAY


def test_machines_are_in_service_from_the_first_day_to_the_one_before_the_last():
    machines = [{"id": 1, "machine_group_id": 7, "commissioned_on": MONDAY, "retired_on": MONDAY + DAY}]
    source = factory(order(1, "+07:00 Start", "+08:00 Hold", "+10:00 Completed"), machines=machines)
    assert measure(source, "scheduled_hours", MONDAY - DAY, MONDAY + DAY, by="day") == {MONDAY: 8}
    tuesday = {n: measure(source, n, MONDAY + DAY, MONDAY + DAY, by="shift") for n in ("off_shift_work_hours",)}
    assert tuesday == {"off_shift_work_hours": {1: 1, 0: 0}}
    assert measure(source, "off_shift_hold_hours", MONDAY, MONDAY + DAY) == 2


def test_milestones():
    source = factory(
        order(1, "07:00 Start", "11:45 Completed ok=9", plan=("06:45", "12:00")),
        order(2, "07:30 Setup", "08:00 Start", "11:44 Completed", plan=("07:44", "12:00"), machine=2),
        order(3, "09:00 Start", "12:30 Completed", "13:00 Start", "13:30 Completed", plan=("09:00", "12:00")),
        order(4, "12:30 Completed", "13:00 Start", operator=None),
        order(5, plan=("09:00", "+05:59")),
    )
    assert on_monday(source, "completed_early completed_on_time completed_late late_hours") == [1, 1, 1, 0.5]
    assert on_monday(source, "orders_created orders_started orders_completed orders_due") == [5, 4, 4, 4]
    assert on_monday(source, "starts_on_time orders_due_done starts_without_changeover") == [2, 3, 3]
    assert on_monday(source, "lead_hours make_hours queue_hours") == pytest.approx([24 + 29 / 60, 11 + 59 / 60, 13])
    assert on_monday(source, "completed_qty completed_ok_qty") == [40, 9]
    assert measure(source, "orders_started", MONDAY, MONDAY, by="operator") == {1: 3, 0: 1}


def test_stocks_at_the_end_of_the_last_shift():
    source = factory(
        order(1, "13:00 Setup"),
        order(2, "13:00 Hold", plan=(None, "13:30")),
        order(3, "13:00 Start", "13:59 Completed", machine=2),
        order(4, "15:00 Start", machine=2, plan=("+13:00", None), created="13:00"),
    )
    assert on_monday(source, "machines_setup machines_hold machines_scheduled machines_idle") == [1, 0, 1, 0]
    assert on_monday(source, "open_assigned open_setup open_hold open_running open_overdue") == [1, 1, 1, 0, 1]
    assert measure(source, "machines_running", MONDAY, MONDAY + DAY) == 0.5
    assert measure(source, "machines_setup", MONDAY, MONDAY, by="group") == {7: 1, 8: 0}


def test_unknown_is_not_zero():
    bare = factory(order(1, "07:00 Start", "09:00 Completed ok=1"), hold_reasons=[], operators=[],
                   part_numbers=[{"id": 1, "cycle_time": None}])  # fmt: skip
    assert on_monday(bare, "planned_down_hours unplanned_down_hours failures") == [None, None, None]
    assert on_monday(bare, "ideal_hours good_hours earned_hours operator_hours") == [None, None, None, None]
    assert on_monday(bare, "busy_hours idle_hours uncovered_run_hours orders_completed") == [2, 14, 2, 1]
    assert on_monday(bare, "starts_on_time planned_load_hours orders_due open_overdue") == [None] * 4
    due = factory(order(1, "07:00 Start", plan=(None, "13:30")))
    assert on_monday(due, "starts_on_time planned_load_hours orders_due open_overdue") == [None, None, 1, 1]


def test_work_days_are_those_with_scheduled_time_or_output():
    source = factory(order(1, "+++++10:00 Start", "+++++11:00 Completed ok=1"),
                     shifts=[shift(1, "06:00", "14:00", weekdays="Mon,Tue,Wed,Thu,Fri")])  # fmt: skip
    assert measure(source, "work_days", MONDAY, MONDAY + 6 * DAY) == 6
    assert measure(source, "off_shift_work_hours", MONDAY, MONDAY + 6 * DAY) == 1


def test_customer_orders():
    orders = (
        order(1, "08:00 Start", "09:00 Start ok=6", "13:00 Completed ok=6", created="05:00"),
        order(2, "10:00 Start ok=8", bom=2),
    )
    purchase = {"id": 3, "customer_id": 4, "part_number_id": 1, "qty": 10, "price": 2.0,
                "delivery_target_date": MONDAY, "created_at": clock("05:00") - DAY}  # fmt: skip
    boms = [{"id": i, "part_number_id": i, "purchase_order_id": 3, "created_at": clock("05:00")} for i in (1, 2)]
    source = factory(*orders, boms=boms, purchase_orders=[purchase], customers=[{"id": 4}])
    assert on_monday(source, "so_due so_due_met so_due_units_ok so_due_units_planned revenue") == [1, 0, 8, 10, 16]
    assert measure(source, "so_received_units", MONDAY - 2 * DAY, MONDAY, by="customer") == {4: 10}
    # planned and released exactly one SLA (24 h) after receipt
    assert measure(source, "so_planned_in_sla", MONDAY - DAY, MONDAY) == 1
    assert measure(source, "so_release_met", MONDAY - DAY, MONDAY) == 1
    assert measure(source, "so_fulfilled", MONDAY, MONDAY) == 0


def test_planned_units_are_spread_over_scheduled_time():
    source = factory(order(1, plan=("10:00", "+08:00")))
    assert measure(source, "planned_units", MONDAY, MONDAY + DAY, by="day") == {
        MONDAY: pytest.approx(10 * 4 / 6), MONDAY + DAY: pytest.approx(10 * 2 / 6)}  # fmt: skip
    assert on_monday(source, "planned_load_hours", now=clock("11:00")) == [1]


def test_frames_as_a_database_gives_them():
    settings = '{"day_start": "05:00", "recorded_from": "2024-03-04"}'
    rows = {
        "factories": pd.DataFrame([{"timezone": "UTC", "currency": "EUR", "settings": settings}]),
        "shifts": pd.DataFrame([{"id": 1, "start_time": timedelta(hours=6), "end_time": timedelta(hours=14),
                                 "weekdays": "Mon", "valid_from": pd.NaT}]),
        "machines": pd.DataFrame({"id": [1, 2], "machine_group_id": [3.0, float("nan")],
                                  "commissioned_on": [pd.Timestamp(MONDAY), pd.NaT]}),
    }  # fmt: skip
    source = Source.from_frames(rows)
    assert source.machines[0] == {"id": 1, "machine_group_id": 3, "commissioned_on": MONDAY}
    assert measure(source, "scheduled_hours", MONDAY, MONDAY, by=("machine", "group")) == {(1, 3): 8, (2, 0): 8}


def test_wrong_questions_are_refused():
    source = factory(order(1, "07:00 Start"))
    with pytest.raises(LookupError, match="no measure 'run_hour'"):
        measure(source, "run_hour", MONDAY, MONDAY)
    with pytest.raises(ValueError, match="scheduled_hours is not counted by part"):
        measure(source, "scheduled_hours", MONDAY, MONDAY, by="part")
