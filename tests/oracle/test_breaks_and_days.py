"""Breaks, days that are named by their end, and what held on a day: against numbers by hand."""

from datetime import date

import pytest

from . import measure
from .calendar import Calendar
from .hand import DAY, MONDAY, clock, factory, on_monday, order, pause, shift

SUNDAY, TUESDAY = MONDAY - DAY, MONDAY + DAY
ALL_DAYS = "Mon,Tue,Wed,Thu,Fri,Sat,Sun"
NIGHTS = [
    shift(1, "22:00", "06:00", weekdays="Sun,Mon,Tue,Wed,Thu"),
    shift(2, "06:00", "14:00", weekdays="Mon,Tue,Wed,Thu,Fri"),
    shift(3, "14:00", "22:00", weekdays="Mon,Tue,Wed,Thu,Fri"),
]  # fmt: skip
END = {"day_named_by": "end"}


def test_a_break_is_no_time_but_of_the_calendar():
    lines = "07:00 Setup", "09:15 Start", "12:00 Hold reason=1 ok=2", "15:00 Start ok=3", "16:00 Completed ok=5"
    breaks = [pause(1, "09:00", "09:30"), pause(1, "13:30", "14:00"), pause(1, "11:00", "11:15")]
    source = factory(order(1, *lines, plan=("08:00", "10:00")), shift_breaks=breaks)
    # 06 idle 07 setup 09:00 (break) 09:30 run 11:00 (break) 11:15 run 12 hold 13:30 (break) 14 off shift hold 15 run 16
    names = "setup_hours run_hours unplanned_down_hours idle_hours off_shift_hold_hours off_shift_work_hours"
    assert on_monday(source, names) == [2, 2.25 + 1, 1.5, 1 + 6.75, 1, 1]
    assert on_monday(source, "scheduled_hours calendar_hours rostered_hours") == [13.5, 48, 6.75]
    assert on_monday(source, "operator_hours overtime_hours") == [2 + 2.25 + 1, 1]
    # the whole of a changeover and of a repair is by the clock
    assert on_monday(source, "changeover_hours repair_hours") == [2.25, 3]
    assert on_monday(source, "planned_load_hours planned_units") == [1.5, 10]
    assert on_monday(source, "work_days", now=clock("09:30")) == [pytest.approx(3 / 6.75)]


def test_what_is_counted_in_a_break_is_of_the_shift_around_it():
    breaks = [pause(1, "09:00", "09:30")]
    source = factory(order(1, "08:00 Start", "09:10 Start ok=3", "09:30 Completed ok=4"), shift_breaks=breaks)
    assert measure(source, "ok_units", MONDAY, MONDAY, by="shift") == {1: 7, 0: 0}
    made = factory(order(1, "08:00 Start", "09:20 Completed ok=6"), shift_breaks=breaks, settings={"credit": "made"})
    assert measure(made, "ok_units", MONDAY, MONDAY, by="hour") == {7: 0, 8: 6}
    # it ran in the break alone: at its moment
    short = factory(order(1, "09:05 Start", "09:20 Completed ok=6"), shift_breaks=breaks, settings={"credit": "made"})
    assert measure(short, "ok_units", MONDAY, MONDAY, by="hour") == {9: 6}


def test_a_break_may_pass_midnight_and_holds_for_every_line_of_a_shift():
    shifts = [shift(1, "22:00", "06:00", name="Night", valid_to=TUESDAY),
              shift(2, "21:00", "05:00", name="Night", valid_from=TUESDAY)]  # fmt: skip
    breaks = [pause(2, "23:45", "00:15"), pause(1, "02:00", "03:00")]
    source = factory(order(1, "22:00 Start"), shifts=shifts, shift_breaks=breaks)
    scheduled = measure(source, "scheduled_hours", MONDAY, TUESDAY, by=("day", "shift"))
    assert {key: hours for key, hours in scheduled.items() if hours} == {(MONDAY, 1): 13, (TUESDAY, 2): 13}
    assert measure(source, "run_hours", MONDAY, MONDAY, by="machine") == {1: 23 - 1.5, 2: 0}
    # what is not in a shift of that time is no break
    late = factory(order(1, "06:00 Start"), shift_breaks=[pause(1, "05:00", "05:30"), pause(1, "13:45", "14:30")])
    assert on_monday(late, "scheduled_hours run_hours") == [15.5, 23.75]


def test_of_an_overlap_only_the_shift_that_has_it_has_its_break():
    shifts = [shift(1, "06:00", "14:00"), shift(2, "12:00", "20:00")]
    source = factory(order(1, "06:00 Start"), shifts=shifts, shift_breaks=[pause(1, "11:30", "12:30")])
    assert measure(source, "scheduled_hours", MONDAY, MONDAY, by="shift") == {1: 11, 2: 16, 0: 0}


