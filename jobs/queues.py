"""The queues, and the one way to put a job into them."""

from datetime import timedelta
from typing import Any

from redis import Redis
from rq import Queue, Retry
from rq.job import Dependency, Job

from settings import settings

QUEUES = ("kpi", "reports", "default")
"""In the order in which a worker looks for work."""
TIMEOUT = 300
RETRY_AFTER = [10, 60, 300]
KEEP_RESULT = int(timedelta(days=1).total_seconds())
KEEP_FAILURE = int(timedelta(days=30).total_seconds())


def connection() -> Redis:
    """The Redis of the queues."""
    return Redis.from_url(settings().redis(3))


def enqueue(
    queue: str, task: str, *args: Any, job_id: str | None = None, title: str = "", after: str | None = None,
    timeout: int = TIMEOUT,
) -> Job:  # fmt: skip
    """Put the function with path `task` into a queue: `timeout` s at most, tried again after 10, 60 and 300 s.

    With `job_id` a job of that id is replaced. `after`: the id of a job that ends first, well or not, if it is there.
    """
    redis = connection()
    waits_for = Dependency([after], allow_failure=True) if after and Job.exists(after, redis) else None
    return Queue(queue, connection=redis).enqueue_call(
        task, args, timeout=timeout, retry=Retry(len(RETRY_AFTER), RETRY_AFTER), result_ttl=KEEP_RESULT,
        failure_ttl=KEEP_FAILURE, job_id=job_id, description=title or None, depends_on=waits_for,
    )  # fmt: skip
