"""Why closed days come out differently: the changes of logs that people made since the ledger was written."""

from collections.abc import Collection
from datetime import date, datetime

import pandas as pd
from sqlalchemy import func, select

from data.facts.calendar import Calendar
from data.facts.history import NEVER, moment
from data.source import concern
from data.source.concern import BEGINNING
from data.summary import ledger
from data.tenancy import Scope

MOST, MANY = 10, 500
"""Causes that are told of one day, the rest are counted; changes beyond which they are counted alone (an import)."""


def of(scope: Scope, calendar: Calendar, made: pd.DataFrame, days: Collection[date]) -> dict[date, str]:
    """Of the closed `days` that are computed again those for which a changed log is the reason, with the words for it;
    `made` are the new rows of the ledger. One statement where nobody changed anything."""
    t = scope.t
    changes, orders, lines = t.log_changes.c, t.work_orders, t.work_order_logs
    asked = (
        select(changes.work_order_id, orders.c.unique_id, changes.action, changes.changed_by, changes.reason,
               changes.made_at, lines.c.changed_at)
        .select_from(t.log_changes.join(orders, orders.c.id == changes.work_order_id)
                     .join(lines, lines.c.id == changes.work_order_log_id))
        .where(changes.made_at >= concern.newest(t.kpi_window_ledger.c.updated_at, BEGINNING))
        .order_by(changes.made_at, changes.id)
    )  # fmt: skip
    rows = scope.frame(asked) if days else pd.DataFrame()
    if rows.empty:
        return {}
    if len(rows) > MANY:
        return dict.fromkeys(days, _counted(rows))
    # only an order that says something else than it did: changes of the last minutes may be settled already
    known = ledger.rows(scope, set(rows.work_order_id.tolist()))
    found: dict[date, list[str]] = {}
    before = _before(scope, pd.Timestamp(rows.made_at.min()).to_pydatetime())
    for order, of_order in rows.groupby("work_order_id", sort=False):
        every = [(_told(calendar, row), row["made_at"]) for row in of_order.to_dict("records")]
        told = [words for words, at in every if not any(words in cause and at <= noted for cause, noted in before)]
        for day in _life(calendar, known[known.work_order_id == order], made[made.work_order_id == order], days):
            if told:
                found.setdefault(day, []).extend(told)
    return {day: _joined(told) for day, told in found.items()}


def _before(scope: Scope, since: datetime) -> list[tuple[str, datetime]]:
    """The causes that were noted since a moment, and when: what was told then is no reason for what comes after."""
    c = scope.t.kpi_restatements.c
    asked = select(c.cause, func.max(c.created_at)).where(c.created_at >= since, c.cause.is_not(None)).group_by(c.cause)
    with scope.connect() as db:
        return [(str(cause), noted) for cause, noted in db.execute(asked)]


def _life(calendar: Calendar, old: pd.DataFrame, new: pd.DataFrame, days: Collection[date]) -> list[date]:
    """The days on which an order was on the floor or logged, by the ledger's row before and now (none or one each);
    none where both say the same."""
    if len(old) and len(new) and int(old.log_print.iloc[0]) == int(new.log_print.iloc[0]):
        return []
    rows = pd.concat([frame[["first_at", "last_at", "last_log_at"]] for frame in (old, new)])
    logged = rows.last_log_at[rows.last_log_at != NEVER]
    first, last = int(rows.first_at.min()), int(pd.concat([rows.last_at, logged]).max())
    return [day for day in days if moment(calendar.start_of(day)) <= last and moment(calendar.end_of(day)) >= first]


def _told(calendar: Calendar, row: dict[object, object]) -> str:
    at = calendar.local(pd.Timestamp(row["changed_at"]).to_pydatetime())  # type: ignore[arg-type]  # a moment
    why = f": {row['reason']}" if row["reason"] else ""
    return f"line of order {row['unique_id']} at {at:%Y-%m-%d %H:%M} {row['action']} by {row['changed_by']}{why}"


def _counted(rows: pd.DataFrame) -> str:
    told = []
    for (by, why), some in rows.fillna("").groupby(["changed_by", "reason"], sort=False):
        orders = some.work_order_id.nunique()
        told.append(f"{len(some):,} lines of {orders:,} orders changed by {by}" + (f": {why}" if why else ""))
    return _joined(told)


def _joined(told: list[str]) -> str:
    few = list(dict.fromkeys(told))
    more = f"; and {len(few) - MOST} more" if len(few) > MOST else ""
    return "; ".join(few[:MOST]) + more
