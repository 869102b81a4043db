"""The ledger: which windows each order was last written to, so that reads and corrections know whom they concern."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from sqlalchemy import delete
from sqlalchemy.engine import Connection

from data.facts.compute import Facts
from data.facts.history import NEVER
from data.tenancy import Scope

LAG = timedelta(minutes=10)


def note(scope: Scope, db: Connection, facts: Facts, read_at: datetime) -> None:
    """Note for each order read how long it was on the floor, so that later reads know which windows it concerns.

    What changed after `read_at` (naive UTC), less LAG for clocks that differ and transactions under way, is new to it.
    """
    h = facts.history
    if h.orders.empty:
        return
    first = np.minimum(h.created, h.first(*range(7)))
    far = int(np.datetime64("9999-01-01", "us").astype("int64"))
    last = np.where(h.ended == NEVER, far, np.maximum(h.ended, h.created))
    rows = pd.DataFrame(
        {
            "work_order_id": h.orders.id.to_numpy(),
            "first_at": first.astype("datetime64[us]"),
            "last_at": last.astype("datetime64[us]"),
            "updated_at": read_at - LAG,
        }
    )
    table = scope.t.kpi_window_ledger
    ids = rows.work_order_id.tolist()
    for n in range(0, len(ids), 5000):
        db.execute(delete(table).where(table.c.work_order_id.in_(ids[n : n + 5000])))
    scope.insert(db, table, rows)
