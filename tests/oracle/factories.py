"""Hypothesis strategies for small random factories that are as awkward as real ones.

Times lie on a coarse grid, so that orders begin, end and are due just when a shift or a day does, and logs fall on the
same second. Tables are lists of rows with the database's column names and ids, naive UTC times; `frames` turns them
into data frames.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from hypothesis import strategies as st

from . import features
from .features import maybe

Rows = dict[str, list[dict[str, Any]]]
DAYS = 4
DAY = timedelta(days=1)
# zone and first day of the horizon: the clock changes in it, or February has 29 days, or a month and a week end
PLACES = [
    ("UTC", date(2024, 2, 27)), ("Europe/Berlin", date(2024, 3, 29)), ("Europe/Berlin", date(2024, 10, 25)),
    ("America/New_York", date(2024, 3, 8)), ("America/New_York", date(2024, 11, 1)),
    ("Asia/Kolkata", date(2023, 12, 29)),
]  # fmt: skip
LAYOUTS = {
    "three shifts": ["06:00-14:00", "14:00-22:00", "22:00-06:00"],
    "no night shift": ["06:00-14:00", "14:00-22:00"],
    "overlapping": ["06:00-15:00", "14:00-23:00"],
    "one inside another": ["06:00-18:00", "10:00-12:00"],
    "night only": ["22:00-06:00"],
    "night into the morning": ["07:00-15:00", "23:00-08:00"],
    "round the clock": ["00:00-00:00"],
    "through the clock change": ["01:30-02:30", "02:30-12:00"],
    "none": [],
}
LOGGED = ["Setup", "Start", "Start", "Hold", "Hold", "Completed", "Closed", "Cancelled", "Assigned"]
ROUTES = [
    "Setup Start Completed", "Setup Start Hold Start Completed Closed", "Start Hold Hold Start Completed", "Setup Hold",
    "Assigned Setup Setup Start Start Completed Start", "Start Completed",
]  # fmt: skip
SLIPS = st.sampled_from([-16, -15, 0, 15, 16, 90])


@st.composite
def factories(draw: st.DrawFn, orders: int = 6, new: bool = False) -> Rows:
    """A factory of DAYS days with up to `orders` work orders. `factories[0]["settings"]` is a dict.

    new: with what features.py adds, each in a third of them, and more moments at the very ends of windows.
    """
    zone, first = draw(st.sampled_from(PLACES))
    day = st.integers(-1, DAYS + 1).map(lambda n: first + n * DAY)
    start = datetime.combine(first, time(0), ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    # half hours mostly, odd seconds at times; some before and after the days that will be asked for
    moment = st.one_of(
        st.integers(-12, DAYS * 48 + 12).map(lambda n: start + n * timedelta(minutes=30)),
        st.integers(0, DAYS * 48).map(lambda n: start + n * timedelta(minutes=30)),
        st.integers(0, DAYS * 86400).map(lambda n: start + n * timedelta(seconds=1)),
    )
    tables: Rows = {"factories": [draw(factory(zone))], "shifts": draw(shifts(day))}
    moment = st.one_of(moment, features.edges(tables, first, DAYS)) if new else moment
    tables["factory_holidays"] = [{"id": 1, "day": draw(day), "name": "Holiday"}] if draw(maybe) else []
    tables |= draw(resources(day, tables["shifts"]))
    tables |= draw(demand(day, moment, tables))
    tables |= draw(work(moment, tables, orders))
    tables |= draw(beyond(day, tables)) if new else {name: [] for name in NEW}
    for name, rows in tables.items():
        for row in rows if name != "factories" else []:
            row.setdefault("created_at", start - DAY)
            row.setdefault("updated_at", row["created_at"])
    return tables


def any_factory(orders: int = 6) -> st.SearchStrategy[Rows]:
    """A plain one or one with what is new."""
    return factories(orders) | factories(orders, new=True)


@st.composite
def beyond(draw: st.DrawFn, day: st.SearchStrategy[date], tables: Rows) -> Rows:
    """The tables of features.py, and those that they change."""
    tables["factories"][0]["settings"] |= draw(features.settings(day))
    made = {"shift_breaks": draw(features.breaks(tables)), "unrecorded_days": draw(features.unrecorded(day))}
    return made | draw(features.masters(day, tables)) | draw(features.lines(tables))


def days(tables: Rows) -> tuple[date, date]:
    """The first and the last production day to ask for."""
    born = min(row["created_at"] for row in tables["machines"])  # a day before the local midnight of the first day
    zone = ZoneInfo(tables["factories"][0]["timezone"])
    first = (born + DAY).replace(tzinfo=UTC).astimezone(zone).date()
    return first, first + (DAYS - 1) * DAY


def frames(tables: Rows) -> dict[str, pd.DataFrame]:
    """The operational tables as data frames, with their columns even where there is no row."""
    return {n: pd.DataFrame(tables[n], columns=columns.split()) for n, columns in COLUMNS.items() if n in tables}


@st.composite
def factory(draw: st.DrawFn, zone: str) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    if draw(maybe):
        settings["day_start"] = draw(st.sampled_from(["00:00", "06:00", "02:30", "22:00"]))
    if draw(maybe):
        settings |= {"maintenance_rate": 40, "rework_share": 0.25, "planning_sla_hours": 12}
    return {"id": 1, "name": "Random", "slug": "random", "timezone": zone, "currency": "EUR", "settings": settings}


@st.composite
def shifts(draw: st.DrawFn, day: st.SearchStrategy[date]) -> list[dict[str, Any]]:
    rows = []
    for number, span in enumerate(LAYOUTS[draw(st.sampled_from(list(LAYOUTS)))], 1):
        start, end = map(time.fromisoformat, span.split("-"))
        weekdays = draw(st.sampled_from(["Mon,Tue,Wed,Thu,Fri,Sat,Sun"] * 2 + ["Mon,Tue,Wed,Thu,Fri"]))
        row = {"id": number, "name": f"Shift {number}", "start_time": start, "end_time": end, "weekdays": weekdays}
        limits = {"valid_from": draw(day) if draw(maybe) else None, "valid_to": draw(day) if draw(maybe) else None}
        rows.append(row | (limits if draw(maybe) else dict.fromkeys(limits)))
    return rows


@st.composite
def resources(draw: st.DrawFn, day: st.SearchStrategy[date], shifts: list[dict[str, Any]]) -> Rows:
    """Machines, people, parts and reasons."""
    groups = [{"id": i, "group_name": f"G{i}", "description": None, "run_through": False} for i in (1, 2)]
    machines = [
        {"id": i, "name": f"Machine {i}", "asset_id": f"M{i}", "status": True,
         "machine_group_id": draw(st.sampled_from([1, 1, 2, None])),
         "hourly_cost": draw(st.sampled_from([None, 60.0])), "purchase_cost": draw(st.sampled_from([None, 1000.0])),
         "commissioned_on": draw(day) if draw(maybe) else None, "retired_on": draw(day) if draw(maybe) else None}
        for i in range(1, draw(st.integers(1, 3)) + 1)
    ]  # fmt: skip
    skills = [{"id": i, "proficiency": f"Level {i}", "rank": i, "description": None} for i in (1, 2)]
    shift_ids = [None, *(shift["id"] for shift in shifts)]
    operators = [
        {"id": i, "name": f"Operator {i}", "emp_id": f"E{i}", "operator_proficiency_id": draw(st.sampled_from([1, 2])),
         "shift_id": draw(st.sampled_from(shift_ids)), "hourly_rate": draw(st.sampled_from([None, 20.0])),
         "hired_on": draw(day) if draw(maybe) else None, "left_on": draw(day) if draw(maybe) else None,
         "user_id": None}
        for i in range(1, draw(st.integers(0, 2)) + 1)
    ]  # fmt: skip
    trained = [operator["id"] for operator in operators if draw(maybe)]
    trainings = [
        {"id": i, "operator_id": operator, "trained_on": draw(day), "hours": 4.0, "topic": None}
        for i, operator in enumerate(trained, 1)
    ]
    parts = [
        {"id": i, "partnumber": f"P{i}", "revision": "A", "description": None,
         "cycle_time": draw(st.sampled_from([None, 36.0, 90.0])),
         "setup_time": draw(st.sampled_from([None, 0.0, 900.0])),
         "standard_cost": draw(st.sampled_from([None, 3.0]))}
        for i in range(1, draw(st.integers(1, 3)) + 1)
    ]  # fmt: skip
    kinds = [("breakdown", False), ("breakdown", False), ("maintenance", True), ("quality", False)]
    holds = [
        {"id": i, "code": f"H{i}", "description": None, "category": category, "planned": planned}
        for i, (category, planned) in enumerate(kinds if draw(st.integers(0, 4)) else [], 1)
    ]
    scraps = [{"id": i, "code": f"S{i}", "description": None} for i in (1, 2)]
    return {
        "machine_groups": groups, "machines": machines, "operator_proficiencies": skills, "operators": operators,
        "operator_trainings": trainings, "part_numbers": parts, "hold_reasons": holds, "scrapped_reasons": scraps,
    }  # fmt: skip


@st.composite
def demand(draw: st.DrawFn, day: st.SearchStrategy[date], moment: st.SearchStrategy[datetime], known: Rows) -> Rows:
    """Customers, their orders, and BOMs: one a part, more for customer orders."""
    customers = [{"id": i, "customer_id": f"C{i}", "name": f"Customer {i}"} for i in (1, 2)]
    part = st.sampled_from([row["id"] for row in known["part_numbers"]])
    purchases = [
        {"id": i, "unique_id": f"SO{i}", "customer_id": draw(st.sampled_from([1, 2])), "part_number_id": draw(part),
         "qty": float(draw(st.integers(1, 6))), "price": draw(st.sampled_from([None, 9.5])),
         "delivery_target_date": None if draw(maybe) else draw(day), "created_at": draw(moment)}
        for i in range(1, draw(st.sampled_from([0, 1, 2, 2, 3])) + 1)
    ]  # fmt: skip
    wanted = [(None, row["id"]) for row in known["part_numbers"]]
    for purchase in purchases:
        wanted += [(purchase["id"], draw(part)) for _ in range(draw(st.sampled_from([0, 1, 2, 2, 3])))]
    boms = [
        {"id": i, "unique_id": f"B{i}", "purchase_order_id": purchase, "part_number_id": made,
         "machine_group_id": draw(st.sampled_from([None, 1, 2])),
         "operator_proficiency_id": draw(st.sampled_from([None, 1, 2])), "lead_time": None, "status": "open",
         "created_at": draw(moment)}
        for i, (purchase, made) in enumerate(wanted, 1)
    ]  # fmt: skip
    return {"customers": customers, "purchase_orders": purchases, "boms": boms}


@st.composite
def work(draw: st.DrawFn, moment: st.SearchStrategy[datetime], known: Rows, orders: int) -> Rows:
    """Work orders and their logs: in any order, repeated, at one moment, or none at all."""
    machine = st.sampled_from([row["id"] for row in known["machines"]])
    sold = [row["id"] for row in known["boms"] if row["purchase_order_id"]]
    bom = st.sampled_from([row["id"] for row in known["boms"]] + sold * 4)
    operator = st.sampled_from([None, *(row["id"] for row in known["operators"])])
    reason = st.sampled_from([None, *(row["id"] for row in known["hold_reasons"])])
    routes = st.one_of(st.sampled_from(ROUTES).map(str.split), st.lists(st.sampled_from(LOGGED), max_size=6))
    unit = st.sampled_from([0, 0, 1, 5])
    okay = st.one_of(unit, st.sampled_from([5, 6, -1]), st.just(6))  # a report can be corrected
    rows, logs = [], []
    for number in range(1, draw(st.integers(0, orders)) + 1):
        steps = [status for status in draw(routes) if status != "Hold" or known["hold_reasons"]]
        times = [draw(moment) for _ in steps]
        times = sorted(times) if draw(st.booleans()) else times
        # plans lie anywhere, or just inside and outside the tolerance of 15 minutes around a log
        near = st.builds(
            lambda at, minutes: at + timedelta(minutes=minutes), st.sampled_from([*times, draw(moment)]), SLIPS
        )
        begin, end = (draw(st.one_of(st.none(), near, moment)) for _ in range(2))
        rows.append(
            {"id": number, "unique_id": f"W{number}", "bom_id": draw(bom), "machine_id": draw(machine),
             "operator_id": draw(operator), "qty": float(draw(st.integers(1, 20))), "status": "Assigned",
             "start_time": begin, "end_time": end, "ok_qtys": 0.0, "scrapped_qtys": 0.0, "hold_reason_id": None,
             "last_operation": None, "created_at": draw(moment)}
        )  # fmt: skip
        for status, changed_at in zip(steps, times, strict=True):
            good, bad = draw(okay), draw(unit)
            rework = good if good and draw(maybe) else 0
            logs.append(
                {"work_order_id": number, "status": status, "changed_at": changed_at, "ok_qtys": float(good),
                 "scrapped_qtys": float(bad), "rework_qtys": float(rework),
                 "scrapped_reason_id": draw(st.sampled_from([None, 1, 2])) if bad else None,
                 "hold_reason_id": draw(reason) if status == "Hold" else None, "user_id": None,
                 **dict.fromkeys(("machine_id", "operator_id", "operation", "external_id", "deleted_at"))}
            )  # fmt: skip
    logs = [{"id": i, **log, "created_at": log["changed_at"]} for i, log in enumerate(logs, 1)]
    for row in rows:
        mine = sorted((log for log in logs if log["work_order_id"] == row["id"]), key=lambda log: log["changed_at"])
        if mine:
            row |= {"status": mine[-1]["status"], "hold_reason_id": mine[-1]["hold_reason_id"]}
            row |= {name: sum(log[name] for log in mine) for name in ("ok_qtys", "scrapped_qtys")}
    return {"work_orders": rows, "work_order_logs": draw(st.permutations(logs))}


NEW = ("shift_breaks", "unrecorded_days", "machine_assignments", "operator_levels", "part_standards")
STAMPS = " created_at updated_at"
COLUMNS = {
    "factories": "id name slug timezone currency settings",
    "shifts": "id name start_time end_time weekdays valid_from valid_to" + STAMPS,
    "factory_holidays": "id day name" + STAMPS,
    "shift_breaks": "id shift_id start_time end_time" + STAMPS,
    "unrecorded_days": "id day reason" + STAMPS,
    "machine_groups": "id group_name description run_through" + STAMPS,
    "machines": """id name asset_id machine_group_id status hourly_cost purchase_cost commissioned_on
        retired_on""" + STAMPS,
    "operator_proficiencies": "id proficiency rank description" + STAMPS,
    "operators": "id name emp_id operator_proficiency_id shift_id hourly_rate hired_on left_on user_id" + STAMPS,
    "operator_trainings": "id operator_id trained_on hours topic" + STAMPS,
    "part_numbers": "id partnumber revision description cycle_time setup_time standard_cost" + STAMPS,
    "customers": "id customer_id name" + STAMPS,
    "purchase_orders": "id unique_id customer_id part_number_id qty price delivery_target_date" + STAMPS,
    "boms": """id unique_id purchase_order_id part_number_id machine_group_id operator_proficiency_id lead_time
        status""" + STAMPS,
    "work_orders": """id unique_id bom_id machine_id operator_id qty status start_time end_time ok_qtys scrapped_qtys
        hold_reason_id last_operation""" + STAMPS,
    "work_order_logs": """id work_order_id status changed_at ok_qtys scrapped_qtys rework_qtys scrapped_reason_id
        hold_reason_id user_id machine_id operator_id operation external_id deleted_at""" + STAMPS,
    "hold_reasons": "id code description category planned" + STAMPS,
    "scrapped_reasons": "id code description" + STAMPS,
    "machine_assignments": "id machine_id machine_group_id valid_from" + STAMPS,
    "operator_levels": "id operator_id operator_proficiency_id valid_from" + STAMPS,
    "part_standards": "id part_number_id cycle_time setup_time standard_cost valid_from" + STAMPS,
}  # fmt: skip
