"""Rows outside the record: none are written, they go when the record changes, and come back with it."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from data.source import factory_settings, unrecorded
from data.source.masters import BadValue
from data.summary import late
from data.summary.aggregate import backfill, first_row
from data.summary.clock import Clock
from data.summary.live import live, partial
from data.summary.missing import missing_since
from data.tenancy import open_scope
from tests import floor
from tests.data.summary.conftest import TABLES, everything, same

FIRST, HOLE = date(2025, 3, 26), date(2025, 4, 1)
"""The day of the floor's first log line, at five in the morning of the 27th; a day with work."""


@pytest.fixture
def scope(database, at):
    made = floor.store(floor.rows(since=None))
    assert backfill(made) == (FIRST, floor.LAST)
    return made


def days(scope, name="kpi_daily_summaries", column="summary_date"):
    c = scope.t.metadata.tables[name].c[column]
    with scope.connect() as db:
        return set(db.scalars(select(c).distinct()))


def test_a_day_that_is_marked_loses_its_rows_and_gets_them_back(scope):
    before = everything(scope)
    unrecorded.mark(scope, HOLE, HOLE, "No network in the hall")
    assert late.settle(scope) == [HOLE] and late.settle(scope) == []
    assert HOLE not in days(scope) and HOLE not in days(scope, "kpi_shift_summaries", "shift_date")
    assert HOLE not in days(scope, "kpi_machine_daily") and HOLE not in days(scope, "kpi_group_hourly")
    assert days(scope) == {FIRST + timedelta(days=n) for n in range(12)} - {HOLE}
    with scope.connect() as db:
        c = scope.t.kpi_monthly_aggregates.c
        april = db.scalar(select(c.calendar_days).where(c.year == 2025, c.month == 4))
    assert april == pytest.approx(5 - 1 + 0.2291666, abs=0.01)  # the 6th is some hours old
    stored = everything(scope)
    backfill(scope)
    same(everything(scope), stored)
    unrecorded.unmark(scope, HOLE)
    assert late.settle(scope) == [HOLE]
    same(everything(scope), before)


def test_the_record_can_begin_later_and_earlier(scope):
    factory_settings.change(scope, {"recorded_from": "2025-04-02"})
    scope = open_scope("floor")
    assert late.settle(scope) == [FIRST + timedelta(days=n) for n in range(7)]
    assert first_row(scope) == date(2025, 4, 2)
    fresh = everything(scope)
    backfill(scope)
    same(everything(scope), fresh)
    factory_settings.change(scope, {"recorded_from": "2025-03-20"})
    scope = open_scope("floor")
    assert late.compare_recent(scope)[:13] == [date(2025, 3, 20) + timedelta(days=n) for n in range(13)]
    assert first_row(scope) == date(2025, 3, 20)


def test_nothing_is_known_of_now_on_a_day_without_a_record(scope):
    unrecorded.mark(scope, floor.LAST - timedelta(days=1), floor.LAST, "Moving house")
    now = live(scope)
    assert all(rows.empty for rows in (*now.rows.values(), now.shifts, now.hours, now.yesterday, now.shifts_yesterday))
    assert len(now.machines) and len(now.orders)  # what stands on the floor is seen, and what lies ahead
    assert now.ahead["7d"].shift_hours > 0
    assert all(rows.empty for rows in partial(scope, floor.LAST - timedelta(days=1), Clock.of(scope)).values())


def test_nothing_is_missing_behind_marked_days(scope, at):
    at(floor.NOW + timedelta(days=4))
    assert missing_since(scope) == floor.LAST
    unrecorded.mark(scope, date(2025, 4, 7), date(2025, 4, 9), "Moving house")
    assert missing_since(scope) is None


def test_before_the_first_log_there_is_no_record(database, at):
    scope = floor.store(floor.rows(since=None) | {"work_order_logs": []})
    assert Clock.of(scope).plant.record.begins is None and backfill(scope) is None
    now = live(scope)
    assert now.rows["factory"].empty and now.shifts.empty
    with scope.connect() as db:
        tables = [scope.t.metadata.tables[name] for name in TABLES]
        assert not any(db.scalar(select(func.count()).select_from(table)) for table in tables)


def test_a_line_that_was_taken_back_begins_no_record(scope):
    early = {"work_order_id": 1, "status": "Start", "changed_at": datetime(2025, 3, 3, 9), "deleted_at": floor.NOW}
    with scope.begin() as db:
        db.execute(insert(scope.t.work_order_logs), [early])
    assert Clock.of(scope).plant.record.begins == FIRST


@pytest.mark.parametrize(("status", "ok", "begins"), [
    ("Start", 0.0, date(2025, 3, 10)), ("Start", 5.0, date(2025, 3, 9)), ("Completed", 0.0, date(2025, 3, 9)),
])  # fmt: skip
def test_a_first_line_at_the_very_beginning_of_a_day(scope, status, ok, begins):
    start = Clock.of(scope).plant.calendar.start_of(date(2025, 3, 10))
    with scope.begin() as db:
        row = {"work_order_id": 1, "status": status, "changed_at": start, "ok_qtys": ok}
        db.execute(insert(scope.t.work_order_logs), [row])
    assert Clock.of(scope).plant.record.begins == begins


def test_days_are_marked_with_a_reason_and_within_the_past(scope):
    today = floor.LAST
    unrecorded.mark(scope, HOLE, HOLE + timedelta(days=1), "  Stocktaking ")
    unrecorded.mark(scope, HOLE, HOLE, "No network")
    assert unrecorded.listed(scope).to_dict("records") == [
        {"day": HOLE + timedelta(days=1), "reason": "Stocktaking"}, {"day": HOLE, "reason": "No network"},
    ]  # fmt: skip
    for wrong, field in (
        ((HOLE, HOLE - timedelta(days=1), "x"), "last"), ((today, today + timedelta(days=1), "x"), "last"),
        ((HOLE, HOLE, " "), "reason"), ((HOLE - timedelta(days=40), HOLE, "x"), "last"),
    ):  # fmt: skip
        with pytest.raises(BadValue) as error:
            unrecorded.mark(scope, *wrong, today=today)
        assert error.value.field == field
    unrecorded.unmark(scope, HOLE)
    assert len(unrecorded.listed(scope)) == 1
