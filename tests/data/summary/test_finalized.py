"""A month becomes final when the 3rd of the next one has passed, and stays so; what stands open when a shift ends."""

from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from data.source import read
from data.summary import finalized
from data.summary.aggregate import aggregate, backfill
from jobs.aggregate import final
from jobs.schedule import find
from tests import floor
from tests.data.summary.conftest import table

MARCH, THIRD = (2025, 3), date(2025, 4, 3)


@pytest.fixture
def scope(database, at):
    at(datetime(2025, 4, 3, 20))
    made = floor.store(floor.rows(datetime(2025, 4, 3, 20)))
    backfill(made, date(2025, 3, 24))
    return made


def months(scope):
    c = scope.t.kpi_monthly_aggregates.c
    with scope.connect() as db:
        rows = db.execute(select(c.year, c.month, c.is_finalized, c.finalized_at)).all()
    return {(row[0], row[1]): (bool(row[2]), row[3]) for row in rows}


def test_a_month_is_final_when_the_third_has_passed_and_stays_so(scope, at):
    assert months(scope) == {MARCH: (False, None), (2025, 4): (False, None)}
    now = datetime(2025, 4, 4, 2, 30)
    at(now)
    final(scope, THIRD)
    assert months(scope) == {MARCH: (True, now), (2025, 4): (False, None)}
    assert finalized.finalize(scope, date(2025, 4, 5)) == 0
    at(datetime(2025, 4, 5, 12))
    log = scope.t.work_order_logs
    with scope.begin() as db:
        db.execute(update(log).where(log.c.changed_at < datetime(2025, 3, 29)).values(ok_qtys=log.c.ok_qtys + 1))
    before = table(scope, "kpi_monthly_aggregates").set_index(["year", "month"]).ok_units[MARCH]
    aggregate(scope, "monthly", date(2025, 3, 31))
    after = table(scope, "kpi_monthly_aggregates").set_index(["year", "month"]).ok_units[MARCH]
    assert after > before  # corrected, and told as a restatement
    assert months(scope)[MARCH] == (True, now)
    backfill(scope)
    assert months(scope)[MARCH] == (True, now)


def test_months_of_an_imported_past_are_final_at_once(sqlite_database, at):
    at(floor.NOW)
    scope = floor.store(floor.rows())
    backfill(scope, date(2025, 3, 24))
    assert months(scope) == {MARCH: (True, floor.NOW), (2025, 4): (False, None)}


def test_it_is_looked_at_in_the_morning_after_the_third(sqlite_database):
    calendar = read.plant(floor.store(floor.rows()))[0].calendar
    due = find("month-final").when.due(calendar, datetime(2025, 4, 1, 12), datetime(2025, 4, 30))
    assert [(calendar.local(one.at).strftime("%d %H:%M"), one.day) for one in due] == [("04 04:30", THIRD)]


def test_shift_rows_tell_what_stood_open_when_the_shift_ended(scope):
    logs = sorted(floor.rows(datetime(2025, 4, 3, 20))["work_order_logs"], key=lambda log: log["changed_at"])
    seen = 0
    found = table(scope, "kpi_shift_summaries")
    for row in found[found.shift_id > 0].to_dict("records"):
        at = min(row["shift_end_time"], datetime(2025, 4, 3, 20))
        state = {log["work_order_id"]: log["status"] for log in logs if log["changed_at"] <= at}
        counts = [sum(one in of for one in state.values()) for of in (["Setup", "Start"], ["Hold"])]
        assert [row["in_progress_orders"], row["hold_orders"]] == counts, row["shift_date"]
        seen += sum(counts)
    names = ["in_progress_orders", "hold_orders", "assigned_orders", "completed_orders"]
    assert seen > 20 and found[names].notna().all(axis=None)
    assert found.total_orders.tolist() == found[names].sum(axis=1).tolist()
    daily = table(scope, "kpi_daily_summaries").set_index("summary_date")
    last = found[found.shift_id > 0].sort_values("shift_end_time").groupby("shift_date").last()
    for name in ("in_progress_orders", "hold_orders", "assigned_orders"):
        assert daily[name].reindex(last.index).tolist() == last[name].tolist(), name
