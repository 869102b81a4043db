"""The hours of a day add up to the day, and the plan does not end at now."""

from datetime import date, datetime, time

import pandas as pd
import pytest

from data.facts.pace import hour_by_hour
from tests import floor
from tests.data.facts.factory import history
from tests.data.facts.shop import MONDAY, at, shop
from tests.oracle import measure
from tests.oracle.factories import frames

DAY = date(2025, 4, 1)


@pytest.mark.parametrize("day", [DAY, date(2025, 3, 30), date(2025, 4, 3)])
def test_the_hours_add_up_to_the_day(day: date) -> None:
    tables = floor.rows()
    found = hour_by_hour(history(frames(tables), floor.NOW), day)
    for name in ("ok_units", "scrapped_units", "planned_units"):
        expected = measure(floor.source(tables), name, day, day, now=floor.NOW)
        assert found[name].sum() == pytest.approx(expected or 0.0), name
    assert len(found) in (23, 24)  # the clocks change on 30 March


def test_what_is_planned_for_the_hours_to_come_is_there() -> None:
    now = datetime(2025, 4, 1, 8)
    found = hour_by_hour(history(frames(floor.rows()), now), DAY)
    later = found[found.start >= now]
    assert later.planned_units.sum() > 0 and later.ok_units.sum() == 0


def test_a_break_is_no_row_of_its_own() -> None:
    made = frames(floor.rows())
    whole = hour_by_hour(history(made, floor.NOW), DAY)
    rows = [(1, time(9, 30), time(10)), (2, time(17, 45), time(18, 15)), (3, time(2), time(3))]
    made["shift_breaks"] = pd.DataFrame(
        [{"id": n, "shift_id": n, "start_time": start, "end_time": end} for n, start, end in rows]
    )
    found = hour_by_hour(history(made, floor.NOW), DAY)
    assert len(found) == 24
    same = ["start", "end", "shift_id", "ok_units", "scrapped_units"]
    pd.testing.assert_frame_equal(found[same], whole[same])


@pytest.mark.parametrize(("through", "hour", "others"), [(False, 10 / 15, 10 / 7.5), (True, 10 / 8, 10 / 8)])
def test_the_plan_of_the_hour_is_less_by_its_break(through: bool, hour: float, others: float) -> None:
    tables = shop([("M1", "plan 06:00 14:00", "06:00 Start")])
    tables["machine_groups"][0]["run_through"] = through
    made = frames(tables)
    made["shift_breaks"] = pd.DataFrame([{"id": 1, "shift_id": 1, "start_time": time(9, 30), "end_time": time(10)}])
    found = hour_by_hour(history(made, at("07:00")), MONDAY).set_index("start").planned_units
    planned = [found[at(f"{clock:02d}:00")] for clock in range(6, 14)]
    assert planned == pytest.approx([others] * 3 + [hour] + [others] * 4)
    assert found.sum() == pytest.approx(10)
