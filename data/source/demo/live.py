"""The demo lives: what is due becomes rows of the source tables."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from data.source.demo.store import write_story
from data.source.demo.upcoming import EXTEND, Telling, keep, naive, story_of
from data.tenancy import Scope


@dataclass(frozen=True)
class TickResult:
    """rows: how many were added to the source tables; extended: whether the story was told further."""

    rows: int
    extended: bool = False


class _Overtaken(Exception):
    """Another tick has taken the events meanwhile."""


def _apply(scope: Scope, now: datetime) -> TickResult | None:
    """Everything stored that is due, in one transaction; None where nothing is."""
    upcoming = scope.t.demo_upcoming
    with scope.begin() as db:
        c = upcoming.c
        due = db.execute(select(c.at, c.kind, c.payload).where(c.at <= now).order_by(c.at, c.seq, c.id)).all()
        if not due:
            return None
        if db.execute(delete(upcoming).where(c.at <= now)).rowcount != len(due):
            raise _Overtaken
        rows = write_story(scope, db, story_of(due))
        ends = [Telling(**row.payload) for row in due if row.kind == EXTEND]
        for told in ends:
            further = told.further(now)
            keep(scope, db, further.story().between(told.end, further.end), further)
        return TickResult(rows, bool(ends))


def tick(scope: Scope, now: datetime | None = None) -> TickResult:
    """Add everything that has happened up to `now` (naive: UTC; None: this moment) and was not added yet.

    Ticking twice adds nothing the second time, and a tick that comes days late adds the same rows as the ones it missed
    would have. A factory that is not of the demo has nothing upcoming: nothing is added.
    """
    now, total, extended = naive(now), 0, False
    try:
        while (step := _apply(scope, now)) is not None:  # once more where the story had to be told on
            total, extended = total + step.rows, extended or step.extended
            if not step.extended:
                break
    except _Overtaken:
        pass  # what was due has been added, by the other one
    return TickResult(total, extended)
