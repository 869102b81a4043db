"""Reading the operational tables: the plant in one statement; orders, logs and customer orders in one each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Double,
    Integer,
    Select,
    String,
    Table,
    Time,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union,
    union_all,
)

from data.facts.calendar import Calendar, breaks_from, shifts_from
from data.facts.demand import Demand
from data.facts.history import History
from data.facts.plant import Plant
from data.facts.record import BEGINS, Record, begins
from data.source import concern, demand, ids
from data.source.labels import LABELS, distinct
from data.tenancy import Scope
from data.tenancy.schema import FactoryTables, Stamp

TABLES = {
    "machines": "machines", "groups": "machine_groups", "operators": "operators",
    "proficiencies": "operator_proficiencies", "parts": "part_numbers", "hold_reasons": "hold_reasons",
    "scrapped_reasons": "scrapped_reasons", "trainings": "operator_trainings", "customers": "customers",
    "shifts": "shifts", "breaks": "shift_breaks", "holidays": "factory_holidays", "targets": "kpi_targets",
    "alerts": "kpi_alerts", "unrecorded": "unrecorded_days",
    "assignments": "machine_assignments", "levels": "operator_levels", "standards": "part_standards",
}  # fmt: skip
KINDS: dict[str, Any] = {"n": Integer, "f": Double, "t": String(200), "d": Date, "c": Time, "s": Stamp}
"""Typed columns that tables of different shape share, so that one UNION ALL reads them all without a cast."""
SKIPPED = {"factory_id", "created_at", "updated_at", "user_id", "topic"}
ONLY = {"kpi_alerts": {"id", "kpi", "value", "target", "raised_at", "ended_at", "acknowledged_at"}}
CHUNK = 50_000
"""Rows of a long table that are held as Python's objects at once."""
NEWEST = 100
"""Alerts that are read with the plant beside the open ones: far more than are raised, or acknowledged, in two days."""


def _kind(column: Any) -> str:
    for mark, types in {"n": (Integer, Boolean), "f": Double, "d": Date, "c": Time, "s": DateTime}.items():
        if isinstance(column.type, types):  # type: ignore[arg-type]  # a type or a tuple of types
            return mark
    return "t"


def _slots(table: Table) -> dict[str, str]:
    """Column name -> slot ("n0", "t1" ...)."""
    used: dict[str, int] = {}
    slots = {}
    for column in table.columns:
        if column.name in ONLY.get(table.name, set(table.c.keys()) - SKIPPED):
            mark = _kind(column)
            slots[column.name] = f"{mark}{used.get(mark, 0)}"
            used[mark] = used.get(mark, 0) + 1
    return slots


@lru_cache
def plant_statement(t: FactoryTables) -> tuple[Any, dict[str, dict[str, str]]]:
    """The statement that reads all tables of the plant, and where each column of each is found. Made once."""
    slots = {name: _slots(getattr(t, table)) for name, table in TABLES.items()}
    every = sorted({slot for of in slots.values() for slot in of.values()} | {"s0", "s1", "s2", "s3"})
    parts = []
    for name, of in slots.items():
        table = getattr(t, TABLES[name])
        named = {slot: column for column, slot in of.items()}
        # the first table's types hold for all: what is a flag in one table is a number in the next
        cells = []
        for slot in every:
            kind = KINDS[slot[0]]
            cell = table.c[named[slot]] if slot in named else cast(null(), kind)
            cells.append(type_coerce(cell, kind).label(slot))
        rows = select(literal(name).label("source"), *cells)
        parts.append(rows.where(_of_now(table)) if name == "alerts" else rows)
    # what is asked of the long tables is answered from an index
    price, begin = t.purchase_orders.c.price, t.work_orders.c.start_time
    log = t.work_order_logs.c
    told = log.deleted_at.is_(None)
    first = select(log.changed_at).where(told).order_by(log.changed_at).limit(1).scalar_subquery()
    ends = or_(log.ok_qtys != 0, log.scrapped_qtys != 0, log.rework_qtys != 0, log.status.in_(("Completed", "Closed")))
    facts: dict[str, Any] = {
        "s3": first,
        "n1": select(log.id).where(told, ends, log.changed_at == first).limit(1).scalar_subquery(),
        "s0": select(log.changed_at).where(told).order_by(log.changed_at.desc()).limit(1).scalar_subquery(),
        "s1": select(func.max(begin)).scalar_subquery(),
        "s2": select(func.max(t.work_orders.c.end_time)).scalar_subquery(),
        "n0": select(t.purchase_orders.c.id).limit(1).scalar_subquery(),
        "f0": select(price).where(price > 0).limit(1).scalar_subquery(),
    }
    cells = [facts.get(slot, cast(null(), KINDS[slot[0]])).label(slot) for slot in every]
    return union_all(*parts, select(literal("facts").label("source"), *cells)), slots


