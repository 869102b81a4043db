"""A shift whose times change goes on as a row of its own under its name: it stays one shift to everyone who asks."""

from datetime import date

import pytest

from answers import ask, views
from data import cache
from data.summary.aggregate import backfill
from kpis.answer import Question
from tests import floor

START, END, CHANGE = date(2025, 3, 28), date(2025, 4, 4), date(2025, 4, 2)


@pytest.fixture
def changed(database, redis_url, at):
    """The small plant; from CHANGE on its late shift is another row."""
    at(floor.NOW)
    cache.flush()
    made = floor.rows()
    late = next(row for row in made["shifts"] if row["name"] == "Late")
    scope = floor.store(made | {"shifts": [
        *(row | {"valid_to": CHANGE} if row is late else row for row in made["shifts"]),
        late | {"id": 9, "valid_from": CHANGE},
    ]})  # fmt: skip
    backfill(scope, date(2025, 3, 1))
    return scope


def test_it_is_one_row_one_filter_and_one_line(changed):
    parts = [ask(changed, Question("production_volume", *days, by="shift")).breakdown.set_index("key")
             for days in ((START, date(2025, 4, 1)), (CHANGE, END))]  # fmt: skip
    made = [part.ok_units["Late"] for part in parts]
    assert min(made) > 0
    whole = ask(changed, Question("production_volume", START, END, by="shift")).breakdown
    assert whole.key.is_unique and whole.set_index("key").ok_units["Late"] == sum(made)
    pairs = ask(changed, Question("production_volume", START, END, by="shift,machine")).breakdown
    assert pairs[pairs.key == "Late"].ok_units.sum() == pytest.approx(sum(made))
    one = ask(changed, Question("production_volume", START, END, where=("shift", "Late")))
    assert one.measures["ok_units"] == sum(made)
    line = views.by_shift(changed, Question("production_volume", START, END)).Late
    assert line.tolist() == pytest.approx(one.buckets.value.tolist(), nan_ok=True)
