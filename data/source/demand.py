"""Which customer orders and BOMs a range of days may concern, and the statements that read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Double,
    FromClause,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    cast,
    func,
    null,
    select,
    union,
    union_all,
)

from data.facts.calendar import DAY
from data.facts.demand import planning_sla
from data.facts.plant import Plant
from data.source import ids
from data.source.concern import BEGINNING, moment, newest
from data.tenancy import Scope
from data.tenancy.schema import FactoryTables, Stamp

ORDER, BOM = "order", "bom"
"""Kinds of row in kpi_demand_ledger: a customer order with its BOMs, and a BOM that is for none."""


@dataclass(frozen=True)
class Range:
    """Production days first..last, due until `due`; `start` and `end` of them in naive UTC, and the planning SLA."""

    start: datetime
    end: datetime
    first: date
    due: date
    sla: timedelta

    @staticmethod
    def of(plant: Plant, first: date, last: date, ahead: int = 0) -> "Range":
        """The days first..last; customer orders that are due in the `ahead` days after are of interest too."""
        start, end = plant.calendar.start_of(first), plant.calendar.end_of(last)
        return Range(start, end, first, last + ahead * DAY, planning_sla(plant))

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of the statements below, and of data.source.concern.of_span."""
        since = self.start - self.sla
        return {"start": self.start, "end": self.end, "since": since, "first": self.first, "due": self.due}


def _looked(t: FactoryTables) -> Any:
    """When the ledger was last written; what changed since is not in it."""
    return newest(t.kpi_demand_ledger.c.updated_at, BEGINNING)


def _standing(t: FactoryTables, kind: str) -> Select:
    """By the ledger: what was neither fulfilled, nor released, nor past its SLA when the days began."""
    ledger = t.kpi_demand_ledger.c
    return select(ledger.source_id.label("id")).where(
        ledger.kind == kind, ledger.first_at <= moment("end"), ledger.last_at >= moment("start")
    )


def _came(table: Table, looked: Any) -> tuple[Any, Any]:
    """Two conditions: created in the days, or so much before that the SLA ends in them; changed since the ledger."""
    created = table.c.created_at.between(moment("since"), moment("end"))
    return created, table.c.updated_at >= looked


@lru_cache
def _orders_concerned(t: FactoryTables) -> CompoundSelect:
    """Ids of the customer orders that came, were due, planned, released or delivered in the days, or still wait."""
    looked = _looked(t)
    orders, boms, work, logs = t.purchase_orders, t.boms, t.work_orders, t.work_order_logs
    of_bom = select(boms.c.purchase_order_id)
    of_work = of_bom.join_from(boms, work, work.c.bom_id == boms.c.id)
    of_log = of_work.join(logs, logs.c.work_order_id == work.c.id)
    first, due = (bindparam(name, type_=Date) for name in ("first", "due"))
    return union(
        _standing(t, ORDER),
        *(select(orders.c.id).where(condition) for condition in _came(orders, looked)),
        select(orders.c.id).where(orders.c.delivery_target_date.between(first, due)),
        *(of_bom.where(condition) for condition in _came(boms, looked)),
        *(of_work.where(condition) for condition in _came(work, looked)),
        of_log.where(logs.c.changed_at >= moment("start"), logs.c.changed_at <= moment("end")),
        of_log.where(logs.c.updated_at >= looked),
    )


@lru_cache
def _boms_concerned(t: FactoryTables) -> CompoundSelect:
    """Ids of the BOMs that came or were released in the days, or still wait."""
    looked = _looked(t)
    boms, work = t.boms, t.work_orders
    return union(
        _standing(t, BOM),
        *(select(boms.c.id).where(condition) for condition in _came(boms, looked)),
        *(select(work.c.bom_id).where(condition) for condition in _came(work, looked)),
    )


def concerned(scope: Scope, over: Range) -> tuple[set[int], set[int]]:
    """Ids of the customer orders, and of the BOMs, that the days may concern. Two statements."""
    t = scope.t
    return ids.found(scope, _orders_concerned(t), over.values), ids.found(scope, _boms_concerned(t), over.values)


@lru_cache
def of_orders(t: FactoryTables) -> Select:
    """Ids of the work orders of the customer orders `ids`, however old."""
    boms, work = t.boms, t.work_orders
    made = select(work.c.id).select_from(boms.join(work, work.c.bom_id == boms.c.id))
    return made.where(ids.among(boms.c.purchase_order_id))


