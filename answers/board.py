"""Many tiles at once, from one computation of now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd

from answers import doubts, lately, off_shift, recorded
from answers.ask import ask_of
from answers.faces import FACES, LISTS, Face, Now, plain, ranking
from answers.narrowed import narrowed, told
from answers.source import SPARK_DAYS, Present, present
from answers.targets import Targets
from answers.ttl import LIVE
from data import cache
from data.facts.calendar import DAY
from data.summary.live import Live
from data.tenancy import Scope
from kpis import catalogue, little, period
from kpis.answer import Doubt, Question, Snapshot
from kpis.fraction import per_day
from kpis.model import Kpi
from kpis.status import Goal, change, status
from kpis.text import delta, notation, number

Where = tuple[str, str]
"""A group or a machine: entity and key."""
BY_SHIFT = frozenset({"throughput"})
"""KPIs whose tiles tell of the running shift."""


@dataclass(frozen=True)
class Board:
    """Tiles by KPI id and the machine grid (asset_id, name, group, state, reason, planned (whether the hold is), since
    (UTC), order, part, operator, qty, done, due, progress). `groups`: names of the machine groups with machines in
    service, also where the board is kept to one. `doubts`: open findings about machines by asset id. `shift`: name and
    local times of the running one, None off shift."""

    snapshots: dict[str, Snapshot]
    machines: pd.DataFrame
    as_of: datetime
    shift: tuple[str, str] | None
    stopped: bool
    groups: tuple[str, ...] = ()
    doubts: Mapping[str, Doubt] = field(default_factory=dict)


def board(
    scope: Scope, kpi_ids: list[str] | tuple[str, ...], fresh: bool = False, within: int | None = None,
    where: Where | None = None,
) -> Board:  # fmt: skip
    """The tiles of some KPIs; at most six statements, none from the cache. UnknownKpi names a wrong id.

    fresh, within: see answers.source.present. where: a group or machine, to which the tiles that can tell of it
    (answers.narrowed.told) and the grid are kept; QuestionError names one that is not there.
    """
    kpis = [catalogue.find(kpi_id).in_currency(scope.factory.currency) for kpi_id in kpi_ids]
    found = present(scope, fresh, within)
    live = found.live
    calendar = live.plant.calendar
    shift = None
    if live.shift:
        start, end = (f"{calendar.local(at):%H:%M}" for at in live.shift[1:])
        shift = (live.shift[0], f"{start}–{end}")
    kept = narrowed(scope, found, *where) if where else found
    places = {kpi.id: where if where and told(kpi, where[0]) else None for kpi in kpis}
    wanted = {kpi.id: (kpi.tier, kpi.id, _at(live, places[kpi.id])) for kpi in kpis}
    cached = {} if fresh else cache.known(cache.LIVE, scope.factory.slug, wanted)

    def tile(kpi: Kpi) -> Snapshot:
        place = places[kpi.id]
        return cached.get(kpi.id) or _tile(scope, kpi, kept if place else found, fresh, place)

    tiles = {kpi.id: tile(kpi) for kpi in kpis}
    groups = tuple(sorted(filter(None, live.machines.group.dropna().unique())))
    marks = doubts.of_machines(live)
    return Board(tiles, kept.live.machines, live.clock.local, shift, live.clock.stopped, groups, marks)


def now(scope: Scope, kpi_id: str, fresh: bool = False, where: Where | None = None) -> Snapshot:
    """One KPI now, with the list behind its tile (statements of its own where that is of more than today); `where` as
    in `board`, without a list."""
    kpi = catalogue.find(kpi_id).in_currency(scope.factory.currency)
    found = present(scope, fresh)
    if where and told(kpi, where[0]):
        return _tile(scope, kpi, narrowed(scope, found, *where), fresh, where)
    tile = _tile(scope, kpi, found, fresh)
    seen = Now(scope, found)

    def make() -> pd.DataFrame:
        listed = LISTS.get(kpi_id)
        return listed(kpi, seen) if listed else ranking(kpi, seen)

    at = f"list|{found.live.clock.now.isoformat()}|{notation()}"
    table = cache.remember(cache.LIVE, scope.factory.slug, kpi.tier, kpi.id, at, LIVE, make, fresh)
    return replace(tile, table=table)


def _at(live: Live, where: Where | None) -> str:
    """What a tile is kept under in the cache."""
    return f"tile|{live.clock.now.isoformat()}|{notation()}" + (f"|{':'.join(where)}" if where else "")


def _tile(scope: Scope, kpi: Kpi, found: Present, fresh: bool, where: Where | None = None) -> Snapshot:
    def make() -> Snapshot:
        return snapshot(scope, kpi, found, where)

    return cache.remember(cache.LIVE, scope.factory.slug, kpi.tier, kpi.id, _at(found.live, where), LIVE, make, fresh)


def snapshot(scope: Scope, kpi: Kpi, found: Present, where: Where | None = None) -> Snapshot:
    """The tile of a KPI from the facts of now, which are those of `where` alone if it is given."""
    live = found.live
    # no shift of a group is counted, and so none of its hours
    seen = Now(scope, found)
    face: Face = (plain if where and kpi.id in BY_SHIFT else FACES.get(kpi.id, plain))(kpi, seen)
    own = face.shown is None and face.suffix is None
    shown, unit = (face.value, kpi.unit) if own else (face.shown, face.unit or kpi.unit)
    held = Targets(live.plant).goal(kpi, live.today, *(face.whose or where or ()))
    short = _short(kpi, seen, face)
    goal = held if _judged(kpi, live, face, shown, unit) and not short else Goal(None)
    changed = change(shown, face.before, kpi.better, goal.target)
    return Snapshot(
        kpi=kpi, factory=scope.factory.slug, as_of=live.clock.local, value=face.value, text=number(shown, unit),
        suffix=kpi.unit if own else face.suffix or "", status=status(face.value, goal.target, kpi.better, held.bands),
        target=goal.target, bands=held.bands, aim=held.target, detail=_detail(kpi, live, face, short),
        delta=changed.difference,
        delta_text="" if changed.difference is None else delta(changed.difference, unit), verdict=changed.verdict,
        spark=_spark(kpi, found), facts=face.facts, newest=live.newest,
        where=where, doubt=doubts.about(live, kpi, *period.window(kpi.window, live.today), [where] if where else ()),
        recorded=recorded.of(live.plant.record, *period.window(kpi.window, live.today)),
    )  # fmt: skip


def _short(kpi: Kpi, seen: Now, face: Face) -> bool:
    """Whether the KPI's rate rests on too little time yet."""
    if face.value is None or face.whose:
        return False
    row = seen.sums(kpi.window).reindex(sorted(kpi.measures | {"stock_days"})).to_frame().T.astype(float)
    return bool(little.hours(kpi, row).notna().iloc[0])


def _detail(kpi: Kpi, live: Live, face: Face, short: bool) -> str:
    """The line below the headline; on a day without a shift it says so first."""
    alone = face.value is not None and off_shift.today(kpi, live)
    said = ["off shift" if alone else "", "too little time yet" if short else "", face.detail]
    return " · ".join(filter(None, said))


def _judged(kpi: Kpi, live: Live, face: Face, shown: float | None, unit: str) -> bool:
    """Whether the headline is what the KPI's target is for, so that a status beside it is its own: the same quantity in
    the same unit, and no amount per day that the running day alone would come to."""
    extrapolated = per_day(kpi) and kpi.window == "today" and not live.over
    return face.same and shown == face.value and unit == kpi.unit and not extrapolated


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
