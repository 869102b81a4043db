"""`kpi_forecasts`: said once, judged when the day has closed, never rewritten by what came to be known later."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import insert, select

from data.summary import forecasts
from data.summary.aggregate import aggregate, backfill
from data.summary.clock import Clock
from data.summary.live import live
from tests import floor
from tests.data.summary.conftest import table
from tests.oracle import Source, measure

DAY = timedelta(days=1)
NAMES = ("forecast_hours", "forecast_error_hours", "forecast_busy_hours")
HITS = ("bottleneck_predictions", "bottleneck_hits")
JUDGED = [date(2025, 4, 1), date(2025, 4, 2), floor.LAST]  # the last is running


def stored(scope):
    columns = ("made_on", "for_day", "machine_group_id", "hours", "bottleneck")
    frame = scope.frame(select(*(scope.t.kpi_forecasts.c[name] for name in columns)))
    for name in ("made_on", "for_day"):
        frame[name] = pd.to_datetime(frame[name]).dt.date
    return frame.sort_values(["made_on", "for_day", "machine_group_id"], ignore_index=True)


@pytest.fixture
def scope(database, at):
    return floor.store(floor.rows())


def say(scope, rows):
    with scope.begin() as db:
        scope.insert(db, scope.t.kpi_forecasts, pd.DataFrame(rows).assign(calculated_at=floor.NOW))


def by_hand():
    """Seven days before some days of the plant's: group 1, group 2 (the bottleneck), and machines without a group."""
    return [
        {"made_on": day - 7 * DAY, "for_day": day, "machine_group_id": group, "hours": hours, "bottleneck": group == 2}
        for day in JUDGED
        for group, hours in ((1, 20.0), (2, 9.5), (0, 3.0))
    ] + [
        {"made_on": day - 6 * DAY, "for_day": day, "machine_group_id": 1, "hours": 99.0, "bottleneck": True}
        for day in JUDGED
    ]  # fmt: skip


def test_closed_days_are_judged_by_the_forecast_made_a_week_before(scope):
    say(scope, by_hand())
    backfill(scope, floor.FIRST)
    source = Source.from_rows(floor.rows() | {"kpi_forecasts": by_hand()})
    whole = table(scope, "kpi_daily_summaries").set_index("summary_date")
    groups = table(scope, "kpi_group_daily").set_index(["summary_date", "machine_group_id"])
    for name in (*NAMES, *HITS):
        for day in floor.DAYS:
            value = whole[name][day]
            if day in JUDGED[:2]:
                assert value == pytest.approx(measure(source, name, day, day, now=floor.NOW)), (name, day)
            else:  # nothing had been forecast, or the day is still running
                assert pd.isna(value), (name, day)
    for name in NAMES:
        for day in JUDGED[:2]:
            expected = measure(source, name, day, day, "group", now=floor.NOW)
            assert {n: groups[name][day, n] for n in (1, 2)} == pytest.approx({n: expected[n] for n in (1, 2)})
    assert whole.bottleneck_predictions.sum() == 2
    april = table(scope, "kpi_monthly_aggregates").set_index(["year", "month"]).loc[2025, 4]
    week = table(scope, "kpi_weekly_summaries").set_index("week_start_date")
    for name in (*NAMES, *HITS):
        assert april[name] == pytest.approx(whole[name].sum()) == pytest.approx(week[name][date(2025, 3, 31)])
        assert pd.isna(week[name][date(2025, 3, 24)])


def test_the_running_day_is_not_judged_and_costs_no_statement(scope):
    say(scope, by_hand())
    rows = live(scope).rows
    assert not set(NAMES) & set(rows["factory"]) and not set(NAMES) & set(rows["group"])


def test_a_forecast_covers_fourteen_days_of_every_group(scope, at):
    at(datetime(2025, 4, 3, 1))  # before the production day begins: 03:00 in Berlin
    count = forecasts.make(scope, date(2025, 4, 3))
    rows = stored(scope)
    assert len(rows) == count and set(rows.made_on) == {date(2025, 4, 3)}
    assert sorted(set(rows.for_day)) == [date(2025, 4, 3) + n * DAY for n in range(14)]
    assert set(rows.machine_group_id) == {0, 1, 2} and (rows.hours > 0).any()
    assert rows[rows.bottleneck].machine_group_id.isin([1, 2]).all()


