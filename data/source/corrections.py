"""Lines of an order's log corrected, added and taken back by people: checked, in one transaction, the old one kept."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.source import log_changes, order
from data.source.importer.format import STATUSES
from data.source.importer.kinds import MOST
from data.source.importer.moments import AHEAD
from data.source.log_changes import ADDED, CORRECTED, PUT_BACK, TAKEN_BACK
from data.source.masters import BadValue
from data.tenancy import Scope
from data.tenancy.schema import utcnow
from kpis.naming import suggest

BEFORE = timedelta(days=1)
"""How far a line may lie before its order was created, as in an import."""
WHY, OPERATION = 400, 60
"""Characters of a reason, and of an operation."""
QUANTITIES = ("ok_qtys", "scrapped_qtys", "rework_qtys")


class Meanwhile(RuntimeError):  # reads as what happened
    """Somebody changed the line after the page was made; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this line meanwhile. It is shown as it stands now: look at it once more.")


@dataclass(frozen=True)
class Line:
    """What a line is to say. at: naive UTC. Codes as the factory has them; "" where it names none (of machine and
    operator the order's hold then)."""

    status: str
    at: datetime
    ok_qtys: float = 0.0
    scrapped_qtys: float = 0.0
    rework_qtys: float = 0.0
    scrapped_reason: str = ""
    hold_reason: str = ""
    machine: str = ""
    operator: str = ""
    operation: str = ""


def seen(line: Mapping[Any, Any]) -> str:
    """A short print of a line as it stands (a row of order.lines): who changes it says which one they saw."""
    return sha256(log_changes.said(line).encode()).hexdigest()[:16]


def correct(
    scope: Scope, unique_id: str, line_id: int, line: Line, shown: str, why: str, by: str, now: datetime
) -> None:
    """Let a line say something else. BadValue names the field; Meanwhile; NoOrder. `shown`: the print of the line that
    was seen. `now`: the factory's (naive UTC)."""
    with _order(scope, unique_id, why) as (db, head, reason):
        row = _line(scope, db, head, line_id, shown)
        values = _values(scope, db, head, line, now, row)
        new = {**row, **values}
        if log_changes.said(new) == log_changes.said(row):
            raise BadValue("status", "Nothing is different: change a field, or go back to the log.")
        _write(scope, db, row, values)
        _note(scope, db, row, CORRECTED, reason, by)


def add(scope: Scope, unique_id: str, line: Line, why: str, by: str, now: datetime) -> None:
    """Add a line that is missing. BadValue, NoOrder."""
    with _order(scope, unique_id, why) as (db, head, reason):
        values = _values(scope, db, head, line, now)
        t = scope.t.work_order_logs
        db.execute(insert(t), [{**values, "work_order_id": head["id"]}])
        newest = select(t.c.id).where(t.c.work_order_id == head["id"]).order_by(t.c.id.desc()).limit(1)
        row = {"id": db.scalar(newest), "work_order_id": head["id"]}
        _note(scope, db, row, ADDED, reason, by, said=None)


def take_back(scope: Scope, unique_id: str, line_id: int, shown: str, why: str, by: str) -> None:
    """As if the line had never been; it is kept, and can be put back. BadValue, Meanwhile, NoOrder."""
    _move(scope, unique_id, line_id, shown, why, by, back=False)


def put_back(scope: Scope, unique_id: str, line_id: int, shown: str, why: str, by: str) -> None:
    """A line that was taken back counts again. BadValue, Meanwhile, NoOrder."""
    _move(scope, unique_id, line_id, shown, why, by, back=True)


def _move(scope: Scope, unique_id: str, line_id: int, shown: str, why: str, by: str, back: bool) -> None:
    with _order(scope, unique_id, why) as (db, head, reason):
        row = _line(scope, db, head, line_id, shown, taken=back)
        _write(scope, db, row, {"deleted_at": None if back else utcnow()})
        _note(scope, db, row, PUT_BACK if back else TAKEN_BACK, reason, by)


