"""A large factory, made in seconds: orders one after another on each machine, four logs an order, all with a plan, a
customer and quantities. Believable enough to cost what a real one costs, and the same for the same seed."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd

from data.tenancy import Scope, central, create_factory, open_scope

GROUPS, PARTS, CUSTOMERS, OPERATORS = 8, 200, 40, 90
REASONS = (("BRK", "breakdown", False), ("MNT", "maintenance", True), ("MAT", "material", False))
BEFORE = datetime(2000, 1, 1)


def build(slug: str, orders: int, days: int, machines: int, last: datetime, seed: int) -> Scope:
    """A factory of `orders` work orders over the `days` before `last` (naive UTC)."""
    with central().begin() as db:
        create_factory(
            db, name=slug, slug=slug, timezone="Europe/Berlin", currency="EUR",
            settings_={"maintenance_rate": 45, "rework_share": 0.3, "planning_sla_hours": 24},
        )  # fmt: skip
    scope, dice = open_scope(slug), np.random.default_rng(seed)
    _masters(scope, machines)
    _orders(scope, dice, orders, days, machines, last)
    return scope


def _put(scope: Scope, table: str, frame: pd.DataFrame) -> None:
    with scope.begin() as db:
        for at in range(0, len(frame), 100_000):
            scope.insert(db, getattr(scope.t, table), frame.iloc[at : at + 100_000])


def _masters(scope: Scope, machines: int) -> None:
    n = np.arange
    names = lambda mark, count: [f"{mark}{at:03d}" for at in range(1, count + 1)]  # noqa: E731  # a word for five tables
    shifts = [("Early", time(6), time(14)), ("Late", time(14), time(22)), ("Night", time(22), time(6))]
    frames = {
        "shifts": pd.DataFrame({
            "name": [s[0] for s in shifts], "start_time": [s[1] for s in shifts], "end_time": [s[2] for s in shifts],
            "weekdays": "Mon,Tue,Wed,Thu,Fri,Sat",
        }),
        "machine_groups": pd.DataFrame({"group_name": names("G", GROUPS)}),
        "operator_proficiencies": pd.DataFrame({"proficiency": ["Basic", "Skilled", "Expert"], "rank": [1, 2, 3]}),
        "hold_reasons": pd.DataFrame({
            "code": [r[0] for r in REASONS], "description": [r[1] for r in REASONS],
            "category": [r[1] for r in REASONS], "planned": [r[2] for r in REASONS],
        }),
        "scrapped_reasons": pd.DataFrame({"code": ["S1", "S2"], "description": ["Tool wear", "Dimension"]}),
        "customers": pd.DataFrame({"customer_id": names("C", CUSTOMERS), "name": names("Customer ", CUSTOMERS)}),
        "part_numbers": pd.DataFrame({
            "partnumber": names("P", PARTS), "revision": "A", "cycle_time": 30.0 + n(PARTS) % 50, "setup_time": 900.0,
            "standard_cost": 4.0 + n(PARTS) % 9,
        }),
    }  # fmt: skip
    for table, frame in frames.items():
        _put(scope, table, frame)
    ids = {table: _ids(scope, table) for table in ("machine_groups", "operator_proficiencies", "shifts")}
    _put(scope, "machines", pd.DataFrame({
        "name": names("M", machines), "asset_id": names("A", machines), "status": True, "hourly_cost": 60.0,
        "purchase_cost": 90_000.0, "commissioned_on": date(2020, 1, 1),
        "machine_group_id": ids["machine_groups"][n(machines) % GROUPS],
    }))  # fmt: skip
    _put(scope, "operators", pd.DataFrame({
        "name": names("Operator ", OPERATORS), "emp_id": names("E", OPERATORS), "hourly_rate": 28.0,
        "operator_proficiency_id": ids["operator_proficiencies"][n(OPERATORS) % 3],
        "shift_id": ids["shifts"][n(OPERATORS) % 3],
    }))  # fmt: skip


def _ids(scope: Scope, table: str) -> np.ndarray:
    column = getattr(scope.t, table).c.id
    with scope.connect() as db:
        return np.array(sorted(db.scalars(column.table.select().with_only_columns(column))), dtype=np.int64)


def _orders(scope: Scope, dice: np.random.Generator, orders: int, days: int, machines: int, last: datetime) -> None:
    every = np.arange(orders)
    machine = every % machines
    # each machine works its orders off one after another over the whole time
    length = dice.lognormal(0, 0.5, orders)
    ends = pd.Series(length).groupby(machine).cumsum()
    scale = days * 86_400 / ends.groupby(machine).transform("max").to_numpy()
    end = (ends.to_numpy() * scale).round()
    begin = (end - length * scale * 0.95).round()
    zero = last - timedelta(days=days)
    at = lambda seconds: pd.Series(zero + pd.to_timedelta(seconds, unit="s")).astype("datetime64[us]")  # noqa: E731
    queue = dice.exponential(2 * 86_400, orders).round()
    qty = dice.integers(20, 400, orders).astype(float)
    part = dice.integers(0, PARTS, orders)
    ids = {t: _ids(scope, t) for t in ("customers", "part_numbers", "machine_groups", "operator_proficiencies",
                                       "machines", "operators", "hold_reasons", "scrapped_reasons")}  # fmt: skip
    sold = every % 2 == 0  # a customer order for every second work order: one BOM with two work orders
    made = at(begin - queue - 86_400)[sold]
    _put(scope, "purchase_orders", pd.DataFrame({
        "unique_id": [f"SO{n}" for n in every[sold]], "customer_id": ids["customers"][every[sold] % CUSTOMERS],
        "part_number_id": ids["part_numbers"][part[sold]], "qty": qty[sold], "price": 9.5, "created_at": made,
        "updated_at": BEFORE, "delivery_target_date": at(end + 3 * 86_400)[sold].dt.date,
    }).reset_index(drop=True))  # fmt: skip
    _put(scope, "boms", pd.DataFrame({
        "unique_id": [f"B{n}" for n in every[sold]], "purchase_order_id": _ids(scope, "purchase_orders"),
        "part_number_id": ids["part_numbers"][part[sold]], "status": "open", "created_at": made + timedelta(hours=6),
        "machine_group_id": ids["machine_groups"][machine[sold] % GROUPS], "updated_at": BEFORE,
        "operator_proficiency_id": ids["operator_proficiencies"][every[sold] % 3],
    }).reset_index(drop=True))  # fmt: skip
    late = dice.normal(0, 1800, orders).round()
    _put(scope, "work_orders", pd.DataFrame({
        "unique_id": [f"WO{n}" for n in every], "bom_id": _ids(scope, "boms")[every // 2],
        "machine_id": ids["machines"][machine], "operator_id": ids["operators"][dice.integers(0, OPERATORS, orders)],
        "qty": qty, "status": "Completed", "start_time": at(begin - late), "end_time": at(end - late),
        "created_at": at(begin - queue), "updated_at": BEFORE, "ok_qtys": 0.0, "scrapped_qtys": 0.0,
    }))  # fmt: skip
    _logs(scope, dice, begin, end, qty, ids, at)


def _logs(
    scope: Scope, dice: np.random.Generator, begin: np.ndarray, end: np.ndarray, qty: np.ndarray,
    ids: dict[str, np.ndarray], at: Callable[[np.ndarray], pd.Series],
) -> None:  # fmt: skip
    """Setup, Start, for two of three orders a hold and a second Start, half of the quantity before it; Completed."""
    work = _ids(scope, "work_orders")
    held = dice.random(len(work)) < 1 / 3
    length = end - begin
    steps = (
        ("Setup", begin, 0.0, None, np.ones(len(work), bool)), ("Start", begin + 0.1 * length, 0.0, None, None),
        ("Hold", begin + 0.5 * length, 0.5, "hold", held), ("Start", begin + 0.6 * length, 0.0, None, held),
        ("Completed", end, 0.5, None, None),
    )  # fmt: skip
    frames = []
    for rank, (status, times, share, kind, chosen) in enumerate(steps):
        rows = np.arange(len(work)) if chosen is None else np.flatnonzero(chosen)
        ok = qty[rows] * (share if held[rows].all() or status != "Completed" else np.where(held[rows], 0.5, 1.0))
        scrapped = np.where(ok > 0, np.floor(ok * dice.random(len(rows)) * 0.05), 0.0)
        reason = ids["hold_reasons"][dice.integers(0, len(REASONS), len(rows))] if kind else None
        frames.append(pd.DataFrame({
            "work_order_id": work[rows], "status": status, "rank": rank,
            "changed_at": at(times[rows].round()).to_numpy(),
            "ok_qtys": np.round(ok - scrapped), "scrapped_qtys": scrapped, "rework_qtys": 0.0,
            "scrapped_reason_id": np.where(scrapped > 0, ids["scrapped_reasons"][0], np.nan), "hold_reason_id": reason,
        }))  # fmt: skip
    logs = pd.concat(frames, ignore_index=True).sort_values(["changed_at", "rank"], kind="stable").drop(columns="rank")
    _put(scope, "work_order_logs", logs.assign(created_at=logs.changed_at, updated_at=BEFORE).reset_index(drop=True))
