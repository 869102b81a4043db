"""Alerts as measures: by the day on which they were raised and acknowledged, unknown before the rules were there."""

from datetime import date, timedelta

import pandas as pd
import pytest

from data.source.factory_settings import change
from data.summary import late
from data.summary.aggregate import backfill
from data.summary.clock import Clock
from data.summary.live import live, partial
from data.tenancy import open_scope
from tests import floor
from tests.data.summary.conftest import table
from tests.oracle import measure

NAMES = ("alerts_raised", "alerts_acknowledged", "alert_ack_hours")
SINCE = date(2025, 3, 31)


@pytest.fixture
def scope(database, at):
    floor.store(floor.rows())
    change(open_scope("floor"), {"alerts_since": SINCE.isoformat()})
    return open_scope("floor")


def test_days_before_the_rules_are_unknown_and_the_others_are_the_oracles(scope):
    backfill(scope, floor.FIRST)
    source = floor.source(floor.rows())
    days = table(scope, "kpi_daily_summaries").set_index("summary_date")
    now = live(scope).rows["factory"].iloc[0]
    for name in NAMES:
        for day in floor.DAYS:
            expected = measure(source, name, day, day, now=floor.NOW)
            assert pd.isna(days[name][day]) if day < SINCE else days[name][day] == pytest.approx(expected), (name, day)
        assert now[name] == pytest.approx(measure(source, name, floor.LAST, floor.LAST, now=floor.NOW))
        month = table(scope, "kpi_monthly_aggregates").set_index(["year", "month"])[name]
        assert month[2025, 4] == pytest.approx(days[name][date(2025, 4, 1) :].sum())
        assert month[2025, 3] == pytest.approx(days[name][SINCE])
    assert days.alerts_acknowledged.sum() >= 3 and days.alerts_raised[SINCE] == 2


def test_a_day_so_far_knows_what_was_raised_so_far(scope, at):
    at(floor.NOW.replace(day=1, hour=13))
    clock, source = Clock.of(scope), floor.source(floor.rows())
    monday = SINCE
    rows = partial(scope, monday, clock)["factory"].iloc[0]
    for name in NAMES:
        expected = measure(source, name, monday, monday, now=clock.now - timedelta(days=1))
        assert rows[name] == pytest.approx(expected), name


def test_the_nightly_comparison_finds_an_acknowledgement_of_a_closed_day(scope):
    backfill(scope)
    assert late.compare_recent(scope) == []
    t = scope.t.kpi_alerts
    with scope.begin() as db:
        told = {"acknowledged_at": floor.NOW - timedelta(days=1), "acknowledged_by": "somebody"}
        db.execute(t.update().where(t.c.kpi == "setup_time").values(told))
    day = Clock.of(scope).plant.calendar.day_of(told["acknowledged_at"])
    assert late.compare_recent(scope) == [day]
    changed = scope.frame(scope.t.kpi_restatements.select())
    assert {"alerts_acknowledged", "alert_ack_hours"} <= set(changed.measure)
