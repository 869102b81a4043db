"""The time that an import touched, so that only the summaries of that time are computed again."""

from collections.abc import Collection
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection

from data.source.importer.dated import DATED
from data.source.importer.stored import among
from data.tenancy import Scope

_DATED = {
    "work_order_logs": ("changed_at",), "work_orders": ("created_at", "start_time", "end_time"),
    "purchase_orders": ("created_at", "delivery_target_date"), "boms": ("created_at",),
    "operator_trainings": ("trained_on",), "factory_holidays": ("day",), "unrecorded_days": ("day",),
}  # fmt: skip
_OWN_TIME = ("work_order_logs", "operator_trainings", "factory_holidays", "unrecorded_days", "work_orders")
"""Whose changes matter at their own time alone (for an order: at those of its log)."""
_NAMES = (
    "machine_groups", "operator_proficiencies", "part_numbers", "customers", "hold_reasons", "scrapped_reasons"
)  # fmt: skip
"""Of which a new row changes nothing until something refers to it."""


_WORDS = ("name", "description", "topic", "status", "reason")
"""Columns that only name things (of a work order, hearsay)."""


class Span:
    """Collects moments (naive UTC); `whole` means the factory's whole log."""

    def __init__(self, scope: Scope, db: Connection) -> None:
        self.scope, self.db = scope, db
        self.moments = pd.Series(dtype="datetime64[us]")
        self.whole = False

    def add(
        self, table: str, new: pd.DataFrame, changed: pd.DataFrame, fields: Collection[str] | None = None
    ) -> None:
        """Rows that were inserted and changed; `fields`: in which columns (None: in any)."""
        words = fields is not None and set(fields) <= {*_WORDS, *DATED}
        if words and table not in _OWN_TIME:
            changed = changed.iloc[:0]
        dated = _DATED.get(table, ())
        for name in dated:
            for rows in (new, changed):
                if name in rows.columns:
                    self._add(rows[name], day=name in ("delivery_target_date", "trained_on", "day"))
        self.whole |= bool(len(changed)) and table not in _OWN_TIME
        self.whole |= bool(len(new)) and not dated and table not in _NAMES
        if table == "work_orders" and len(changed):
            logs = self.scope.t.work_order_logs
            self._ends(among(logs.c.work_order_id, changed["id"]))

    def since(self, moment: datetime) -> None:
        """All of the log from a moment on."""
        c = self.scope.t.work_order_logs.c
        last = self.db.scalar(select(func.max(c.changed_at)))
        if last and last > moment:
            self._add(pd.Series([moment, last], dtype="datetime64[us]"))

    def found(self) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """The earliest and the latest moment touched; None when nothing was."""
        if self.whole:
            self._ends()
        seen = self.moments.dropna()
        return (seen.min(), seen.max()) if len(seen) else None

    def _ends(self, *where: ColumnElement[bool]) -> None:
        c = self.scope.t.work_order_logs.c
        first, last = self.db.execute(select(func.min(c.changed_at), func.max(c.changed_at)).where(*where)).one()
        self._add(pd.Series([first, last], dtype="datetime64[us]"))

    def _add(self, moments: pd.Series, day: bool = False) -> None:
        ends = pd.Series([moments.min(), moments.max()], dtype="datetime64[us]")
        if day:
            ends[1] += pd.Timedelta(days=1)
            local = ends.dt.tz_localize(self.scope.factory.timezone, ambiguous=True, nonexistent="shift_forward")
            ends = local.dt.tz_convert("UTC").dt.tz_localize(None)
        self.moments = pd.concat([self.moments, ends])