def test_a_group_runs_through_on_the_days_that_a_machine_is_in_it():
    source = factory(
        order(1, "+06:00 Start", "++14:00 Completed"), shift_breaks=[pause(1, "09:00", "10:00")],
        machine_groups=[{"id": 7, "run_through": 1}, {"id": 8, "run_through": 0}],
        machine_assignments=[{"machine_id": 1, "machine_group_id": 8, "valid_from": MONDAY},
                             {"machine_id": 1, "machine_group_id": 7, "valid_from": TUESDAY + DAY}],
    )  # fmt: skip
    assert measure(source, "scheduled_hours", SUNDAY, TUESDAY + DAY, by=("day", "machine")) == {
        (day, machine): 8 if (day, machine) == (TUESDAY + DAY, 1) else 7
        for day in (SUNDAY, MONDAY, TUESDAY, TUESDAY + DAY) for machine in (1, 2)
    }  # fmt: skip
    assert measure(source, "run_hours", TUESDAY, TUESDAY + DAY, by=("day", "group")) == {
        (TUESDAY, 8): 23, (TUESDAY + DAY, 7): 8}  # fmt: skip


def test_the_shift_of_sunday_night_is_the_first_of_monday():
    clocks = order(1, "+22:30 Start", "++05:00 Start ok=4", "++07:00 Completed ok=3")
    by_end, by_start = factory(clocks, shifts=NIGHTS, settings=END), factory(clocks, shifts=NIGHTS)
    assert Calendar(by_end).bounds(MONDAY) == (clock("22:00", SUNDAY), clock("22:00"))
    assert Calendar(by_start).bounds(MONDAY) == (clock("06:00"), clock("+06:00"))
    wednesday = MONDAY + 2 * DAY
    assert measure(by_end, "ok_units", MONDAY, wednesday, by=("day", "shift")) == {(wednesday, 1): 4, (wednesday, 2): 3}
    assert measure(by_start, "ok_units", MONDAY, wednesday, by=("day", "shift")) == {(TUESDAY, 1): 4, (wednesday, 2): 3}
    # the weekdays are those on which the shifts begin: Friday's first is Thursday's night, and Saturday has none
    week = [measure(by_end, "scheduled_hours", SUNDAY + n * DAY, SUNDAY + n * DAY) for n in range(7)]
    assert week == [0, 48, 48, 48, 48, 48, 0]
    # a holiday is the day so named, with the night before it
    free = factory(clocks, shifts=NIGHTS, settings=END, factory_holidays=[{"day": TUESDAY}])
    assert measure(free, "scheduled_hours", MONDAY, wednesday, by="day") == {MONDAY: 48, wednesday: 48}
    assert measure(free, "run_hours", MONDAY, wednesday, by="shift") == {0: 0, 1: 7.5, 2: 1, 3: 0}


@pytest.mark.parametrize(("shifts", "settings", "begin"), [
    ([("06:00", "14:00"), ("14:00", "22:00")], {}, clock("06:00")),
    ([("06:00", "14:00"), ("14:00", "00:00")], {}, clock("06:00")),  # midnight is the end of Monday
    ([("00:00", "08:00"), ("08:00", "16:00"), ("16:00", "00:00")], {}, clock("00:00")),
    ([("22:00", "06:00"), ("20:00", "04:00"), ("08:00", "16:00")], {}, clock("20:00", SUNDAY)),
    ([("06:00", "18:00"), ("18:00", "06:00")], {}, clock("18:00", SUNDAY)),
    ([("06:00", "18:00"), ("18:00", "06:00")], {"day_start": "06:00"}, clock("06:00", SUNDAY)),
    ([("22:00", "06:00")], {"day_start": "00:00"}, clock("00:00")),  # the shift is cut at midnight
    ([], {}, clock("00:00")),
])  # fmt: skip
def test_a_day_carries_the_date_on_which_its_last_shift_ends(shifts, settings, begin):
    rows = [shift(n, start, end) for n, (start, end) in enumerate(shifts, 1)]
    assert Calendar(factory(shifts=rows, settings=END | settings)).bounds(MONDAY)[0] == begin


