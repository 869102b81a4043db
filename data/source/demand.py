"""Which customer orders and BOMs a range of days may concern, and the statement that reads them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Date,
    Double,
    FromClause,
    Integer,
    Select,
    String,
    Table,
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
from data.tenancy.schema import FactoryTables, Stamp

ORDER, BOM = "order", "bom"
"""Kinds of row in kpi_demand_ledger: a customer order with its BOMs, and a BOM that is for none."""
BEGINNING = datetime(1970, 1, 1)  # naive UTC


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


def _looked(t: FactoryTables) -> Any:
    """When the ledger was last written; what changed since is not in it."""
    return select(func.coalesce(func.max(t.kpi_demand_ledger.c.updated_at), BEGINNING)).scalar_subquery()


def _standing(t: FactoryTables, kind: str, over: Range) -> Select:
    """By the ledger: what was neither fulfilled, nor released, nor past its SLA when the days began."""
    ledger = t.kpi_demand_ledger.c
    return select(ledger.source_id.label("id")).where(
        ledger.kind == kind, ledger.first_at < over.end, ledger.last_at >= over.start
    )


def _came(table: Table, over: Range, looked: Any) -> tuple[Any, Any]:
    """Two conditions: created in the days, or so much before that the SLA ends in them; changed since the ledger."""
    created = table.c.created_at.between(over.start - over.sla, over.end)
    return created, table.c.updated_at >= looked


def orders_concerned(t: FactoryTables, over: Range) -> Select:
    """Ids of the customer orders that came, were due, planned, released or delivered in the days, or still wait."""
    looked = _looked(t)
    orders, boms, work, logs = t.purchase_orders, t.boms, t.work_orders, t.work_order_logs
    of_bom = select(boms.c.purchase_order_id)
    of_work = of_bom.join_from(boms, work, work.c.bom_id == boms.c.id)
    of_log = of_work.join(logs, logs.c.work_order_id == work.c.id)
    found = union(
        _standing(t, ORDER, over),
        *(select(orders.c.id).where(condition) for condition in _came(orders, over, looked)),
        select(orders.c.id).where(orders.c.delivery_target_date.between(over.first, over.due)),
        *(of_bom.where(condition) for condition in _came(boms, over, looked)),
        *(of_work.where(condition) for condition in _came(work, over, looked)),
        of_log.where(logs.c.changed_at >= over.start, logs.c.changed_at < over.end),
        of_log.where(logs.c.updated_at >= looked),
    ).subquery()
    return select(found.c.id).where(found.c.id.is_not(None))


def work_concerned(t: FactoryTables, over: Range) -> Select:
    """Ids of the work orders of those customer orders, however old."""
    return work_of(t, orders_concerned(t, over))


def work_of(t: FactoryTables, orders: Select) -> Select:
    """Ids of the work orders of some customer orders."""
    found, boms, work = orders.subquery(), t.boms, t.work_orders
    # joins, not "in (...)": each is then one way through the indexes
    of_bom = found.join(boms, boms.c.purchase_order_id == found.c.id)
    return select(work.c.id).select_from(of_bom.join(work, work.c.bom_id == boms.c.id))


def boms_concerned(t: FactoryTables, over: Range) -> Select:
    """Ids of the BOMs that came or were released in the days, or still wait."""
    looked = _looked(t)
    boms, work = t.boms, t.work_orders
    found = union(
        _standing(t, BOM, over),
        *(select(boms.c.id).where(condition) for condition in _came(boms, over, looked)),
        *(select(work.c.bom_id).where(condition) for condition in _came(work, over, looked)),
    ).subquery()
    return select(found.c.id)


def changed(t: FactoryTables, only: Select) -> tuple[Select, Select]:
    """Ids of the customer orders and of the BOMs that changed since the ledger was written, or whose work orders are
    among `only`, or were when these were last noted."""
    orders, boms, work, noted = t.purchase_orders, t.boms, t.work_orders.c, t.kpi_window_ledger.c
    looked, ledger = _looked(t), t.kpi_demand_ledger.c
    newest = select(func.coalesce(func.max(ledger.source_id), 0)).where(ledger.kind == ORDER).scalar_subquery()
    worked = union(
        select(boms.c.id).where(boms.c.updated_at >= looked),
        select(work.bom_id).where(work.id.in_(only)),
        select(noted.bom_id).where(noted.work_order_id.in_(only)),
    ).subquery()
    planned = select(worked.c.id)
    sold = union(
        select(orders.c.id).where((orders.c.updated_at >= looked) | (orders.c.id > newest)),
        select(boms.c.purchase_order_id).where(boms.c.id.in_(planned), boms.c.purchase_order_id.is_not(None)),
        select(noted.purchase_order_id).where(noted.work_order_id.in_(only), noted.purchase_order_id.is_not(None)),
    ).subquery()
    return select(sold.c.id), planned


def concerned(t: FactoryTables, over: Range | None) -> tuple[Select, Select] | None:
    """Ids of the customer orders, and of the BOMs, that the days may concern; None: of all."""
    return None if over is None else (orders_concerned(t, over), boms_concerned(t, over))


def statement(t: FactoryTables, only: tuple[Select, Select] | None) -> Any:
    """Customer orders beside their BOMs (one row a BOM; nulls where an order has none), then the BOMs that are for no
    order; of all, or `only` of some orders and BOMs. `bom_released_at`: when its first work order was created."""
    orders, boms, work = t.purchase_orders, t.boms, t.work_orders
    released = (
        select(func.min(work.c.created_at)).where(work.c.bom_id == boms.c.id).correlate(boms).scalar_subquery()
    ).label("bom_released_at")
    names = (
        "id", "unique_id", "customer_id", "part_number_id", "qty", "price", "delivery_target_date", "created_at",
    )  # fmt: skip
    kinds: tuple[Any, ...] = (Integer, String(60), Integer, Integer, Double, Double, Date, Stamp)
    of_bom = [boms.c[name].label(f"bom_{name}") for name in ("id", "unique_id", "part_number_id", "created_at")]
    nothing = [cast(null(), kind).label(name) for name, kind in zip(names, kinds, strict=True)]
    these_orders: FromClause = orders
    these_boms: FromClause = boms
    if only is not None:  # joins, as in work_of
        placed, made = (ids.subquery() for ids in only)
        these_orders = placed.join(orders, orders.c.id == placed.c.id)
        these_boms = made.join(boms, boms.c.id == made.c.id)
    same = boms.c.purchase_order_id == orders.c.id
    sold = select(*(orders.c[name] for name in names), *of_bom, released).select_from(
        these_orders.outerjoin(boms, same)
    )
    stock = select(*nothing, *of_bom, released).select_from(these_boms.outerjoin(orders, same))
    return union_all(sold, stock.where(orders.c.id.is_(None)))