@contextmanager
def _order(scope: Scope, unique_id: str, why: str) -> Iterator[tuple[Connection, dict[str, Any], str]]:
    """The order's row, held for the transaction, and the reason; afterwards its sums and state follow its log."""
    reason = why.strip()
    if not reason:
        raise BadValue("why", "Say why: it stands beside the figures that this changes.")
    if len(reason) > WHY:
        raise BadValue("why", f"This is longer than {WHY} characters; shorten it.")
    t = scope.t.work_orders
    with scope.begin() as db:
        # written before it is read: so two who change one order come one after the other, on every database
        db.execute(update(t).where(t.c.unique_id == unique_id).values(updated_at=utcnow()))
        found = db.execute(select(t).where(t.c.unique_id == unique_id)).mappings().first()
        if found is None or found["unique_id"] != unique_id:
            raise order.NoOrder(unique_id, [])
        head = dict(found)
        before = _log(scope, db, head)
        yield db, head, reason
        after = _log(scope, db, head)
        pieces = order.pieces(after, head["last_operation"])
        values: dict[str, Any] = {name: float(pieces[name].sum()) for name in ("ok_qtys", "scrapped_qtys")}
        if head["status"] == order.standing(before, head["last_operation"]):  # else it is told by somebody else
            values["status"] = order.standing(after, head["last_operation"]) or "Assigned"
        db.execute(update(t).where(t.c.id == head["id"]).values(**values))


def _log(scope: Scope, db: Connection, head: Mapping[str, Any]) -> Any:
    log = order.lines(scope, head["id"], db)
    return log[log.deleted_at.isna()]


def _line(
    scope: Scope, db: Connection, head: Mapping[str, Any], line_id: int, shown: str, taken: bool = False
) -> dict[str, Any]:
    """The line as it stands, if it is what was seen."""
    t = scope.t.work_order_logs
    mine = select(t).where(t.c.id == line_id, t.c.work_order_id == head["id"])
    found = db.execute(mine).mappings().first()
    if found is None or seen(found) != shown or (found["deleted_at"] is not None) != taken:
        raise Meanwhile
    return dict(found)


def _write(scope: Scope, db: Connection, row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    t = scope.t.work_order_logs
    db.execute(update(t).where(t.c.id == row["id"]).values(**values))


def _note(
    scope: Scope, db: Connection, row: Mapping[str, Any], action: str, reason: str, by: str, said: Any = ""
) -> None:
    told = log_changes.said(row) if said == "" else said
    change = {"work_order_id": row["work_order_id"], "work_order_log_id": row["id"], "action": action, "said": told}
    log_changes.note(scope, db, [{**change, "reason": reason, "changed_by": by}])


def _values(
    scope: Scope, db: Connection, head: Mapping[str, Any], line: Line, now: datetime,
    row: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The line's columns, each checked as an import checks it; a moment that stays as it is in `row` is not."""
    if line.status not in STATUSES:
        raise BadValue("status", f"“{line.status}” is no status{suggest(line.status, STATUSES)}.")
    if row is None or line.at != row["changed_at"]:
        if line.at > now + AHEAD:
            raise BadValue("at", "This is more than a day ahead of now; is the date right?")
        if line.at < head["created_at"] - BEFORE:
            told = f"{head['created_at']:%Y-%m-%d %H:%M}"
            raise BadValue("at", f"This is more than a day before the order was created ({told} UTC).")
    for name in QUANTITIES:
        value = getattr(line, name)
        if not (math.isfinite(value) and 0 <= value <= MOST):
            raise BadValue(name, f"Give a number of units from 0 to {MOST:,.0f}.")
    operation = line.operation.strip()
    if len(operation) > OPERATION:
        raise BadValue("operation", f"This is longer than {OPERATION} characters; shorten it.")
    known = (
        ("scrapped_reason", "scrapped_reasons", "code", line.scrapped_reason),
        ("hold_reason", "hold_reasons", "code", line.hold_reason),
        ("machine", "machines", "asset_id", line.machine), ("operator", "operators", "emp_id", line.operator),
    )  # fmt: skip
    ids = {f"{field}_id": _id(scope, db, field, table, column, code) for field, table, column, code in known}
    return {
        "status": line.status, "changed_at": line.at, "operation": operation or None, **ids,
        **{name: float(getattr(line, name)) for name in QUANTITIES},
    }  # fmt: skip


def _id(scope: Scope, db: Connection, field: str, table: str, column: str, code: str) -> int | None:
    if not code:
        return None
    t = getattr(scope.t, table)
    found = db.execute(select(t.c.id, t.c[column]).where(t.c[column] == code)).first()
    if found is None or found[1] != code:
        word = field.replace("_", " ")
        raise BadValue(field, f"There is no {word} “{code}”{suggest(code, list(db.scalars(select(t.c[column]))))}.")
    return int(found[0])
