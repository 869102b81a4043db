"""What the tests of late and corrected rows share: a plant to change, and what must hold afterwards.

The plant of tests/floor.py with one order a day (id: day of the month): created 06:00, started 07:00, completed 09:00
UTC as planned, with 10 units. Now is Sunday, 6 April 2025, 09:30.
"""

from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import delete, insert, select, update

from data.summary import late, write
from data.summary.aggregate import backfill
from tests import floor
from tests.data.summary.conftest import TABLES, everything, same

EDGES = (date(2025, 3, 24), floor.LAST)
MARCH = {n: date(2025, 3, n) for n in (27, 28, 29, 30, 31)}
APRIL = {n: date(2025, 4, n) for n in (1, 2, 3, 4, 5)}
DAYS = MARCH | APRIL
LATER = floor.NOW + timedelta(minutes=5)


def rows():
    made = floor.rows(since=str(EDGES[0])) | {"work_orders": [], "work_order_logs": []}
    for n, day in DAYS.items():
        start = datetime(day.year, day.month, day.day, 7)
        made["work_orders"].append(order(n, start - timedelta(hours=1), start, start + timedelta(hours=2)))
        made["work_order_logs"] += [log(n, "Start", start), log(n, "Completed", start + timedelta(hours=2), 10.0)]
    return made


def order(n, created, start, end, machine=1):
    return {
        "id": n, "unique_id": f"W{n}", "bom_id": 3, "machine_id": machine, "operator_id": 1, "qty": 10.0,
        "status": "Assigned", "start_time": start, "end_time": end, "ok_qtys": 0.0, "scrapped_qtys": 0.0,
        "hold_reason_id": None, "created_at": created, "updated_at": created,
    }  # fmt: skip


def log(n, status, at, ok=0.0, **more):
    return {
        "work_order_id": n, "status": status, "changed_at": at, "ok_qtys": ok, "scrapped_qtys": 0.0, "rework_qtys": 0.0,
        "scrapped_reason_id": None, "hold_reason_id": None, "user_id": None, "created_at": at, "updated_at": at,
    } | more  # fmt: skip


def summarised(at):
    made = floor.store(rows())
    backfill(made, *EDGES)
    at(LATER)
    assert late.settle(made) == [] and moved(made) == {}
    return made


def moved(scope):
    """By table the days (weeks, months) whose rows were computed LATER."""
    found = {}
    for name in TABLES:
        c = scope.t.metadata.tables[name].c
        dates = [c[k] for k in ("shift_date", "summary_date", "week_start_date", "year", "month") if k in c]
        frame = scope.frame(select(*dates).distinct().where(c.calculated_at == LATER))
        if len(frame):
            found[name] = {
                tuple(row) if len(dates) > 1 else pd.Timestamp(row[0]).date() for row in frame.itertuples(index=False)
            }
    return found


def expect(scope, days):
    """Exactly these days moved, with their weeks and months, and all rows are those of a backfill from scratch."""
    found = moved(scope)
    weeks, months = {d - timedelta(days=d.weekday()) for d in days}, {(d.year, d.month) for d in days}
    for name, of in found.items():
        assert of <= (weeks if "week" in name else months if "month" in name else days), name
    assert found.get("kpi_daily_summaries", set()) == found.get("kpi_shift_summaries", set()) == days
    assert found.get("kpi_weekly_summaries", set()) == weeks
    assert found.get("kpi_monthly_aggregates", set()) == months
    from_scratch(scope)


def from_scratch(scope):
    stored = everything(scope)
    with scope.begin() as db:
        write.roll_up(scope, db, *EDGES)
    same(everything(scope), stored)  # weeks and months are the sums of the days
    late.recompute(scope, [floor.LAST])  # the running day, which is nobody's past
    stored = everything(scope)
    with scope.begin() as db:
        for name in (*TABLES, "kpi_window_ledger", "kpi_demand_ledger"):
            db.execute(delete(scope.t.metadata.tables[name]))
    backfill(scope, *EDGES)
    same(stored, everything(scope))


def restated(scope):
    """(day, measure) -> (old, new)"""
    frame = scope.frame(select(scope.t.kpi_restatements))
    keys = zip(pd.to_datetime(frame.day).dt.date, frame.measure, strict=True)
    return dict(zip(keys, zip(frame.old_value, frame.new_value, strict=True), strict=True))


def add(scope, *logs):
    with scope.begin() as db:
        for row in logs:
            known = {k: v for k, v in row.items() if k not in ("created_at", "updated_at")}
            db.execute(insert(scope.t.work_order_logs), [known])


def change(scope, n, **values):
    o = scope.t.work_orders
    with scope.begin() as db:
        db.execute(update(o).where(o.c.id == n).values(**values))
