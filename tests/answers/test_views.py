"""What the further charts are drawn from, against the sums and the log of the small plant."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from answers import ask, views
from kpis.answer import Question
from kpis.catalogue import KPIS
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
    question = Question("work_order_aging", LAST, LAST)
    assert views.ages(plant, question)["count"].sum() == opened
    of = [views.ages(plant, replace(question, where=("machine", f"M{n}")))["count"] for n in (1, 2, 3, 4)]
    assert sum(of).tolist() == views.ages(plant, question)["count"].tolist()
    group = views.ages(plant, replace(question, where=("group", "G1")))["count"]
    assert group.tolist() == (of[0] + of[1]).tolist() and 0 < group.sum() < opened


def test_each_shift_has_its_own_line(plant):
    found = views.by_shift(plant, Question("scrap_rate", FIRST, LAST))
    assert list(found.columns) == ["Early", "Late", "Night", "Off shift"] and len(found) == 7
    early = ask(plant, Question("scrap_rate", FIRST, LAST, where=("shift", "Early")))
    assert found.Early.tolist() == pytest.approx(early.buckets.value.tolist(), nan_ok=True)


@BOTH
@pytest.mark.parametrize("entities", [("machine",), ("machine", "part")])
def test_each_shift_has_its_own_line_of_what_is_kept_to(plant, source, entities):
    """Of an April of six days, in one bucket."""
    start, key = date(2025, 4, 1), {"machine": "M1", "part": "P1"}
    filters = dict(zip(("where", "and_where"), ((entity, key[entity]) for entity in entities), strict=False))
    found = views.by_shift(plant, Question("scrap_rate", start, LAST, grain="month", **filters))
    good, bad = (
        measure(source, name, start, LAST, (*entities, "shift"), now=floor.NOW)
        for name in ("ok_units", "scrapped_units")
    )
    told = 0
    for shift, name in ((1, "Early"), (2, "Late"), (3, "Night")):
        at = (*(1 for _ in entities), shift)
        if made := good.get(at, 0) + bad.get(at, 0):
            assert found[name].tolist() == pytest.approx([100 * bad.get(at, 0) / made])
            told += 1
    assert told


def test_small_multiples_of_one_shift_are_that_shift_alone(plant):
    asked = Question("scrap_rate", FIRST, LAST, where=("machine", "M1"), and_where=("shift", "Early"))
    found = views.by_shift(plant, asked)
    assert found.columns.tolist() == ["Early"]
    assert found.Early.tolist() == pytest.approx(ask(plant, asked).buckets["value"].tolist(), nan_ok=True)


def test_views_say_which_filters_they_follow():
    scrap, today = KPIS["scrap_rate"], LAST
    asked = Question("scrap_rate", FIRST, LAST, where=("machine", "M1"), and_where=("part", "P1"))
    for view in ("time", "shifts"):
        assert views.follows(view, scrap, asked, today) == ("machine", "part")
    early = replace(asked, start=date(2024, 3, 31))
    assert views.follows("shifts", scrap, early, today) == ()
    assert views.follows("shifts", scrap, replace(early, and_where=("shift", "Early")), today) == ("shift",)
    assert views.follows("timeline", scrap, early, today) == ("machine",)


def test_spreads_are_of_what_is_kept_to(plant):
    asked = Question("cycle_time_efficiency", floor.FIRST, LAST)
    every = views.cycle_times(plant, asked).set_index("name")["count"]
    of = [views.cycle_times(plant, replace(asked, where=("machine", f"M{n}"))) for n in (1, 2, 3, 4)]
    assert pd.concat(of).groupby("name")["count"].sum().to_dict() == every.to_dict()
    part = views.cycle_times(plant, replace(asked, where=("part", every.index[0])))
    assert part.name.tolist() == [every.index[0]]
    group = views.cycle_times(plant, replace(asked, where=("group", "G2"), and_where=("part", every.index[0])))
    assert set(group.name) <= {every.index[0]} and group["count"].sum() < every.iloc[0]


def test_spreads_are_in_percent_of_the_ideal(plant):
    found = views.cycle_times(plant, Question("cycle_time_efficiency", floor.FIRST, LAST))
    assert list(found.name) and (found.low <= found["median"]).all() and (found["median"] <= found.high).all()
    assert "P3" not in set(found.name)  # it has no ideal cycle time
