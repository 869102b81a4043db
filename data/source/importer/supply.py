"""What a shop without BOMs, or without machines on its orders, says in other words."""

import pandas as pd
from sqlalchemy import select

from data.source.importer.bundle import Bundle
from data.source.importer.format import OPTIONAL_CODE
from data.source.importer.problems import Problem
from data.source.importer.stored import among
from data.tenancy import Scope


def supply(bundle: Bundle, scope: Scope | None) -> None:
    """Put in what the orders' file leaves out and the rest says. `scope`: of a factory that is there already."""
    orders = bundle.frames.get("work_orders")
    if orders is None or not orders.columns.is_unique or "unique_id" not in orders:
        return
    bundle.stood["work_orders"] = orders
    if "bom" not in orders and "partnumber" in orders and "boms" not in bundle.names:
        _boms(bundle, orders)
    _machines(bundle, bundle.frames["work_orders"], scope)


def _boms(bundle: Bundle, orders: pd.DataFrame) -> None:
    """A BOM for each order, named and created as the order: that stays so, whatever a later import brings."""
    given = [name for name in ("unique_id", "partnumber", OPTIONAL_CODE, "created_at") if name in orders]
    blank = {OPTIONAL_CODE: orders[OPTIONAL_CODE].fillna("") if OPTIONAL_CODE in orders else ""}
    bundle.frames["boms"] = orders[given].assign(**blank).astype("str").where(lambda cells: cells.notna())
    bundle.frames["work_orders"] = orders.drop(columns=["partnumber", OPTIONAL_CODE], errors="ignore").assign(
        bom=orders["unique_id"]
    )
    for part in (bundle.names, bundle.headers):  # its faults are those of the orders' lines
        part["boms"] = part["work_orders"]  # type: ignore[assignment]
    if "work_orders" in bundle.separators:
        bundle.separators["boms"] = bundle.separators["work_orders"]
    _tell(bundle, "name no bom, but a part: each is the only order of a BOM of its own name")


def _machines(bundle: Bundle, orders: pd.DataFrame, scope: Scope | None) -> None:
    """The machine of an order that names none: the one it had, else the first that its log names."""
    named = orders["asset_id"] if "asset_id" in orders else pd.Series(index=orders.index, dtype="str")
    lacks = orders["unique_id"][named.isna()].dropna()
    if lacks.empty:
        return
    found = _first_of_log(bundle.frames.get("work_order_logs", pd.DataFrame()))
    if scope is not None:
        found = _stored(scope, lacks).combine_first(found)
    told = named.fillna(orders["unique_id"].map(found).astype("str"))
    if "asset_id" in orders or told.notna().any():
        bundle.frames["work_orders"] = orders.assign(asset_id=told)
    if count := int((named.isna() & told.notna()).sum()):
        _tell(bundle, f"name no machine in {count:,} of {len(orders):,} rows: the first in their log is theirs")


def _first_of_log(logs: pd.DataFrame) -> pd.Series:
    """asset_id by order."""
    if not logs.columns.is_unique or not {"work_order", "changed_at", "asset_id"} <= set(logs.columns):
        return pd.Series(dtype="str")
    named = logs.dropna(subset="asset_id").sort_values("changed_at", kind="stable")
    return named.groupby("work_order")["asset_id"].first()


def _stored(scope: Scope, orders: pd.Series) -> pd.Series:
    """asset_id by order, of those that the factory has."""
    o, m = scope.t.work_orders, scope.t.machines
    query = select(o.c.unique_id, m.c.asset_id).join_from(o, m, o.c.machine_id == m.c.id)
    rows = scope.frame(query.where(among(o.c.unique_id, orders)))
    return rows.set_index("unique_id")["asset_id"].astype("str")


def _tell(bundle: Bundle, message: str) -> None:
    bundle.warnings.append(Problem(bundle.names["work_orders"], None, "", "", message))