def _of_now(alerts: Table) -> ColumnElement[bool]:
    """The alerts that are open, and those among the newest by when they were raised or acknowledged."""
    kept: list[ColumnElement[bool]] = [alerts.c.ended_at.is_(None)]
    for at in (alerts.c.raised_at, alerts.c.acknowledged_at):
        newest = select(at).where(at.is_not(None)).order_by(at.desc()).offset(NEWEST).limit(1).scalar_subquery()
        kept.append(at >= func.coalesce(newest, literal(datetime(1970, 1, 1), Stamp)))
    return or_(*kept)


def _column(cells: Sequence[Any], kind: str) -> Any:
    """The cells of a column (KINDS), None where there is none; days and times stay Python's."""
    if kind in "nf":
        return np.array(cells, dtype=float)
    if kind == "t":
        return pd.array(cells, dtype="str")
    return np.array(cells, dtype="datetime64[us]" if kind == "s" else object)


_calendar = lru_cache(64)(Calendar)
"""One calendar for all who read the same: it remembers the days that it has cut."""


def _tables(scope: Scope) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The frames of TABLES by name, each by id, and the slots of the facts. One statement."""
    statement, slots = plant_statement(scope.t)
    place = {name: at for at, name in enumerate(statement.selected_columns.keys())}
    found: dict[str, list[Any]] = {name: [] for name in (*slots, "facts")}
    with scope.connect() as db:
        for row in db.execute(statement):
            found[row[0]].append(row)
    (facts,) = found.pop("facts")
    frames = {}
    for name, of in slots.items():
        rows = sorted(found[name], key=itemgetter(place[of["id"]]))
        cells = list(zip(*rows, strict=True)) or [()] * len(place)
        columns = {column: _column(cells[place[slot]], slot[0]) for column, slot in of.items()}
        frames[name] = pd.DataFrame(columns).astype({"id": "int64"})
    return frames, dict(zip(place, facts, strict=True))


def plant(scope: Scope) -> tuple[Plant, datetime | None]:
    """The factory's machines, people, parts, reasons and calendar, and when its last log was: in one statement."""
    frames, facts = _tables(scope)
    for name, (column, code) in LABELS.items():
        frames[name][column] = distinct(frames[name][column], frames[name][code])
    shifts, breaks, holidays, unrecorded = (
        frames.pop(name) for name in ("shifts", "breaks", "holidays", "unrecorded")
    )
    settings = dict(scope.factory.settings)
    start = settings.get("day_start")
    records = shifts.astype(object).where(shifts.notna(), None).to_dict("records")
    calendar = _calendar(
        scope.factory.timezone,
        shifts_from(records),
        frozenset(holidays.day),
        time.fromisoformat(start) if start else None,
        breaks_from(breaks.to_dict("records")),
        settings.get("day_named_by") or "start",
    )
    record = Record(
        begins(calendar, facts["s3"], facts["n1"] is not None, settings.get(BEGINS)),
        {day: reason or "" for day, reason in zip(unrecorded.day, unrecorded.reason.fillna(""), strict=True)},
    )
    told = {"sells": "n0", "priced": "f0", "plans_starts": "s1", "plans_ends": "s2"}
    given: dict[str, Any] = {**{name: facts[slot] is not None for name, slot in told.items()}, **frames}
    return Plant(calendar=calendar, settings=settings, record=record, **given), facts["s0"]


def history(
    scope: Scope, plant: Plant, now: datetime, first: date | None = None, last: date | None = None, ahead: int = 0
) -> History:
    """The factory at `now`: all of it, or what may concern the production days first..last and the customer orders
    that are due in the `ahead` days after. Three statements."""
    if first is None or last is None:
        sold, found = bought(scope), (orders(scope), logs(scope))
    else:
        over = demand.Range.of(plant, first, last, ahead)
        sold = customer_orders(scope, over)
        # the ids found by one statement are told to the next: none is looked for twice
        worked = _of_ids(scope, _orders_of_days(scope.t), sold[0].id, **over.values).drop_duplicates("id")
        found = (worked.reset_index(drop=True), logs(scope, worked.id))
    of_work = History(plant, *found, now)
    return replace(of_work, demand=Demand(plant, *sold, of_work.orders, of_work.logs, now))


