"""A small plant with everything in it, over ten days of spring 2025 in Berlin, as rows of the source tables.

In it: three shifts and none at the weekend, a holiday, the clock change of Sunday 30 March (23 h), a week that
straddles two months (31 March to 6 April), machines that come and go, two orders at once, work off shift, a part
without cycle time, orders without operator or plan, holds without reason. The same rows at each call.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from data.tenancy import Scope, central, create_factory, open_scope
from tests.oracle import Source

Rows = dict[str, list[dict[str, Any]]]
FIRST, LAST = date(2025, 3, 27), date(2025, 4, 6)
NOW = datetime(2025, 4, 6, 9, 30)
"""A Sunday; the last log is older by hours."""
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
ROUTES = (
    "Setup Start Completed",
    "Setup Start Hold Start Completed Closed",
    "Start Hold Hold Start Completed",
    "Start Completed",
)
SLIPS = (-16, -15, 0, 15, 16, 90, None)
WORKDAYS = "Mon,Tue,Wed,Thu,Fri"
ALERTS = (
    ("oee", 28, 12, 0.5, 8), ("downtime", 28, 20, 30.25, 48), ("scrap_rate", 31, 12, None, 8),
    ("oee", 31, 20, 1.75, 16), ("downtime", 1, 4, 2.5, None), ("mttr", 2, 4, 0.25, 8), ("setup_time", 4, 4, None, None),
    ("oee", 5, 4, 26.0, None),
)  # fmt: skip
"""KPI, day and hour (UTC) at which it was raised, hours until it was acknowledged and until it ended."""


def _masters() -> Rows:
    return {
        "shifts": [
            {"id": n, "name": name, "start_time": time(start), "end_time": time(end), "weekdays": WORKDAYS,
             "valid_from": None, "valid_to": None}
            for n, name, start, end in ((1, "Early", 6, 14), (2, "Late", 14, 22), (3, "Night", 22, 6))
        ],
        "factory_holidays": [{"id": 1, "day": date(2025, 4, 3), "name": "Founders' day"}],
        "machine_groups": [{"id": n, "group_name": f"G{n}", "description": None} for n in (1, 2)],
        "machines": [
            {"id": n, "name": f"Machine {n}", "asset_id": f"M{n}", "machine_group_id": group, "status": True,
             "hourly_cost": 60.0, "purchase_cost": 1000.0 * n, "commissioned_on": start, "retired_on": end}
            for n, group, start, end in ((1, 1, None, None), (2, 1, date(2025, 4, 1), None), (3, 2, None, None),
                                         (4, None, date(2020, 1, 1), date(2025, 4, 4)))
        ],
        "operator_proficiencies": [
            {"id": n, "proficiency": f"Level {n}", "rank": n, "description": None} for n in (1, 2)
        ],
        "operators": [
            {"id": n, "name": f"Operator {n}", "emp_id": f"E{n}", "operator_proficiency_id": 1 + n % 2, "shift_id": n,
             "hourly_rate": 20.0 + n, "hired_on": None, "left_on": date(2025, 4, 5) if n == 3 else None,
             "user_id": None}
            for n in (1, 2, 3)
        ],
        "operator_trainings": [
            {"id": 1, "operator_id": 1, "trained_on": date(2025, 4, 2), "hours": 4.0, "topic": None}
        ],
        "part_numbers": [
            {"id": n, "partnumber": f"P{n}", "revision": "A", "description": None, "cycle_time": cycle,
             "setup_time": 900.0, "standard_cost": 3.0}
            for n, cycle in ((1, 36.0), (2, 90.0), (3, None))
        ],
        "hold_reasons": [
            {"id": n, "code": f"H{n}", "description": None, "category": category, "planned": category == "maintenance"}
            for n, category in enumerate(("breakdown", "maintenance", "quality"), 1)
        ],
        "scrapped_reasons": [{"id": n, "code": f"S{n}", "description": None} for n in (1, 2)],
        "customers": [{"id": 1, "customer_id": "C1", "name": "Customer 1"}],
    }  # fmt: skip


def rows(now: datetime = NOW, since: str | None = "2025-01-01") -> Rows:
    """All tables by name. Logs after `now` are not there. `since`: the setting recorded_from."""
    dice, made = random.Random(7), _masters()
    made["factories"] = [{"id": 1, "name": "Floor", "slug": "floor", "timezone": "Europe/Berlin", "currency": "EUR",
                          "settings": {"maintenance_rate": 40, "rework_share": 0.25, "recorded_from": since,
                                       "alerts_since": "2025-01-01"}}]  # fmt: skip
    made["kpi_alerts"] = list(_alerts(now))
    made["purchase_orders"] = [
        {"id": n, "unique_id": f"SO{n}", "customer_id": 1, "part_number_id": n, "qty": 5.0, "price": 9.5,
         "delivery_target_date": FIRST + timedelta(days=4 * n), "created_at": datetime(2025, 3, 26, 8)}
        for n in (1, 2)
    ]  # fmt: skip
    made["boms"] = [
        {"id": n, "unique_id": f"B{n}", "purchase_order_id": n if n < 3 else None, "part_number_id": n,
         "machine_group_id": (None, 1, 2)[n - 1], "operator_proficiency_id": (1, 2, None)[n - 1], "lead_time": None,
         "status": "open", "created_at": datetime(2025, 3, 26, 9)}
        for n in (1, 2, 3)
    ]  # fmt: skip
    made["work_orders"], made["work_order_logs"] = [], []
    for machine in (1, 2, 3, 4):
        at = datetime(2025, 3, 27, 3 + machine)
        while at < now:
            at = _order(dice, made, machine, at, now)
    for name, table in made.items():
        for row in table if name != "factories" else []:
            row.setdefault("created_at", datetime(2025, 3, 26))
            row.setdefault("updated_at", row.get("changed_at", row["created_at"]))
    return made


def _alerts(now: datetime) -> Iterator[dict[str, Any]]:
    """Raised after the end of a shift; some acknowledged on another day, or by nobody."""
    for number, (kpi, day, hour, ack, end) in enumerate(ALERTS, 1):
        raised = datetime(2025, 3, day, hour, 1) if day > 20 else datetime(2025, 4, day, hour, 1)
        later = {"acknowledged_at": ack, "ended_at": end}
        times = {name: raised + timedelta(hours=hours) for name, hours in later.items() if hours}
        told = {name: times[name] if times.get(name, now) < now else None for name in later}
        if raised < now:
            yield {
                "id": number, "kpi": kpi, "entity": "factory", "entity_key": "", "status": "critical", "value": 50.0,
                "target": 75.0, "shift_date": raised.date(), "shift_id": 1, "raised_at": raised,
                "acknowledged_by": told["acknowledged_at"] and "somebody", **told,
            }  # fmt: skip


def _order(dice: random.Random, made: Rows, machine: int, at: datetime, now: datetime) -> datetime:
    """Add an order with its logs; when the next one begins."""
    number, steps = len(made["work_orders"]) + 1, dice.choice(ROUTES).split()
    created, times = at - timedelta(hours=dice.choice((0, 5, 30))), []
    for _ in steps:
        times.append(at)
        at += timedelta(minutes=dice.choice((15, 30, 60, 95, 240, 400)), seconds=dice.choice((0, 0, 7)))
    slips = [dice.choice(SLIPS) for _ in range(2)]
    plans = [
        None if slip is None else near + timedelta(minutes=slip)
        for slip, near in zip(slips, (times[0], at), strict=True)
    ]
    made["work_orders"].append(
        {"id": number, "unique_id": f"W{number}", "bom_id": dice.choice((1, 2, 3)), "machine_id": machine,
         "operator_id": dice.choice((None, 1, 2, 3)), "qty": 20.0, "status": "Assigned", "start_time": plans[0],
         "end_time": plans[1], "ok_qtys": 0.0, "scrapped_qtys": 0.0, "hold_reason_id": None, "created_at": created}
    )  # fmt: skip
    for status, changed_at in zip(steps, times, strict=True):
        good, bad = (float(dice.choice((0, 0, 6, 15))), float(dice.choice((0, 0, 0, 1, 2))))
        if changed_at < now:
            made["work_order_logs"].append(
                {"id": len(made["work_order_logs"]) + 1, "work_order_id": number, "status": status,
                 "changed_at": changed_at, "ok_qtys": good, "scrapped_qtys": bad,
                 "rework_qtys": float(good > 6 and dice.random() < 0.3),
                 "scrapped_reason_id": dice.choice((None, 1, 2)) if bad else None,
                 "hold_reason_id": dice.choice((None, 1, 2, 3)) if status == "Hold" else None, "user_id": None,
                 "created_at": changed_at}
            )  # fmt: skip
    # now and then the next order begins before this one has ended
    return at + timedelta(minutes=dice.choice((-60, 0, 20, 300)))


def store(made: Rows, slug: str = "floor") -> Scope:
    """Write the rows to the database, with their ids and times; nothing is summarised."""
    given = made["factories"][0]
    with central().begin() as db:
        create_factory(
            db, name=slug.title(), slug=slug, timezone=given["timezone"], currency=given["currency"],
            settings_=given["settings"],
        )  # fmt: skip
    scope = open_scope(slug)
    with scope.begin() as db:
        for name, table in made.items():
            if name != "factories":
                scope.insert(db, scope.t.metadata.tables[name], pd.DataFrame(table))
    return scope


def source(made: Rows) -> Source:
    """What the independent computation reads."""
    return Source.from_rows(made)
