"""Operations, machines and operators that the lines of a log name: against numbers by hand."""

import pytest

from . import measure
from .hand import MONDAY, clock, factory, on_monday, order, pause, shift

THREE = [shift(1, "06:00", "14:00"), shift(2, "14:00", "22:00"), shift(3, "22:00", "06:00")]
PEOPLE = [{"id": n, "shift_id": n, "operator_proficiency_id": n} for n in (1, 2, 3)]


def by(source, name, entity, **more):
    """What is not 0."""
    return {key: value for key, value in measure(source, name, MONDAY, MONDAY, by=entity, **more).items() if value}


def test_an_order_of_three_shifts_is_of_three_operators():
    lines = ("06:00 Setup by=1", "07:00 Start by=1", "14:00 Start ok=100 by=1", "14:00 Start by=2",
             "22:00 Start ok=120 bad=4 by=2", "22:00 Start by=3", "+06:00 Completed ok=110 by=3")  # fmt: skip
    source = factory(order(1, *lines, operator=1), operators=PEOPLE, shifts=THREE)
    assert by(source, "operator_hours", "operator") == {1: 8, 2: 8, 3: 8}
    assert by(source, "ok_units", "operator") == {1: 100, 2: 120, 3: 110}
    assert by(source, "ok_units", "shift") == {1: 100, 2: 120, 3: 110}
    assert by(source, "scrapped_units", ("operator", "shift")) == {(2, 2): 4}
    assert by(source, "earned_hours", "proficiency") == {1: 1.0, 2: 1.2, 3: 1.1}
    assert by(source, "overtime_hours", "operator") == {}
    assert by(source, "orders_started", "operator") == {1: 1} and by(source, "orders_completed", "operator") == {3: 1}
    # an operator who goes on alone makes no new setup; the order's own operator is asked for nothing
    assert on_monday(source, "changeovers changeover_hours run_hours") == [1, 1, 23]


def test_operations_run_side_by_side():
    source = factory(
        order(1, "07:00 Start op=10 on=1", "08:00 Setup op=20 on=2", "09:00 Start op=20 on=2",
              "10:00 Completed op=10 on=1 ok=8", "11:00 Hold op=20 on=2 reason=1", "12:00 Completed op=20 on=2 ok=7",
              "13:00 Closed", machine=1, last="20"),
    )  # fmt: skip
    assert by(source, "run_hours", "machine") == {1: 3, 2: 2}
    assert by(source, "run_hours", "part") == {1: 5}
    assert by(source, "unplanned_down_hours", ("machine", "group")) == {(2, 8): 1}
    assert on_monday(source, "ok_units orders_started orders_completed orders_closed make_hours") == [15, 1, 1, 1, None]
    assert by(source, "ok_units", "machine") == {1: 8, 2: 7}
    # of the order's pieces only the last operation's count; it is completed with that
    assert on_monday(source, "completed_ok_qty lead_hours changeovers") == [7, 6, 1]
    assert by(source, "orders_completed", "machine") == {2: 1} and by(source, "orders_started", "machine") == {1: 1}
    assert by(source, "orders_closed", "machine") == {1: 1}
    # one setup, but the order's first start had none before it
    assert on_monday(source, "starts_without_changeover queue_hours") == [1, 1]


def test_an_order_is_counted_once_under_the_chain_that_goes_furthest():
    lines = ("07:00 Setup op=10 on=1", "08:00 Start op=20 on=2 by=1", "09:00 Completed op=20 on=2 ok=3",
             "10:00 Hold op=30 on=2", "11:00 Completed op=10", "12:00 Completed op=30", "13:00 Completed")  # fmt: skip
    source = factory(order(1, *lines, operator=None, last="40", plan=("+08:00", "+09:00")))
    at = {
        hour: {
            name: by(source, f"open_{name}", "machine", now=clock(f"{hour:02d}:30"))
            for name in ("running", "setup", "hold", "assigned", "unassigned")
        }
        for hour in range(6, 14)
    }
    none = {name: {} for name in at[6]}
    assert at[6] == none | {"assigned": {1: 1}, "unassigned": {1: 1}}
    assert at[7] == none | {"setup": {1: 1}, "unassigned": {1: 1}}
    assert at[8] == none | {"running": {2: 1}}  # operation 20, by somebody
    assert at[9] == none | {"setup": {1: 1}, "unassigned": {1: 1}}
    assert at[10] == none | {"setup": {1: 1}, "unassigned": {1: 1}}
    assert at[11] == none | {"hold": {2: 1}, "unassigned": {2: 1}}
    assert at[12] == none | {"assigned": {1: 1}, "unassigned": {1: 1}}  # between two operations, on its own machine
    assert at[13] == none
    eight = clock("08:30")
    assert on_monday(source, "machines_running machines_setup", now=eight) == [1, 1]
    assert on_monday(source, "machines_scheduled machines_idle", now=clock("12:30")) == [1, 1]
    # of the pieces none is of the last operation
    assert on_monday(source, "active_qty active_done completed_ok_qty", now=clock("09:30")) == [10, 0, 0]


