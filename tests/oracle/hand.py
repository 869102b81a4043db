"""A small factory for tests by hand: orders from a few words, on machines 1 and 2, one shift 06:00-14:00."""

from datetime import date, datetime, time, timedelta
from typing import Any

from . import Source, measure

MONDAY = date(2024, 3, 4)
DAY = timedelta(days=1)
ALWAYS = {"recorded_from": "2000-01-01"}
Order = tuple[dict[str, Any], list[dict[str, Any]]]


def clock(text: str, day: date = MONDAY) -> datetime:
    """A time of the Monday; "+07:00" is one of the next day."""
    return datetime.combine(day + DAY * text.count("+"), time.fromisoformat(text.lstrip("+")))


def shift(number: int, start: str, end: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "start_time": time.fromisoformat(start), "end_time": time.fromisoformat(end), **more}


def pause(number: int, start: str, end: str) -> dict[str, Any]:
    """A break of a shift."""
    return {"shift_id": number, "start_time": time.fromisoformat(start), "end_time": time.fromisoformat(end)}


def order(number: int, *lines: str, machine=1, operator=1, bom=1, plan=(None, None), created="06:00", last=None):
    """Lines are written "08:00 Hold reason=1 ok=5 bad=2 on=2 by=1 op=10 gone=1"; created and plan are clock times.

    on, by, op: the machine, operator and operation that the line names; gone: it was taken back. last: last_operation.
    """
    rows = []
    for line in lines:
        at, status, *values = line.split()
        named = dict(value.split("=") for value in values)
        number_of = {name: int(value) for name, value in named.items() if name != "op"}
        rows.append(
            {"work_order_id": number, "status": status, "changed_at": clock(at), "ok_qtys": number_of.get("ok", 0),
             "scrapped_qtys": number_of.get("bad", 0), "rework_qtys": 0, "scrapped_reason_id": None,
             "hold_reason_id": number_of.get("reason"), "machine_id": number_of.get("on"),
             "operator_id": number_of.get("by"), "operation": named.get("op"),
             "deleted_at": clock(at) if "gone" in named else None}
        )  # fmt: skip
    start, end = (at and clock(at) for at in plan)
    row = {"id": number, "bom_id": bom, "machine_id": machine, "operator_id": operator, "qty": 10, "status": "x",
           "start_time": start, "end_time": end, "created_at": clock(created), "last_operation": last}  # fmt: skip
    return row, rows


def factory(*orders: Order, shifts=None, zone="UTC", settings=None, record=ALWAYS, **tables) -> Source:
    """Machines 1 and 2 (groups 7 and 8), parts 1 (36 s a unit) and 2 (unknown), one shift 06:00-14:00."""
    boms = [{"id": i, "part_number_id": i, "purchase_order_id": None, "created_at": clock("00:00")} for i in (1, 2)]
    lines = [line for _, rows in orders for line in rows]
    plain = {
        "factories": [{"timezone": zone, "currency": "EUR", "settings": record | (settings or {})}],
        "shifts": [shift(1, "06:00", "14:00")] if shifts is None else shifts,
        "machine_groups": [{"id": 7}, {"id": 8}],
        "machines": [{"id": 1, "machine_group_id": 7}, {"id": 2, "machine_group_id": 8}],
        "operators": [{"id": 1, "shift_id": 1, "operator_proficiency_id": None}],
        "part_numbers": [{"id": 1, "cycle_time": 36.0}, {"id": 2, "cycle_time": None}],
        "boms": boms,
        "hold_reasons": [
            {"id": 1, "category": "breakdown", "planned": False},
            {"id": 2, "category": "maintenance", "planned": True},
        ],
        "work_orders": [row for row, _ in orders],
        "work_order_logs": [{"id": i, **line} for i, line in enumerate(lines, 1)],
    }
    return Source.from_rows({**plain, **tables})


def on_monday(source: Source, names: str, **more: Any) -> list[Any]:
    return [measure(source, name, MONDAY, MONDAY, **more) for name in names.split()]
