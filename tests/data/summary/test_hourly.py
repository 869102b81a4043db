"""`kpi_group_hourly`: written with the days, of the last 90 days, adding up to them; today's from the live facts."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import insert, select

from data.summary import hourly
from data.summary.aggregate import aggregate, backfill
from data.summary.live import live
from kpis import measures
from tests import floor
from tests.data.summary.conftest import table
from tests.oracle import measure

NAMES = list(measures.of("hour"))
DAY = timedelta(days=1)


def stored(scope):
    frame = scope.frame(select(scope.t.kpi_group_hourly))
    frame["summary_date"] = pd.to_datetime(frame.summary_date).dt.date
    return frame.sort_values(["summary_date", "machine_group_id", "hour"], ignore_index=True)


def plain(frame):
    keys = ["summary_date", "machine_group_id", "hour"]
    return frame[[*keys, *NAMES]].sort_values(keys, ignore_index=True).astype(dict.fromkeys(NAMES, float))


def test_the_rows_are_the_oracles_and_add_up_to_the_days(summarised):
    rows, source = stored(summarised), floor.source(floor.rows())
    for name in NAMES:
        ours = rows.set_index(["summary_date", "hour", "machine_group_id"])[name]
        expected = measure(source, name, floor.FIRST, floor.LAST, ("day", "hour", "group"), now=floor.NOW)
        assert max(expected.values()) > 0
        for key, value in expected.items():
            assert ours.get(key, 0.0) == pytest.approx(value, abs=1e-6), (name, key)
    whole = table(summarised, "kpi_daily_summaries").set_index("summary_date")[NAMES]
    sums = rows.groupby("summary_date")[NAMES].sum()
    pd.testing.assert_frame_equal(sums, whole.loc[sums.index], check_names=False)
    groups = table(summarised, "kpi_group_daily").set_index(["summary_date", "machine_group_id"])[NAMES]
    own = rows[rows.machine_group_id > 0].groupby(["summary_date", "machine_group_id"])[NAMES].sum()
    pd.testing.assert_frame_equal(own, groups.loc[own.index].fillna(0), check_names=False)


def test_ninety_days_are_kept_and_older_rows_go_when_a_day_is_written(sqlite_database, at):
    scope = floor.store(floor.rows())
    backfill(scope)
    assert stored(scope).summary_date.min() == floor.LAST - 89 * DAY  # machines stood there from January on
    later = floor.NOW + 80 * DAY
    at(later)
    with scope.begin() as db:  # a log, without which the factory would live in the past
        log = {"work_order_id": 1, "status": "Closed", "changed_at": later - timedelta(hours=1), "ok_qtys": 1}
        db.execute(insert(scope.t.work_order_logs), [log])
    aggregate(scope, "daily", later.date())
    kept = stored(scope)
    assert kept.summary_date.min() == later.date() - 89 * DAY == date(2025, 3, 28)
    assert kept.summary_date.max() == later.date()
    aggregate(scope, "daily", floor.FIRST)  # a day whose hours are not kept any more
    pd.testing.assert_frame_equal(stored(scope), kept)


def test_again_and_together_with_its_day(sqlite_database, at, monkeypatch):
    scope = floor.store(floor.rows())
    backfill(scope)
    before = stored(scope)
    for grain in ("shift", "daily", "weekly"):
        aggregate(scope, grain, date(2025, 3, 31))
    pd.testing.assert_frame_equal(plain(stored(scope)), plain(before))

    def fail(*_args, **_more):
        raise ConnectionError("the database went away")

    with monkeypatch.context() as patch, pytest.raises(ConnectionError):
        patch.setattr("data.summary.write.roll_up", fail)
        aggregate(scope, "daily", date(2025, 3, 31))
    pd.testing.assert_frame_equal(plain(stored(scope)), plain(before))


def test_today_so_far_is_live_and_is_the_row_afterwards(database, at):
    scope = floor.store(floor.rows())
    at(datetime(2025, 4, 4, 12, 15))
    now = live(scope).hours
    assert set(now.summary_date) == {date(2025, 4, 4)} and now.run_hours.sum() > 0
    aggregate(scope, "daily", date(2025, 4, 4))
    pd.testing.assert_frame_equal(plain(now), plain(stored(scope)), check_dtype=False)


def test_reading_adds_up_by_what_is_asked_for(summarised):
    whole = hourly.read(summarised, [*NAMES, "ok_units"], floor.FIRST, floor.LAST, ("start", "hour"))
    assert list(whole.columns) == ["start", "hour", *NAMES]
    assert len(whole) == 10 * 24 - 1 + 6  # an hour is missing in the night to the 30th; the last day is six hours old
    rows = stored(summarised)
    rows = rows[rows.summary_date >= floor.FIRST]
    assert whole.run_hours.sum() == pytest.approx(rows.run_hours.sum())
    groups = hourly.read(summarised, NAMES, floor.FIRST, floor.LAST, ("group",)).set_index("group")
    assert groups.run_hours.to_dict() == pytest.approx(rows.groupby("machine_group_id").run_hours.sum().to_dict())