def test_the_end_of_an_order_ends_every_operation():
    for end in ("10:00 Completed", "10:00 Cancelled", "10:00 Completed op=20"):
        source = factory(order(1, "07:00 Start op=10", "08:00 Start op=20 on=2", end, last="20"))
        assert by(source, "run_hours", "machine") == {1: 3, 2: 2}, end
        assert on_monday(source, "open_running open_assigned orders_completed") == [0, 0, "Cancelled" not in end]
    for goes_on in ("10:00 Completed op=10", "10:00 Cancelled op=10", "10:00 Closed op=20"):
        source = factory(order(1, "07:00 Start op=10", "08:00 Start op=20 on=2", goes_on, last="20"))
        assert sum(by(source, "run_hours", "machine").values()) > 20, goes_on
        assert on_monday(source, "open_running orders_completed orders_closed") == [1, 0, 0]


def test_another_machine_is_a_new_stop_and_another_operator_is_none():
    source = factory(
        order(1, "07:00 Hold reason=1 by=2", "08:00 Hold reason=1 by=3", "09:00 Hold reason=1 on=2", "10:00 Setup on=2",
              "11:00 Setup on=2 by=3", "12:00 Setup by=2", "13:00 Start on=2 by=2", "14:00 Completed"),
        operators=PEOPLE,
    )  # fmt: skip
    assert by(source, "unplanned_stops", "machine") == by(source, "failures", "machine") == {1: 1, 2: 1}
    assert by(source, "unplanned_stops", ("machine", "operator")) == {(1, 2): 1, (2, 1): 1}
    assert by(source, "repair_hours", "machine") == {1: 2, 2: 1}
    assert by(source, "changeover_hours", ("machine", "operator")) == {(1, 2): 1}  # that the Start ended
    assert by(source, "setup_hours", "machine") == {1: 1, 2: 2}
    assert by(source, "operator_hours", "operator") == {1: 1, 2: 2, 3: 1}


def test_two_operations_at_once_on_a_machine_share_its_time():
    source = factory(
        order(1, "07:00 Start op=10", "08:00 Start op=20 by=2", "10:00 Completed"), order(2, "09:00 Start",
              "10:00 Completed", bom=2), operators=PEOPLE,
    )  # fmt: skip
    assert on_monday(source, "run_hours uncovered_run_hours") == pytest.approx([3, 1 / 3])
    assert by(source, "run_hours", "part") == {1: pytest.approx(3 - 1 / 3), 2: pytest.approx(1 / 3)}
    # the union of what each is at: 1 from 7 to 10, 2 from 8 to 10
    assert by(source, "operator_hours", "operator") == {1: 3, 2: 2}


def test_made_quantities_are_of_their_own_operation():
    source = factory(
        order(1, "07:00 Start op=10", "09:00 Start op=10 ok=4", "08:00 Start op=20 on=2", "10:00 Start op=20 ok=2 on=2",
              "11:00 Completed op=10 ok=6", "12:00 Completed ok=5", last="20"),
        settings={"credit": "made"},
    )  # fmt: skip
    hours = measure(source, "ok_units", MONDAY, MONDAY, by=("machine", "hour"))
    assert {k: n for k, n in hours.items() if n} == {
        (1, 7): 2, (1, 8): 2, (1, 9): 3, (1, 10): 3, (2, 8): 1, (2, 9): 1,
        (1, 11): 5,  # names no operation, and what names none never ran: at its moment
    }  # fmt: skip
    assert on_monday(source, "completed_ok_qty") == [7]


def test_customer_orders_get_the_pieces_of_the_last_operation():
    purchase = {"id": 3, "customer_id": 4, "part_number_id": 1, "qty": 10, "price": 2.0,
                "delivery_target_date": MONDAY, "created_at": clock("05:00")}  # fmt: skip
    source = factory(
        order(1, "07:00 Start op=10", "08:00 Completed op=10 ok=10", "09:00 Start op=20", "10:00 Start op=20 ok=4",
              "11:00 Start ok=3", last="20"),
        boms=[{"id": 1, "part_number_id": 1, "purchase_order_id": 3, "created_at": clock("05:00")}],
        purchase_orders=[purchase], customers=[{"id": 4}],
    )  # fmt: skip
    assert on_monday(source, "so_due_units_ok revenue backlog_hours active_done ok_units") == [7, 14, 0.03, 7, 17]


def test_an_operator_at_a_machine_that_runs_through_works_in_the_break():
    source = factory(
        order(1, "08:00 Start", "12:00 Completed"), order(2, "08:00 Start by=2", "12:00 Completed", machine=2),
        shift_breaks=[pause(1, "09:00", "09:30")], operators=PEOPLE,
        machine_groups=[{"id": 7, "run_through": True}, {"id": 8, "run_through": False}],
    )  # fmt: skip
    assert by(source, "operator_hours", "operator") == {1: 4, 2: 3.5}
    assert by(source, "run_hours", "machine") == {1: 4, 2: 3.5}
    assert by(source, "scheduled_hours", "machine") == {1: 8, 2: 7.5}
    assert by(source, "rostered_hours", "operator") == {1: 7.5}
