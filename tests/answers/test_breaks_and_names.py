"""The small plant with breaks, and with days that carry the date of their last shift's end, as its pages show it."""

from datetime import date, datetime, time

import pytest

from answers import ask
from answers.shift import shift
from data import cache
from data.summary import clock
from data.summary.aggregate import backfill
from data.tenancy import Scope
from kpis import period
from kpis.answer import Question
from tests import floor
from tests.oracle import measure

SUNDAY_NIGHT = datetime(2025, 3, 30, 21, 30)
"""23:30 in Berlin; it is Monday's first shift that runs."""
DAY = date(2025, 3, 31)


@pytest.fixture
def plant(database: str, redis_url: str) -> Scope:
    cache.flush()
    made = floor.rows()
    night = next(row for row in made["shifts"] if row["name"] == "Night")
    night["weekdays"] = "Sun,Mon,Tue,Wed,Thu"
    made["factories"][0]["settings"] = {"day_named_by": "end", "as_of": SUNDAY_NIGHT.isoformat()}
    rows = [(3, time(2), time(2, 30)), (3, time(23, 45), time(0, 15)), (1, time(9), time(9, 15))]
    made["shift_breaks"] = [
        {"id": n, "shift_id": of, "start_time": start, "end_time": end} for n, (of, start, end) in enumerate(rows, 1)
    ]
    return floor.store(made)


def test_on_sunday_night_today_is_monday_and_a_new_week(plant: Scope) -> None:
    backfill(plant)
    assert clock.Clock.of(plant).today == DAY
    assert period.resolve("this_week", DAY)[:2] == (DAY, DAY)
    source = floor.source(floor.rows())
    # the orders are the same: what Saturday and Sunday made lies in days that begin at 22:00 of the day before
    answer = ask(plant, Question("production_volume", DAY, DAY))
    assert (answer.start, answer.end) == (DAY, DAY)
    whole = ask(plant, Question("production_volume", date(2025, 3, 1), DAY)).measures["ok_units"]
    assert whole == pytest.approx(measure(source, "ok_units", date(2025, 3, 1), DAY, now=SUNDAY_NIGHT))


def test_the_shift_that_runs_tells_its_breaks_and_that_it_began_the_day_before(plant: Scope) -> None:
    backfill(plant)
    found = shift(plant, ())
    assert found is not None and (found.name, found.day, found.today) == ("Night", DAY, True)
    assert [f"{a:%H:%M}-{b:%H:%M}" for a, b in found.breaks] == ["23:45-00:15", "02:00-02:30"]
    assert found.start.date() == date(2025, 3, 30) and len(found.hours) == 8
