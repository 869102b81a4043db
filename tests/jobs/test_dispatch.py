"""The dispatcher on real databases and a real Redis: each factory by its own clock, nothing twice, nothing lost."""

import threading
from datetime import datetime, time, timedelta

import pytest
from rq import Queue
from rq.job import Job
from sqlalchemy import func, select, update

from data.tenancy import central, create_factory, open_scope
from data.tenancy.schema import CENTRAL
from jobs.dispatch import dispatch
from jobs.queues import QUEUES, connection
from tests.databases import environment

MADE = datetime(2026, 6, 9, 7)
DAYS = "Mon,Tue,Wed,Thu,Fri,Sat,Sun"
NIGHT = ((1, time(6), time(14)), (2, time(14), time(22)), (3, time(22), time(6)))
ONE_SHIFT = ((1, time(8), time(16)),)


def factory(slug, timezone, shifts=NIGHT, **settings_):
    with central().begin() as db:
        made = create_factory(db, name=slug, slug=slug, timezone=timezone, currency="EUR", settings_=settings_)
        db.execute(update(CENTRAL.factories).where(CENTRAL.factories.c.id == made.id).values(created_at=MADE))
    scope = open_scope(slug)
    rows = [{"name": f"S{n}", "start_time": start, "end_time": end, "weekdays": DAYS} for n, start, end in shifts]
    with scope.begin() as db:
        scope.insert(db, scope.t.shifts, rows)
    return made


def queued():
    redis = connection()
    return {name: Queue(name, connection=redis).job_ids for name in QUEUES}


def waiting(part):
    return [job_id for ids in queued().values() for job_id in ids if part in job_id]


def claims():
    with central().connect() as db:
        return db.scalar(select(func.count()).select_from(CENTRAL.job_claims))


def test_each_factory_by_its_own_clock(database, redis_url):
    factory("berlin", "Europe/Berlin", ONE_SHIFT)
    factory("detroit", "America/Detroit", ONE_SHIFT)
    dispatch(datetime(2026, 6, 10, 0, 0))  # 02:00 in Berlin, 20:00 in Detroit
    assert waiting("daily-aggregate") == ["daily-aggregate-berlin-2026-06-09"]
    dispatch(datetime(2026, 6, 10, 6, 0))  # 02:00 in Detroit
    assert waiting("daily-aggregate") == ["daily-aggregate-berlin-2026-06-09", "daily-aggregate-detroit-2026-06-09"]


def test_each_kind_of_job_goes_into_its_queue(database, redis_url):
    factory("berlin", "Europe/Berlin", ONE_SHIFT)
    scope = open_scope("berlin")
    with scope.begin() as db:  # which makes it one of the demo's
        scope.insert(db, scope.t.demo_upcoming, [{"at": MADE, "seq": 0, "kind": "log", "payload": {}}])
    dispatch(datetime(2026, 6, 9, 14, 0))
    dispatch(datetime(2026, 6, 10, 0, 0))
    Job.fetch("daily-aggregate-berlin-2026-06-09", connection()).delete()
    dispatch(datetime(2026, 6, 10, 0, 30))
    assert queued() == {
        "kpi": [
            "shift-aggregate-berlin-20260609T1400", "late-data-berlin-20260609T1400", "late-data-berlin-20260610T0000",
            "daily-forecast-berlin-2026-06-09", "late-data-berlin-20260610T0030",
        ],
        "reports": ["daily-report-berlin-2026-06-09"],
        "default": [
            "demo-tick-berlin-20260609T1400", "cache-warming-berlin-20260609T1400",
            "demo-tick-berlin-20260610T0000", "cache-warming-berlin-20260610T0000",
            "demo-tick-berlin-20260610T0030", "cache-warming-berlin-20260610T0030",
        ],
    }  # fmt: skip


def test_jobs_have_three_tries_a_limit_and_an_end(sqlite_database, redis_url):
    factory("berlin", "Europe/Berlin", ONE_SHIFT)
    dispatch(datetime(2026, 6, 9, 14, 0))
    job = Job.fetch("shift-aggregate-berlin-20260609T1400", connection())
    assert (job.retries_left, job.retry_intervals, job.timeout) == (3, [10, 60, 300], 300)
    assert job.result_ttl
    assert job.failure_ttl


