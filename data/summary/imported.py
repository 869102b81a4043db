"""The summaries that follow from an import."""

from datetime import date

from data import cache
from data.source.importer import Result
from data.summary.aggregate import backfill, first_row
from data.summary.clock import Clock
from data.summary.late import Progress
from data.tenancy import open_scope


def summarise(result: Result, progress: Progress | None = None) -> tuple[date, date] | None:
    """Compute the days that an import touched and flush the factory's answers; first and last day, None for none."""
    if result.span is None:
        return None
    scope = open_scope(result.slug)
    calendar = Clock.of(scope).plant.calendar
    first, last = (None, None) if result.whole else (calendar.day_of(moment) for moment in result.span)
    begun = first_row(scope)
    if first and begun and first < begun:
        first = None  # time counts before the first order too: leave no gap before the rows there are
    days = backfill(scope, first, last, progress)
    cache.flush(factory=result.slug)
    return days
