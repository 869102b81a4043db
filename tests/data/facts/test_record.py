"""The record: no window and no row outside of it, by hand."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from data.facts import rollup
from data.facts.calendar import DAY, Calendar
from data.facts.compute import compute
from data.facts.hourly import by_hour
from data.facts.record import Record, begins
from tests.data.facts.factory import far, history
from tests.data.facts.shop import MONDAY, at, shop
from tests.oracle.factories import frames

TUESDAY, WEDNESDAY = MONDAY + DAY, MONDAY + 2 * DAY
UTC = Calendar("UTC")


def facts(record, *orders):
    made = history(frames(shop(list(orders))), far(MONDAY))
    return compute(replace(made, plant=replace(made.plant, record=record)), MONDAY, WEDNESDAY)


def test_a_hole_has_no_row_and_cuts_what_goes_on_through_it():
    found = facts(Record(date.min, {TUESDAY: "stocktaking"}), ("M1", "10:00 Start", "++08:00 Completed"))
    days = rollup.by_day(found, "factory").set_index("day")
    assert days.index.tolist() == [MONDAY, WEDNESDAY]
    assert days.run_hours.tolist() == [20.0, 2.0]  # from ten to six in the morning, and from six to eight
    assert days.scheduled_hours.tolist() == [16.0, 16.0]
    assert days.calendar_days.tolist() == [1.0, 1.0]
    assert days.machines_running.tolist() == [1.0, 0.0]
    assert set(rollup.by_shift(found).day) == set(rollup.by_day(found, "machine").day) == {MONDAY, WEDNESDAY}
    hours = by_hour(found)
    assert hours.groupby("day").run_hours.sum().to_dict() == {MONDAY: 20.0, WEDNESDAY: 2.0}
    assert not hours.duplicated(["day", "id", "hour"]).any()


def test_what_happens_before_the_record_is_no_row():
    found = facts(Record(TUESDAY), ("M1", "created 05:00", "06:00 Start", "+08:00 Completed"))
    days = rollup.by_day(found, "factory").set_index("day")
    assert days.index.tolist() == [TUESDAY, WEDNESDAY]
    assert days.orders_created.sum() == 0 and days.orders_started.sum() == 0 and days.orders_completed.sum() == 1
    assert days.run_hours.tolist() == [2.0, 0.0]


@pytest.mark.parametrize("record", [Record(None), Record(WEDNESDAY + DAY)])
def test_nothing_recorded_gives_no_rows(record):
    found = facts(record, ("M1", "06:00 Start", "+08:00 Completed"))
    for entity in ("factory", "machine", "reason"):
        rows = rollup.by_day(found, entity)
        assert rows.empty and rows.columns.is_unique
    assert rollup.by_shift(found).empty and by_hour(found).empty and found.work_days.empty


def test_the_record_begins_with_the_day_of_the_first_line():
    midnight = datetime(2024, 3, 4)
    assert begins(UTC, at("00:30"), False) == MONDAY
    # a line at the very beginning of a day opens it, unless it says what the day before made
    assert begins(UTC, midnight, False) == MONDAY and begins(UTC, midnight, True) == MONDAY - DAY
    assert begins(UTC, midnight, False, "2024-01-01") == date(2024, 1, 1)
    assert begins(UTC, None, False) is None and begins(UTC, None, False, "2024-01-01") == date(2024, 1, 1)


def test_recorded_days_are_told_with_the_reason_of_the_others():
    record = Record(MONDAY, {TUESDAY: "stocktaking", WEDNESDAY: ""})
    assert record.days(MONDAY - 5 * DAY, WEDNESDAY + DAY) == [MONDAY, WEDNESDAY + DAY]
    assert record.has(MONDAY) and not record.has(TUESDAY) and not record.has(MONDAY - DAY)
    told = [record.why(day) for day in (MONDAY - DAY, MONDAY, TUESDAY, WEDNESDAY)]
    assert told == ["the record begins on 2024-03-04", "", "stocktaking", "marked as not recorded"]
    assert Record(None).days(MONDAY, TUESDAY) == [] and Record(None).why(MONDAY) == "nothing is recorded yet"
