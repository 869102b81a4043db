"""The laws of the measures hold in every random factory: of the oracle itself, and of what the factories contain."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import Source, measure
from .calendar import DAY, Calendar
from .factories import COLUMNS, any_factory, days, factories, frames
from .oracle import SOURCES, STOCKS, recorded
from .plant import Plant

RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
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


def recorded_days(source, first, last, now=None):
    plant = Plant(source, now)
    every = (first + DAY * n for n in range((last - first).days + 1))
    return [day for day in every if plant.recorded(day) and plant.begun(day)]


@RELAXED
@given(any_factory())
def test_the_parts_add_up_to_the_whole(tables):
    source, (first, last) = Source.from_rows(tables), days(tables)
    for name, splits in SPLITS.items():
        for by in splits if recorded(source, name) else ():
            assert sum(measure(source, name, first, last, by).values()) == near(measure(source, name, first, last)), by


@RELAXED
@given(any_factory())
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
    known = recorded_days(source, first, last)
    states = sum(measure(source, name, first, last) or 0 for name in MACHINE_STATES)
    assert states * len(known) == near(len(serving))


@RELAXED
@given(any_factory(), st.integers(0, 96))
def test_every_measure_answers_at_any_moment(tables, half_hours):
    source, (first, last) = Source.from_rows(tables), days(tables)
    now = tables["machines"][0]["created_at"] + timedelta(days=1, minutes=30 * half_hours)
    begun = recorded_days(source, first, last, now)
    for name in SOURCES:
        unknown = not recorded(source, name) or (name in STOCKS and not begun)
        assert (measure(source, name, first, last, now=now) is None) == unknown


@RELAXED
@given(any_factory())
def test_what_is_over_stays_as_it_was(tables):
    """A day that is over does not depend on later logs. (Deliveries may: a BOM that comes later holds them back; and
    what is credited to when it was made.)
    """
    tables["factories"][0]["settings"].pop("credit", None)
    source, (first, _) = Source.from_rows(tables), days(tables)
    now = Calendar(source).bounds(first)[1] + timedelta(hours=5)
    for name in CLOSED:
        assert measure(source, name, first, first, now=now) == near(measure(source, name, first, first)), name


@RELAXED
@given(any_factory())
def test_frames_and_rows_are_one_source(tables):
    a, b = Source.from_rows(tables), Source.from_frames(frames(tables))
    assert all(getattr(a, name) == getattr(b, name) for name in COLUMNS if name != "factories")


@RELAXED
@given(factories(new=True), st.sampled_from(["made", "reported"]))
def test_every_unit_and_every_order_is_counted_once(tables, credit):
    """Reported or made, at the very ends of windows or not: as long as every day is recorded."""
    tables["factories"][0]["settings"] |= {"credit": credit, "recorded_from": "2000-01-01"}
    tables["unrecorded_days"] = []
    source, (first, last) = Source.from_rows(tables), days(tables)
    wide = first - 6 * DAY, last + 6 * DAY
    lines = [line for line in tables["work_order_logs"] if not line["deleted_at"]]
    for name, column in (("ok_units", "ok_qtys"), ("scrapped_units", "scrapped_qtys")):
        assert measure(source, name, *wide) == near(sum(line[column] for line in lines))
    assert measure(source, "orders_created", *wide) == len(tables["work_orders"])
    started = {line["work_order_id"] for line in lines if line["status"] == "Start"}
    assert measure(source, "orders_started", *wide) == len(started)
    last_operation = {row["id"]: row["last_operation"] for row in tables["work_orders"]}
    done = {
        line["work_order_id"] for line in lines
        if line["status"] == "Completed"
        and (not line["operation"] or line["operation"] == last_operation[line["work_order_id"]])
    }  # fmt: skip
    assert measure(source, "orders_completed", *wide) == len(done)


@RELAXED
@given(factories(new=True))
def test_what_nobody_recorded_is_nothing(tables):
    source, (first, last) = Source.from_rows(tables), days(tables)
    known = set(recorded_days(source, first, last))
    for name in ("calendar_hours", "calendar_days", "ok_units", "run_hours", "orders_created", "open_assigned"):
        assert {key for (key,) in measure(source, name, first, last, by=["day"])} <= known


@RELAXED
@given(factories(new=True))
def test_a_break_is_taken_out_of_scheduled_time_alone(tables):
    """Calendar time, units and orders are the same without breaks; scheduled and rostered time is not more."""
    plain = {**tables, "shift_breaks": []}
    tables["factories"][0]["settings"].pop("credit", None)
    a, b = Source.from_rows(tables), Source.from_rows(plain)
    first, last = days(tables)
    for name in ("calendar_hours", "ok_units", "orders_completed", "orders_due", "repair_hours", "changeover_hours"):
        if recorded(a, name):
            assert measure(a, name, first, last, "shift") == near(measure(b, name, first, last, "shift"))
    for name in ("scheduled_hours", "run_hours", "rostered_hours", "operator_hours", "idle_hours"):
        if recorded(a, name):
            assert measure(a, name, first, last) <= measure(b, name, first, last) + 1e-9