def work_of(scope: Scope, orders: Collection[int]) -> set[int]:
    """Ids of the work orders of some customer orders, however old."""
    return ids.found_by(scope, of_orders(scope.t), orders)


@lru_cache
def _changes(t: FactoryTables) -> dict[str, Any]:
    """By name, the statements of `changed`."""
    orders, boms, work, noted = t.purchase_orders, t.boms, t.work_orders.c, t.kpi_window_ledger.c
    looked, ledger = _looked(t), t.kpi_demand_ledger.c
    newest = select(func.coalesce(func.max(ledger.source_id), 0)).where(ledger.kind == ORDER).scalar_subquery()
    return {
        "boms": select(boms.c.id).where(boms.c.updated_at >= looked),
        "boms_of_work": union(
            select(work.bom_id).where(ids.among(work.id)), select(noted.bom_id).where(ids.among(noted.work_order_id))
        ),
        "orders": union(
            select(orders.c.id).where(orders.c.updated_at >= looked), select(orders.c.id).where(orders.c.id > newest)
        ),
        "orders_of_boms": select(boms.c.purchase_order_id).where(ids.among(boms.c.id)),
        "orders_of_work": select(noted.purchase_order_id).where(ids.among(noted.work_order_id)),
    }


def changed(scope: Scope, only: Collection[int]) -> tuple[set[int], set[int]]:
    """Ids of the customer orders and of the BOMs that changed since the ledger was written, or whose work orders are
    among `only`, or were when these were last noted."""
    of = _changes(scope.t)
    boms = ids.found(scope, of["boms"]) | ids.found_by(scope, of["boms_of_work"], only)
    orders = ids.found(scope, of["orders"]) | ids.found_by(scope, of["orders_of_boms"], boms)
    return orders | ids.found_by(scope, of["orders_of_work"], only), boms


def _parts(t: FactoryTables, orders: FromClause, boms: FromClause) -> tuple[Select, Select]:
    """Customer orders beside their BOMs (one row a BOM; nulls where an order has none), and BOMs that are for no order,
    from the rows of these. `bom_released_at`: when its first work order was created."""
    work = t.work_orders
    released = (
        select(func.min(work.c.created_at)).where(work.c.bom_id == t.boms.c.id).correlate(t.boms).scalar_subquery()
    ).label("bom_released_at")
    names = (
        "id", "unique_id", "customer_id", "part_number_id", "qty", "price", "delivery_target_date", "created_at",
    )  # fmt: skip
    kinds: tuple[Any, ...] = (Integer, String(60), Integer, Integer, Double, Double, Date, Stamp)
    of_bom = [t.boms.c[name].label(f"bom_{name}") for name in ("id", "unique_id", "part_number_id", "created_at")]
    nothing = [cast(null(), kind).label(name) for name, kind in zip(names, kinds, strict=True)]
    placed, same = t.purchase_orders, t.boms.c.purchase_order_id == t.purchase_orders.c.id
    sold = select(*(placed.c[name] for name in names), *of_bom, released).select_from(orders.outerjoin(t.boms, same))
    stock = select(*nothing, *of_bom, released).select_from(boms.outerjoin(placed, same))
    return sold, stock.where(placed.c.id.is_(None))


@lru_cache
def everything(t: FactoryTables) -> CompoundSelect:
    """All customer orders with their BOMs, then the BOMs that are for no order (`_parts`)."""
    return union_all(*_parts(t, t.purchase_orders, t.boms))


@lru_cache
def of_days(t: FactoryTables) -> CompoundSelect:
    """Of `everything` what a range of days may concern (Range.values)."""
    orders, boms = _orders_concerned(t).subquery(), _boms_concerned(t).subquery()
    # joins, not "in (...)": each is then one way through the indexes
    placed = orders.join(t.purchase_orders, t.purchase_orders.c.id == orders.c.id)
    return union_all(*_parts(t, placed, boms.join(t.boms, t.boms.c.id == boms.c.id)))


@lru_cache
def of_ids(t: FactoryTables) -> tuple[Select, Select]:
    """Of `everything` the customer orders `ids`, and the BOMs `ids` that are for no order."""
    sold, stock = _parts(t, t.purchase_orders, t.boms)
    return sold.where(ids.among(t.purchase_orders.c.id)), stock.where(ids.among(t.boms.c.id))
