"""The worker process: `python -m jobs.worker` works off kpi before reports before default."""

import signal
from typing import Any

from redis import Redis
from rq import Queue, Worker
from rq.job import Job

from data import tenancy
from jobs import aggregate, dispatch, late, log, report, run, tick, warm
from jobs.learn import learn
from jobs.mortal import die_with_parent
from jobs.patient import patiently
from jobs.queues import QUEUES

# imported before the fork, so that no job pays for it
PRELOADED = (aggregate, dispatch, late, report, run, tick, warm)


class ForkingWorker(Worker):
    """RQ's worker; each job runs in a fork of it that never outlives it."""

    def main_work_horse(self, job: Job, queue: Queue) -> Any:
        # RQ puts a job in a process group of its own, where no Ctrl-C arrives
        die_with_parent(signal.SIGKILL)
        tenancy.reset()
        return super().main_work_horse(job, queue)


def main() -> None:
    log.setup()
    patiently("jobs.worker", _work)


def _work(redis: Redis) -> None:
    learn()
    # a worker that died is noticed, and its job tried again, after 90 s instead of 10 minutes
    worker = ForkingWorker(list(QUEUES), connection=redis, worker_ttl=30, maintenance_interval=15)
    worker.work(with_scheduler=True, logging_level="WARNING")


if __name__ == "__main__":
    main()