def test_the_same_forecast_again_is_the_same(scope, at):
    at(datetime(2025, 4, 3, 5))
    forecasts.make(scope, date(2025, 4, 3))
    before = stored(scope)
    at(datetime(2025, 4, 3, 20))  # much has happened since the day began
    forecasts.make(scope, date(2025, 4, 3))
    pd.testing.assert_frame_equal(stored(scope), before)
    backfill(scope, floor.FIRST)  # with a ledger, from the orders concerned
    forecasts.make(scope, date(2025, 4, 3))
    pd.testing.assert_frame_equal(stored(scope), before)


def test_what_is_known_later_changes_no_forecast(scope, at):
    at(datetime(2025, 4, 3, 5))
    forecasts.make(scope, date(2025, 4, 3))
    before = stored(scope)
    with scope.begin() as db:
        row = {"work_order_id": 1, "status": "Start", "changed_at": datetime(2025, 4, 1, 10)}
        db.execute(insert(scope.t.work_order_logs), [row])
    at(floor.NOW)
    assert forecasts.make(scope, date(2025, 4, 3)) == 0
    pd.testing.assert_frame_equal(stored(scope), before)


def test_a_replay_says_what_would_have_been_said_then(scope, at):
    count = forecasts.replay(scope)
    rows = stored(scope)
    # the first log came before six in the morning: it is of the day before
    assert len(rows) == count and (rows.made_on.min(), rows.made_on.max()) == (floor.FIRST, floor.LAST)
    assert forecasts.replay(scope) == 0  # it has forecasts now
    at(datetime(2025, 4, 3, 5))
    forecasts.make(scope, date(2025, 4, 3))
    pd.testing.assert_frame_equal(stored(scope), rows)


def test_a_factory_without_work_has_nothing_to_go_by(database, at):
    scope = floor.store(floor.rows() | {"work_orders": [], "work_order_logs": []})
    assert forecasts.replay(scope) == forecasts.make(scope, floor.LAST) == 0 and stored(scope).empty


def test_the_outlook_is_the_newest_forecast_and_todays_bottleneck_the_one_it_is_judged_by(scope, at):
    clock = Clock.of(scope)
    none = forecasts.outlook(scope, clock)
    assert (none.made_on, len(none.days), none.bottleneck, none.predicted_on) == (None, 0, None, None)
    at(datetime(2025, 4, 5, 5))
    forecasts.make(scope, date(2025, 4, 5))
    at(floor.NOW)
    forecasts.make(scope, floor.LAST)
    seen = forecasts.outlook(scope, Clock.of(scope))
    assert seen.made_on == seen.predicted_on == floor.LAST
    assert sorted(set(seen.days.for_day)) == [floor.LAST + n * DAY for n in range(1, 8)]
    assert list(seen.days.columns) == ["for_day", "id", "hours", "scheduled_hours", "bottleneck"]
    monday = seen.days[seen.days.for_day == date(2025, 4, 7)].set_index("id")
    assert monday.scheduled_hours.to_dict() == {1: 48, 2: 24}  # machine 4, of no group, is gone
    say(scope, [row for row in by_hand() if row["for_day"] == floor.LAST and row["hours"] < 99])
    seen = forecasts.outlook(scope, Clock.of(scope))
    assert (seen.bottleneck, seen.predicted_on, seen.made_on) == (2, floor.LAST - 7 * DAY, floor.LAST)


def test_late_data_changes_what_a_forecast_was_worth_and_not_the_forecast(scope):
    say(scope, by_hand())
    backfill(scope, floor.FIRST)
    before = table(scope, "kpi_daily_summaries").set_index("summary_date").loc[JUDGED[0]]
    with scope.begin() as db:
        logs = [("Start", 1), ("Completed", 3)]
        rows = [{"work_order_id": 1, "status": s, "changed_at": datetime(2025, 4, 2, h)} for s, h in logs]
        db.execute(insert(scope.t.work_order_logs), rows)
    aggregate(scope, "daily", JUDGED[0])
    after = table(scope, "kpi_daily_summaries").set_index("summary_date").loc[JUDGED[0]]
    assert after.forecast_hours == before.forecast_hours
    assert after.forecast_busy_hours == pytest.approx(after.busy_hours) != pytest.approx(before.busy_hours)
