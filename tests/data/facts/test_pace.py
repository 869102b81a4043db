"""The hours of a day add up to the day, and the plan does not end at now."""

from datetime import date, datetime, time

import pandas as pd
import pytest

from data.facts.pace import hour_by_hour
from tests import floor
from tests.data.facts.factory import history
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