def test_dates_are_days_by_their_names():
    """Validity, service and targets of a factory that names its days by their end."""
    shifts = [shift(1, "22:00", "06:00", valid_from=TUESDAY, weekdays=ALL_DAYS)]
    machines = [{"id": 1, "machine_group_id": 7, "commissioned_on": MONDAY, "retired_on": None}]
    source = factory(order(1, "06:00 Start"), shifts=shifts, settings=END, machines=machines)
    assert measure(source, "scheduled_hours", SUNDAY, TUESDAY, by="day") == {TUESDAY: 8}
    assert measure(source, "calendar_hours", SUNDAY, TUESDAY, by="day") == {MONDAY: 24, TUESDAY: 24}


def test_breaks_in_a_night_of_a_clock_change():
    """The night of 31 March 2024 in Berlin: 02:30 is 03:30, so the break ends before an hour has passed."""
    spring, autumn = date(2024, 3, 30), date(2024, 10, 26)
    night = {"zone": "Europe/Berlin", "shifts": [shift(1, "22:00", "06:00")]}
    source = factory(**night, shift_breaks=[pause(1, "01:30", "02:30")])
    assert measure(source, "scheduled_hours", spring, spring) == 2 * (7 - 1)
    assert measure(source, "scheduled_hours", autumn, autumn) == 2 * (9 - 1)  # of the two 02:30 the first
    whole = factory(**night, shift_breaks=[pause(1, "02:00", "03:00")])
    assert measure(whole, "scheduled_hours", spring, spring) == 2 * 7  # an hour that does not exist
    assert measure(whole, "scheduled_hours", autumn, autumn) == 2 * (9 - 2)  # both of them


def test_what_held_on_the_day_of_the_fact():
    lines = "08:00 Setup", "09:00 Start", "10:00 Start ok=100 bad=10", "+10:00 Start ok=100 bad=10"
    standards = [{"cycle_time": 18.0, "setup_time": None, "standard_cost": 3.0, "valid_from": TUESDAY},
                 {"cycle_time": 36.0, "setup_time": 1800.0, "standard_cost": 2.0, "valid_from": SUNDAY}]
    source = factory(
        order(1, *lines, "+12:00 Setup", "+13:00 Start"),
        operators=[{"id": 1, "shift_id": 1, "operator_proficiency_id": 2}],
        part_numbers=[{"id": 1, "cycle_time": 18.0, "setup_time": 60.0, "standard_cost": 9.0}],
        part_standards=[{"part_number_id": 1, **row} for row in standards],
        operator_levels=[{"operator_id": 1, "operator_proficiency_id": 1, "valid_from": MONDAY},
                         {"operator_id": 1, "operator_proficiency_id": 2, "valid_from": TUESDAY}],
        machine_assignments=[{"machine_id": 1, "machine_group_id": 8, "valid_from": TUESDAY},
                             {"machine_id": 1, "machine_group_id": 7, "valid_from": MONDAY}],
        machines=[{"id": 1, "machine_group_id": 8, "purchase_cost": 5.0}],
    )  # fmt: skip
    both = MONDAY, TUESDAY
    assert measure(source, "good_hours", *both, by="day") == {MONDAY: 1, TUESDAY: 0.5}
    assert measure(source, "scrap_cost", *both, by="day") == {MONDAY: 20, TUESDAY: 30}
    assert measure(source, "earned_hours", *both, by="proficiency") == {1: 1, 2: 0.5}
    assert measure(source, "rostered_hours", *both, by="proficiency") == {1: 8, 2: 8}
    assert measure(source, "run_hours", *both, by="group") == {7: 21, 8: 23}
    assert measure(source, "standard_changeover_hours", *both, by="day") == {MONDAY: 0.5}
    assert measure(source, "changeovers", *both, by="day") == {MONDAY: 1, TUESDAY: 1}
    # before the first row its value holds
    assert measure(source, "scheduled_hours", SUNDAY, SUNDAY, by="group") == {7: 8, 8: 0}
    assert measure(source, "asset_value", *both, by="group") == {7: 2.5, 8: 2.5}
    assert measure(source, "open_running", *both, by="group") == {7: 0.5, 8: 0.5}


def test_a_part_without_a_cycle_time_on_one_day_is_uncovered_on_that_day():
    standards = [{"part_number_id": 1, "cycle_time": c, "setup_time": None, "standard_cost": None, "valid_from": day}
                 for c, day in ((None, MONDAY), (36.0, TUESDAY))]  # fmt: skip
    source = factory(order(1, "09:00 Start", "10:00 Start ok=10", "+07:00 Completed ok=10"), part_standards=standards)
    assert measure(source, "uncovered_units", MONDAY, TUESDAY, by="day") == {MONDAY: 10}
    assert measure(source, "uncovered_run_hours", MONDAY, TUESDAY, by="day") == {MONDAY: 21}
    assert measure(source, "good_hours", MONDAY, TUESDAY, by="day") == {TUESDAY: 0.1}
