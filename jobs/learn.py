"""What a worker does once for all of its forks: it makes the statements of a shift, half of the time that one takes."""

import logging

from data.summary import late, write
from data.summary.clock import Clock
from data.summary.reading import facts_of
from data.tenancy import Scope, factories

MOST = 4
"""Factories whose statements are made before the first job waits."""
log = logging.getLogger(__name__)


def learn() -> None:
    """Read what a shift reads, and write what it writes without keeping it. The forks inherit what SQLAlchemy made."""
    try:
        for factory in factories()[:MOST]:
            scope = Scope(factory)
            clock = Clock.of(scope)
            late.look(scope, clock)
            facts_of(scope, clock.today, clock.today, clock)
            with scope.connect() as db:  # never committed
                write.roll_up(scope, db, clock.today, clock.today)
    except Exception as error:  # the jobs themselves tell what is wrong, each of its own
        log.warning("statements are made by each job (%s)", getattr(error, "orig", error))
