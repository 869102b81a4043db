"""What the further charts are drawn from, against the sums and the log of the small plant."""

from datetime import date

import pandas as pd
import pytest

from answers import ask, views
from kpis.answer import Question
from tests import floor
from tests.answers.conftest import BOTH
from tests.oracle import measure

FIRST, LAST = date(2025, 3, 31), date(2025, 4, 6)


def test_losses_are_those_of_the_range_and_of_a_machine(plant, source):
    whole = views.loss_steps(plant, Question("oee", FIRST, LAST), "h").set_index("name").value
    assert whole["No order"] == pytest.approx(measure(source, "idle_hours", FIRST, LAST, now=floor.NOW))
    good = measure(source, "good_hours", FIRST, LAST, now=floor.NOW)
    assert whole.iloc[-1] == pytest.approx(good)
    assert whole.iloc[0] == pytest.approx(whole.iloc[1:].sum())
    one = views.loss_steps(plant, Question("oee", FIRST, LAST, where=("machine", "M1")), "h").set_index("name").value
    idle = measure(source, "idle_hours", FIRST, LAST, "machine", now=floor.NOW)
    assert one["No order"] == pytest.approx(idle[1])


def test_losses_of_a_shift_and_of_a_machine_in_it(plant, source):
    for filters, by, key in (
        ({"where": ("shift", "Early")}, "shift", 1),
        ({"where": ("machine", "M1"), "and_where": ("shift", "Early")}, ("machine", "shift"), (1, 1)),
    ):
        told = views.loss_steps(plant, Question("oee", FIRST, LAST, **filters), "h").set_index("name").value
        for name, step in (("idle_hours", told["No order"]), ("good_hours", told.iloc[-1])):
            assert step == pytest.approx(measure(source, name, FIRST, LAST, by, now=floor.NOW)[key])
        assert told.iloc[0] == pytest.approx(told.iloc[1:].sum())


def test_a_timeline_is_kept_to_machines_and_groups_alone(plant):
    every = views.timeline(plant, Question("downtime", FIRST, LAST))
    by_reason = views.timeline(plant, Question("downtime", FIRST, LAST, where=("reason", "H1")))
    pd.testing.assert_frame_equal(every, by_reason)
    both = Question("downtime", FIRST, LAST, where=("reason", "H1"), and_where=("machine", "M1"))
    assert set(views.timeline(plant, both).machine) == {"Machine 1"}


@BOTH
def test_the_timeline_adds_up_to_the_run_hours(plant, source):
    found = views.timeline(plant, Question("machine_status", LAST, LAST))
    hours = (found.end - found.start) / pd.Timedelta(hours=1)
    ran = measure(source, "run_hours", LAST, LAST, now=floor.NOW) or 0.0
    assert hours[found.state == "running"].sum() == pytest.approx(ran)
    of_group = views.timeline(plant, Question("machine_status", FIRST, LAST, where=("group", "G2")))
    assert set(of_group.machine) == {"Machine 3"}


def test_ages_count_every_open_order(plant, source):
    states = ("open_assigned", "open_setup", "open_running", "open_hold")
    opened = sum(measure(source, name, LAST, LAST, now=floor.NOW) for name in states)
    assert views.ages(plant)["count"].sum() == opened


def test_each_shift_has_its_own_line(plant):
    found = views.by_shift(plant, Question("scrap_rate", FIRST, LAST))
    assert list(found.columns) == ["Early", "Late", "Night", "Off shift"] and len(found) == 7
    early = ask(plant, Question("scrap_rate", FIRST, LAST, where=("shift", "Early")))
    assert found.Early.tolist() == pytest.approx(early.buckets.value.tolist(), nan_ok=True)


def test_spreads_are_in_percent_of_the_ideal(plant):
    found = views.cycle_times(plant, Question("cycle_time_efficiency", floor.FIRST, LAST))
    assert list(found.name) and (found.low <= found["median"]).all() and (found["median"] <= found.high).all()
    assert "P3" not in set(found.name)  # it has no ideal cycle time
