"""One order whole: its head, every line of its log (those taken back too) and what was changed about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from data.source import log_changes
from data.tenancy import Scope
from data.tenancy.schema import FactoryTables

END = "\U0010ffff"
"""Sorts behind every letter."""
FOUND = 8
"""Orders that a search tells."""
ENDS = ("Completed", "Closed", "Cancelled")
NAMED = {
    "machine": ("machines", "asset_id", "name"), "operator": ("operators", "emp_id", "name"),
    "scrapped_reason": ("scrapped_reasons", "code", "description"),
    "hold_reason": ("hold_reasons", "code", "description"),
}  # fmt: skip
"""What a line may name: the table, its code there, and how it reads."""


class NoOrder(LookupError):
    """The factory has no order of that id; `near` are some that begin like it."""

    def __init__(self, unique_id: str, near: list[str]) -> None:
        self.near = near
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"no order “{unique_id}” in this factory{hint}")


@dataclass(frozen=True)
class Order:
    """head: the order's row, and of its BOM and masters part, revision, description, customer, customer_order, machine
    (asset id), machine_name, operator (emp id), operator_name; moments naive UTC, None where there is none.
    lines: the log by (changed_at, id), with the codes machine, operator, operator_name, scrapped_reason, hold_reason.
    changes: data.source.log_changes.of_order."""

    head: Mapping[str, Any]
    lines: pd.DataFrame
    changes: pd.DataFrame


def read(scope: Scope, unique_id: str) -> Order:
    """The order of that id; NoOrder. Three statements."""
    found = scope.frame(_head(scope.t).where(scope.t.work_orders.c.unique_id == unique_id))
    found = found[found.unique_id == unique_id]  # a collation may take W1 for w1
    if found.empty:
        begins = (unique_id[: len(unique_id) - cut] for cut in range(min(3, len(unique_id))))
        raise NoOrder(unique_id, next((near for text in begins if (near := find(scope, text, 3))), []))
    head = {str(name): None if pd.isna(value) else value for name, value in found.iloc[0].items()}
    key = int(found.id.iloc[0])
    return Order(head, lines(scope, key), log_changes.of_order(scope, key))


def _head(t: FactoryTables) -> Select:
    o, b, p, c = t.work_orders, t.boms, t.purchase_orders, t.customers
    m, e, n = t.machines, t.operators, t.part_numbers
    joined = (
        o.outerjoin(b, o.c.bom_id == b.c.id).outerjoin(p, b.c.purchase_order_id == p.c.id)
        .outerjoin(c, p.c.customer_id == c.c.id).outerjoin(n, b.c.part_number_id == n.c.id)
        .outerjoin(m, o.c.machine_id == m.c.id).outerjoin(e, o.c.operator_id == e.c.id)
    )  # fmt: skip
    own = (
        "id", "unique_id", "qty", "status", "start_time", "end_time", "created_at", "last_operation", "ok_qtys",
        "scrapped_qtys",
    )  # fmt: skip
    return select(
        *(o.c[name] for name in own), n.c.partnumber.label("part"), n.c.revision, n.c.description,
        p.c.unique_id.label("customer_order"), c.c.name.label("customer"), m.c.asset_id.label("machine"),
        m.c.name.label("machine_name"), e.c.emp_id.label("operator"), e.c.name.label("operator_name"),
    ).select_from(joined)  # fmt: skip


def lines(scope: Scope, work_order_id: int, db: Connection | None = None) -> pd.DataFrame:
    """Every line of an order's log, by (changed_at, id)."""
    t = scope.t
    g, m, e, s, h = t.work_order_logs, t.machines, t.operators, t.scrapped_reasons, t.hold_reasons
    joined = (
        g.outerjoin(m, g.c.machine_id == m.c.id).outerjoin(e, g.c.operator_id == e.c.id)
        .outerjoin(s, g.c.scrapped_reason_id == s.c.id).outerjoin(h, g.c.hold_reason_id == h.c.id)
    )  # fmt: skip
    asked = select(
        g.c.id, *(g.c[name] for name in log_changes.SAID), m.c.asset_id.label("machine"),
        e.c.emp_id.label("operator"), e.c.name.label("operator_name"), s.c.code.label("scrapped_reason"),
        h.c.code.label("hold_reason"),
    )  # fmt: skip
    mine = asked.select_from(joined).where(g.c.work_order_id == work_order_id)
    frame = scope.frame(mine.order_by(g.c.changed_at, g.c.id), db)
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("changed_at", "deleted_at")})


