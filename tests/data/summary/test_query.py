"""Which rows answer a range, and how long they are kept."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from data.summary import query
from data.summary.aggregate import backfill
from data.summary.query import Segment, automatic, segments
from data.summary.tables import measures_of
from tests import floor
from tests.data.summary.conftest import table

FIRST, LAST = floor.FIRST, floor.LAST
MONDAY = date(2025, 3, 31)


def test_the_grain_thins_a_chart_to_about_120_points():
    lengths = {1: "shift", 2: "day", 90: "day", 92: "day", 93: "week", 366: "week", 367: "month", 1000: "month"}
    assert {n: automatic(FIRST, FIRST + timedelta(days=n - 1)) for n in lengths} == lengths


def test_whole_weeks_and_months_have_rows_of_their_own():
    assert segments(FIRST, LAST, "day") == segments(FIRST, LAST, "shift") == [Segment("day", FIRST, LAST)]
    assert segments(FIRST, LAST, "week") == [
        Segment("day", FIRST, date(2025, 3, 30)),
        Segment("week", MONDAY, LAST),
    ]
    assert segments(MONDAY, LAST + timedelta(days=2), "week") == [
        Segment("week", MONDAY, LAST),
        Segment("day", date(2025, 4, 7), date(2025, 4, 8)),
    ]
    assert segments(date(2025, 2, 1), date(2025, 4, 1), "month") == [
        Segment("month", date(2025, 2, 1), MONDAY),
        Segment("day", date(2025, 4, 1), date(2025, 4, 1)),
    ]
    assert segments(date(2025, 2, 2), date(2025, 2, 27), "month") == [
        Segment("day", date(2025, 2, 2), date(2025, 2, 27))
    ]
    assert segments(LAST, FIRST, "day") == []


@given(st.dates(date(2023, 11, 1), date(2025, 3, 1)), st.integers(0, 500), st.sampled_from(query.GRAINS))
def test_segments_cover_every_day_once_with_whole_buckets(first, length, grain):
    last = first + timedelta(days=length)
    parts = segments(first, last, grain)
    days = [part.first + timedelta(days=n) for part in parts for n in range((part.last - part.first).days + 1)]
    assert days == [first + timedelta(days=n) for n in range(length + 1)]
    for part in parts:
        assert part.first == query.bucket_start(part.first, part.grain)
        assert part.last == query.bucket_end(part.last, part.grain)
        assert part.grain in ("day", grain)
    assert len(parts) <= 3


def total(scope, grain, where=None):
    """Sums of a range over all of its segments."""
    names = [n for n in measures_of("factory") if n in ("ok_units", "run_hours", "orders_completed")]
    frames = [query.rows(scope, names, part, where) for part in segments(date(2025, 2, 10), LAST, grain)]
    return pd.concat(frames)[names].sum()


def test_every_grain_gives_the_same_total(summarised):
    by_day = total(summarised, "day")
    assert by_day.ok_units > 500
    machine = ("machine", 1, "")
    for grain in ("week", "month"):
        assert total(summarised, grain).tolist() == pytest.approx(by_day.tolist())
        mine = total(summarised, grain, machine)
        assert mine.tolist() == pytest.approx(total(summarised, "day", machine).tolist())


def test_members_add_up_to_the_factory(summarised):
    parts = segments(date(2025, 2, 10), LAST, "month")
    for entity in ("machine", "part"):
        assert query.members(summarised, entity, ["ok_units"], parts).ok_units.sum() == pytest.approx(
            total(summarised, "day").ok_units
        )
    skilled = query.members(summarised, "proficiency", ["ok_units"], parts)
    operators = query.members(summarised, "operator", ["ok_units"], parts)
    assert skilled.index.tolist() == [1, 2] and skilled.ok_units[1] == operators.ok_units[2]
    reasons = query.members(summarised, "reason", ["scrapped_units"], parts)
    scrap = table(summarised, "kpi_daily_summaries").scrapped_units.sum()
    assert reasons.loc["scrap"].scrapped_units.sum() == pytest.approx(scrap)


def test_rows_are_kept_until_a_finer_grain_begins_later_than_the_coarser(database, at):
    scope = floor.store(floor.rows())
    assert query.kept(scope, "machine") == (date.min, date.min)  # nothing is written yet
    backfill(scope)
    assert query.kept(scope, "machine") == (date.min, date.min)  # all rows ever are there
    daily, weekly = scope.t.kpi_machine_daily, scope.t.kpi_machine_weekly
    with scope.begin() as db:
        db.execute(delete(daily).where(daily.c.summary_date < MONDAY))
    assert query.kept(scope, "machine") == (MONDAY, date.min)
    with scope.begin() as db:
        db.execute(delete(weekly).where(weekly.c.week_start_date < date(2025, 2, 3)))
    assert query.kept(scope, "machine") == (MONDAY, date(2025, 2, 3))
    with scope.begin() as db:
        db.execute(delete(weekly).where(weekly.c.week_start_date < MONDAY))
    assert query.kept(scope, "machine") == (MONDAY, MONDAY)  # only months are older
    assert query.kept(scope, "part") == (date.min, date.min)
