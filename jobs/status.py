"""How the queues are: what waits, runs and failed, and who works."""

from dataclasses import dataclass
from datetime import datetime

from rq import Queue, Worker
from rq.job import Job

from jobs.queues import QUEUES, connection
from kpis.naming import suggest


class UnknownJob(LookupError):
    """No failed job has that id; the message suggests the near one."""


@dataclass(frozen=True)
class Status:
    """Rows ready to be shown; times are naive UTC.

    queues: name, queued, started, deferred, scheduled, failed, finished. workers: name, state, queues, job, heartbeat.
    failed: id, queue, when it ended, last line of the error.
    """

    queues: list[tuple[str, int, int, int, int, int, int]]
    workers: list[tuple[str, str, str, str | None, datetime | None]]
    failed: list[tuple[str, str, datetime | None, str]]


def status() -> Status:
    """The state of the queues now. redis.RedisError when Redis does not answer."""
    redis = connection()
    queues = [Queue(name, connection=redis) for name in QUEUES]
    return Status(
        queues=[
            (
                q.name, q.count, q.started_job_registry.count, q.deferred_job_registry.count,
                q.scheduled_job_registry.count, q.failed_job_registry.count, q.finished_job_registry.count,
            )
            for q in queues
        ],
        workers=[
            (w.name, w.get_state(), ",".join(w.queue_names()), w.get_current_job_id(), _naive(w.last_heartbeat))
            for w in Worker.all(connection=redis)
        ],
        failed=[_failure(job) for job in _failed_jobs()],
    )  # fmt: skip


def retry(job_id: str) -> list[str]:
    """Put a failed job, or all of them ("all"), back into their queues; returns their ids. UnknownJob."""
    failed = {job.id: job for job in _failed_jobs()}
    if job_id != "all" and job_id not in failed:
        raise UnknownJob(f"no failed job {job_id!r}{suggest(job_id, failed) or '; see jobs status'}")
    wanted = list(failed.values()) if job_id == "all" else [failed[job_id]]
    for job in wanted:
        job.requeue()
    return [job.id for job in wanted]


def _failed_jobs() -> list[Job]:
    redis = connection()
    ids = [job_id for name in QUEUES for job_id in Queue(name, connection=redis).failed_job_registry.get_job_ids()]
    return [job for job in Job.fetch_many(ids, connection=redis) if job is not None]


def _failure(job: Job) -> tuple[str, str, datetime | None, str]:
    result = job.latest_result()
    lines = (result.exc_string or "").strip().splitlines() if result else []
    return job.id, job.origin, _naive(job.ended_at), lines[-1] if lines else ""


def _naive(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=None, microsecond=0) if at else None
