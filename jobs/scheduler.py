"""The scheduler process: `python -m jobs.scheduler` enqueues the dispatcher every minute, and nothing else.

RQ's scheduler knows cron lines in one time zone only, so that the dispatcher decides by each factory's own clock.
"""

import logging
import warnings
from typing import Any

from redis import Redis
from rq_scheduler import Scheduler

from jobs import log
from jobs.patient import patiently
from jobs.queues import TIMEOUT

logger = logging.getLogger(__name__)
DISPATCHER = "dispatcher"
CHECK_SECONDS = 5


def reconcile(scheduler: Scheduler) -> None:
    """Make the scheduler hold the dispatcher, once, and nothing that an older version or another start left."""
    for job in list(scheduler.get_jobs()):
        if job.id != DISPATCHER:
            scheduler.cancel(job)
            job.delete()
            logger.info("no longer scheduled: job=%s", job.id)
    # the same id replaces what was there; its result stays, as the scheduler takes the job from there each minute
    scheduler.cron(
        "* * * * *", "jobs.dispatch.dispatch", id=DISPATCHER, queue_name="kpi", timeout=TIMEOUT, result_ttl=-1,
        description="dispatcher of the timetable", at_front=True,
    )  # fmt: skip


class KeepingScheduler(Scheduler):  # type: ignore[misc]  # the library has no types
    """A scheduler that puts the dispatcher back when Redis came back without it."""

    def enqueue_jobs(self) -> Any:
        if DISPATCHER not in self:
            reconcile(self)
        return super().enqueue_jobs()


def main() -> None:
    log.setup()
    # of a change of time zones in a later crontab, which "every minute" does not mind
    warnings.filterwarnings("ignore", category=FutureWarning, module="rq_scheduler")
    patiently("jobs.scheduler", _schedule)


def _schedule(redis: Redis) -> None:
    scheduler = KeepingScheduler(connection=redis, interval=CHECK_SECONDS)
    reconcile(scheduler)
    scheduler.run()


if __name__ == "__main__":
    main()
