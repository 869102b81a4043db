"""The summaries that follow from an import."""

from datetime import date
from pathlib import Path

from data import cache
from data.source import importer
from data.source.importer import Result, Wish
from data.source.importer.run import NO_WISH
from data.summary import moves
from data.summary.aggregate import backfill, first_row
from data.summary.clock import Clock, wall
from data.summary.late import Progress
from data.summary.moves import Moves
from data.tenancy import Scope, open_scope


def summarise(result: Result, progress: Progress | None = None) -> tuple[date, date] | None:
    """Compute the days that an import touched and flush the factory's answers; first and last day, None for none."""
    if not result.changed:
        return None
    scope = open_scope(result.slug)
    days = computed(scope, result, progress)
    cache.flush(factory=result.slug)  # words alone may have changed: answers hold these too
    return days


def computed(scope: Scope, result: Result, progress: Progress | None = None) -> tuple[date, date] | None:
    """Compute the days that an import touched; the first and the last, None for none."""
    if result.span is None:
        return None
    calendar = Clock.of(scope).plant.calendar
    first, last = (None, None) if result.whole else (calendar.day_of(moment) for moment in result.span)
    begun = first_row(scope)
    if first and begun and first < begun:
        first = None  # time counts before the first order too: leave no gap before the rows there are
    cause = f"import --restate: {'; '.join(result.restated)}" if result.restated else "import"
    return backfill(scope, first, last, progress, cause=cause)


def rehearse(
    path: str | Path, slug: str | None = None, skip_bad_rows: bool = False, wish: Wish = NO_WISH
) -> tuple[Result, Moves]:
    """What an import would do, and how closed days would move: all of it is done in one transaction and undone.
    ImportRefused."""
    seen = Moves((), {})

    def watch(scope: Scope, result: Result) -> None:
        nonlocal seen
        began = wall()
        if first_row(scope):
            computed(scope, result)
            seen = moves.since(scope, began)

    return importer.run(path, slug, skip_bad_rows, wish, watch), seen
