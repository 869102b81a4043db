"""Late and corrected rows: exactly the days that they concern are computed again, and what that changes is kept."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from data.source import factory_settings
from data.summary import late
from data.summary.aggregate import aggregate, backfill, first_row
from data.tenancy import open_scope
from tests import floor
from tests.data.summary.lateness import (
    APRIL,
    DAYS,
    EDGES,
    LATER,
    MARCH,
    add,
    change,
    expect,
    from_scratch,
    log,
    moved,
    order,
    restated,
    rows,
    summarised,
)


@pytest.fixture
def scope(sqlite_database, at):
    return summarised(at)


def test_what_is_late_moved_or_deleted_on_each_database(database, at):
    scope = summarised(at)
    add(scope, log(31, "Closed", datetime(2025, 3, 31, 10), 5.0))
    change(scope, 28, start_time=datetime(2025, 4, 2, 7), end_time=datetime(2025, 4, 2, 9))
    assert late.settle(scope) == [MARCH[28], MARCH[31], APRIL[2]]
    with scope.begin() as db:
        db.execute(delete(scope.t.work_orders).where(scope.t.work_orders.c.id == 4))
    assert late.compare_recent(scope) == [APRIL[4]]
    assert restated(scope)[MARCH[31], "ok_units"] == (10, 15)
    expect(scope, {MARCH[28], MARCH[31], APRIL[2], APRIL[4]})


def test_a_late_log_for_a_past_day(scope):
    add(scope, log(31, "Closed", datetime(2025, 3, 31, 10), 5.0))
    assert late.dirty(scope) == [MARCH[31]]
    assert late.settle(scope) == [MARCH[31]]
    assert restated(scope)[MARCH[31], "ok_units"] == (10, 15)
    assert restated(scope)[MARCH[31], "orders_closed"] == (0, 1)
    assert {day for day, _ in restated(scope)} == {MARCH[31]}
    expect(scope, {MARCH[31]})
    assert late.dirty(scope) == []


def test_a_late_log_that_comes_with_an_old_stamp(scope):
    at = datetime(2025, 4, 1, 10)
    with scope.begin() as db:
        scope.insert(db, scope.t.work_order_logs, [log(1, "Closed", at, 5.0)])
        scope.insert(db, scope.t.work_orders, [order(99, at, at, at, machine=3)])
    late.settle(scope)
    expect(scope, {APRIL[n] for n in (1, 2, 3, 4, 5)})


def test_a_corrected_log(scope):
    logs = scope.t.work_order_logs
    with scope.begin() as db:
        mine = (logs.c.work_order_id == 1, logs.c.status == "Completed")
        db.execute(update(logs).where(*mine).values(changed_at=datetime(2025, 4, 3, 9), ok_qtys=7))
    late.settle(scope)
    assert restated(scope)[APRIL[1], "orders_completed"] == (1, 0)
    assert restated(scope)[APRIL[3], "orders_completed"] == (1, 2)
    expect(scope, {APRIL[n] for n in (1, 2, 3)})


def test_a_planned_end_that_moves_changes_the_old_day_and_the_new(scope):
    change(scope, 28, start_time=datetime(2025, 4, 2, 7), end_time=datetime(2025, 4, 2, 9))
    late.settle(scope)
    found = restated(scope)
    assert found[MARCH[28], "orders_due"] == (1, 0) and found[APRIL[2], "orders_due"] == (1, 2)
    assert found[MARCH[28], "planned_units"] == (10, 0) and found[APRIL[2], "planned_units"] == (10, 20)
    expect(scope, {MARCH[28], APRIL[2]})  # and none between
    change(scope, 28, start_time=None, end_time=None)
    late.settle(scope)
    assert restated(scope)[APRIL[2], "orders_due"] == (2, 1)


def test_work_that_goes_on_concerns_no_closed_day(scope):
    with scope.begin() as db:
        scope.insert(db, scope.t.work_orders, [order(50, datetime(2025, 4, 1, 6), None, None, machine=3)])
    late.settle(scope)
    assert moved(scope)["kpi_daily_summaries"] == {APRIL[n] for n in (1, 2, 3, 4, 5)}
    add(scope, log(50, "Start", datetime(2025, 4, 6, 8)))
    assert late.settle(scope) == []
    # its log of Friday comes on Sunday
    add(scope, log(50, "Setup", datetime(2025, 4, 4, 8)))
    assert late.settle(scope) == [APRIL[n] for n in (1, 2, 3, 4, 5)]
    add(scope, log(50, "Completed", datetime(2025, 4, 6, 9)), log(50, "Closed", datetime(2025, 4, 6, 9, 10)))
    assert late.settle(scope) == []
    from_scratch(scope)


def test_what_arrives_late_at_the_end_of_a_log_concerns_what_follows(scope):
    with scope.begin() as db:
        scope.insert(db, scope.t.work_orders, [order(50, datetime(2025, 4, 1, 6), None, None, machine=3)])
        scope.insert(db, scope.t.work_order_logs, [log(50, "Start", datetime(2025, 4, 1, 8))])
    late.settle(scope)
    add(scope, log(50, "Completed", datetime(2025, 4, 4, 8)))
    assert late.settle(scope) == [APRIL[4], APRIL[5]]
    from_scratch(scope)


def test_another_plan_of_an_open_order_concerns_no_day_long_before_it(scope):
    created, start = datetime(2025, 3, 28, 6), datetime(2025, 4, 6, 12)
    with scope.begin() as db:
        scope.insert(db, scope.t.work_orders, [order(50, created, start, start + timedelta(hours=2), machine=3)])
    late.settle(scope)
    change(scope, 50, start_time=start + timedelta(hours=20), end_time=start + timedelta(hours=30))
    assert late.settle(scope) == [APRIL[5]]  # the machine was scheduled then, as planned within 24 hours
    change(scope, 50, start_time=start + timedelta(hours=40), end_time=start + timedelta(hours=50))
    assert late.settle(scope) == []
    change(scope, 50, operator_id=2)
    assert late.settle(scope) == [*(MARCH[n] for n in (28, 29, 30, 31)), *APRIL.values()]
    from_scratch(scope)


def test_a_deleted_order_is_found_by_night(scope):
    with scope.begin() as db:
        db.execute(delete(scope.t.work_orders).where(scope.t.work_orders.c.id == 2))
    assert late.settle(scope) == []
    assert late.compare_recent(scope) == [APRIL[2]]
    assert restated(scope)[APRIL[2], "orders_created"] == (1, 0)
    expect(scope, {APRIL[2]})
    assert late.compare_recent(scope) == []


def test_an_order_that_was_deleted_and_comes_again(scope):
    with scope.begin() as db:
        db.execute(delete(scope.t.work_orders).where(scope.t.work_orders.c.id == 2))
    late.compare_recent(scope)
    change_of = {"start_time": datetime(2025, 4, 3, 7), "end_time": datetime(2025, 4, 3, 9)}
    with scope.begin() as db:
        scope.insert(db, scope.t.work_orders, [rows()["work_orders"][list(DAYS).index(2)] | change_of])
    late.compare_recent(scope)
    expect(scope, {APRIL[2], APRIL[3]})


def test_a_deleted_log_is_found_by_night_with_all_that_it_changes(scope):
    logs = scope.t.work_order_logs
    with scope.begin() as db:
        db.execute(delete(logs).where(logs.c.work_order_id == 2, logs.c.status == "Completed"))
    assert late.settle(scope) == []
    assert late.compare_recent(scope) == [APRIL[n] for n in (2, 3, 4, 5)]
    assert restated(scope)[APRIL[4], "run_hours"] == pytest.approx((2, 24))
    expect(scope, {APRIL[n] for n in (2, 3, 4, 5)})


def test_a_master_that_was_corrected_is_found_by_night(scope):
    parts = scope.t.part_numbers
    with scope.begin() as db:
        db.execute(update(parts).where(parts.c.id == 3).values(cycle_time=360))
    assert late.compare_recent(scope) == list(DAYS.values())
    assert restated(scope)[APRIL[1], "ideal_hours"] == pytest.approx((0, 1))
    expect(scope, set(DAYS.values()))


def test_a_changed_bom_concerns_the_days_of_its_orders(scope):
    boms = scope.t.boms
    with scope.begin() as db:
        db.execute(update(boms).where(boms.c.id == 3).values(part_number_id=1))
    late.settle(scope)
    expect(scope, set(DAYS.values()))


def test_a_breakdown_that_ends_after_its_first_order_has_left(scope):
    """Two orders are broken down on one machine at once: one breakdown of 1 April 08:00 to 4 April 08:00."""
    with scope.begin() as db:
        for n, day in ((60, 1), (61, 2)):
            at = datetime(2025, 4, day, 8)
            scope.insert(db, scope.t.work_orders, [order(n, at, None, None, machine=3)])
            stop = [log(n, "Hold", at, hold_reason_id=1), log(n, "Completed", at + timedelta(days=2))]
            scope.insert(db, scope.t.work_order_logs, stop)
    late.settle(scope)
    assert restated(scope)[APRIL[4], "repair_hours"] == (0, 72)
    logs = scope.t.work_order_logs
    with scope.begin() as db:  # the first was no breakdown
        mine = (logs.c.work_order_id == 60, logs.c.status == "Hold")
        db.execute(update(logs).where(*mine).values(hold_reason_id=2))
    assert late.settle(scope) == [APRIL[n] for n in (1, 2, 3, 4)]
    from_scratch(scope)


def test_a_line_before_the_first_leaves_no_gap(scope):
    factory_settings.change(scope, {"recorded_from": None})
    scope = open_scope("floor")
    assert late.settle(scope) == [EDGES[0] + timedelta(days=n) for n in range(3)]  # before the first line, so they go
    assert first_row(scope) == MARCH[27]
    with scope.begin() as db:
        scope.insert(db, scope.t.work_orders, [order(70, datetime(2024, 12, 30, 8), None, None, machine=3)])
        scope.insert(db, scope.t.work_order_logs, [log(70, "Completed", datetime(2024, 12, 30, 9))])
    filled = [day for day in late.settle(scope) if day < MARCH[27]]
    assert filled == [date(2024, 12, 30) + timedelta(days=n) for n in range(87)]
    assert first_row(scope) == date(2024, 12, 30)


def test_an_aggregate_computes_what_is_late_with_it(scope):
    add(scope, log(31, "Closed", datetime(2025, 3, 31, 10), 5.0))
    aggregate(scope, "daily", APRIL[3])
    expect(scope, {MARCH[31], APRIL[3]})


def test_a_day_that_was_written_before_its_end_is_finished_and_not_restated(sqlite_database, at):
    scope = floor.store(rows())
    at(datetime(2025, 4, 5, 12))
    backfill(scope, *EDGES)
    add(scope, log(5, "Closed", datetime(2025, 4, 5, 22), 5.0))
    at(LATER)
    assert late.settle(scope) == [APRIL[5]] and restated(scope) == {}
    from_scratch(scope)


def test_the_running_day_is_not_restated(scope):
    add(scope, log(5, "Closed", datetime(2025, 4, 6, 8), 5.0))
    aggregate(scope, "daily", floor.LAST)
    add(scope, log(5, "Closed", datetime(2025, 4, 6, 9), 5.0))
    aggregate(scope, "daily", floor.LAST)
    assert restated(scope) == {}


def test_nothing_is_late_where_nothing_was_written(sqlite_database, at):
    scope = floor.store(rows())
    assert late.dirty(scope) == late.settle(scope) == late.compare_recent(scope) == []


def test_lines_that_all_name_somebody_say_the_same_in_any_company(scope):
    """A ledger that is written with all orders and one that is compared with some of them print a line alike."""
    lines = scope.t.work_order_logs
    with scope.begin() as db:
        db.execute(update(lines).where(lines.c.work_order_id == 1).values(operator_id=1, machine_id=1))
    late.settle(scope)
    backfill(scope)
    with scope.begin() as db:
        db.execute(update(scope.t.work_orders).where(scope.t.work_orders.c.id == 1).values(status="Closed"))
    assert late.dirty(scope) == []
