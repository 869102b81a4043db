"""What stands in the summary tables: the oracle's numbers by day, and the sums of domain.md from there."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from data.summary import tables
from data.summary.tables import KEY, measures_of, table_name
from kpis.catalogue import KPIS
from kpis.measures import MEASURES
from tests import floor
from tests.data.summary.conftest import table
from tests.oracle import measure
from tests.oracle.oracle import SOURCES, STOCKS

MARCH, APRIL = (2025, 3), (2025, 4)
STRADDLING = date(2025, 3, 31)
ENTITIES = ("factory", *tables.ENTITIES)
NEEDED = set().union(*(kpi.measures for kpi in KPIS.values()))


@pytest.fixture(scope="module")
def source():
    return floor.source(floor.rows())


def known(frame, entity):
    """Measures of the rows that the oracle knows, but for those that nothing fills yet and no KPI needs."""
    names = [name for name in frame if name in SOURCES and entity in MEASURES[name].entities]
    return [name for name in names if name in NEEDED or frame[name].notna().any()]


def close(found, expected):
    return found == pytest.approx(expected, abs=1e-6)


def expect(source, name, day, by, rows, keys):
    """The column of one day's rows, by key, is what the oracle says; a member without a row has nothing."""
    expected = measure(source, name, day, day, by, now=floor.NOW)
    if expected is None:
        assert rows[name].isna().all(), (name, day)
        return
    ours = rows.set_index(keys)[name].to_dict()
    ours = {key: 0.0 if pd.isna(value) else value for key, value in ours.items()}
    for key in (ours.keys() | expected.keys()) - {0}:
        assert close(ours.get(key, 0.0), expected.get(key, 0.0)), (name, day, key)


@pytest.mark.parametrize("entity", ENTITIES)
def test_daily_rows_are_the_oracles(summarised, source, entity):
    frame = table(summarised, table_name(entity, "daily"))
    names = known(frame, entity)
    assert len(names) >= 6
    for day in floor.DAYS:
        rows = frame[frame.summary_date == day]
        for name in names:
            if entity == "factory":
                expected = measure(source, name, day, day, now=floor.NOW)
                value = rows[name].iloc[0]
                assert pd.isna(value) if expected is None else close(value, expected), (name, day)
            else:
                keys = ["reason_kind", "reason_id"] if entity == "reason" else KEY[entity][-1]
                expect(source, name, day, entity, rows, keys)


def test_shift_rows_are_the_oracles(summarised, source):
    frame = table(summarised, "kpi_shift_summaries")
    names = known(frame, "shift")
    assert len(names) > 30
    for day in floor.DAYS:
        for name in names:
            expect(source, name, day, "shift", frame[frame.shift_date == day], "shift_id")


def test_a_day_is_the_sum_of_its_shifts(summarised):
    days = table(summarised, "kpi_daily_summaries").set_index("summary_date")
    shifts = table(summarised, "kpi_shift_summaries")
    flows = [n for n in measures_of("shift") if n not in STOCKS and MEASURES[n].kind == "flow" and n in days]
    sums = shifts.groupby("shift_date")[flows].sum(min_count=1)
    assert list(sums.index) == list(days.index) and len(flows) > 40
    pd.testing.assert_frame_equal(sums, days[flows], check_names=False, check_dtype=False, check_like=True)
    assert (shifts[shifts.shift_name == "Off shift"].run_hours.sum() > 1) and (shifts.run_hours > 0).sum() > 10


def test_off_shift_is_shift_0_and_each_shift_has_its_times(summarised):
    shifts = table(summarised, "kpi_shift_summaries")
    of = shifts[shifts.shift_date == date(2025, 3, 31)].set_index("shift_id")
    assert of.shift_name.to_dict() == {1: "Early", 2: "Late", 3: "Night"}
    # the day after the clock change: 06:00 in Berlin is 04:00 UTC
    assert of.shift_start_time[1] == pd.Timestamp("2025-03-31 04:00")
    assert of.shift_end_time[3] == pd.Timestamp("2025-04-01 04:00")
    rest = shifts[shifts.shift_date == date(2025, 3, 29)]  # ends after the change
    assert rest.shift_id.tolist() == [0] and rest.shift_start_time.isna().all()
    assert rest.calendar_hours.tolist() == [23 * 3]  # machines 1, 3 and 4


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_week_is_the_sum_of_its_days(summarised, entity):
    days, weeks = (table(summarised, table_name(entity, grain)) for grain in ("daily", "weekly"))
    assert (weeks.week_end_date == weeks.week_start_date + timedelta(days=6)).all()
    of = [day - timedelta(days=day.weekday()) for day in days.summary_date]
    check_sums(entity, days.assign(week_start_date=of), weeks, ["week_start_date"])
    assert STRADDLING in set(weeks.week_start_date)


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_month_is_the_sum_of_its_days_and_of_no_weeks(summarised, entity):
    days, months = (table(summarised, table_name(entity, grain)) for grain in ("daily", "monthly"))
    of = days.assign(year=[d.year for d in days.summary_date], month=[d.month for d in days.summary_date])
    check_sums(entity, of, months, ["year", "month"])
    assert set(zip(months.year, months.month, strict=True)) >= {MARCH, APRIL}


def check_sums(entity, days, rows, dates):
    """`rows` hold the sums of the days by their dates and keys, and the number of days; null is the sum of nulls."""
    keys = [*dates, *(() if entity == "factory" else KEY[entity])]
    names = [n for n in (*measures_of(entity), "stock_days", "factory_units") if n in rows and n in days]
    grouped = days.groupby(keys)
    expected, found = grouped[names].sum(min_count=1), rows.set_index(keys).sort_index()
    pd.testing.assert_frame_equal(found[names], expected, check_dtype=False)
    if entity == "factory":
        assert (found.stock_days == grouped.size()).all()
    else:
        counted = next(c for c in found if c.startswith("days_"))
        assert (found[counted] == grouped.size()).all()


def test_the_running_day_counts_as_far_as_it_has_come(summarised):
    today = table(summarised, "kpi_daily_summaries").set_index("summary_date").loc[floor.LAST]
    # Sunday began at 06:00 in Berlin, 04:00 UTC; no shift is scheduled
    assert today.calendar_days == pytest.approx(5.5 / 24)
    assert today.scheduled_hours == 0 and today.calendar_hours == pytest.approx(5.5 * 3)


def test_group_and_skill_are_written_on_the_rows(summarised):
    machines = table(summarised, "kpi_machine_daily")
    groups = machines.groupby("machine_id").machine_group_id.agg(lambda g: set(g.replace({np.nan: None})))
    assert groups.to_dict() == {1: {1}, 2: {1}, 3: {2}, 4: {None}}
    operators = table(summarised, "kpi_operator_weekly")
    assert dict(zip(operators.operator_id, operators.skill_level, strict=True)) == {1: 2, 2: 1, 3: 2}


def test_a_part_row_carries_the_factorys_units(summarised):
    parts, days = (
        table(summarised, "kpi_part_daily"),
        table(summarised, "kpi_daily_summaries").set_index("summary_date"),
    )
    units = (days.ok_units + days.scrapped_units).reindex(parts.summary_date).to_numpy()
    assert parts.factory_units.tolist() == pytest.approx(units.tolist())
    shares = parts.groupby("summary_date").production_volume_percentage.sum(min_count=1).dropna()
    assert shares.tolist() == pytest.approx([100.0] * len(shares))
