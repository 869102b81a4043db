"""A plant of one machine and one person, and the lines of some orders from a few words, for rules to look at.

Early 06-14 and Late 14-22 on Monday to Friday (UTC); P1 takes 60 s a piece. Clock times belong to Monday 4 March 2024,
each "+" in front of one is a day later, each "-" a day before. Now is the end of that day, Tuesday 06:00.
"""

from datetime import date, datetime, time
from typing import Any

import pandas as pd

from data.facts.calendar import Calendar, Shift
from data.facts.plant import Plant
from data.quality import Evidence, find
from tests.data.facts.shop import at

WEEK = frozenset(range(5))
SHIFTS = (Shift(1, "Early", time(6), time(14), WEEK), Shift(2, "Late", time(14), time(22), WEEK))
LOG = ("work_order_id", "status", "changed_at", "ok_qtys", "scrapped_qtys", "rework_qtys", "scrapped_reason_id",
       "hold_reason_id", "machine_id", "operator_id", "operation", "external_id", "deleted_at")  # fmt: skip


def plant(shifts: tuple[Shift, ...] = SHIFTS, **settings: Any) -> Plant:
    none = pd.DataFrame({"id": []})
    rest = ("groups", "proficiencies", "hold_reasons", "scrapped_reasons", "trainings", "customers")
    return Plant(
        calendar=Calendar("UTC", shifts), settings=settings,
        machines=pd.DataFrame({"id": [5], "asset_id": ["M1"], "machine_group_id": [None]}),
        operators=pd.DataFrame({"id": [7], "emp_id": ["E1"]}),
        parts=pd.DataFrame({"id": [3, 4], "cycle_time": [60.0, None]}),
        **dict.fromkeys(rest, none),
    )  # fmt: skip


def order(number: int = 1, **other: Any) -> dict[str, Any]:
    return {
        "id": 10 + number, "unique_id": f"W{number}", "machine_id": 5, "operator_id": None, "qty": 100.0,
        "status": "Completed", "created_at": at("-06:00"), "start_time": None, "last_operation": None,
        "part_number_id": 3, **other,
    }  # fmt: skip


def line(words: str, number: int = 1, **other: Any) -> dict[str, Any]:
    """ "14:00 Completed 100 5" is a line with 100 OK and 5 scrapped pieces."""
    clock, status, *counts = words.split()
    made = [float(count) for count in counts] + [0.0] * (3 - len(counts))
    given = dict(zip(("ok_qtys", "scrapped_qtys", "rework_qtys"), made, strict=True))
    return {"work_order_id": 10 + number, "status": status, "changed_at": at(clock), **given, **other}


def evidence(
    *lines: str | dict[str, Any], orders: list[dict[str, Any]] | None = None, now: str = "+06:00",
    wall: datetime | None = None, of: Plant | None = None, **more: Any,
) -> Evidence:  # fmt: skip
    rows = [line(one) if isinstance(one, str) else one for one in lines]
    logs = pd.DataFrame(rows, columns=list(LOG))
    logs.insert(0, "id", range(1, len(logs) + 1))
    many = [order()] if orders is None else orders
    days = {"first": date(2024, 3, 1), "last": date(2024, 3, 31), **more}
    return Evidence(of or plant(), pd.DataFrame(many), logs, at(now), wall or at(now), **days)


def found(rule: str, *lines: str | dict[str, Any], **more: Any) -> list[tuple[str, str, str]]:
    """Subject, day and detail of what a rule finds."""
    rows = find(rule).findings(evidence(*lines, **more))
    return [(one.subject, f"{one.day}", one.detail) for one in rows.itertuples()]
