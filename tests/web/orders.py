"""An order of the made-up plant with a log to correct, in the database of the web tests."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from data.tenancy import Scope, open_scope

FIRST = datetime(2025, 11, 21, 6, 0)
"""When its log begins, UTC; the plant is an hour ahead."""
LOG = (
    ("Assigned", -60, 0, 0, ""), ("Setup", 0, 0, 0, "10"), ("Start", 25, 0, 0, "10"), ("Hold", 95, 40, 0, "10"),
    ("Start", 120, 0, 0, "10"), ("Start", 180, 0, 0, "20"), ("Completed", 240, 60, 2, "10"),
    ("Completed", 420, 1000, 1, "20"),
)  # fmt: skip
"""Status, minutes after FIRST, OK and scrapped units, operation."""


TABLES = (
    "work_orders", "work_order_logs", "log_changes", "boms", "part_numbers", "machines", "operators",
    "scrapped_reasons", "hold_reasons", "kpi_restatements", "kpi_daily_summaries",
)  # fmt: skip
ORDER, LAST = 9001, 9008
"""Ids of the order and of the last line of its log: beyond those of other tests' factories in the database."""


def store(slug: str = "stuttgart") -> Scope:
    """The order WO/1 of 100 pieces with its masters."""
    scope = forget(slug)
    t, n = scope.t, ORDER
    rows: dict[str, list[dict[str, object]]] = {
        "machines": [
            {"id": ORDER + at, "name": f"CNC-0{at + 1}", "asset_id": f"CNC-0{at + 1}", "status": True}
            for at in range(3)
        ],
        "operators": [
            {"id": n, "name": "Ann Bauer", "emp_id": "E1"}, {"id": n + 1, "name": "Bob Klein", "emp_id": "E2"}
        ],
        "part_numbers": [{"id": n, "partnumber": "P-104", "revision": "B", "description": "Flange"}],
        "scrapped_reasons": [{"id": n, "code": "BURR", "description": "Burr at the edge"}],
        "hold_reasons": [
            {"id": n, "code": "MAT", "description": "Waiting for material", "category": "material", "planned": False}
        ],
        "boms": [{"id": n, "unique_id": "B-1", "part_number_id": n}],
        "work_orders": [
            {"id": n, "unique_id": "WO/1", "bom_id": n, "machine_id": n, "operator_id": n, "qty": 100.0,
             "status": "Completed", "start_time": FIRST, "end_time": FIRST + timedelta(hours=6), "ok_qtys": 1000.0,
             "scrapped_qtys": 1.0, "last_operation": "20", "created_at": FIRST - timedelta(hours=2)}
        ],
        "work_order_logs": [
            {"id": n + at, "work_order_id": n, "status": status, "changed_at": FIRST + timedelta(minutes=minutes),
             "ok_qtys": float(ok), "scrapped_qtys": float(bad), "rework_qtys": 0.0, "operation": operation or None,
             "scrapped_reason_id": n if bad else None, "hold_reason_id": n if status == "Hold" else None,
             "machine_id": n + 1 if operation == "20" else None, "operator_id": n + 1 if operation == "20" else None,
             "external_id": f"MES-{at + 1}"}
            for at, (status, minutes, ok, bad, operation) in enumerate(LOG)
        ],
    }  # fmt: skip
    with scope.begin() as db:
        for name, table in rows.items():
            scope.insert(db, getattr(t, name), table)
    return scope


def forget(slug: str = "stuttgart") -> Scope:
    """Leave nothing of it."""
    scope = open_scope(slug)
    with scope.begin() as db:
        for name in TABLES:
            db.execute(delete(getattr(scope.t, name)))
    return scope
