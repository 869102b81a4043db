"""Which rows of members answer a question: days, or the whole weeks or months around it where no days are left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from answers import sums
from data.facts.calendar import DAY
from data.summary import query
from data.summary.live import Live
from data.tenancy import Scope
from kpis.answer import Question
from kpis.period import Range

GRAINS = ("day", "week", "month")
STORED_BY_SHIFT = ("shift", "hour")
"""Their rows are not an entity's: none of the days that they hold is ever widened."""


@dataclass(frozen=True)
class Ranges:
    """The days that a question and its comparison cover with rows of a grain. With "day" they are those asked for."""

    grain: str
    own: Range
    other: Range | None
    asked: tuple[Range, Range | None]

    @property
    def coarse(self) -> bool:
        return self.grain != "day"

    @property
    def widened(self) -> bool:
        """Whether either covers more than what was asked for."""
        return (self.own, self.other) != self.asked


def coarsest(*grains: str) -> str:
    """The coarsest of some grains; a shift counts as a day."""
    return max(grains, key=lambda grain: GRAINS.index(grain) if grain in GRAINS else 0)


def ranges(scope: Scope, live: Live, question: Question, entities: Iterable[str], least: str = "day") -> Ranges:
    """What a question and its comparison cover, from the finest rows of the entities that are kept for both.

    Where days are gone both are widened to whole weeks or months (of the grain `least` or coarser), as many of one as
    of the other. One statement an entity.
    """
    asked = (question.start, question.end), question.compare
    kept = [query.kept(scope, entity) for entity in dict.fromkeys(entities) if entity not in STORED_BY_SHIFT]
    found = Ranges("day", *asked, asked)
    while True:
        first = min(one[0] for one in (found.own, found.other) if one)
        grain = coarsest("day", *(sums.finest(one, first) for one in kept))
        grain = coarsest(grain, least) if grain != "day" else grain
        if grain == found.grain:
            return found
        # more rows may reach back to where these are gone as well
        found = Ranges(grain, *_whole(live.today, *asked, grain), asked)


def _whole(today: date, own: Range, other: Range | None, grain: str) -> tuple[Range, Range | None]:
    """The whole weeks or months around two ranges; the one that has fewer begins earlier."""
    count = max(_count(one, grain) for one in (own, other) if one)
    return _around(today, own, grain, count), _around(today, other, grain, count) if other else None


def _around(today: date, days: Range, grain: str, count: int) -> Range:
    first = query.bucket_start(days[0], grain)
    for _ in range(count - _count(days, grain)):
        first = query.bucket_start(first - DAY, grain)
    return first, min(query.bucket_end(days[1], grain), today)


def _count(days: Range, grain: str) -> int:
    """Weeks or months that a range touches."""
    first, last = (query.bucket_start(day, grain) for day in days)
    months = 12 * (last.year - first.year) + last.month - first.month
    return ((last - first).days // 7 if grain == "week" else months) + 1
