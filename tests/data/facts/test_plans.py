"""What is told of plans where only some orders have one, or none. Monday; one shift a day, 06:00 to 14:00."""

from data.facts.compute import compute
from data.facts.rollup import by_day
from tests.data.facts.factory import history
from tests.data.facts.shop import MONDAY, at, shop
from tests.oracle.factories import frames

PLANNED = ("M1", "plan 06:00 10:00", "06:00 Start", "10:00 Completed")
UNPLANNED = ("M2", "06:00 Start", "13:00 Completed")


def monday(*orders, due=None):
    """Monday's row; `due` is the planned end of orders that have no more of a plan."""
    tables = shop(list(orders))
    for order in tables["work_orders"]:
        order["end_time"] = order["end_time"] or due
    found = history(frames(tables), at("+06:00"))
    return by_day(compute(found, MONDAY, MONDAY), "factory").iloc[0]


def test_an_order_without_a_plan_delays_none():
    row = monday(PLANNED, UNPLANNED)
    assert (row.make_hours, row.planned_make_hours, row.plan_error_hours) == (4, 4, 0)


def test_without_any_plan_nothing_is_on_time_nor_late():
    row = monday(UNPLANNED)
    assert row[["starts_on_time", "planned_load_hours", "make_hours", "orders_due", "completed_late"]].isna().all()
    assert row[["open_overdue", "open_at_risk"]].isna().all()
    assert row.orders_started == 1


def test_due_dates_alone_tell_of_ends_and_not_of_starts():
    row = monday(UNPLANNED, due=at("13:00"))
    assert row[["starts_on_time", "planned_load_hours", "make_hours"]].isna().all()
    assert (row.orders_due, row.completed_on_time, row.open_overdue) == (1, 1, 0)
