"""The ledger of demand: from when to when each customer order, and each BOM for none, has something to count."""

from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import delete
from sqlalchemy.engine import Connection

from data.facts.demand import Demand
from data.facts.history import History
from data.facts.moments import NEVER, Ints, micros
from data.source.demand import BOM, ORDER
from data.summary.ledger import BATCH, FAR, LAG
from data.tenancy import Scope


def entries(demand: Demand) -> pd.DataFrame:
    """The ledger's rows: kind, source_id, first_at and last_at in microseconds (FAR while it is open).

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
    stock = ~d.boms.purchase_order_id.isin(d.orders.id)
    return pd.concat(
        [
            pd.DataFrame({"kind": ORDER, "source_id": d.orders.id, "first_at": first, "last_at": last}),
            pd.DataFrame({"kind": BOM, "source_id": d.boms.id, "first_at": bom_first, "last_at": bom_last})[stock],
        ],
        ignore_index=True,
    )


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


def note(scope: Scope, db: Connection, history: History, read_at: datetime, whole: bool = False) -> None:
    """Replace the rows of what was read (`whole`: of all). What changes after `read_at` (naive UTC, less LAG) is new
    to the ledger. A history that was read without customer orders leaves it as it is."""
    if history.demand is None:
        return
    table, made = scope.t.kpi_demand_ledger, entries(history.demand)
    if whole:
        db.execute(delete(table))
    for kind, rows in made.groupby("kind") if not whole else ():
        ids = rows.source_id.tolist()
        for n in range(0, len(ids), BATCH):
            db.execute(delete(table).where(table.c.kind == kind, table.c.source_id.in_(ids[n : n + BATCH])))
    stamps = {name: made[name].to_numpy().astype("datetime64[us]") for name in ("first_at", "last_at")}
    scope.insert(db, table, made.assign(**stamps, updated_at=read_at - LAG))
