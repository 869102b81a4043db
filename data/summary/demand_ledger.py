"""The ledger of demand: from when to when each customer order, and each BOM for none, has something to count."""

from collections.abc import Collection
from datetime import date, datetime
from functools import lru_cache

import numpy as np
import pandas as pd
from sqlalchemy import Delete, Select, bindparam, delete, select
from sqlalchemy.engine import Connection

from data.facts.demand import Demand
from data.facts.moments import NEVER, Ints, micros
from data.facts.plant import codes
from data.facts.traces import differing as traces_differ
from data.facts.traces import traces
from data.source import ids
from data.source.demand import BOM, ORDER
from data.summary.ledger import FAR, LAG
from data.tenancy import Scope
from data.tenancy.schema import FactoryTables


def entries(demand: Demand) -> pd.DataFrame:
    """The ledger's rows: kind, source_id, first_at and last_at in microseconds (FAR while it is open), traces.

    An order is open until it is fulfilled and all of its BOMs are released, and counts to the last end of an SLA, the
    end of its target day and the last report on it; a BOM is open until it is released.
    """
    d = demand
    released = d.bom_released
    bom_first = np.minimum(d.bom_created, released)
    bom_last = np.where(released == NEVER, FAR, np.maximum(released, d.bom_created + d.sla))
    own = micros(d.orders.created_at)
    first, last = own.copy(), np.full(len(own), FAR)  # an order that is yet to come stays open
    at = np.flatnonzero(d.orders.id.isin(d.known.id))
    first[at], last[at] = _of_orders(d, bom_first, bom_last)
    told = np.array([*traces(d), b""], dtype=object)
    orders = {"source_id": d.orders.id, "first_at": first, "last_at": last, "traces": b""}
    boms = {"source_id": d.boms.id, "first_at": bom_first, "last_at": bom_last, "traces": told[len(d.known) : -1]}
    stock = ~d.boms.purchase_order_id.isin(d.orders.id)
    made = pd.DataFrame({"kind": ORDER, **orders})
    made["traces"] = told[codes(d.known.id, d.orders.id)]  # none of an order that is yet to come
    return pd.concat([made, pd.DataFrame({"kind": BOM, **boms})[stock]], ignore_index=True)


@lru_cache
def _rows(t: FactoryTables) -> tuple[Select, Select]:
    """What reads all of the ledger, and what reads the `ids` of one kind."""
    c = t.kpi_demand_ledger.c
    found = select(c.kind, c.source_id, c.traces)
    return found, found.where(c.kind == bindparam("kind"), ids.among(c.source_id))


def rows(scope: Scope, orders: Collection[int] | None = None, boms: Collection[int] = ()) -> pd.DataFrame:
    """What the ledger says of some customer orders and BOMs (ids), or of all: kind, source_id, traces."""
    whole, some = _rows(scope.t)
    if orders is None:
        return scope.frame(whole)
    parts = [ids.frame_by(scope, some, of, kind=kind) for kind, of in ((ORDER, orders), (BOM, boms))]
    return pd.concat(parts, ignore_index=True)


def without(known: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """The rows of `known` that are not in `made` any more: kind, source_id."""
    keys = ["kind", "source_id"]
    gone = ~pd.MultiIndex.from_frame(known[keys]).isin(pd.MultiIndex.from_frame(made[keys]))
    return known.loc[gone, keys]


def differing(made: pd.DataFrame, known: pd.DataFrame, first: date, today: date) -> set[date]:
    """The days first..today (without it) to which the orders and BOMs add something else (`made`) than was noted."""
    both = made.merge(known, "outer", on=["kind", "source_id"], suffixes=("", "_noted"))
    before, after = ([b"" if pd.isna(told) else told for told in both[name]] for name in ("traces_noted", "traces"))
    return traces_differ(before, after, first, today)


def _of_orders(d: Demand, bom_first: Ints, bom_last: Ints) -> tuple[Ints, Ints]:
    """First and last moment of each known order."""
    s = d.steps
    first, last = d.created.copy(), np.maximum(d.created + d.sla, np.where(d.target_end == NEVER, 0, d.target_end))
    for order, begin, end in ((d.bom_order, bom_first, bom_last), (s.order, s.at, s.at)):
        chosen = order >= 0
        np.minimum.at(first, order[chosen], begin[chosen])
        np.maximum.at(last, order[chosen], end[chosen])
    done = (d.boms_of > 0) & (d.delivered(np.full(len(first), NEVER)) >= d.qty)
    return first, np.where(done, last, FAR)


def note(scope: Scope, db: Connection, made: pd.DataFrame, read_at: datetime, gone: pd.DataFrame | None = None) -> None:
    """Replace the rows of the orders and BOMs in `made`, delete those that are `gone` (kind, source_id); of all others
    where that is None. What changes after `read_at` (naive UTC, less LAG) is new to the ledger."""
    table = scope.t.kpi_demand_ledger
    if gone is None:
        db.execute(delete(table))
    for kind, of in () if gone is None else pd.concat([made, gone]).groupby("kind"):
        for some in ids.batches(set(of.source_id)):
            db.execute(_forget(scope.t), {"kind": kind, "ids": some})
    stamps = {name: made[name].to_numpy().astype("datetime64[us]") for name in ("first_at", "last_at")}
    scope.insert(db, table, made.assign(**stamps, updated_at=read_at - LAG))


@lru_cache
def _forget(t: FactoryTables) -> Delete:
    c = t.kpi_demand_ledger.c
    return delete(t.kpi_demand_ledger).where(c.kind == bindparam("kind"), ids.among(c.source_id))
