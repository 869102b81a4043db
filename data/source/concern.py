"""Which work orders a span of time concerns, and which ones changed since the ledger was last written."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, or_, select, union

from data.source import ids
from data.tenancy import Scope
from data.tenancy.schema import FactoryTables, Stamp

BEGINNING = datetime(1970, 1, 1)


def moment(name: str) -> Any:
    """A parameter of a statement: a moment in naive UTC."""
    return bindparam(name, type_=Stamp)


def newest(column: ColumnElement, otherwise: object) -> ColumnElement:
    return select(func.coalesce(func.max(column), otherwise)).scalar_subquery()


def _touched(t: FactoryTables) -> list[Select]:
    """Orders that changed, or whose log did: by time stamp, and by id for rows that come with an older stamp."""
    ledger, orders, logs = t.kpi_window_ledger.c, t.work_orders.c, t.work_order_logs.c
    looked = newest(ledger.updated_at, BEGINNING)
    return [
        select(orders.id.label("id")).where(orders.updated_at >= looked),
        select(orders.id).where(orders.id > newest(ledger.work_order_id, 0)),
        select(logs.work_order_id).where(logs.updated_at >= looked),
        select(logs.work_order_id).where(logs.id > newest(ledger.last_log_id, 0)),
    ]


@lru_cache
def _changed(t: FactoryTables) -> CompoundSelect:
    o, b, p = t.work_orders.c, t.boms.c, t.purchase_orders.c
    looked = newest(t.kpi_window_ledger.c.updated_at, BEGINNING)
    planned = t.work_orders.join(t.boms, o.bom_id == b.id)
    sold = planned.join(t.purchase_orders, b.purchase_order_id == p.id)
    return union(
        *_touched(t),
        select(o.id).select_from(planned).where(b.updated_at >= looked),
        select(o.id).select_from(sold).where(p.updated_at >= looked),
    )


def changed(scope: Scope) -> set[int]:
    """Ids of the work orders that changed since the ledger was written: they, their log, their BOM, its customer
    order."""
    return ids.found(scope, _changed(scope.t))


def of_span(t: FactoryTables) -> list[Select]:
    """What selects the ids of the work orders that a span of time may concern; parameters: start, end (naive UTC)."""
    ledger, orders, logs = t.kpi_window_ledger.c, t.work_orders.c, t.work_order_logs.c
    start, end = moment("start"), moment("end")
    on_floor = (ledger.first_at <= end) & (ledger.last_at >= start)
    planned = (ledger.plan_start <= end) & (ledger.plan_end >= start)
    # both ends: what a line ends counts for the span that it closes, what it begins for the one that it opens
    return [
        *_touched(t),
        select(ledger.work_order_id).where(or_(on_floor, planned)),
        select(orders.id).where(orders.created_at >= start, orders.created_at < end),
        select(orders.id).where(orders.end_time >= start, orders.end_time <= end),
        select(logs.work_order_id).where(logs.changed_at >= start, logs.changed_at <= end),
    ]


@lru_cache
def _concerned(t: FactoryTables) -> CompoundSelect:
    return union(*of_span(t))


def concerned(scope: Scope, start: datetime, end: datetime) -> set[int]:
    """Ids of the work orders that a span of time (naive UTC) may concern: on the floor, planned, logged, created or due
    in it, or changed since. The ledger says how long each was on the floor, so that old ones are left out."""
    return ids.found(scope, _concerned(scope.t), {"start": start, "end": end})


@lru_cache
def _held(t: FactoryTables) -> Select:
    orders, logs = t.work_orders, t.work_order_logs
    stopped = select(orders.c.id).select_from(orders.join(logs, logs.c.work_order_id == orders.c.id))
    return stopped.where(
        ids.among(orders.c.id),
        ids.among(func.coalesce(logs.c.machine_id, orders.c.machine_id), "machines"),
        ids.among(logs.c.hold_reason_id, "reasons"),
    )


def held(scope: Scope, only: Collection[int], machines: list[int], reasons: list[int]) -> set[int]:
    """Of some work orders those on some machines that were once on hold for one of some reasons (ids)."""
    return ids.found_by(scope, _held(scope.t), only, machines=machines, reasons=reasons)
