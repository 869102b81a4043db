"""The ledger: which windows each order was last written to, so that reads and corrections know whom they concern."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd
from sqlalchemy import Delete, Select, delete, select
from sqlalchemy.engine import Connection

from data.facts.history import NEVER, STATUSES, History, Ints, micros
from data.facts.prints import prints
from data.source import ids
from data.tenancy import Scope
from data.tenancy.schema import FactoryTables

LAG = timedelta(minutes=10)
"""How much older than its reading a note claims to be: for clocks that differ and transactions under way."""
FAR = int(np.datetime64("9999-01-01", "us").astype("int64"))
"""The last moment of an order that is still open."""
TIMES = ("first_at", "last_at", "plan_start", "plan_end", "last_log_at")
_ORDER = (
    "machine_id", "operator_id", "qty", "part_number_id", "planned_group_id", "planned_proficiency_id", "bom_id",
    "purchase_order_id", "customer_id",
)  # fmt: skip
_LINE = ("machine_id", "operator_id", "operation")
_LOG = ("id", "ok_qtys", "scrapped_qtys", "rework_qtys", "scrapped_reason_id", "hold_reason_id")


def entries(history: History) -> pd.DataFrame:
    """The ledger's rows of a history: one an order, times in microseconds (NEVER where there is none).

    first_at..last_at: on the floor. plan_start, plan_end: as planned. order_print, log_print: what the order, and its
    log until last_log_at, said; two equal ones said the same.
    """
    h = history
    count = np.bincount(h.log_order, minlength=len(h.orders))
    end = np.cumsum(count)
    logged = np.flatnonzero(count)
    last_at, last_id = np.full(len(count), NEVER), np.zeros(len(count), dtype=np.int64)
    if len(logged):
        last_at[logged] = h.log_at[end[logged] - 1]
        last_id[logged] = np.maximum.reduceat(h.log_quantity("id").astype(np.int64), end[logged] - count[logged])
    total = _running(h)
    known = [pd.to_numeric(h.orders[name]).to_numpy(dtype=float) for name in _ORDER if name in h.orders]
    return pd.DataFrame(
        {
            "work_order_id": h.orders.id.to_numpy(dtype=np.int64),
            "machine_id": h.orders.machine_id.to_numpy(dtype=np.int64),
            "bom_id": h.orders.bom_id.to_numpy(dtype=np.int64),
            "purchase_order_id": pd.to_numeric(h.orders.purchase_order_id).to_numpy(dtype=float),
            "first_at": np.minimum(h.created, h.first(*range(len(STATUSES)))),
            "last_at": np.where(h.ended == NEVER, FAR, np.maximum(h.ended, h.created)),
            "plan_start": h.plan_start,
            "plan_end": h.plan_end,
            "last_log_at": last_at,
            "last_log_id": last_id,
            "order_print": prints([*known, h.created], len(h.orders)) + _rare(h.orders, ("last_operation",)),
            "log_print": (total[end] - total[end - count]).view(np.int64),
        }
    )


def _running(history: History) -> np.ndarray:
    """Sums of the logs' prints, one more than there are logs; sums of 64 bits that run over are sums all the same."""
    h = history
    said = prints([*map(h.log_quantity, _LOG), h.log_at, h.log_status], len(h.log_at))
    said = said + _rare(h.log_rows, _LINE)
    return np.r_[np.uint64(0), np.cumsum(said.view(np.uint64), dtype=np.uint64)]


def _rare(rows: pd.DataFrame, names: Sequence[str]) -> Ints:
    """A print of columns that few factories fill: 0 where all are empty, so that it adds nothing to the others'."""
    given = [rows[name] for name in names if name in rows and rows[name].notna().any()]
    if not given:
        return np.zeros(len(rows), dtype=np.int64)
    numbers = [_as_numbers(of) for of in given]
    some = np.any([of.notna().to_numpy() for of in given], axis=0)
    return np.where(some, prints(numbers, len(rows)), 0)


def _as_numbers(values: pd.Series) -> np.ndarray:
    """Ids as they are, whatever type a database gave them (0: none); words by their hash."""
    if str(values.name).endswith("_id"):
        return pd.to_numeric(values).fillna(0).to_numpy(dtype=float)
    words = values.astype(object).where(values.notna(), "").to_numpy(dtype=object)
    return pd.util.hash_array(words) >> np.uint64(12)  # as much as a float holds


def added(history: History, until: Ints, log_print: Ints) -> Ints:
    """When the log of each order first says what it did not when it was noted `until` then: NEVER if it says nothing
    new, 0 if it no longer says what it did."""
    h = history
    count = np.bincount(h.log_order, minlength=len(until))
    start = np.cumsum(count) - count
    seen = np.bincount(h.log_order[h.log_at <= np.where(until == NEVER, -1, until)[h.log_order]], minlength=len(until))
    total = _running(h)
    same = (total[start + seen] - total[start]).view(np.int64) == log_print
    first = np.r_[h.log_at, NEVER][np.where(seen < count, start + seen, len(h.log_at))]
    return np.where(same, first, 0)


@lru_cache
def _rows(t: FactoryTables) -> tuple[Select, Select]:
    """What reads all of the ledger, and what reads the orders `ids`."""
    table = t.kpi_window_ledger
    found = select(*(c for c in table.c if c.name not in ("id", "factory_id", "created_at", "updated_at")))
    return found, found.where(ids.among(table.c.work_order_id))


def rows(scope: Scope, only: Collection[int] | None = None) -> pd.DataFrame:
    """What the ledger says of some orders (ids), or of all; columns as `entries`."""
    whole, some = _rows(scope.t)
    frame = scope.frame(whole) if only is None else ids.frame_by(scope, some, only)
    return frame.assign(**{name: micros(frame[name]) for name in TIMES})


def note(
    scope: Scope, db: Connection, made: pd.DataFrame, read_at: datetime, gone: Iterable[int] | None = None
) -> None:
    """Replace the rows of the orders in `made`, delete those of the orders that are `gone`; of all others if None.

    What changes after `read_at` (naive UTC, less LAG) is new to it.
    """
    table = scope.t.kpi_window_ledger
    if gone is None:
        db.execute(delete(table))
    else:
        for some in ids.batches({*made.work_order_id.tolist(), *gone}):
            db.execute(_forget(scope.t), {"ids": some})
    stamps = {name: _stamps(made[name].to_numpy()) for name in TIMES}
    scope.insert(db, table, made.assign(**stamps, updated_at=read_at - LAG))


@lru_cache
def _forget(t: FactoryTables) -> Delete:
    return delete(t.kpi_window_ledger).where(ids.among(t.kpi_window_ledger.c.work_order_id))


def _stamps(times: Ints) -> np.ndarray:
    return np.where(times == NEVER, np.datetime64("NaT"), times.astype("datetime64[us]"))
