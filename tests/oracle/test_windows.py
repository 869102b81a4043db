"""Which window a moment belongs to, what the record is, and quantities as they were made: against numbers by hand."""

from datetime import date

import pytest

from . import measure
from .hand import DAY, MONDAY, clock, factory, on_monday, order, shift

THREE = [shift(1, "06:00", "14:00"), shift(2, "14:00", "22:00"), shift(3, "22:00", "06:00")]
SUNDAY = MONDAY - DAY


def by_shift(source, name, start=MONDAY, end=MONDAY, **more):
    return measure(source, name, start, end, by="shift", **more)


def test_what_a_line_ends_belongs_to_the_shift_that_it_closes():
    source = factory(
        order(1, "13:00 Setup", "14:00 Start", "22:00 Completed ok=7 bad=2", "22:00 Closed", plan=(None, "14:00")),
        order(2, "12:00 Hold reason=1", "14:00 Start", "+06:00 Completed ok=1", machine=2, plan=("14:00", "+06:00")),
        shifts=THREE,
    )
    assert by_shift(source, "changeovers") == {1: 1, 2: 0, 3: 0, 0: 0}
    assert by_shift(source, "orders_started") == {1: 0, 2: 2, 3: 0, 0: 0}
    assert by_shift(source, "ok_units") == {1: 0, 2: 7, 3: 1, 0: 0}
    assert by_shift(source, "scrapped_units") == {1: 0, 2: 2, 3: 0, 0: 0}
    assert by_shift(source, "good_hours") == {1: 0, 2: pytest.approx(0.07), 3: pytest.approx(0.01), 0: 0}
    assert by_shift(source, "orders_completed") == {1: 0, 2: 1, 3: 1, 0: 0}
    assert by_shift(source, "orders_closed") == {1: 0, 2: 1, 3: 0, 0: 0}
    assert by_shift(source, "orders_due") == {1: 1, 2: 0, 3: 1, 0: 0}
    assert by_shift(source, "repairs") == {1: 1, 2: 0, 3: 0, 0: 0}
    # by the end of its day, that end included
    assert on_monday(source, "orders_due orders_due_done completed_on_time") == [2, 2, 1]
    assert on_monday(source, "starts_on_time") == [1]
    assert measure(source, "ok_units", MONDAY + DAY, MONDAY + DAY) == 0


def test_what_begins_belongs_to_the_shift_that_it_opens():
    source = factory(
        order(1, "14:00 Hold reason=1", "15:00 Start", created="14:00"), order(2, created="06:00", machine=2),
        order(3, created="+06:00", machine=2), shifts=THREE, boms=[{"id": 1, "part_number_id": 1, "created_at":
        clock("06:00"), "purchase_order_id": 5}], customers=[{"id": 4}],
        purchase_orders=[{"id": 5, "customer_id": 4, "part_number_id": 1, "qty": 1, "price": 1.0,
                          "delivery_target_date": None, "created_at": clock("06:00")}],
    )  # fmt: skip
    assert by_shift(source, "unplanned_stops") == by_shift(source, "failures") == {1: 0, 2: 1, 3: 0, 0: 0}
    assert by_shift(source, "repairs") == {1: 0, 2: 1, 3: 0, 0: 0}
    names = "orders_created boms_created boms_released so_received so_planned so_released"
    assert on_monday(source, names) == [2, 1, 1, 1, 1, 1]
    assert [measure(source, name, SUNDAY, SUNDAY) for name in names.split()] == [0] * 6
    # 24 h after the begin of the day its planning time ends with the day
    assert on_monday(source, "bom_release_due bom_release_met so_release_due so_release_met") == [1, 1, 1, 1]


def test_the_end_of_a_day_is_the_days():
    """A delivery, a due date and an acknowledgement at the very end of a day, and one second later."""
    for late, second in ((False, "00"), (True, "01")):
        end = f"+06:00:{second}"
        purchase = {"id": 3, "customer_id": 4, "part_number_id": 1, "qty": 10, "price": 2.0,
                    "delivery_target_date": MONDAY, "created_at": clock("05:00")}  # fmt: skip
        alert = {"raised_at": clock("06:00"), "acknowledged_at": clock(end)}
        source = factory(
            order(1, "08:00 Start", f"{end} Completed ok=10", plan=(None, end)), purchase_orders=[purchase],
            boms=[{"id": 1, "part_number_id": 1, "purchase_order_id": 3, "created_at": clock("05:00")}],
            customers=[{"id": 4}], kpi_alerts=[alert], settings={"alerts_since": "2024-01-01"},
        )  # fmt: skip
        names = "so_due_met so_due_units_ok so_fulfilled so_fulfilled_on_time revenue alerts_acknowledged"
        assert on_monday(source, names) == ([0] * 6 if late else [1, 10, 1, 1, 20, 1])
        assert on_monday(source, "orders_due orders_due_done so_due alerts_raised") == [not late, not late, 1, 1]
        tuesday = [measure(source, name, MONDAY + DAY, MONDAY + DAY) for name in ("so_fulfilled", "orders_due_done")]
        assert tuesday == [late, late]


