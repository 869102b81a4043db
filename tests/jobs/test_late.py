"""The jobs that compute late data: what they change is no longer answered from the cache."""

from datetime import datetime, time

import pytest
from sqlalchemy import insert, select, update

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


def said(scope, measure):
    days = scope.t.kpi_daily_summaries.c
    with scope.connect() as db:
        return db.scalar(select(days[measure]).where(days.summary_date == DAYS[1]))


def test_late_data_and_what_the_night_finds(scope):
    assert not cached(tiny.SLUG) and cached(tiny.SLUG)
    run("1", "late-data", tiny.SLUG, f"{DAYS[-1]}")
    assert cached(tiny.SLUG)
    orders, parts = scope.t.work_orders.c, scope.t.part_numbers
    with scope.begin() as db:
        order = db.scalar(select(orders.id).where(orders.unique_id == f"W-{DAYS[1]}"))
        late = {"work_order_id": order, "status": "Closed", "changed_at": datetime.combine(DAYS[1], time(10))}
        db.execute(insert(scope.t.work_order_logs), [late | {"ok_qtys": 5}])
    run("2", "late-data", tiny.SLUG, f"{DAYS[-1]}")
    assert said(scope, "ok_units") == 95 and not cached(tiny.SLUG)
    with scope.begin() as db:
        db.execute(update(parts).values(cycle_time=36))
    run("3", "late-data", tiny.SLUG, f"{DAYS[-1]}")
    assert said(scope, "ideal_hours") == pytest.approx(105 / 60) and cached(tiny.SLUG)
    run("4", "nightly-comparison", tiny.SLUG, f"{DAYS[-1]}")
    assert said(scope, "ideal_hours") == pytest.approx(1.05) and not cached(tiny.SLUG)
