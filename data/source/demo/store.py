"""Writing a story into a factory's source tables: references by natural key become ids."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.engine import Connection

from data.source.demo.story import Story
from data.tenancy import Scope

FEW = 500  # keys; for more, reading the whole table is quicker than naming them


def keys(scope: Scope, db: Connection, table: Table, name: str, wanted: Iterable[str] | None = None) -> dict[str, int]:
    """Natural key -> id: of the whole table, or at least of the `wanted` keys."""
    query = select(table.c[name], table.c.id)
    asked = None if wanted is None else sorted(set(wanted))
    if asked is not None and len(asked) <= FEW:
        query = query.where(table.c[name].in_(asked))
    return {row[0]: row[1] for row in db.execute(query)}


def ids(values: pd.Series, known: Mapping[str, int]) -> list[int | None]:
    """The ids of natural keys, None for an absent one; KeyError for one that the factory does not have."""
    return [known[value] if isinstance(value, str) else None for value in values]


def _state(logs: pd.DataFrame) -> pd.DataFrame:
    """By work order, as its log leaves it: status, updated_at, hold_reason_id, and what was made in it."""
    last = logs.drop_duplicates("work_order", keep="last").set_index("work_order")
    last = last[["status", "hold_reason_id", "updated_at"]]
    return last.join(logs.groupby("work_order")[["ok_qtys", "scrapped_qtys"]].sum())


def _stamped(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"at": "created_at"}).assign(updated_at=frame["at"])


def write_story(scope: Scope, db: Connection, story: Story) -> int:
    """Insert what happened, bring older BOMs and work orders up to date, and return the number of rows inserted."""
    t = scope.t
    parts = keys(scope, db, t.part_numbers, "partnumber")
    sold = _stamped(story.purchase_orders)
    sold["customer_id"] = ids(sold.pop("customer"), keys(scope, db, t.customers, "customer_id"))
    sold["part_number_id"] = ids(sold.pop("part"), parts)
    count = scope.insert(db, t.purchase_orders, sold)
    count += _write_boms(scope, db, story, parts)
    logs = _stamped(story.work_order_logs).assign(changed_at=story.work_order_logs["at"])
    logs["scrapped_reason_id"] = ids(logs.pop("scrapped_reason"), keys(scope, db, t.scrapped_reasons, "code"))
    logs["hold_reason_id"] = pd.Series(
        ids(logs.pop("hold_reason"), keys(scope, db, t.hold_reasons, "code")), dtype=object
    )
    people = ids(logs.pop("operator"), keys(scope, db, t.operators, "emp_id"))
    logs["operator_id"] = pd.Series(people, index=logs.index, dtype=object)
    count += _write_orders(scope, db, story, _state(logs))
    orders = keys(scope, db, t.work_orders, "unique_id", logs["work_order"])
    logs["work_order_id"] = ids(logs.pop("work_order"), orders)
    return count + scope.insert(db, t.work_order_logs, logs)


def _write_boms(scope: Scope, db: Connection, story: Story, parts: Mapping[str, int]) -> int:
    t = scope.t
    released = story.work_orders.groupby("bom")["at"].min()  # a BOM is released with its first work order
    boms = _stamped(story.boms)
    first = pd.Series(released.reindex(boms["unique_id"]).to_numpy(), dtype="datetime64[us]")
    boms["status"] = np.where(first.notna(), "Released", "Planned")
    boms["updated_at"] = first.fillna(boms["updated_at"])
    buyers = keys(scope, db, t.purchase_orders, "unique_id", boms["purchase_order"].dropna())
    boms["purchase_order_id"] = ids(boms.pop("purchase_order"), buyers)
    boms["part_number_id"] = ids(boms.pop("part"), parts)
    boms["machine_group_id"] = ids(boms.pop("machine_group"), keys(scope, db, t.machine_groups, "group_name"))
    ranks = keys(scope, db, t.operator_proficiencies, "proficiency")
    boms["operator_proficiency_id"] = ids(boms.pop("proficiency"), ranks)
    older = released[~released.index.isin(boms["unique_id"])]
    if len(older):
        known = keys(scope, db, t.boms, "unique_id", older.index)
        rows = [{"key": known[bom], "at": at.to_pydatetime()} for bom, at in older.items()]  # type: ignore[index]
        planned = (t.boms.c.id == bindparam("key")) & (t.boms.c.status == "Planned")
        db.execute(update(t.boms).where(planned).values(status="Released", updated_at=bindparam("at")), rows)
    return scope.insert(db, t.boms, boms)


def _write_orders(scope: Scope, db: Connection, story: Story, state: pd.DataFrame) -> int:
    t = scope.t
    orders = story.work_orders.rename(columns={"at": "created_at"}).join(state, on="unique_id")
    orders["bom_id"] = ids(orders["bom"], keys(scope, db, t.boms, "unique_id", orders.pop("bom")))
    orders["machine_id"] = ids(orders.pop("machine"), keys(scope, db, t.machines, "asset_id"))
    orders["operator_id"] = ids(orders.pop("operator"), keys(scope, db, t.operators, "emp_id"))
    older = state[~state.index.isin(orders["unique_id"])]
    if len(older):
        known, c = keys(scope, db, t.work_orders, "unique_id", older.index), t.work_orders.c
        rows: list[dict[str, Any]] = [
            {
                "key": known[order],
                "now": row["status"],
                "why": row["hold_reason_id"],
                "at": row["updated_at"].to_pydatetime(),
            }
            | {"ok": int(row["ok_qtys"]), "scrap": int(row["scrapped_qtys"])}
            for order, row in zip(older.index, older.to_dict("records"), strict=True)
        ]
        db.execute(
            update(t.work_orders)
            .where(c.id == bindparam("key"))
            .values(
                status=bindparam("now"),
                hold_reason_id=bindparam("why"),
                updated_at=bindparam("at"),
                ok_qtys=c.ok_qtys + bindparam("ok"),
                scrapped_qtys=c.scrapped_qtys + bindparam("scrap"),
            ),
            rows,
        )
    return scope.insert(db, t.work_orders, orders)