def test_at_now_what_ends_counts_and_what_begins_does_not_yet():
    lines = "09:00 Hold reason=1", "10:00 Start ok=3"
    source = factory(order(1, *lines, plan=(None, "10:00"), created="09:00"), order(2, created="10:00", machine=2))
    ten = clock("10:00")
    names = "ok_units orders_due repairs orders_created orders_started unplanned_stops"
    assert on_monday(source, names, now=ten) == [3, 1, 1, 1, 0, 1]
    assert on_monday(source, "open_running open_assigned machines_running", now=ten) == [1, 1, 1]
    assert on_monday(source, "orders_created unplanned_stops ok_units", now=clock("09:00")) == [0, 0, 0]
    # a day that begins at now has not begun
    assert measure(source, "calendar_days", MONDAY, MONDAY + DAY, now=clock("+06:00")) == 1
    assert measure(source, "open_running", MONDAY + DAY, MONDAY + DAY, now=clock("+06:00")) is None


def test_the_hour_of_a_count_is_the_one_that_it_closes():
    source = factory(order(1, "07:00 Start", "10:00 Start ok=1", "10:01 Completed ok=1"))
    assert measure(source, "ok_units", MONDAY, MONDAY, by="hour") == {7 - 1: 0, 9: 1, 10: 1}


def test_the_record_begins_with_the_first_line_and_has_holes():
    def source(first="07:00 Start", settings=None, **more):
        return factory(order(1, first, "+08:00 Start ok=5", "+++09:00 Completed"), record=settings or {}, **more)

    week = MONDAY - 3 * DAY, MONDAY + 3 * DAY
    names = "scheduled_hours calendar_days work_days ok_units orders_created"
    assert [measure(source(), name, *week) for name in names.split()] == [64, 4, 4, 5, 1]
    assert on_monday(source(), "scheduled_hours", now=clock("06:59")) == [0]
    assert measure(source(), "scheduled_hours", SUNDAY, SUNDAY) == 0
    assert measure(source(), "open_running", *week) == 3 / 4  # of the days that are recorded
    assert measure(source(), "open_running", SUNDAY, SUNDAY) is None
    from_tuesday = source(settings={"recorded_from": "2024-03-05"})
    assert [measure(from_tuesday, name, *week) for name in names.split()] == [48, 3, 3, 5, 0]
    hole = source(unrecorded_days=[{"day": MONDAY + DAY}])
    assert measure(hole, "run_hours", *week, by="day") == {MONDAY: 23, MONDAY + 2 * DAY: 24, MONDAY + 3 * DAY: 3}
    assert [measure(hole, name, *week) for name in names.split()] == [48, 3, 3, 0, 1]
    assert measure(factory(order(1), record={}), "calendar_hours", *week) == 0


@pytest.mark.parametrize(("line", "begins"), [
    ("06:00 Start", MONDAY), ("06:00 Start ok=1", SUNDAY), ("06:00 Completed", SUNDAY), ("06:00 Closed", SUNDAY),
    ("06:00 Hold", MONDAY), ("06:01 Completed ok=1", MONDAY),
])  # fmt: skip
def test_a_first_line_at_a_days_start_may_close_the_day_before(line, begins):
    source = factory(order(1, line), record={})
    assert min(measure(source, "calendar_hours", SUNDAY - DAY, MONDAY, by="day")) == begins


def test_lines_taken_back_do_not_exist():
    source = factory(
        order(1, "05:00 Start gone=1", "07:00 Start", "08:00 Start ok=1000 gone=1", "08:00 Start ok=100",
              "09:00 Completed"),
        record={},
    )  # fmt: skip
    assert on_monday(source, "ok_units run_hours queue_hours completed_ok_qty") == [100, 2, 1, 100]
    assert measure(source, "calendar_hours", SUNDAY, SUNDAY) == 0


