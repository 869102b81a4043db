"""Sound rows of every file -> the factory's tables, in the transaction that is running."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import Date, Table, bindparam, func, or_, select, update
from sqlalchemy.engine import Connection

from data.source import read
from data.source.importer import places
from data.source.importer.dated import MASTERS
from data.source.importer.diff import Difference, compare
from data.source.importer.files import BY_NAME, FILES, SINCE
from data.source.importer.format import File
from data.source.importer.log import Log
from data.source.importer.masters import Masters
from data.source.importer.problems import Problem
from data.source.importer.sheet import codes
from data.source.importer.span import Span
from data.source.importer.stored import among, canonical, ids, newest_of_shift
from data.source.importer.times import newest_first
from data.tenancy import Bound, Scope
from data.tenancy.schema import utcnow

SUMS = ["ok_qtys", "scrapped_qtys"]


class Counts(NamedTuple):
    """Rows; `taken_back` are among the updated ones."""

    inserted: int
    updated: int
    unchanged: int
    taken_back: int = 0


@dataclass(frozen=True)
class Wish:
    """What an import is to do beside adding what is new. replace: its log is the whole truth of the orders it names.
    restate: what changes held ever since (or since its valid_from). by: whose import it is."""

    replace: bool = False
    restate: bool = False
    by: str = "import"


class Writer:
    """Writes table after table, parents first. `counts` by table, `span` and `warnings` tell what happened."""

    def __init__(
        self, scope: Scope, db: Connection, frames: dict[str, pd.DataFrame], names: Mapping[str, str], wish: Wish
    ) -> None:
        self.scope, self.db, self.frames, self.names, self.wish = scope, db, frames, names, wish
        self.counts: dict[str, Counts] = {}
        self.warnings: list[Problem] = []
        self.span = Span(scope, db)

    def write(self) -> None:
        for file in FILES:
            if file.name not in self.frames or file.name == "factory":
                continue
            table = getattr(self.scope.t, file.name)
            if file.name == "work_order_logs":
                self._log(file, table)
                continue
            found = self._difference(file, table)
            before = self._before(file, table, found)
            self._insert(file, table, found.new)
            if file.name == "work_orders":
                self._keep_places(found.changed)
            self._update(table, found.changed)
            again = self._date(file, before) - set(found.changed["id"]) if before is not None else set()
            updated = len(found.changed) + len(again)
            self.counts[file.name] = Counts(len(found.new), updated, found.same - len(again))
            self.span.add(file.name, found.new, found.changed, found.fields)

    def _before(self, file: File, table: Table, found: Difference) -> pd.DataFrame | None:
        """The stored rows of masters with dated values; None where nothing is to be dated."""
        since = self.frames[file.name].get("valid_from", pd.Series(dtype="datetime64[us]"))
        if file.name not in MASTERS or not (since.notna().any() or len(found.changed) or self.wish.restate):
            return None
        master = MASTERS[file.name]
        return self.scope.frame(select(table.c.id, table.c.created_at, *(table.c[n] for n in master.values)), self.db)

    def _date(self, file: File, before: pd.DataFrame) -> set[int]:
        """Note from when on changed values hold; ids of the masters of which they do."""
        frame = self.frames[file.name]
        rows = self._rows(file, getattr(self.scope.t, file.name))
        used = frame[list(file.code)]
        rows["id"] = codes(used, file.code).map(ids(self.scope, self.db, file, used))
        since = frame.get("valid_from", pd.Series(pd.NaT, index=frame.index))
        return self.masters.apply(file.name, self.names[file.name], rows, since, before)

    @property
    def restated(self) -> list[str]:
        """The masters whose past was changed: what of them, and since when."""
        return self.masters.restated if "masters" in self.__dict__ else []

    @cached_property
    def masters(self) -> Masters:
        plant, _ = read.plant(Bound(self.scope.factory, self.db))
        return Masters(self.scope, self.db, plant.calendar, utcnow(), self.wish.restate, self.span)

    def _keep_places(self, changed: pd.DataFrame) -> None:
        """Of orders that move to another machine or operator, let the lines so far stay where they were."""
        if not self.wish.restate:
            name = self.names["work_orders"]
            self.warnings += places.keep(self.scope, self.db, name, self.frames["work_orders"], changed)

    def _log(self, file: File, table: Table) -> None:
        told, wish = self.frames[file.name], self.wish
        log = Log(self.scope, self.db, self.names[file.name], told, wish.replace, wish.by)
        found = log.compare(self._rows(file, table))
        self._insert(file, table, found.new)
        self._update(table, found.changed)
        self._update(table, found.gone)
        self._add_up(pd.concat([found.new["work_order_id"], found.was["work_order_id"]]))
        updated = len(found.changed) + len(found.gone)
        self.counts[file.name] = Counts(len(found.new), updated, found.same, found.taken_back)
        self.span.add(file.name, found.new, pd.concat([found.changed, found.was]))
        self.warnings += found.warnings

    def _difference(self, file: File, table: Table) -> Difference:
        rows = self._rows(file, table)
        key = tuple(file.to(name) for name in file.key)
        query = select(table.c.id, *(table.c[name] for name in rows.columns))
        if file.name in ("work_orders", "purchase_orders", "boms"):
            query = query.where(among(table.c[key[0]], rows[key[0]]))
        stored = self.scope.frame(query.order_by(table.c.id), self.db)
        if file.name == "shift_breaks":  # a shift's hours may have changed since: its breaks are those of its name
            stored["shift_id"] = stored["shift_id"].map(newest_of_shift(self.scope, self.db))
        return compare(rows, canonical(stored, table), key)

    def _rows(self, file: File, table: Table) -> pd.DataFrame:
        """The file's rows with the table's columns: ids for codes, an absent part of the key as null."""
        frame = self.frames[file.name]
        rows = frame.drop(columns=[name for ref in file.refs for name in ref.columns if name in frame.columns])
        for ref in file.refs:
            if set(ref.columns) <= set(frame.columns):
                used = frame[list(ref.columns)]
                rows[ref.to] = codes(used, ref.columns).map(ids(self.scope, self.db, BY_NAME[ref.file], used))
        rows = rows.rename(columns=file.stored)
        rows = rows.drop(columns=list(SINCE), errors="ignore") if file.kinds == SINCE else rows
        for name in file.key:
            if file.to(name) not in rows.columns:
                rows[file.to(name)] = None
        if file.name == "work_order_logs":
            gone = rows.pop("deleted").fillna(False).astype(bool) if "deleted" in rows.columns else None
            rows = rows.assign(**{name: rows.get(name, value) for name, value in file.defaults.items()})
            # logs at one moment are read in the order of their ids, so they are written as they happened
            rows = rows[::-1] if newest_first(rows["changed_at"], rows["work_order_id"]) else rows
            rows = canonical(rows.sort_values("changed_at", kind="stable"), table)
            return rows if gone is None else rows.assign(gone=gone)
        return canonical(rows, table)

    def _insert(self, file: File, table: Table, new: pd.DataFrame) -> None:
        told = new
        if file.name == "work_orders" and "work_order_logs" in self.frames:
            sums = _pieces(self.frames["work_order_logs"], told).groupby("work_order")[SUMS].sum()
            told = told.join(sums, on="unique_id").fillna(dict.fromkeys(SUMS, 0.0))
        absent = {name: value for name, value in file.defaults.items() if name not in told.columns}
        self.scope.insert(self.db, table, told.assign(**absent))

    def _update(self, table: Table, changed: pd.DataFrame) -> None:
        if len(changed):
            names = [name for name in changed.columns if name != "id"]
            values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
            statement = update(table).where(table.c.id == bindparam("row")).values(values)
            self.db.execute(statement, _records(changed[["id", *names]], table))

    def _add_up(self, orders: pd.Series) -> None:
        """Bring the orders' quantities up to the sums of their logs, where they are not."""
        o, log = self.scope.t.work_orders, self.scope.t.work_order_logs
        if orders.empty:
            return
        sums = [func.coalesce(func.sum(log.c[n]), 0.0).label(f"{n} sum") for n in SUMS]
        query = select(o.c.id, *(o.c[n] for n in SUMS), *sums)
        counts = (
            (log.c.work_order_id == o.c.id) & log.c.deleted_at.is_(None)
            & or_(log.c.operation.is_(None), o.c.last_operation.is_(None), log.c.operation == o.c.last_operation)
        )  # fmt: skip
        query = query.outerjoin_from(o, log, counts).group_by(o.c.id, *(o.c[n] for n in SUMS))
        found = self.scope.frame(query.where(among(o.c.id, orders)), self.db)
        found = found[found["id"].isin(orders)]
        logged = [f"{n} sum" for n in SUMS]
        off = np.abs(found[SUMS].to_numpy() - found[logged].to_numpy()).max(axis=1, initial=0) > 1e-6
        self._update(o, found[off][["id", *logged]].set_axis(["id", *SUMS], axis=1))


def _pieces(logs: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """The lines whose quantities are pieces of their order: not taken back, and of its last operation if it has one."""
    counts = pd.Series(True, index=logs.index)
    if "deleted" in logs.columns:
        counts &= ~logs["deleted"].fillna(False).astype(bool)
    if "operation" in logs.columns and "last_operation" in orders.columns:
        final = logs["work_order"].map(orders.set_index("unique_id")["last_operation"])
        counts &= logs["operation"].isna() | final.isna() | (logs["operation"] == final)
    return logs[counts]


def _records(changed: pd.DataFrame, table: Table) -> list[dict[str, Any]]:
    """Rows as the update's parameters, in Python's own types."""
    columns: dict[str, list[Any]] = {}
    for name in changed.columns:
        values = changed[name]
        if pd.api.types.is_datetime64_dtype(values):
            day = isinstance(table.c[name].type, Date)
            plain = values.dt.date if day else pd.Series(values.dt.to_pydatetime(), index=values.index, dtype=object)
            values = plain.astype(object)
        told = values.astype(object).where(changed[name].notna(), None)
        columns["row" if name == "id" else f"new_{name}"] = told.tolist()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
