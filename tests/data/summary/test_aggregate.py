"""Writing again: the same rows, all or nothing, and from the orders concerned alone."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import delete, func, insert, select, update

from data.facts.compute import compute
from data.source import factory_settings, ids, read
from data.summary import late, ledger, write
from data.summary.aggregate import aggregate, backfill, facts_of, span
from data.summary.clock import Clock
from data.summary.write import day_rows, shift_rows
from data.tenancy import open_scope
from tests import floor
from tests.data.summary.conftest import everything, same, table

GRAINS = ("shift", "daily", "weekly", "monthly")


@pytest.fixture
def scope(database, at):
    made = floor.store(floor.rows(since=str(EDGES[0])))
    backfill(made, *EDGES)
    return made


EDGES = (date(2025, 3, 24), floor.LAST)


def test_aggregating_again_changes_no_row(scope):
    before = everything(scope)
    assert all(len(rows) > 1 for rows in before.values()), "more than the names of the columns"
    for grain in GRAINS:
        for day in (floor.LAST, date(2025, 4, 1)):
            aggregate(scope, grain, day)
    aggregate(scope, "daily", floor.FIRST)
    same(everything(scope), before)
    backfill(scope, *EDGES)
    same(everything(scope), before)


def test_day_by_day_as_it_happens_gives_the_rows_of_a_backfill(sqlite_database, at):
    made, now = floor.rows(), floor.NOW
    scope = floor.store(made | {"work_orders": [], "work_order_logs": []})
    for day in floor.DAYS:
        until = datetime(day.year, day.month, day.day, 5) + timedelta(days=1)
        at(min(until, now))
        arrive(scope, made, until - timedelta(days=1 if day != floor.FIRST else 9), until)
        aggregate(scope, "daily", day)
        if day.weekday() == 0:
            aggregate(scope, "weekly", day - timedelta(days=7))
    at(now)
    stepwise = everything(scope)
    backfill(scope, floor.FIRST, floor.LAST)
    same(everything(scope), stepwise)


def arrive(scope, made, start, end):
    """The orders and logs of start..end come into the database."""
    with scope.begin() as db:
        for name, column in (("work_orders", "created_at"), ("work_order_logs", "changed_at")):
            new = [row for row in made[name] if start <= row[column] < end]
            scope.insert(
                db, scope.t.metadata.tables[name], [{k: v for k, v in r.items() if k != "updated_at"} for r in new]
            )


def late_log(scope, changed_at, **more):
    """A log that is entered after the summaries were written: ten units of the first order."""
    with scope.begin() as db:
        row = {"work_order_id": 1, "status": "Closed", "changed_at": changed_at, "ok_qtys": 10, "scrapped_qtys": 1}
        db.execute(insert(scope.t.work_order_logs), [row | more])


def test_a_write_that_breaks_off_leaves_the_old_rows(scope, monkeypatch):
    names = ("kpi_daily_summaries", "kpi_weekly_summaries", "kpi_monthly_aggregates", "kpi_shift_summaries")
    before, units = everything(scope), {name: table(scope, name).ok_units.sum() for name in names}
    late_log(scope, datetime(2025, 3, 31, 10))

    def fail(*_args, **_more):
        raise ConnectionError("the database went away")

    def monthly(scope):
        aggregate(scope, "monthly", date(2025, 3, 31))

    for broken, work in (("roll_up", monthly), ("_sum", backfill)):
        with monkeypatch.context() as patch, pytest.raises(ConnectionError):
            patch.setattr(write, broken, fail)
            work(scope)
        same(everything(scope), before)
    with monkeypatch.context() as patch, pytest.raises(ConnectionError):
        patch.setattr(ledger, "note", fail)
        monthly(scope)
    assert late.dirty(scope) == [date(2025, 3, 31)], "what is not noted is computed again"
    aggregate(scope, "daily", date(2025, 3, 31))
    assert {name: table(scope, name).ok_units.sum() for name in names} == {name: n + 10 for name, n in units.items()}


def test_a_backfill_that_was_killed_goes_on_to_the_same_end(scope, monkeypatch):
    before, seen = everything(scope), []
    monkeypatch.setattr(late, "RUN_DAYS", 10)

    def stop(done, total):
        seen.append((done, total))
        raise KeyboardInterrupt

    with scope.begin() as db:
        for name in before:
            db.execute(delete(scope.t.metadata.tables[name]))
    with pytest.raises(KeyboardInterrupt):
        backfill(scope, *EDGES, progress=stop)
    backfill(scope, *EDGES, progress=lambda *step: seen.append(step))
    assert seen == [(10, 14), (10, 14), (14, 14)]
    same(everything(scope), before)


def test_the_orders_concerned_give_the_facts_of_all_orders(scope):
    late_log(scope, datetime(2025, 4, 1, 10))
    late_log(scope, datetime(2025, 3, 28, 10), status="Start", work_order_id=40)
    with scope.begin() as db:
        orders = scope.t.work_orders
        db.execute(update(orders).where(orders.c.id == 3).values(end_time=datetime(2025, 4, 2, 8)))
    clock = Clock.of(scope)
    every = read.history(scope, clock.plant, clock.now)
    for day in floor.DAYS:
        some, whole = facts_of(scope, day, day), compute(every, day, day)
        assert len(some.history.orders) < len(every.orders)
        rows = day_rows(some) | {"shift": shift_rows(some)}
        same(rows, day_rows(whole) | {"shift": shift_rows(whole)})


def test_long_tables_and_many_ids_are_read_in_parts(database, at, monkeypatch):
    scope = floor.store(floor.rows())
    plant = Clock.of(scope).plant
    edges = (floor.FIRST, floor.LAST)
    whole, some = read.history(scope, plant, floor.NOW), read.history(scope, plant, floor.NOW, *edges)
    assert whole.logs.scrapped_reason_id.rolling(7).count().eq(0).any(), "a part without any value"
    monkeypatch.setattr(read, "CHUNK", 7)
    monkeypatch.setattr(ids, "BATCH", 3)
    for before, parts in ((whole, ()), (some, edges)):
        again = read.history(scope, plant, floor.NOW, *parts)
        for name in ("orders", "logs"):
            pair = [getattr(h, name).sort_values("id", ignore_index=True) for h in (again, before)]
            pd.testing.assert_frame_equal(*pair)
        assert sorted(again.demand.orders.id) == sorted(before.demand.orders.id)


def test_the_ledger_says_how_long_each_order_was_on_the_floor(scope):
    noted = table_of(scope, "kpi_window_ledger").set_index("work_order_id")
    assert len(noted) == len(floor.rows()["work_orders"])
    logs = [log for log in floor.rows()["work_order_logs"] if log["work_order_id"] == 1]
    assert noted.last_at[1] == max(log["changed_at"] for log in logs if log["status"] in ("Completed", "Closed"))
    assert (noted.last_at.dt.year == 9999).sum() >= 1  # still open


def table_of(scope, name):
    return scope.frame(select(scope.t.metadata.tables[name]))


def test_what_cannot_be_computed_is_said(scope):
    before = everything(scope)
    with pytest.raises(ValueError, match="unknown grain 'hourly': shift, daily, weekly or monthly"):
        aggregate(scope, "hourly", floor.FIRST)
    with pytest.raises(ValueError, match="2025-04-07 lies in the future; today is 2025-04-06 at floor"):
        aggregate(scope, "daily", date(2025, 4, 7))
    same(everything(scope), before)


def test_a_factory_without_a_log_has_nothing_to_fill(database, at):
    scope = floor.store(floor.rows(since=None) | {"work_order_logs": []})
    assert span(Clock.of(scope)) is None and backfill(scope) is None
    with scope.connect() as db:
        assert db.scalar(select(func.count()).select_from(scope.t.kpi_daily_summaries)) == 0


def test_time_counts_from_the_day_of_the_first_log_or_the_setting(database, at):
    tables = floor.rows()
    scope = floor.store(tables)
    assert backfill(scope) == (date(2025, 1, 1), floor.LAST)
    days = table(scope, "kpi_daily_summaries")
    assert len(days) == 96 and days.scheduled_hours[0] == pytest.approx(24 * 3)
    factory_settings.change(scope, {"recorded_from": None})
    first = Clock.of(open_scope("floor")).plant.calendar.day_of(min(r["changed_at"] for r in tables["work_order_logs"]))
    assert backfill(open_scope("floor")) == (first, floor.LAST)
    assert table(scope, "kpi_daily_summaries").summary_date[0] == first
