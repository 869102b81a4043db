"""The hours of the day: cut at the local clock, adding up to the day, equal to the independent computation."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from data.facts import rollup
from data.facts.compute import compute
from data.facts.hourly import NO_GROUP, by_hour
from kpis import measures
from tests.data.facts.factory import far, history
from tests.data.facts.shop import MONDAY, shop
from tests.data.facts.test_against_oracle import RELAXED, moments, near
from tests.oracle import Source, measure
from tests.oracle.factories import any_factory, days, frames

NAMES = measures.of("hour")


def hours_of(made, first, last, now):
    return by_hour(compute(history(frames(made), now), first, last))


def check(made, first, last, now):
    """Each group's hours are the oracle's, and add up to the days of the group and of the factory."""
    source, facts = Source.from_rows(made), compute(history(frames(made), now), first, last)
    found = by_hour(facts)
    assert not found.duplicated(["day", "id", "hour"]).any()
    groups, whole = rollup.by_day(facts, "group"), rollup.by_day(facts, "factory")
    for name in NAMES:
        expected = measure(source, name, first, last, ("day", "hour", "group"), now=now)
        if expected is None:
            assert found[name].isna().all(), name
            continue
        ours = found.set_index(["day", "hour", "id"])[name].to_dict()
        for key in ours.keys() | expected.keys():
            assert ours.get(key, 0.0) == near(expected.get(key, 0.0)), (name, key)
        by_day = found.groupby("day")[name].sum().reindex(whole.day, fill_value=0)
        assert by_day.tolist() == near(whole[name].tolist()), name
        own = found[found.id != NO_GROUP].groupby(["day", "id"])[name].sum()
        days_of = groups.set_index(["day", "id"])[name] if name in groups else own[:0]
        for key in set(own.index) | set(days_of.index):
            assert own.get(key, 0.0) == near(days_of.get(key, 0.0)), (name, key)


@RELAXED
@given(any_factory())
def test_past_hours_equal_the_oracle_and_add_up(made):
    first, last = days(made)
    check(made, first, last, far(last))


@RELAXED
@given(any_factory(), moments())
def test_the_hours_of_a_running_day_too(made, moment):
    first, last = days(made)
    check(made, first, last, made["machines"][0]["created_at"] + moment)


def test_by_hand_each_hour_has_what_lies_in_it():
    """One shift 06:00 to 14:00 and day: set up at 07:20, run from 07:50 to 09:15 and, off shift, from 05:30."""
    made = shop(
        orders=[("M1", "07:20 Setup", "07:50 Start", "09:15 Completed"), ("M2", "+05:30 Start", "+05:45 Completed")]
    )
    found = hours_of(made, MONDAY, MONDAY, far(MONDAY)).set_index(["id", "hour"])
    one = found.loc[7]
    assert one.run_hours[one.run_hours > 0].to_dict() == {
        7: pytest.approx(1 / 6),
        8: 1,
        9: pytest.approx(0.25),
    }
    assert one.busy_hours[7] == pytest.approx(2 / 3)
    assert one.scheduled_hours[one.scheduled_hours > 0].to_dict() == dict.fromkeys(range(6, 14), 1)
    # the day begins at 06:00: half past five of the next morning is still Monday; M2 has no group
    assert found.loc[NO_GROUP].off_shift_work_hours[5] == pytest.approx(0.25)
    assert found.day.eq(MONDAY).all() and len(one) == 24


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2024, 3, 31), {1: 1, 3: 1}),  # 02:00 is not there
        ("Europe/Berlin", date(2024, 10, 27), {1: 1, 2: 2, 3: 1}),  # 02:00 twice
        ("Asia/Kolkata", date(2024, 3, 4), {1: 1, 2: 1, 3: 1}),  # full hours at half past, in UTC
        ("Australia/Lord_Howe", date(2024, 4, 7), {1: 1.5, 2: 1, 3: 1}),  # half an hour back
    ],
)
def test_clock_changes(zone, day, hours):
    made = shop(zone=zone, shifts=[("00:00", "00:00")], day_start="00:00")
    found = hours_of(made, day, day, far(day))
    found = found[found.id == 7].set_index("hour").scheduled_hours
    assert {hour: found[hour] for hour in range(1, 4) if hour in found} == hours
    assert found.index.is_unique and (found.drop(list(hours)) == 1).all()


def test_only_kept_days_are_computed():
    made = shop(orders=[("M1", "07:00 Start", "+08:00 Completed")])
    facts = compute(history(frames(made), far(MONDAY)), MONDAY, MONDAY + timedelta(days=2))
    later = by_hour(facts, MONDAY + timedelta(days=1))
    assert sorted(set(later.day)) == [MONDAY + timedelta(days=n) for n in (1, 2)]
    every = by_hour(facts)
    assert every[every.day > MONDAY].reset_index(drop=True).equals(later)
    assert by_hour(facts, MONDAY + timedelta(days=9)).empty


def test_without_a_shift_plan_scheduled_hours_are_unknown():
    made = shop(orders=[("M1", "07:00 Start", "08:00 Completed")], shifts=[])
    found = hours_of(made, MONDAY, MONDAY, far(MONDAY))
    assert found.scheduled_hours.isna().all() and found.run_hours.sum() == pytest.approx(1)