def test_made_quantities_are_spread_over_the_run_time_since_the_quantities_before():
    source = factory(
        order(1, "07:00 Setup", "08:00 Start", "10:00 Hold reason=1 bad=6", "12:00 Start", "14:00 Start",
              "18:00 Completed ok=60 bad=3"),
        order(2, "09:00 Setup", "09:30 Completed ok=4", machine=2),
        settings={"credit": "made", "rework_share": 1}, hold_reasons=[{"id": 1, "category": "other", "planned": 0}],
    )  # fmt: skip
    # 6 scrapped from 8 to 10; 60 OK from 12 to 18, 2 of 6 hours in the shift; order 2 never ran: at 9:30
    assert by_shift(source, "ok_units") == {1: pytest.approx(20 + 4), 0: pytest.approx(40)}
    assert by_shift(source, "scrapped_units") == {1: pytest.approx(6 + 1), 0: pytest.approx(2)}
    assert by_shift(source, "earned_hours") == {1: pytest.approx(0.24), 0: pytest.approx(0.4)}
    assert by_shift(source, "quality_events") == {1: 1, 0: 1}  # at its moment
    assert by_shift(source, "orders_completed") == {1: 1, 0: 1}
    hours = measure(source, "ok_units", MONDAY, MONDAY, by=("machine", "hour"))
    assert {key: n for key, n in hours.items() if n} == {(2, 9): 4} | {(1, h): pytest.approx(10) for h in range(12, 18)}
    assert by_shift(factory(order(1, "07:00 Start", "14:00 Completed ok=5")), "ok_units") == {1: 5, 0: 0}


def test_made_quantities_are_of_the_machine_and_the_operator_that_ran():
    lines = "06:00 Start by=1", "10:00 Start on=2 by=2", "12:00 Hold on=2", "13:00 Start", "14:00 Completed ok=80 by=3"
    operators = [{"id": n, "shift_id": 1, "operator_proficiency_id": n} for n in (1, 2, 3)]
    made = factory(order(1, *lines, operator=3), operators=operators, settings={"credit": "made"})
    told = factory(order(1, *lines, operator=3), operators=operators)
    assert measure(made, "ok_units", MONDAY, MONDAY, by="operator") == near_all({1: 320 / 7, 2: 160 / 7, 3: 80 / 7})
    assert measure(made, "ok_units", MONDAY, MONDAY, by="machine") == near_all({1: 400 / 7, 2: 160 / 7})
    assert measure(told, "ok_units", MONDAY, MONDAY, by="operator") == {1: 0, 2: 0, 3: 80}


def test_nothing_is_made_on_a_day_that_nobody_recorded():
    made = order(1, "12:00 Start", "++08:00 Completed ok=100")
    source = factory(made, unrecorded_days=[{"day": MONDAY + DAY}], settings={"credit": "made"})
    # 18 hours on Monday, 2 on Wednesday
    assert measure(source, "ok_units", MONDAY, MONDAY + 2 * DAY, by="day") == {MONDAY: 90, MONDAY + 2 * DAY: 10}
    late = factory(made, settings={"credit": "made"}, record={"recorded_from": "2024-03-07"})
    assert measure(late, "ok_units", MONDAY, MONDAY + 6 * DAY) == 0
    only = factory(order(1, "12:00 Start", "+05:00 Start", "+07:00 Completed ok=8"), settings={"credit": "made"},
                   unrecorded_days=[{"day": MONDAY}])  # fmt: skip
    assert measure(only, "ok_units", MONDAY, MONDAY + DAY, by="day") == {MONDAY + DAY: 8}


def near_all(values):
    return {key: pytest.approx(value) for key, value in values.items()}


def test_deliveries_stay_at_their_moment():
    purchase = {"id": 3, "customer_id": 4, "part_number_id": 1, "qty": 10, "price": 2.0,
                "delivery_target_date": date(2024, 3, 5), "created_at": clock("05:00")}  # fmt: skip
    source = factory(
        order(1, "13:00 Start", "15:00 Completed ok=10"), purchase_orders=[purchase], customers=[{"id": 4}],
        boms=[{"id": 1, "part_number_id": 1, "purchase_order_id": 3, "created_at": clock("05:00")}],
        settings={"credit": "made"},
    )  # fmt: skip
    assert by_shift(source, "ok_units") == {1: 5, 0: 5}
    assert by_shift(source, "revenue") == {1: 0, 0: 20}
