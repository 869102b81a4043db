"""A shop of two machines for tests by hand: the tables of a source from a few words.

M1 is in group 7, M2 in none (or as `groups` says), on one shift 06:00 to 14:00 each day. Clock times belong to MONDAY;
each "+" in front of one is a day later, each "-" a day before.
"""

from datetime import date, datetime, time, timedelta

from tests.oracle.factories import Rows

MONDAY = date(2024, 3, 4)
DAY = timedelta(days=1)


def at(clock: str) -> datetime:
    """ "+05:30" is half past five of the Tuesday; "-06:00" six o'clock of the Sunday."""
    day = MONDAY + DAY * (clock.count("+") - clock.count("-"))
    return datetime.combine(day, time.fromisoformat(clock.lstrip("+-")))


def shop(
    orders: list[tuple[str, ...]] | None = None,
    shifts: list[tuple[str, str]] | None = None,
    zone: str = "UTC",
    groups: tuple[int | None, ...] = (7, None),
    holidays: tuple[date, ...] = (),
    day_start: str | None = None,
) -> Rows:
    """`orders`: the machine, then words: "07:20 Setup" is a log, "plan 07:00 09:00" the plan, "created 05:00"."""
    stamp = {"created_at": at("00:00") - 400 * DAY, "updated_at": at("00:00") - 400 * DAY}
    spans = [("06:00", "14:00")] if shifts is None else shifts
    made: Rows = {
        "factories": [{"id": 1, "name": "Shop", "slug": "shop", "timezone": zone, "currency": "EUR",
                       "settings": {"recorded_from": "2000-01-01"} | ({"day_start": day_start} if day_start else {})}],
        "shifts": [{"id": n, "name": f"Shift {n}", "start_time": time.fromisoformat(start), "weekdays": "",
                    "end_time": time.fromisoformat(end), "valid_from": None, "valid_to": None}
                   for n, (start, end) in enumerate(spans, 1)],
        "factory_holidays": [{"id": n, "day": day, "name": "Holiday"} for n, day in enumerate(holidays, 1)],
        "machine_groups": [{"id": n, "group_name": f"G{n}", "description": None}
                           for n in sorted({group for group in groups if group})],
        "machines": [{"id": n, "name": f"Machine {n}", "asset_id": f"M{n}", "machine_group_id": group, "status": True,
                      "hourly_cost": None, "purchase_cost": None, "commissioned_on": None, "retired_on": None}
                     for n, group in enumerate(groups, 1)],
        "part_numbers": [{"id": 1, "partnumber": "P1", "revision": "A", "description": None, "cycle_time": 36.0,
                          "setup_time": None, "standard_cost": None}],
        "boms": [{"id": 1, "unique_id": "B1", "purchase_order_id": None, "part_number_id": 1, "machine_group_id": None,
                  "operator_proficiency_id": None, "lead_time": None, "status": "open"}],
        "work_orders": [], "work_order_logs": [],
        **{name: [] for name in ("operator_proficiencies", "operators", "operator_trainings", "hold_reasons",
                                 "scrapped_reasons", "customers", "purchase_orders")},
    }  # fmt: skip
    for machine, *words in orders or []:
        _order(made, int(machine[1:]), words)
    for name, rows in made.items():
        for row in rows if name != "factories" else []:
            row |= {key: row.get(key, value) for key, value in stamp.items()}
    return made


def _order(made: Rows, machine: int, words: list[str]) -> None:
    number = len(made["work_orders"]) + 1
    row = {"id": number, "unique_id": f"W{number}", "bom_id": 1, "machine_id": machine, "operator_id": None,
           "qty": 10.0, "status": "Assigned", "start_time": None, "end_time": None, "ok_qtys": 0.0,
           "scrapped_qtys": 0.0, "hold_reason_id": None}  # fmt: skip
    for word in words:
        first, *rest = word.split()
        if first == "plan":
            row |= {"start_time": at(rest[0]), "end_time": at(rest[1])}
        elif first == "created":
            row["created_at"] = at(rest[0])
        else:
            made["work_order_logs"].append(
                {"id": len(made["work_order_logs"]) + 1, "work_order_id": number, "status": rest[0],
                 "changed_at": at(first), "ok_qtys": 0.0, "scrapped_qtys": 0.0, "rework_qtys": 0.0,
                 "scrapped_reason_id": None, "hold_reason_id": None, "user_id": None, "created_at": at(first)}
            )  # fmt: skip
    made["work_orders"].append(row)
