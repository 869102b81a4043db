"""Where an order is: one that moves to another machine or operator keeps its log where it was."""

import pandas as pd
from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection

from data.source.importer.problems import Problem
from data.source.importer.stored import among
from data.tenancy import Scope

PLACES = {"machine_id": ("asset_id", "machines"), "operator_id": ("emp_id", "operators")}
"""Columns of an order and its lines: the file's column, and the table that it is a code of."""
MOST = 20
"""Orders that are named; the rest are counted."""


def keep(scope: Scope, db: Connection, file: str, told: pd.DataFrame, changed: pd.DataFrame) -> list[Problem]:
    """Before orders are updated (`changed`: `id` and columns): their lines that name no machine, or no operator, get
    what was the order's so far. A warning for each order and column; `told`: the file's rows, index = line."""
    o, log, found = scope.t.work_orders, scope.t.work_order_logs, list[Problem]()
    names = [name for name in PLACES if name in changed.columns]
    if changed.empty or not names:
        return found
    asked = select(o.c.id, o.c.unique_id, *(o.c[name] for name in names)).where(among(o.c.id, changed["id"]))
    before = scope.frame(asked, db)
    both = changed[["id", *names]].merge(before, on="id", suffixes=("", " before"))
    lines = pd.Series(told.index, index=told["unique_id"])
    for name in names:
        old = both[f"{name} before"].astype("Int64")
        moved = both[old.notna() & (old != both[name]).fillna(True)]
        column, table = PLACES[name]
        code = getattr(scope.t, table).c
        codes: dict[int, str] = dict(db.execute(select(code.id, code[column])).all()) if len(moved) else {}
        for row in moved.to_dict("records"):
            mine = (log.c.work_order_id == row["id"]) & log.c[name].is_(None)
            kept = db.scalar(select(func.count()).select_from(log).where(mine)) or 0
            if kept:
                was = int(row[f"{name} before"])
                db.execute(update(log).where(mine).values({name: was}))
                told_of = f"is not {codes[was]}, where {row['unique_id']} was: its {kept} lines so far stay there"
                way = "name it on the lines, or import with --restate, to move them too"
                value = "" if pd.isna(row[name]) else str(codes[int(row[name])])
                found.append(Problem(file, int(lines[row["unique_id"]]), column, value, f"{told_of}; {way}"))
    if len(found) > MOST:
        more = f"{len(found) - MOST:,} more changes of an order's machine or operator: the lines so far stay"
        found = [*found[:MOST], Problem(file, None, "", "", more)]
    return found
