"""The timetable names what exists, and is reconciled with Redis at every start."""

from rq.utils import import_attribute
from rq_scheduler import Scheduler

from jobs.dispatch import dispatch
from jobs.queues import QUEUES, connection
from jobs.schedule import TIMETABLE
from jobs.scheduler import DISPATCHER, reconcile


def test_every_entry_names_a_queue_and_a_function():
    assert len({entry.name for entry in TIMETABLE}) == len(TIMETABLE)
    for entry in TIMETABLE:
        assert entry.queue in QUEUES
        assert callable(import_attribute(entry.task))
        assert entry.after is None or entry.after in {other.name for other in TIMETABLE}


def test_reconciled_at_start_nothing_doubled_nothing_left_over(redis_url):
    scheduler = Scheduler(connection=connection())
    scheduler.cron("0 2 * * *", "jobs.dispatch.removed_in_this_version", queue_name="kpi")
    for _ in range(3):
        reconcile(Scheduler(connection=connection()))
    jobs = list(scheduler.get_jobs())
    assert [(job.id, job.func_name, job.origin) for job in jobs] == [
        (DISPATCHER, f"jobs.dispatch.{dispatch.__name__}", "kpi")
    ]
    assert jobs[0].meta["cron_string"] == "* * * * *"
