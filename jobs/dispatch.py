"""Every minute: what is due in which factory, claimed and enqueued - once, however many dispatchers there are."""

import logging
import re
from datetime import datetime

from data.summary.clock import Clock
from data.tenancy import Factory, factories, open_scope
from data.tenancy.claims import claim, claimed_until, forget
from data.tenancy.schema import utcnow
from jobs import when
from jobs.queues import enqueue
from jobs.schedule import TIMETABLE, Entry
from jobs.when import Due

log = logging.getLogger(__name__)


def dispatch(now: datetime | None = None) -> int:
    """Enqueue what is due at `now` (naive UTC) in all factories and return how many jobs that is.

    A factory that fails does not keep the others waiting; its error is raised at the end.
    """
    count, errors = 0, []
    for factory in factories():
        try:
            count += _dispatch(factory, now or utcnow())
        except Exception as error:
            log.exception("factory=%s cannot be dispatched", factory.slug)
            errors.append(error)
    if errors:
        raise ExceptionGroup("some factories cannot be dispatched", errors)
    return count


def _dispatch(factory: Factory, now: datetime) -> int:
    scope = open_scope(factory.id)
    clock = Clock.of(scope)
    # a factory whose data ended in the past lives at that moment: no shift of it ends any more
    factory_now = clock.now if clock.stopped else now
    until = claimed_until(factory.id)
    count = 0
    for entry in TIMETABLE:
        if entry.only(scope):
            at = now if isinstance(entry.when, when.Every) else factory_now
            since = max(until.get(entry.name, until[""]), now - entry.catch_up)
            count += sum(_claim(entry, factory, due) for due in entry.when.due(clock.plant.calendar, since, at))
    return count


def _claim(entry: Entry, factory: Factory, due: Due) -> bool:
    with claim(factory.id, entry.name, due.at) as mine:
        if mine:
            # inside the claim: without Redis nothing is claimed, and the next minute tries again
            _enqueue(entry, factory, due)
    if mine:
        forget(factory.id, entry.name, due.at)
    return mine


def _enqueue(entry: Entry, factory: Factory, due: Due) -> None:
    # once a window: named by its day, so that a report finds the aggregate it waits for
    key = f"{due.day}" if isinstance(entry.when, when.Clock) else f"{due.at:%Y%m%dT%H%M}"
    job_id = _job_id(entry.name, factory, key)
    after = _job_id(entry.after, factory, key) if entry.after else None
    title = f"{entry.name} of {factory.slug} for {due.day}"
    enqueue(
        entry.queue,
        "jobs.run.run",
        job_id,
        entry.name,
        factory.slug,
        f"{due.day}",
        job_id=job_id,
        title=title,
        after=after,
    )
    log.info("job=%s factory=%s enqueued due=%s", job_id, factory.slug, due.at.isoformat())


def _job_id(name: str, factory: Factory, key: str) -> str:
    return re.sub("[^A-Za-z0-9_-]", "_", f"{name}-{factory.slug}-{key}")