def named(scope: Scope) -> dict[str, pd.DataFrame]:
    """What lines may name, by NAMED: id, code and text, in the order of the codes. Four statements."""
    found = {}
    for name, (table, code, text) in NAMED.items():
        c = getattr(scope.t, table).c
        found[name] = scope.frame(select(c.id, c[code].label("code"), c[text].label("text")).order_by(c[code]))
    return found


def find(scope: Scope, text: str, most: int = FOUND) -> list[str]:
    """Ids of orders that begin with a text, in order, `most` at most; found by the index of the ids."""
    text = text.strip()
    if not text:
        return []
    c = scope.t.work_orders.c
    begun = or_(*(_begins(scope, c.unique_id, one) for one in dict.fromkeys((text, text.upper()))))
    with scope.connect() as db:
        return list(db.scalars(select(c.unique_id).where(begun).order_by(c.unique_id).limit(most)))


def _begins(scope: Scope, column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    # SQLite's LIKE does not look into the index; MariaDB's does, and there the last letter depends on the collation
    if scope.engine.dialect.name == "sqlite":
        return and_(column >= text, column < text + END)
    return column.startswith(text, autoescape=True)


def standing(log: pd.DataFrame, last_operation: str | None) -> str:
    """The state that an order is in by its log (rows of `lines` that were not taken back, in order), "" without any.

    What ends the order is a line without operation, or Completed of its last one; what runs in one of its operations
    outdoes setup, hold and waiting.
    """
    state: dict[str, str] = {}
    whole = ""
    for line in log.to_dict("records"):
        status, operation = str(line["status"]), line["operation"] or ""
        ends = _ends(status, operation, last_operation)
        whole = status if ends else "" if not operation else whole
        state[operation] = status
    if whole or not state:
        return whole
    found = {one for one in state.values() if one not in ENDS}
    return next((one for one in ("Start", "Setup", "Hold") if one in found), "Assigned")


def _ends(status: str, operation: str, last_operation: str | None) -> bool:
    """Whether a line ends its order: one without operation, or the last operation's Completed."""
    return status in ENDS and (not operation or (status == "Completed" and operation == last_operation))


def pieces(log: pd.DataFrame, last_operation: str | None) -> pd.DataFrame:
    """The lines whose quantities are pieces of the order: those without operation, and of its last one, if named."""
    return log if not last_operation else log[log.operation.isna() | (log.operation == last_operation)]


def doubts(log: pd.DataFrame, last_operation: str | None) -> list[tuple[int, str]]:
    """What looks wrong in the order of a log (as in `standing`): line id, and what it is."""
    told: list[tuple[int, str]] = []
    before: dict[str, str] = {}
    ended, ran = "", False
    for line in log.to_dict("records"):
        status, operation = str(line["status"]), line["operation"] or ""
        if ended and not (status == "Closed" and ended == "Completed"):
            units = line["ok_qtys"] or line["scrapped_qtys"] or line["rework_qtys"]
            told.append((line["id"], f"{'Units are told' if units else status + ' comes'} after {ended}"))
        elif status == "Hold" and before.get(operation) == "Hold":
            told.append((line["id"], "Hold comes after Hold"))
        elif status == "Completed" and not ran:
            told.append((line["id"], "Completed comes without a Start before it"))
        ran = ran or status == "Start"
        before[operation] = status
        ended = status if _ends(status, operation, last_operation) else ended
    return told
