"""A real worker process on a real Redis and both databases."""

import os
import signal
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rq.job import Job
from sqlalchemy import select, update

from data.tenancy import central
from data.tenancy.schema import CENTRAL, utcnow
from jobs.dispatch import dispatch
from jobs.queues import connection, enqueue
from tests import servers, tiny


def finished(job_id: str) -> str:
    """Wait for a job to end its first try, and say how."""
    job, found = Job.fetch(job_id, connection()), []

    def ended() -> None:
        found.append(job.latest_result())
        if found[-1] is None:
            raise OSError("still running")

    servers.wait_until(ended, f"{job_id} has not ended", seconds=90)
    return found[-1].type.name


def test_a_shift_that_ended_becomes_its_summary_row(database, worker, tmp_path):
    (day,) = tiny.last_days(1)
    scope = tiny.imported(tmp_path / "in", [day])
    with central().begin() as db:
        db.execute(update(CENTRAL.factories).values(created_at=utcnow() - timedelta(days=2)))
    dispatch()
    assert finished(f"shift-aggregate-tiny-{day:%Y%m%d}T1400") == "SUCCESSFUL", worker.read_text()
    rows = scope.t.kpi_shift_summaries
    with scope.connect() as db:
        found = db.execute(select(rows.c.ok_units, rows.c.scrapped_units).where(rows.c.shift_date == day)).all()
    assert (90, 10) in [tuple(row) for row in found]
    assert f"job=shift-aggregate-tiny-{day:%Y%m%d}T1400 factory=tiny done ms=" in worker.read_text()


def test_a_job_that_fails_is_tried_again_later_and_says_why(sqlite_database, worker):
    job = enqueue("kpi", "jobs.run.run", "x", "daily-aggregate", "nowhere", "2026-06-10", job_id="x")

    def put_off() -> None:
        job.refresh()
        if (job.get_status(), job.retries_left) != ("scheduled", 2):  # rq writes one after the other
            raise OSError(f"is {job.get_status()} with {job.retries_left} tries left")

    servers.wait_until(put_off, "the job was not put off")
    log = worker.read_text()
    assert "job=x factory=nowhere failed" in log
    assert "no factory 'nowhere'" in log


def test_a_report_waits_for_an_aggregate_and_comes_even_when_that_failed(sqlite_database, redis_url, tmp_path):
    redis = connection()
    first = enqueue("kpi", "no.such.function", job_id="first")
    first.retries_left = 0
    first.save()
    enqueue("reports", "time.time", job_id="second", after="first")
    with servers.worker(tmp_path / "log"):
        assert finished("second") == "SUCCESSFUL"
    assert Job.fetch("first", redis).is_failed


def running_jobs(pid: int) -> list[int]:
    """The forks of a worker that run a job: each leads a process group of its own."""
    return [child for child in servers.children(pid) if os.getpgid(child) == child]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux who dies with whom")
def test_a_killed_worker_takes_its_running_job_with_it(sqlite_database, redis_url, tmp_path):
    job = enqueue("kpi", "time.sleep", 120, job_id="long")
    with servers.worker(tmp_path / "log") as process:

        def started() -> None:
            if not (job.get_status() == "started" and running_jobs(process.pid)):
                raise OSError("not yet")

        servers.until(started, process, "job")
        forks, others = running_jobs(process.pid), servers.children(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

        def gone() -> None:
            if any(map(servers.alive, forks)):
                raise OSError("still there")

        servers.wait_until(gone, "the job's process did not end with its worker")
        for other in filter(
            servers.alive, set(others) - set(forks)
        ):  # RQ's scheduler ends with the group, as honcho does it
            os.kill(other, signal.SIGKILL)


@pytest.mark.long  # the scheduler's minute has to pass
def test_the_scheduler_process_starts_it_all(database, worker, tmp_path):
    (day,) = tiny.last_days(1)
    tiny.imported(tmp_path / "in", [day])
    with central().begin() as db:
        db.execute(update(CENTRAL.factories).values(created_at=datetime.combine(day, datetime.min.time())))
    with servers.running(servers.PYTHON, "-m", "jobs.scheduler", log=tmp_path / "scheduler.log"):

        def enqueued() -> None:
            if not Job.exists(f"shift-aggregate-tiny-{day:%Y%m%d}T1400", connection()):
                raise OSError("not yet")

        servers.wait_until(enqueued, "no dispatcher ran", seconds=100)
    assert finished(f"shift-aggregate-tiny-{day:%Y%m%d}T1400") == "SUCCESSFUL"
