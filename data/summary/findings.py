"""`data_findings`: the doubtful rows that the rules found (data.quality), which are gone, and which are fine."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, select, update
from sqlalchemy.engine import Connection

from data.facts.calendar import DAY
from data.quality import BY_ID, RULES, Evidence, examine
from data.quality.evidence import each
from data.source import concern, doubt, ids
from data.summary import clock as clocks
from data.summary.clock import Clock
from data.summary.missing import LOOKED_BACK
from data.tenancy import Scope

Days = tuple[date, date]


@dataclass(frozen=True)
class Kept:
    """What findings are asked for: some rules, the days first..last, a machine (id), an order (id); None: any."""

    rules: Collection[str] | None = None
    first: date | None = None
    last: date | None = None
    machine: int | None = None
    order: int | None = None


# ---- looking --------------------------------------------------------------------------------------------------------
def nightly(scope: Scope) -> bool:
    """Look at the orders that concern the last LOOKED_BACK days, and at those with open findings; whether any finding
    came, changed or went."""
    clock = Clock.of(scope)
    first, last = clock.today - LOOKED_BACK * DAY, clock.today
    calendar, c = clock.plant.calendar, scope.t.data_findings.c
    known = ids.found(scope, select(c.work_order_id).where(c.gone_at.is_(None), c.work_order_id.is_not(None)))
    only = concern.concerned(scope, calendar.start_of(first), calendar.end_of(last)) | known
    return _look(scope, clock, only, (first, last), known)[1]


def order(scope: Scope, unique_id: str) -> bool:
    """Look at an order again, after its log was corrected; whether any finding came, changed or went."""
    c = scope.t.work_orders.c
    return _look(scope, Clock.of(scope), ids.found(scope, select(c.id).where(c.unique_id == unique_id)), None)[1]


def imported(scope: Scope, since: datetime, whole: bool) -> dict[str, int]:
    """Look at what was written since a moment (naive UTC), `whole`: at everything; the open findings about it, by rule
    in the order of RULES."""
    touched, span = doubt.touched(scope, since)
    if not touched and not whole:
        return {}
    clock, only, days = Clock.of(scope), None, None
    calendar = clock.plant.calendar
    if whole:
        begun = doubt.first_line(scope)
        days = (calendar.day_of(begun), clock.today) if begun else None
    else:
        only = touched
        if span:
            days = calendar.day_of(span[0]), min(calendar.day_of(span[1]), clock.today)
            only = only | concern.concerned(scope, calendar.start_of(days[0]), calendar.end_of(days[1]))
    found, _ = _look(scope, clock, only, days)
    if not whole:
        found = found[found.work_order_id.isna() | found.work_order_id.isin(touched)]
    counts = found.rule.value_counts()
    return {rule.id: int(counts[rule.id]) for rule in RULES if rule.id in counts}


def _look(
    scope: Scope, clock: Clock, only: Collection[int] | None, days: Days | None, known: Collection[int] = ()
) -> tuple[pd.DataFrame, bool]:
    """The findings that are not said to be fine, of some orders (ids; None: all) and whole days; whether any changed.
    known: orders that may be gone."""
    work, logs = doubt.rows(scope, only)
    settings = clock.plant.settings
    begun = settings.get("recorded_from")
    line = None if begun else doubt.first_line(scope)
    evidence = Evidence(
        clock.plant, work, logs, clock.now, clocks.wall(), days and days[0], days and days[1], doubt.unrecorded(scope),
        date.fromisoformat(begun) if begun else line and clock.plant.calendar.day_of(line),
    )  # fmt: skip
    found = examine(evidence, RULES if days else [rule for rule in RULES if not rule.by_day])
    looked = None if only is None else {*only, *known}
    closed = (evidence.days[0], evidence.days[-1]) if evidence.days else None
    return _record(scope, found, looked, closed)


# ---- keeping --------------------------------------------------------------------------------------------------------
def _record(
    scope: Scope, found: pd.DataFrame, only: Collection[int] | None, days: Days | None
) -> tuple[pd.DataFrame, bool]:
    """Keep what was found of some orders (None: all) and of all of some days; what is not found any more is gone."""
    t, now = scope.t.data_findings, clocks.wall()
    c = t.c
    columns = (c.id, c.rule, c.subject, c.detail, c.gone_at, c.fine_by, c.work_order_id, c.day)
    of_days = and_(c.work_order_id.is_(None), c.day.between(*days)) if days else None
    with scope.begin() as db:
        parts = [_stored(scope, db, select(*columns).where(of_days))] if of_days is not None else []
        if only is None:
            parts.append(_stored(scope, db, select(*columns).where(c.work_order_id.is_not(None))))
        else:
            mine = select(*columns).where(ids.among(c.work_order_id))
            parts += [_stored(scope, db, mine, {"ids": some}) for some in ids.batches(only)]
        stored = pd.concat(parts, ignore_index=True)
        both = found.merge(stored, on=["rule", "subject"], how="outer", suffixes=("", "_old"), indicator=True)
        new = both[both["_merge"] == "left_only"]
        again = both[both["_merge"] == "both"]
        differs = again.detail != again.detail_old
        changed = again[differs | again.gone_at.notna()]
        gone = both[(both["_merge"] == "right_only") & both.gone_at.isna()]
        scope.insert(db, t, new[list(found.columns)].assign(found_at=now))
        _update(db, t, changed, now, differs)
        if len(gone):
            keys = [{"key": int(one)} for one in gone.id]
            db.execute(update(t).where(c.id == bindparam("key")).values(gone_at=now), keys)
    fine = again[again.fine_by.notna() & ~differs]
    left = both[(both["_merge"] != "right_only") & ~both.index.isin(fine.index)]
    return left[list(found.columns)], bool(len(new) + len(changed) + len(gone))


def _stored(scope: Scope, db: Connection, statement: Select, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
    frame = scope.frame(statement, db, values)
    return frame.astype({"id": "float64", "work_order_id": "float64", "gone_at": "datetime64[us]"} | dict.fromkeys(
        ("rule", "subject", "detail", "fine_by"), object))  # fmt: skip


def _update(db: Connection, table: Any, changed: pd.DataFrame, now: datetime, differs: pd.Series) -> None:
    """Those that came again or say something else; what says something else is no longer said to be fine."""
    for other in (True, False):
        some = changed[differs[changed.index] == other]
        values: dict[str, Any] = {"gone_at": None} | ({"fine_by": None, "fine_at": None} if other else {})
        values |= {name: bindparam(f"new_{name}") for name in ("detail", "day", "machine_id")}
        rows = [
            {"key": int(row.id), "new_detail": row.detail, "new_day": row.day,
             "new_machine_id": None if np.isnan(row.machine_id) else int(row.machine_id)}
            for row in each(some)
        ]  # fmt: skip
        if rows:
            db.execute(update(table).where(table.c.id == bindparam("key")).values(found_at=now, **values), rows)


def fine(scope: Scope, finding: int, by: str) -> bool:
    """Note who says that an open finding is as it should be; whether it was open, and nobody had."""
    t = scope.t.data_findings
    mine = (t.c.id == finding, t.c.gone_at.is_(None), t.c.fine_by.is_(None))
    with scope.begin() as db:
        return bool(db.execute(update(t).where(*mine).values(fine_by=by, fine_at=clocks.wall())).rowcount)


# ---- reading --------------------------------------------------------------------------------------------------------
def _open(scope: Scope, kept: Kept) -> list[ColumnElement[bool]]:
    c = scope.t.data_findings.c
    asked = ((c.machine_id, kept.machine), (c.work_order_id, kept.order))
    found: list[ColumnElement[bool]] = [c.gone_at.is_(None), c.fine_by.is_(None)]
    found += [column == key for column, key in asked if key is not None]
    found += [c.rule.in_(kept.rules)] if kept.rules is not None else []
    found += [c.day >= kept.first] if kept.first else []
    return found + ([c.day <= kept.last] if kept.last else [])


def counts(scope: Scope, kept: Kept | None = None) -> dict[str, int]:
    """How many findings are open, by rule, in the order of RULES."""
    c = scope.t.data_findings.c
    with scope.connect() as db:
        asked = select(c.rule, func.count()).where(*_open(scope, kept or Kept())).group_by(c.rule)
        found = {rule: int(number) for rule, number in db.execute(asked)}
    return {rule.id: found[rule.id] for rule in RULES if rule.id in found}


def listed(scope: Scope, kept: Kept | None = None, most: int = 50) -> pd.DataFrame:
    """Open findings, the newest day first: id, rule, subject, day, detail, found_at, order (its unique_id), asset_id,
    machine (name); None where there is none."""
    f, o, m = scope.t.data_findings, scope.t.work_orders, scope.t.machines
    joined = f.outerjoin(o, f.c.work_order_id == o.c.id).outerjoin(m, f.c.machine_id == m.c.id)
    columns = (f.c.id, f.c.rule, f.c.subject, f.c.day, f.c.detail, f.c.found_at, o.c.unique_id.label("order"),
               m.c.asset_id, m.c.name.label("machine"))  # fmt: skip
    asked = select(*columns).select_from(joined).where(*_open(scope, kept or Kept()))
    frame = scope.frame(asked.order_by(f.c.day.desc(), f.c.id).limit(most))
    frame["day"] = pd.Series(pd.to_datetime(frame.day).dt.date, dtype=object)
    return frame.astype(object).where(frame.notna(), None)


def fines(scope: Scope, most: int = 50) -> pd.DataFrame:
    """What is still found and was said to be fine, the newest word first: rule, subject, detail, fine_by, fine_at."""
    c = scope.t.data_findings.c
    said = select(c.rule, c.subject, c.detail, c.fine_by, c.fine_at).where(c.gone_at.is_(None), c.fine_by.is_not(None))
    return scope.frame(said.order_by(c.fine_at.desc(), c.id.desc()).limit(most))


def machines(scope: Scope) -> dict[str, tuple[int, str]]:
    """Id and name of each machine, by its asset id."""
    c = scope.t.machines.c
    with scope.connect() as db:
        return {asset: (int(key), name) for asset, key, name in db.execute(select(c.asset_id, c.id, c.name))}


def grouped(scope: Scope, since: date) -> Select:
    """Open findings since a day: day, machine (id; 0: none), the rule's place in RULES, how many."""
    c = scope.t.data_findings.c
    place = case({rule.id: at for at, rule in enumerate(RULES)}, value=c.rule, else_=-1)
    chosen = select(c.day, func.coalesce(c.machine_id, 0), place, func.count())
    return chosen.where(*_open(scope, Kept(first=since))).group_by(c.day, c.machine_id, c.rule)


def spread(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `grouped` (day, machine, place, count) as open findings by rule (id), day, machine_id and count."""
    known = rows[rows.place >= 0]
    names = [RULES[int(at)].id for at in known.place]
    return known.assign(rule=pd.Series(names, known.index, dtype=object)).rename(columns={"machine": "machine_id"})


def said(found: Mapping[str, int]) -> str:
    """ "12 doubtful: 9 told twice, 3 goods after Completed"; "" for none."""
    if not found:
        return ""
    ordered = sorted(found.items(), key=lambda one: -one[1])
    return f"{sum(found.values()):,} doubtful: " + ", ".join(f"{n:,} {BY_ID[rule].title}" for rule, n in ordered)


