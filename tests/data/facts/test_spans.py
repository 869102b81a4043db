"""The spans of a timeline add up to the hours of the same machines."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from data.facts import rollup
from data.facts.compute import compute
from data.facts.history import History
from data.facts.spans import COLUMNS, spans
from tests import floor
from tests.data.facts.factory import history
from tests.oracle.factories import any_factory, days, frames

RELAXED = settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)
HOURS = {"running": ["run_hours"], "setup": ["setup_hours"], "idle": ["idle_hours"]}
HELD = ["planned_down_hours", "unplanned_down_hours", "off_shift_hold_hours"]


def check(known: History, first, last):
    found = spans(known, first, last)
    assert list(found.columns) == COLUMNS
    hours = found.assign(h=(found.end - found.start) / pd.Timedelta(hours=1))
    rows = rollup.by_day(compute(known, first, last), "machine")
    ids = known.plant.machines.id.to_numpy()
    for position, one in enumerate(ids):
        mine, sums = hours[hours.machine == position], rows[rows.id == one]
        assert (mine.start.to_numpy()[1:] >= mine.end.to_numpy()[:-1]).all()  # one state at a time
        for state, names in {**HOURS, "hold": HELD}.items():
            if not set(names) & known.plant.unknown:
                expected = sums.reindex(columns=names).to_numpy(dtype=float)
                assert mine[mine.state == state].h.sum() == pytest.approx(np.nansum(expected), abs=1e-6), (one, state)


def test_the_floor():
    check(history(frames(floor.rows()), floor.NOW), floor.FIRST, floor.LAST)


@RELAXED
@given(tables=any_factory())
def test_random_factories(tables):
    first, last = days(tables)
    check(history(frames(tables), floor.NOW + timedelta(days=4000)), first, last)


def test_a_span_is_not_cut_where_a_shift_ends():
    tables = floor.rows()
    found = spans(history(frames(tables), floor.NOW), floor.FIRST, floor.LAST)
    before = found.shift()
    same = [name for name in COLUMNS if name not in ("start", "end", "planned")]
    assert not ((found[same] == before[same]).all(axis=1) & (found.start == before.end)).any()
