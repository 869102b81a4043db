"""What follows from a corrected log: the closed days that it concerns are computed again, at once if they are few."""

import logging
from datetime import date

from data import cache
from data.summary import findings, late
from data.summary.clock import Clock
from data.tenancy import Scope

MOST = 10
"""Days that somebody waits for; of more the worker takes care, which looks every five minutes (jobs.schedule)."""
_log = logging.getLogger(__name__)


def settle(scope: Scope, unique_id: str | None = None) -> list[date] | None:
    """The days computed again; None where that is left to the worker. What was doubtful about the order is looked at
    again, and the factory's answers are forgotten."""
    days: list[date] | None = None
    try:
        if unique_id:
            findings.order(scope, unique_id)
        clock = Clock.of(scope)
        seen = late.look(scope, clock)
        if seen is None or len(seen.days) <= MOST:
            if seen:
                late.recompute(scope, seen.days, clock, seen)
            days = sorted(seen.days) if seen else []
    except Exception:  # what was written is written, and the worker looks again
        _log.exception("factory=%s the days of a corrected log could not be computed", scope.factory.slug)
    cache.flush(factory=scope.factory.slug)
    return days
