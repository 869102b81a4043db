"""A Monday at 10:00 on four machines, written by hand: what the tiles tell of it can be read off the words.

One shift, 06:00 to 14:00; 36 s a unit, so that 100 units are an hour; standard setup 24 min.
"""

from datetime import datetime, timedelta

from tests.data.facts.shop import MONDAY, at, shop
from tests.oracle.factories import Rows

NOW = at("10:00")
REASONS = (("Motor", "breakdown", False), ("Service", "maintenance", True), ("Blowholes", "quality", False))
MOTOR, SERVICE, BLOWHOLES = 1, 2, 3
ORDERS = (
    # machine, operator, planned units, then words of the log
    ("M1", 1, 100, "07:00 Start", "09:30 Hold"),
    ("M2", 1, 300, "08:00 Start", "09:00 Start"),
    ("M3", 2, 100, "08:30 Setup", "09:00 Start", "09:40 Hold"),
    ("M4", 2, 100, "09:15 Setup"),
    ("M2", None, 10, "06:00 Setup", "06:40 Start", "07:00 Completed"),
    ("M1", 4, 10, "06:00 Start", "06:20 Hold", "06:50 Start", "07:00 Completed"),
)


def tables() -> Rows:
    """W1 stands with a broken motor, W2 runs and scraps, W3 waits for quality, W4 is set up; W5 and W6 are done."""
    made = shop([(machine, *words) for machine, _, _, *words in ORDERS], groups=(7, 7, 8, None))
    stamp = {"created_at": datetime(2024, 1, 1), "updated_at": datetime(2024, 1, 1)}
    made["hold_reasons"] = [
        {"id": n, "code": f"H{n}", "description": name, "category": category, "planned": planned, **stamp}
        for n, (name, category, planned) in enumerate(REASONS, 1)
    ]
    made["operator_proficiencies"] = [
        {"id": n, "proficiency": f"Level {n}", "rank": n, "description": None, **stamp} for n in (1, 2)
    ]
    made["operators"] = [
        {"id": n, "name": name, "emp_id": f"E{n}", "operator_proficiency_id": level, "shift_id": 1,
         "hourly_rate": None, "hired_on": None, "left_on": left, "user_id": None, **stamp}
        for n, name, level, left in ((1, "Ann", 2, None), (2, "Ben", 1, None), (3, "Cem", 1, MONDAY),
                                     (4, "Dan", None, None))
    ]  # fmt: skip
    made["operator_trainings"] = [
        {"id": 1, "operator_id": 1, "trained_on": MONDAY - timedelta(days=2), "hours": 4.0, "topic": None, **stamp}
    ]
    made["part_numbers"][0]["setup_time"] = 1440.0
    for order, (_, operator, qty, *_) in zip(made["work_orders"], ORDERS, strict=True):
        order |= {"operator_id": operator, "qty": float(qty)}
    _log(made, 1, "Hold", hold_reason_id=MOTOR)
    _log(made, 3, "Hold", hold_reason_id=BLOWHOLES, ok_qtys=40.0, scrapped_qtys=10.0)
    _log(made, 6, "Hold", hold_reason_id=SERVICE)
    made["work_order_logs"][3] |= {"ok_qtys": 90.0, "scrapped_qtys": 5.0}  # the report of W2 at 09:00
    return made


def _log(made: Rows, order: int, status: str, **values: float) -> None:
    wanted = (order, status)
    next(log for log in made["work_order_logs"] if (log["work_order_id"], log["status"]) == wanted).update(values)
