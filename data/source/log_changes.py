"""What was changed about the log of an order after it was written: by whom, why, and what the line said before."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from data.tenancy import Scope
from data.tenancy.schema import utcnow

CORRECTED, ADDED, TAKEN_BACK, PUT_BACK = "corrected", "added", "taken back", "put back"
"""The actions; each reads in "line ... corrected by Ann"."""
SAID = (
    "status", "changed_at", "ok_qtys", "scrapped_qtys", "rework_qtys", "scrapped_reason_id", "hold_reason_id",
    "machine_id", "operator_id", "operation", "external_id", "deleted_at",
)  # fmt: skip
"""What is kept of a line: these columns of work_order_logs."""
_IDS = ("scrapped_reason_id", "hold_reason_id", "machine_id", "operator_id")


def said(line: Mapping[Any, Any]) -> str:
    """A line (a row of work_order_logs) as the JSON text that is kept; equal lines make equal texts. Moments are ISO
    8601 in UTC without an offset; what a line does not tell is null."""
    return json.dumps({name: _plain(name, line.get(name)) for name in SAID})


def _plain(name: str, value: Any) -> Any:
    if value is None or pd.isna(value) or value == "":
        return None
    if isinstance(value, datetime | date):
        return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value.isoformat()
    if name in _IDS:
        return int(value)
    return float(value) if name.endswith("_qtys") else value


def note(scope: Scope, db: Connection, changes: Sequence[Mapping[str, Any]]) -> None:
    """Keep changes in the running transaction: work_order_id, work_order_log_id, action, said (None for a line that was
    not there), reason, changed_by of each."""
    rows = pd.DataFrame([{**change, "made_at": utcnow()} for change in changes])
    scope.insert(db, scope.t.log_changes, rows)


def of_order(scope: Scope, work_order_id: int) -> pd.DataFrame:
    """The changes of an order's log, the oldest first: id, work_order_log_id, action, said (JSON text or None), reason,
    changed_by, made_at (naive UTC)."""
    c = scope.t.log_changes.c
    asked = select(c.id, c.work_order_log_id, c.action, c.said, c.reason, c.changed_by, c.made_at)
    return scope.frame(asked.where(c.work_order_id == work_order_id).order_by(c.made_at, c.id))
