"""The jobs that compute late data: what they change is no longer answered from the cache."""

from datetime import datetime, time

import pytest
from sqlalchemy import delete, insert, select

from data import cache
from data.summary.aggregate import backfill
from jobs.run import run
from tests import tiny

DAYS = tiny.last_days(3)


@pytest.fixture
def scope(sqlite_database, redis_url, tmp_path):
    made = tiny.imported(tmp_path / "tiny", DAYS)
    backfill(made)
    return made


def cached(slug):
    """Whether an answer of the factory was still in the cache; it is from now on."""
    made = []
    cache.remember(cache.KPI, slug, "1", "oee", "", 60, lambda: made.append("new") or "value")
    return not made


def ok_units(scope):
    days = scope.t.kpi_daily_summaries.c
    with scope.connect() as db:
        return db.scalar(select(days.ok_units).where(days.summary_date == DAYS[1]))


def test_late_data_and_what_the_night_finds(scope):
    assert not cached(tiny.SLUG) and cached(tiny.SLUG)
    run("1", "late-data", tiny.SLUG, f"{DAYS[-1]}")
    assert cached(tiny.SLUG)
    logs, orders = scope.t.work_order_logs, scope.t.work_orders.c
    with scope.begin() as db:
        order = db.scalar(select(orders.id).where(orders.unique_id == f"W-{DAYS[1]}"))
        at = datetime.combine(DAYS[1], time(10))
        db.execute(insert(logs), [{"work_order_id": order, "status": "Closed", "changed_at": at, "ok_qtys": 5}])
    run("2", "late-data", tiny.SLUG, f"{DAYS[-1]}")
    assert ok_units(scope) == 95 and not cached(tiny.SLUG)
    with scope.begin() as db:
        db.execute(delete(logs).where(logs.c.work_order_id == order, logs.c.status == "Closed"))
    run("3", "late-data", tiny.SLUG, f"{DAYS[-1]}")
    assert ok_units(scope) == 95 and cached(tiny.SLUG)
    run("4", "nightly-comparison", tiny.SLUG, f"{DAYS[-1]}")
    assert ok_units(scope) == 90 and not cached(tiny.SLUG)
