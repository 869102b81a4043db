"""Rostered hours and overtime when a shift's times change."""

from datetime import datetime, time

import pytest

from data.facts import rollup
from data.facts.compute import compute
from tests.data.facts.factory import history
from tests.data.facts.shop import DAY, MONDAY, shop
from tests.oracle.factories import frames


def test_a_changed_shift_keeps_its_operators_before_and_after():
    tuesday = MONDAY + DAY
    made = shop([["M1", "06:00 Start", "07:00 Completed"], ["M1", "+10:00 Start", "+17:00 Completed"]])
    (early,) = made["shifts"]
    changed = {"id": 2, "start_time": time(10), "end_time": time(16), "valid_from": tuesday}
    made["shifts"] = [{**early, "valid_to": tuesday}, {**early, **changed}]
    made["operators"] = [
        {"id": 5, "name": "Ann", "emp_id": "E1", "operator_proficiency_id": None, "shift_id": 1, "hourly_rate": 10.0,
         "hired_on": None, "left_on": None, "user_id": None}
    ]  # fmt: skip
    for order in made["work_orders"]:
        order["operator_id"] = 5
    facts = compute(history(frames(made), datetime(2024, 3, 6, 12)), MONDAY, tuesday)
    rows = rollup.by_day(facts, "operator").set_index("day")
    assert rows.rostered_hours.tolist() == pytest.approx([8, 6]), "8 h on Monday, 6 h from Tuesday on"
    assert rows.labor_cost.tolist() == pytest.approx([80, 60])
    assert rows.overtime_hours.tolist() == pytest.approx([0, 1]), "Tuesday's last hour is outside the shift"