def test_where_both_wait_for_a_night_shift_the_report_follows_the_aggregate(sqlite_database, redis_url):
    factory("berlin", "Europe/Berlin")
    dispatch(datetime(2026, 6, 10, 4, 0))
    assert "daily-report-berlin-2026-06-09" not in queued()["reports"]
    report = Job.fetch("daily-report-berlin-2026-06-09", connection())
    assert report.dependency_ids == ["daily-aggregate-berlin-2026-06-09"]
    assert report.allow_dependency_failures


def test_the_same_minute_twice_makes_no_doubles(database, redis_url):
    factory("berlin", "Europe/Berlin")
    at = datetime(2026, 6, 10, 4, 0)
    assert dispatch(at) > 0
    before = queued()
    assert dispatch(at) == 0
    assert dispatch(at + timedelta(minutes=1)) == 0
    assert queued() == before


def test_two_dispatchers_at_once_make_no_doubles(database, redis_url):
    for slug, zone in (("berlin", "Europe/Berlin"), ("detroit", "America/Detroit"), ("tokyo", "Asia/Tokyo")):
        factory(slug, zone)
    at, barrier, counts = datetime(2026, 6, 12, 12, 0), threading.Barrier(2), []

    def run():
        barrier.wait()
        counts.append(dispatch(at))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [job_id for ids in queued().values() for job_id in ids]
    assert len(counts) == 2
    assert len(ids) == len(set(ids))
    assert sum(counts) == claims()


def test_what_was_missed_while_nothing_ran_is_made_up_for_once(database, redis_url):
    factory("berlin", "Europe/Berlin")
    dispatch(datetime(2026, 6, 10, 4, 0))
    dispatch(datetime(2026, 6, 13, 12, 1))  # three days later
    days = ["2026-06-10", "2026-06-11", "2026-06-12"]
    made_up = [job_id[-10:] for job_id in waiting("daily-aggregate")]
    assert made_up[-3:] == days
    assert len(waiting("shift-aggregate")) == len(set(waiting("shift-aggregate"))) == 13
    assert len(waiting("cache-warming")) == 2  # one then, one now


def test_a_new_factory_has_no_past_to_make_up_for(sqlite_database, redis_url):
    factory("berlin", "Europe/Berlin")
    dispatch(MADE + timedelta(minutes=1))
    assert queued() == {"kpi": [], "reports": [], "default": []}


def test_without_redis_nothing_is_claimed_and_the_next_minute_does_it(database, redis_url):
    factory("berlin", "Europe/Berlin")
    at = datetime(2026, 6, 10, 4, 0)
    with (
        environment(REDIS_URL="unix:///nowhere/redis.sock"),
        pytest.raises(ExceptionGroup, match="cannot be dispatched"),
    ):
        dispatch(at)
    assert claims() == 0
    assert dispatch(at + timedelta(minutes=1)) == claims() > 0


def test_a_factory_that_fails_does_not_keep_the_others_waiting(sqlite_database, redis_url):
    factory("atlantis", "Atlantic/Atlantis")
    factory("berlin", "Europe/Berlin")
    with pytest.raises(ExceptionGroup):
        dispatch(datetime(2026, 6, 10, 4, 0))
    assert waiting("daily-aggregate-berlin")


def test_a_factory_whose_data_ended_only_has_corrections_computed_and_its_cache_warmed(sqlite_database, redis_url):
    factory("old", "Europe/Berlin", as_of="2013-12-31T23:00:00")
    dispatch(datetime(2026, 6, 12, 12, 0))
    late = ["late-data-old-20260612T1200"]
    assert queued() == {"kpi": late, "reports": [], "default": ["cache-warming-old-20260612T1200"]}


def test_factories_with_their_own_database_work_alike(database, redis_url):
    with environment(TENANT_MODE="database_per_factory"):
        made = factory("berlin", "Europe/Berlin")
        assert made.database_url
        dispatch(datetime(2026, 6, 10, 4, 0))
        assert waiting("daily-aggregate") == ["daily-aggregate-berlin-2026-06-09"]
