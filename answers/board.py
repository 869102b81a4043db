"""Many tiles at once, from one computation of now."""

from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from answers import lately
from answers.ask import ask_of
from answers.faces import FACES, LISTS, Face, Now, plain, ranking
from answers.source import SPARK_DAYS, Present, present
from answers.targets import Targets
from answers.ttl import LIVE
from data import cache
from data.facts.calendar import DAY
from data.tenancy import Scope
from kpis import catalogue, period
from kpis.answer import Question, Snapshot
from kpis.model import Kpi
from kpis.status import change, status
from kpis.text import delta, number

SAME = 60.0
"""Seconds within which two computations count as one."""


@dataclass(frozen=True)
class Board:
    """Tiles by KPI id and the machine grid (asset_id, name, group, state, reason, planned (whether the hold is), since
    (UTC), order, part, operator, qty, done, due, progress). `shift`: name and local times of the running one, None off
    shift."""

    snapshots: dict[str, Snapshot]
    machines: pd.DataFrame
    as_of: datetime
    shift: tuple[str, str] | None
    stopped: bool


def board(
    scope: Scope, kpi_ids: list[str] | tuple[str, ...], fresh: bool = False, within: int | None = None
) -> Board:
    """The tiles of some KPIs; at most six statements, none from the cache. UnknownKpi names a wrong id.

    fresh, within: see answers.source.present.
    """
    kpis = [catalogue.find(kpi_id).in_currency(scope.factory.currency) for kpi_id in kpi_ids]
    found = present(scope, fresh, within)
    live = found.live
    calendar = live.plant.calendar
    shift = None
    if live.shift:
        start, end = (f"{calendar.local(at):%H:%M}" for at in live.shift[1:])
        shift = (live.shift[0], f"{start}–{end}")
    tiles = {kpi.id: _tile(scope, kpi, found, fresh) for kpi in kpis}
    return Board(tiles, live.machines, live.clock.local, shift, live.clock.stopped)


def now(scope: Scope, kpi_id: str, fresh: bool = False) -> Snapshot:
    """One KPI now, with the list behind its tile (statements of its own where that is of more than today)."""
    kpi = catalogue.find(kpi_id).in_currency(scope.factory.currency)
    found = present(scope, fresh)
    tile = _tile(scope, kpi, found, fresh)
    seen = Now(scope, found)

    def make() -> pd.DataFrame:
        listed = LISTS.get(kpi_id)
        return listed(kpi, seen) if listed else ranking(kpi, seen)

    at = f"list|{found.live.clock.now.isoformat()}"
    table = cache.remember(cache.LIVE, scope.factory.slug, kpi.tier, kpi.id, at, LIVE, make, fresh)
    return replace(tile, table=table)


def _tile(scope: Scope, kpi: Kpi, found: Present, fresh: bool) -> Snapshot:
    at = f"tile|{found.live.clock.now.isoformat()}"
    return cache.remember(
        cache.LIVE, scope.factory.slug, kpi.tier, kpi.id, at, LIVE, lambda: snapshot(scope, kpi, found), fresh
    )


def snapshot(scope: Scope, kpi: Kpi, found: Present) -> Snapshot:
    """The tile of a KPI from the facts of now."""
    live = found.live
    face: Face = FACES.get(kpi.id, plain)(kpi, Now(scope, found))
    own = face.shown is None and face.suffix is None
    shown, unit = (face.value, kpi.unit) if own else (face.shown, face.unit or kpi.unit)
    target = Targets(live.plant).of(kpi, live.today)
    changed = change(shown, face.before, kpi.better, target)
    return Snapshot(
        kpi=kpi, factory=scope.factory.slug, as_of=live.clock.local, value=face.value, text=number(shown, unit),
        suffix=kpi.unit if own else face.suffix or "", status=status(face.value, target, kpi.better), target=target,
        detail=face.detail, delta=changed.difference,
        delta_text="" if changed.difference is None else delta(changed.difference, unit), verdict=changed.verdict,
        spark=_spark(kpi, found), facts=face.facts, newest=live.newest,
    )  # fmt: skip


def _spark(kpi: Kpi, found: Present) -> tuple[float | None, ...]:
    """The KPI over its window as of each of the last days, oldest first, today so far last; None: no data."""
    ends = [found.live.today - n * DAY for n in range(SPARK_DAYS - 1, -1, -1)]
    return tuple(lately.values(kpi, found, [period.window(kpi.window, end) for end in ends]))


def warm(scope: Scope) -> int:
    """Fill the cache with the live facts and every KPI over its first-shown period; how many answers that are."""
    live = present(scope, fresh=True).live
    for kpi in catalogue.KPIS.values():
        start, end = period.resolve(period.first_shown(kpi.tier), live.today)
        compare = period.comparison("previous_period", start, end, live.today)
        by = kpi.breakdowns[0] if kpi.breakdowns else None
        ask_of(scope, Question(kpi.id, start, end, by, compare=compare), live, fresh=True)
    return len(catalogue.KPIS)
