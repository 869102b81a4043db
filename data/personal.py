"""What each user keeps of the KPIs: the pinned ones in their own order, and which they looked at last."""

from sqlalchemy import delete, insert, select, update

from data.tenancy import Scope
from data.tenancy.schema import utcnow

MOST_PINNED = 10


class TooMany(ValueError):
    """More KPIs than can be pinned; the message says how many."""


def pinned(scope: Scope, user_id: int) -> tuple[str, ...]:
    """Ids of the pinned KPIs, in the user's order."""
    c = scope.t.kpi_user_favorites.c
    with scope.connect() as db:
        return tuple(db.scalars(select(c.kpi).where(c.user_id == user_id).order_by(c.position, c.kpi)))


def pin(scope: Scope, user_id: int, kpis: list[str]) -> None:
    """Keep exactly these KPIs pinned, in this order; TooMany above MOST_PINNED."""
    kpis = list(dict.fromkeys(kpis))
    if len(kpis) > MOST_PINNED:
        raise TooMany(f"{len(kpis)} KPIs are too many to pin; unpin one first, {MOST_PINNED} fit")
    table = scope.t.kpi_user_favorites
    with scope.begin() as db:
        db.execute(delete(table).where(table.c.user_id == user_id))
        if kpis:
            db.execute(
                insert(table), [{"user_id": user_id, "kpi": kpi, "position": at} for at, kpi in enumerate(kpis)]
            )


def move(scope: Scope, user_id: int, kpi: str, step: int) -> None:
    """Move a pinned KPI by `step` places (-1: one earlier); one at the end, or not pinned, stays as it is."""
    kept = list(pinned(scope, user_id))
    if kpi in kept:
        at = kept.index(kpi)
        kept.insert(min(max(at + step, 0), len(kept) - 1), kept.pop(at))
        pin(scope, user_id, kept)


def look(scope: Scope, user_id: int, kpi: str) -> None:
    """Note that the user looked at a KPI."""
    table = scope.t.kpi_view_history
    mine = (table.c.user_id == user_id, table.c.kpi == kpi)
    now = utcnow()
    with scope.begin() as db:
        known = db.execute(update(table).where(*mine).values(viewed_at=now, views=table.c.views + 1)).rowcount
        if not known:
            db.execute(insert(table), [{"user_id": user_id, "kpi": kpi, "viewed_at": now, "views": 1}])


def looked_at(scope: Scope, user_id: int, most: int = 5) -> tuple[str, ...]:
    """Ids of the KPIs that the user looked at last, the latest first."""
    c = scope.t.kpi_view_history.c
    found = select(c.kpi).where(c.user_id == user_id).order_by(c.viewed_at.desc(), c.id.desc()).limit(most)
    with scope.connect() as db:
        return tuple(db.scalars(found))
