"""What the worker calls for every job of the timetable: opens the factory, logs, and calls the entry's task."""

import logging
import time
from datetime import date

from rq.utils import import_attribute

from data.tenancy import open_scope
from jobs.log import context
from jobs.schedule import find

log = logging.getLogger(__name__)


def run(job_id: str, name: str, slug: str, day: str) -> None:
    """Run the entry `name` of the timetable for one factory and production day (ISO)."""
    started = time.monotonic()
    with context(job=job_id, factory=slug):
        try:
            task = import_attribute(find(name).task)
            task(open_scope(slug), date.fromisoformat(day))
        except BaseException:  # also the time limit
            log.exception("failed ms=%d", 1000 * (time.monotonic() - started))
            raise
        log.info("done ms=%d", 1000 * (time.monotonic() - started))
