"""Seconds a unit of each order, on two hand-written orders."""

from datetime import datetime, timedelta

import pytest

from data.facts.compute import windows
from data.facts.cycle_times import cycle_times
from tests import floor
from tests.data.facts.factory import history
from tests.oracle.factories import frames

START = datetime(2025, 4, 1, 6)


def logs(order, *steps):
    return [
        {"id": 1000 * order + n, "work_order_id": order, "status": status, "changed_at": START + timedelta(minutes=at),
         "ok_qtys": ok, "scrapped_qtys": scrapped, "rework_qtys": 0.0, "scrapped_reason_id": None,
         "hold_reason_id": None, "user_id": None, "updated_at": START}
        for n, (status, at, ok, scrapped) in enumerate(steps)
    ]  # fmt: skip


def found(*orders):
    tables = floor.rows()
    tables["work_order_logs"] = [log for order in orders for log in order]
    known = history(frames(tables), START + timedelta(days=1))
    return cycle_times(known, windows(known, START.date(), START.date()))


def test_run_time_over_all_units_made():
    made = logs(1, ("Setup", 0, 0, 0), ("Start", 30, 0, 0), ("Hold", 60, 20, 0), ("Start", 90, 0, 0),
                ("Completed", 120, 30, 10))  # fmt: skip
    assert found(made).seconds.tolist() == [pytest.approx(60)]  # an hour of running, 60 units


def test_what_made_nothing_or_is_not_completed_is_left_out():
    nothing = logs(1, ("Start", 0, 0, 0), ("Completed", 60, 0, 0))
    running = logs(2, ("Start", 0, 0, 0), ("Start", 30, 10, 0))
    assert found(nothing, running).empty