def customer_orders(scope: Scope, over: demand.Range) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Customer orders and BOMs (see Demand) that a range of days may concern."""
    return _split(_frame(scope, demand.of_days(scope.t), over.values))


def bought(scope: Scope, only: tuple[set[int], set[int]] | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Customer orders and BOMs (see Demand), all of them, or some of both (ids)."""
    if only is None:
        return _split(_frame(scope, demand.everything(scope.t)))
    parts = [_of_ids(scope, part, of) for part, of in zip(demand.of_ids(scope.t), only, strict=True)]
    return _split(pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True))


def _split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    of_bom = rows.columns.str.startswith("bom_")
    placed = rows.loc[rows.id.notna(), ~of_bom].drop_duplicates("id").astype({"id": "int64"})
    boms = rows.loc[rows.bom_id.notna(), of_bom].rename(columns=lambda name: name.removeprefix("bom_"))
    boms = boms.assign(purchase_order_id=rows.id).astype({"id": "int64"})
    return placed.reset_index(drop=True), boms.reset_index(drop=True)


@lru_cache
def _orders(t: FactoryTables) -> Select:
    o, b, p = t.work_orders.c, t.boms.c, t.purchase_orders.c
    return (
        select(
            o.id, o.unique_id, o.machine_id, o.operator_id, o.qty, o.start_time, o.end_time, o.created_at,
            b.part_number_id, b.machine_group_id.label("planned_group_id"),
            b.operator_proficiency_id.label("planned_proficiency_id"), b.purchase_order_id, o.bom_id, p.customer_id,
            o.last_operation,
        )
        .select_from(t.work_orders.join(t.boms, o.bom_id == b.id).outerjoin(
            t.purchase_orders, b.purchase_order_id == p.id
        ))
    )  # fmt: skip


@lru_cache
def _orders_of_ids(t: FactoryTables) -> Select:
    return _orders(t).add_columns(t.work_orders.c.updated_at).where(ids.among(t.work_orders.c.id))


@lru_cache
def _orders_of_days(t: FactoryTables) -> Select:
    """Work orders that a range of days may concern (Range.values), and those of the customer orders `ids`."""
    found = union(*concern.of_span(t), demand.of_orders(t)).subquery()
    return _orders(t).add_columns(t.work_orders.c.updated_at).where(t.work_orders.c.id.in_(select(found.c.id)))


def orders(scope: Scope, only: Collection[int] | None = None) -> pd.DataFrame:
    """Work orders (ids, or all) with what their BOM says: part_number_id, planned group and proficiency, purchase
    order, customer. updated_at comes with some of them only: of millions of rows each column counts."""
    return _whole(scope, _orders(scope.t)) if only is None else _of_ids(scope, _orders_of_ids(scope.t), only)


@lru_cache
def _logs(t: FactoryTables) -> tuple[Select, Select]:
    """What reads all logs, and what reads those of the orders `ids`."""
    c = t.work_order_logs.c
    found = select(
        c.id, c.work_order_id, c.status, c.changed_at, c.ok_qtys, c.scrapped_qtys, c.rework_qtys,
        c.scrapped_reason_id, c.hold_reason_id, c.machine_id, c.operator_id, c.operation,
    ).where(c.deleted_at.is_(None))  # fmt: skip
    return found, found.add_columns(c.updated_at).where(ids.among(c.work_order_id))


def logs(scope: Scope, only: Collection[int] | None = None) -> pd.DataFrame:
    """Logs of some orders (ids), or of all; updated_at as with orders."""
    whole, some = _logs(scope.t)
    return _whole(scope, whole) if only is None else _of_ids(scope, some, only)


def _frame(scope: Scope, statement: Any, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
    return _typed(scope.frame(statement, values=values), statement)


def _whole(scope: Scope, statement: Select) -> pd.DataFrame:
    return pd.concat([_typed(part, statement) for part in scope.chunks(statement, CHUNK)], ignore_index=True)


def _of_ids(scope: Scope, statement: Select, only: Collection[int], **values: Any) -> pd.DataFrame:
    return _typed(ids.frame_by(scope, statement, only, **values), statement)


def _typed(frame: pd.DataFrame, statement: Any) -> pd.DataFrame:
    """Times in microseconds, and numbers: a part of the rows without any value of a column does not tell its type."""
    columns = statement.selected_columns
    times = {c.name: "datetime64[us]" for c in columns if isinstance(c.type, type(Stamp))}
    numbers = [c.name for c in columns if isinstance(c.type, Integer | Double) and frame[c.name].dtype == object]
    return frame.astype(times | dict.fromkeys(numbers, "float64"))


__all__ = ["bought", "customer_orders", "history", "logs", "orders", "plant"]
