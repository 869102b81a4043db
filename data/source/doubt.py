"""The rows that rules for doubtful data look at: of some work orders, or of all."""

from collections.abc import Collection
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import Double, Integer, Select, func, select, union

from data.source import ids
from data.source.concern import moment
from data.tenancy import Scope
from data.tenancy.schema import FactoryTables, Stamp

CHUNK = 100_000


@lru_cache
def _orders(t: FactoryTables) -> Select:
    o, b = t.work_orders.c, t.boms.c
    columns = (
        o.id, o.unique_id, o.machine_id, o.operator_id, o.qty, o.status, o.created_at, o.start_time, o.last_operation,
        b.part_number_id,
    )  # fmt: skip
    return select(*columns).select_from(t.work_orders.outerjoin(t.boms, o.bom_id == b.id))


@lru_cache
def _logs(t: FactoryTables) -> Select:
    c = t.work_order_logs.c
    return select(
        c.id, c.work_order_id, c.status, c.changed_at, c.ok_qtys, c.scrapped_qtys, c.rework_qtys, c.scrapped_reason_id,
        c.hold_reason_id, c.machine_id, c.operator_id, c.operation, c.external_id, c.deleted_at,
    )  # fmt: skip


def rows(scope: Scope, only: Collection[int] | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Orders and logs (see data.quality.Evidence) of some orders (ids), or of all."""
    orders, logs = _orders(scope.t), _logs(scope.t)
    if only is None:
        return _whole(scope, orders), _whole(scope, logs)
    orders = orders.where(ids.among(scope.t.work_orders.c.id))
    logs = logs.where(ids.among(scope.t.work_order_logs.c.work_order_id))
    return _typed(ids.frame_by(scope, orders, only), orders), _typed(ids.frame_by(scope, logs, only), logs)


def _whole(scope: Scope, statement: Select) -> pd.DataFrame:
    return pd.concat([_typed(part, statement) for part in scope.chunks(statement, CHUNK)], ignore_index=True)


def _typed(frame: pd.DataFrame, statement: Select) -> pd.DataFrame:
    times = {c.name: "datetime64[us]" for c in statement.selected_columns if isinstance(c.type, type(Stamp))}
    numbers = [c.name for c in statement.selected_columns if isinstance(c.type, Integer | Double)]
    return frame.astype(times | {name: "float64" for name in numbers if frame[name].dtype == object})


@lru_cache
def _touched(t: FactoryTables) -> Any:
    o, log = t.work_orders.c, t.work_order_logs.c
    since = moment("since")
    return union(select(o.id).where(o.updated_at >= since), select(log.work_order_id).where(log.updated_at >= since))


def touched(scope: Scope, since: datetime) -> tuple[set[int], tuple[datetime, datetime] | None]:
    """The work orders that were written since a moment (naive UTC), they or a line of them, and the first and last
    moment that these lines speak of."""
    log = scope.t.work_order_logs.c
    of = select(func.min(log.changed_at), func.max(log.changed_at)).where(log.updated_at >= since)
    with scope.connect() as db:
        first, last = db.execute(of).one()
    return ids.found(scope, _touched(scope.t), {"since": since}), (first, last) if first else None


def first_line(scope: Scope) -> datetime | None:
    """When the first line is."""
    log = scope.t.work_order_logs.c
    with scope.connect() as db:
        return db.scalar(select(func.min(log.changed_at)).where(log.deleted_at.is_(None)))


def unrecorded(scope: Scope) -> frozenset[date]:
    """The days that are marked as not recorded."""
    with scope.connect() as db:
        return frozenset(db.scalars(select(scope.t.unrecorded_days.c.day)))
