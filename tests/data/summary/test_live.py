"""Now: the same numbers as the tables once the day is over, and the oracle's while it runs."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from data.summary.clock import Clock
from data.summary.live import current_shift, live, partial, same_time
from data.summary.tables import KEY, measures_of, table_name
from data.tenancy import Scope
from kpis.measures import MEASURES
from tests import floor
from tests.data.summary.conftest import table
from tests.oracle import measure
from tests.oracle.oracle import SOURCES

MONDAY = datetime(2025, 3, 31, 10, 20)
"""12:20 in Berlin, in the early shift."""


def stopped(scope: Scope, moment: datetime) -> Scope:
    """The same factory, living at a moment."""
    return Scope(replace(scope.factory, settings={**scope.factory.settings, "as_of": moment.isoformat()}))


@pytest.fixture(scope="module")
def source():
    return floor.source(floor.rows())


def agree(ours, theirs, keys, names):
    """The flows of both frames are equal by key; a row that only one has is zeros."""
    found, expected = (frame.set_index(keys)[names].astype(float) for frame in (ours, theirs))
    every = found.index.union(expected.index)
    found, expected = (frame.reindex(every).fillna(0.0) for frame in (found, expected))
    pd.testing.assert_frame_equal(found, expected, atol=1e-9, check_names=False)


def flows(entity, *frames):
    """Flow measures that list shift, and those of customer orders, as both the live rows and the table have them."""
    told = {*measures_of("shift"), *measures_of("customer"), *(n for n in MEASURES if n.startswith(("so_", "bom")))}
    return [n for n in measures_of(entity) if n in told and MEASURES[n].kind == "flow" and all(n in f for f in frames)]


@pytest.mark.parametrize("day", floor.DAYS[:-1], ids=str)
def test_the_live_window_of_a_day_that_is_over_is_its_summary(summarised, day):
    calendar = Clock.of(summarised).plant.calendar
    now = live(stopped(summarised, calendar.end_of(day)))
    assert now.today == day
    for entity, rows in now.rows.items():
        kept = table(summarised, table_name(entity, "daily"))
        kept = kept[kept.summary_date == day]
        names = flows(entity, rows, kept)
        assert len(names) >= 4, entity
        agree(rows, kept, ["summary_date"] if entity == "factory" else list(KEY[entity]), names)
    kept = table(summarised, "kpi_shift_summaries")
    kept = kept[kept.shift_date == day]
    agree(now.shifts, kept, ["shift_id"], flows("shift", now.shifts, kept))


@pytest.mark.parametrize("moment", [MONDAY, datetime(2025, 4, 1, 21, 0, 1), datetime(2025, 4, 5, 3, 59, 59)], ids=str)
def test_the_running_day_is_the_oracles(summarised, source, moment):
    now = live(stopped(summarised, moment))
    row, day = now.rows["factory"].iloc[0], now.today
    names = [n for n in now.rows["factory"] if n in SOURCES]
    assert len(names) > 60
    for name in names:
        expected = measure(source, name, day, day, now=moment)
        assert row[name] == pytest.approx(expected, abs=1e-7) if expected is not None else pd.isna(row[name]), name
    states = {s: measure(source, f"machines_{s}", day, day, now=moment) for s in ("running", "setup", "hold", "idle")}
    if moment < now.plant.calendar.last_shift_end(day):  # the stocks are those of now
        assert {s: (now.machines.state == s).sum() for s in states} == states
    opened = sum(measure(source, f"open_{s}", day, day, now=moment) for s in ("assigned", "setup", "running", "hold"))
    if moment < now.plant.calendar.last_shift_end(day):
        assert len(now.orders) == opened


def test_yesterday_is_cut_at_the_same_scheduled_time(summarised, source):
    # Tuesday 12:20 in Berlin against Monday 12:20
    now = live(stopped(summarised, MONDAY + timedelta(days=1)))
    expected = measure(source, "run_hours", MONDAY.date(), MONDAY.date(), now=MONDAY)
    assert now.yesterday.run_hours.iloc[0] == pytest.approx(expected)
    rows = partial(summarised, date(2025, 3, 28), stopped_clock(summarised, MONDAY))
    until = datetime(2025, 3, 28, 11, 20)  # winter time: 12:20 is 11:20 UTC
    expected = measure(source, "run_hours", until.date(), until.date(), now=until)
    assert rows["factory"].run_hours.iloc[0] == pytest.approx(expected) and expected > 0


def stopped_clock(scope, moment):
    return Clock.of(stopped(scope, moment))


def test_the_same_time_of_another_day(summarised):
    calendar, today = Clock.of(summarised).plant.calendar, MONDAY.date()
    assert same_time(calendar, today, MONDAY, date(2025, 3, 28)) == datetime(2025, 3, 28, 11, 20)
    # a Saturday has no scheduled time: as much of the day itself, 6 h 20 min after its begin at 05:00 UTC
    assert same_time(calendar, today, MONDAY, date(2025, 3, 29)) == datetime(2025, 3, 29, 11, 20)
    # and never after its end: the Saturday has 23 h
    late = calendar.end_of(today) - timedelta(minutes=1)
    assert same_time(calendar, today, late, date(2025, 3, 29)) == calendar.end_of(date(2025, 3, 29))
    assert same_time(calendar, today, calendar.end_of(today), date(2025, 3, 28)) == calendar.end_of(date(2025, 3, 28))


def test_the_shift_that_runs(summarised):
    expected = {MONDAY: "Early", MONDAY + timedelta(hours=6): "Late", datetime(2025, 4, 1, 1): "Night"}
    for moment, name in expected.items():
        assert current_shift(stopped_clock(summarised, moment))[0] == name
    assert current_shift(stopped_clock(summarised, datetime(2025, 3, 29, 12))) is None  # Saturday
    assert current_shift(stopped_clock(summarised, datetime(2025, 4, 3, 12))) is None  # the holiday


def test_the_grid_shows_the_machines_in_service(summarised):
    assert live(stopped(summarised, MONDAY)).machines.asset_id.tolist() == ["M1", "M3", "M4"]
    later = live(stopped(summarised, datetime(2025, 4, 4, 12))).machines
    assert later.asset_id.tolist() == ["M1", "M2", "M3"]
    busy = later[later.state.isin(["running", "setup", "hold"])]
    assert len(busy) and (busy.order != "").all() and (busy.since <= pd.Timestamp("2025-04-04 12:00")).all()
    assert (later.progress.dropna().between(0, 1)).all() and (later[later.state != "hold"].reason == "").all()


def test_when_a_factory_lives(summarised, at):
    clock = Clock.of(summarised)
    assert (clock.now, clock.today, clock.stopped) == (floor.NOW, floor.LAST, False)
    assert clock.local.isoformat() == "2025-04-06T11:30:00+02:00"
    at(floor.NOW + timedelta(days=8))  # nothing logged for a week: it lives at the end of its last day
    clock = Clock.of(summarised)
    assert (clock.now, clock.today, clock.stopped) == (datetime(2025, 4, 7, 4), floor.LAST, True)
    clock = stopped_clock(summarised, MONDAY)
    assert (clock.now, clock.today, clock.stopped) == (MONDAY, MONDAY.date(), True)
