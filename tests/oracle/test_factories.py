"""The laws of the measures hold in every random factory: of the oracle itself, and of what the factories contain."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import Source, measure
from .calendar import Calendar
from .factories import COLUMNS, days, factories, frames
from .oracle import SOURCES, STOCKS, recorded

RELAXED = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
SPLITS = {
    "run_hours": ("machine", "group", "part", "shift", "day", ("machine", "part")),
    "setup_hours": ("machine", "group", "part", "shift", "day"),
    "unplanned_down_hours": ("machine", "group", "reason", "shift", "day"),
    "scheduled_hours": ("machine", "group", "shift", "day", ("group", "day", "hour")),
    "ok_units": ("machine", "group", "operator", "part", "customer", "shift", "day"),
    "scrapped_units": ("machine", "operator", "reason", "shift", "day"),
    "orders_completed": ("machine", "operator", "part", "shift", "day"),
    "planned_units": ("machine", "part", "shift", "day"),
}
MACHINE_TIME = [
    "scheduled_hours", "calendar_hours", "run_hours", "setup_hours", "off_shift_work_hours", "planned_down_hours",
    "unplanned_down_hours", "breakdown_hours", "busy_hours", "idle_hours",
]  # fmt: skip
MACHINE_STATES = [f"machines_{state}" for state in ("running", "setup", "hold", "scheduled", "idle")]


CLOSED = [
    "run_hours", "busy_hours", "idle_hours", "ok_units", "orders_completed", "make_hours", "completed_ok_qty",
    "changeovers", "failures", "repairs", "repair_hours", "unplanned_stops", "operator_hours",
    "completed_late", "orders_due_done"
]  # fmt: skip


def near(value):
    return pytest.approx(value, abs=1e-9)


@RELAXED
@given(factories())
def test_the_parts_add_up_to_the_whole(tables):
    source, (first, last) = Source.from_rows(tables), days(tables)
    for name, splits in SPLITS.items():
        for by in splits if recorded(source, name) else ():
            assert sum(measure(source, name, first, last, by).values()) == near(measure(source, name, first, last)), by


@RELAXED
@given(factories())
def test_every_hour_of_a_machine_is_one_thing(tables):
    source, (first, last) = Source.from_rows(tables), days(tables)
    found = {name: measure(source, name, first, last, "machine") or {} for name in MACHINE_TIME}
    for machine in found["run_hours"]:
        scheduled, calendar, run, setup, off_shift, planned, unplanned, breakdown, busy, idle = (
            found[name].get(machine, 0) for name in MACHINE_TIME
        )
        assert busy == near(run + setup + planned + unplanned)
        assert scheduled == near(run + setup - off_shift + planned + unplanned + idle)
        assert breakdown <= unplanned + 1e-9
        assert scheduled <= calendar + 1e-9
    serving = measure(source, "calendar_hours", first, last, ("day", "machine"))
    states = sum(measure(source, name, first, last) for name in MACHINE_STATES)
    assert states * ((last - first).days + 1) == near(len(serving))


@RELAXED
@given(factories(), st.integers(0, 96))
def test_every_measure_answers_at_any_moment(tables, half_hours):
    source, (first, last) = Source.from_rows(tables), days(tables)
    now = tables["machines"][0]["created_at"] + timedelta(days=1, minutes=30 * half_hours)
    begun = Calendar(source).bounds(first)[0] <= now
    for name in SOURCES:
        unknown = not recorded(source, name) or (name in STOCKS and not begun)
        assert (measure(source, name, first, last, now=now) is None) == unknown


@RELAXED
@given(factories())
def test_what_is_over_stays_as_it_was(tables):
    """A day that is over does not depend on later logs. (Deliveries may: a BOM that comes later holds them back.)"""
    source, (first, _) = Source.from_rows(tables), days(tables)
    now = Calendar(source).bounds(first)[1] + timedelta(hours=5)
    for name in CLOSED:
        assert measure(source, name, first, first, now=now) == near(measure(source, name, first, first)), name


@RELAXED
@given(factories())
def test_frames_and_rows_are_one_source(tables):
    a, b = Source.from_rows(tables), Source.from_frames(frames(tables))
    assert all(getattr(a, name) == getattr(b, name) for name in COLUMNS if name != "factories")
