"""Which work orders a span of time concerns, and which ones changed since the ledger was last written."""

from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, select, union

from data.tenancy import Scope

BEGINNING = datetime(1970, 1, 1)


def _newest(column: ColumnElement, otherwise: object) -> ColumnElement:
    return select(func.coalesce(func.max(column), otherwise)).scalar_subquery()


def _touched(scope: Scope) -> list[Select]:
    """Orders that changed, or whose log did: by time stamp, and by id for rows that come with an older stamp."""
    t = scope.t
    ledger, orders, logs = t.kpi_window_ledger.c, t.work_orders.c, t.work_order_logs.c
    looked = _newest(ledger.updated_at, BEGINNING)
    return [
        select(orders.id).where(orders.updated_at >= looked),
        select(orders.id).where(orders.id > _newest(ledger.work_order_id, 0)),
        select(logs.work_order_id).where(logs.updated_at >= looked),
        select(logs.work_order_id).where(logs.id > _newest(ledger.last_log_id, 0)),
    ]


def changed(scope: Scope) -> Select:
    """Ids of the work orders that changed since the ledger was written: they, their log, their BOM, its customer
    order."""
    t = scope.t
    o, b, p = t.work_orders.c, t.boms.c, t.purchase_orders.c
    looked = _newest(t.kpi_window_ledger.c.updated_at, BEGINNING)
    boms = select(o.id).select_from(t.work_orders.join(t.boms, o.bom_id == b.id)).where(b.updated_at >= looked)
    sold = t.work_orders.join(t.boms, o.bom_id == b.id).join(t.purchase_orders, b.purchase_order_id == p.id)
    return _ids(union(*_touched(scope), boms, select(o.id).select_from(sold).where(p.updated_at >= looked)))


def concerned(scope: Scope, start: datetime, end: datetime) -> Select:
    """Ids of the work orders that a span of time (naive UTC) may concern: on the floor, planned, logged, created or due
    in it, or changed since. The ledger says how long each was on the floor, so that old ones are left out."""
    t = scope.t
    ledger, orders, logs = t.kpi_window_ledger.c, t.work_orders.c, t.work_order_logs.c
    on_floor = (ledger.first_at < end) & (ledger.last_at >= start)
    planned = (ledger.plan_start < end) & (ledger.plan_end >= start)
    return _ids(
        union(
            select(ledger.work_order_id.label("id")).where(or_(on_floor, planned)),
            *_touched(scope),
            select(orders.id).where(orders.created_at >= start, orders.created_at < end),
            select(orders.id).where(orders.end_time >= start, orders.end_time < end),
            select(logs.work_order_id).where(logs.changed_at >= start, logs.changed_at < end),
        )
    )


def held(scope: Scope, only: Select, machines: list[int], reasons: list[int]) -> Select:
    """Of some work orders those on some machines that were once on hold for one of some reasons (ids)."""
    orders, logs = scope.t.work_orders.c, scope.t.work_order_logs.c
    why = select(logs.work_order_id).where(logs.hold_reason_id.in_(reasons))
    return select(orders.id).where(orders.id.in_(only), orders.machine_id.in_(machines), orders.id.in_(why))


def either(one: Select, other: Select) -> Select:
    return _ids(union(one, other))


def _ids(found: CompoundSelect) -> Select:
    return select(found.subquery().c.id)
