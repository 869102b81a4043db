"""A KPI by hour of the clock: the oracle's sums of the hour, over the days that are kept, today so far in it."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from answers import QuestionError, ask
from answers.hours import by_weekday_hour
from data.summary import hourly
from kpis.answer import Question
from kpis.measures import of
from tests import floor
from tests.answers.conftest import BOTH
from tests.oracle import measure

KPI = "utilization_by_hour"
START, END = date(2025, 3, 27), date(2025, 4, 2)
NAMES = ("run_hours", "scheduled_hours", "off_shift_work_hours")
LABELS = {6: "06:00–07:00", 23: "23:00–00:00"}


def utilization(sums):
    planned = sums["scheduled_hours"] + sums["off_shift_work_hours"]
    return 100 * sums["run_hours"] / planned if planned else None


def oracle(source, start, end, by=("hour",), now=floor.NOW):
    """The KPI by hour (and what else), of those with any of the sums."""
    found = {name: measure(source, name, start, end, by, now=now) for name in NAMES}
    keys = {key for values in found.values() for key in values}
    sums = {key: {name: found[name].get(key, 0.0) for name in NAMES} for key in keys}
    return {key: utilization(values) for key, values in sums.items() if any(values.values())}


def asked(scope, start=START, end=END, by="hour", **more):
    return ask(scope, Question(KPI, start, end, by, **more))


@BOTH
def test_by_hour_is_the_oracles_and_adds_up_to_the_total(plant, source):
    found = asked(plant)
    table = found.breakdown.set_index("key")
    expected = {f"{hour:02d}": value for (hour,), value in oracle(source, START, END).items()}
    assert table.value.to_dict() == pytest.approx(expected) and len(expected) == 24
    assert table.name["06"] == LABELS[6] and table.name["23"] == LABELS[23]
    assert found.breakdown.value.is_monotonic_increasing  # the worst first
    for name in NAMES:
        assert table[name].sum() == pytest.approx(found.measures[name])
    assert not found.widened and not any("kept" in note for note in found.notes)


def test_today_so_far_is_in_it(plant, source):
    found = asked(plant, floor.LAST - timedelta(days=2), floor.LAST)
    expected = oracle(source, floor.LAST - timedelta(days=2), floor.LAST)
    assert found.breakdown.set_index("key").value.to_dict() == pytest.approx(
        {f"{hour:02d}": value for (hour,), value in expected.items()}
    )
    today = asked(plant, floor.LAST, floor.LAST).breakdown
    assert set(today.key) <= {f"{hour:02d}" for hour in range(6, 12)}


def test_within_one_group_and_with_the_groups(plant, source):
    every = oracle(source, START, END, ("hour", "group"))
    one = asked(plant, where=("group", "G1")).breakdown.set_index("key").value.to_dict()
    assert one == pytest.approx({f"{hour:02d}": value for (hour, group), value in every.items() if group == 1})
    pairs = asked(plant, by="group,hour").breakdown
    assert list(pairs.columns[:6]) == ["key", "name", "key2", "name2", "value", "status"]
    names = {0: "-", 1: "G1", 2: "G2"}
    found = {(k, k2): v for k, k2, v in zip(pairs.key, pairs.key2, pairs.value, strict=True)}
    assert found == pytest.approx({(names[group], f"{hour:02d}"): value for (hour, group), value in every.items()})
    at_eight = asked(plant, by="group", where=("hour", "08")).breakdown.set_index("key").value.to_dict()
    assert at_eight == pytest.approx({names[g]: value for (hour, g), value in every.items() if hour == 8})


def test_one_hour_over_time(plant, source):
    found = asked(plant, by=None, where=("hour", "08"), grain="day")
    assert found.value == pytest.approx(oracle(source, START, END)[8,])
    days = [START + timedelta(days=n) for n in range(7)]
    for day, value in zip(days, found.buckets.value, strict=True):
        expected = oracle(source, day, day).get((8,))
        assert pd.isna(value) if expected is None else value == pytest.approx(expected)
    assert found.table == "kpi_group_hourly" and found.breakdown is None


def test_what_is_no_longer_kept_is_said_and_left_out(plant, source, monkeypatch):
    monkeypatch.setattr(hourly, "KEPT_DAYS", 8)  # from 30 March on
    first = date(2025, 3, 30)
    found = ask(plant, Question(KPI, START, END, "hour"), fresh=True)
    expected = oracle(source, first, END)
    assert found.breakdown.set_index("key").value.to_dict() == pytest.approx(
        {f"{hour:02d}": value for (hour,), value in expected.items()}
    )
    assert found.widened and "Hours of the clock are kept for 8 days: the table covers 30 Mar – 2 Apr." in found.notes
    assert found.measures["run_hours"] == pytest.approx(measure(source, "run_hours", START, END, now=floor.NOW))
    nothing = ask(plant, Question(KPI, START, START, "hour"), fresh=True)
    assert nothing.breakdown.empty and "there are none of this time" in " ".join(nothing.notes)
    one = ask(plant, Question(KPI, START, END, where=("hour", "08")), fresh=True)
    assert one.widened and any("8 days" in note for note in one.notes)


def test_compared_hour_by_hour(plant, source):
    other = (date(2025, 3, 27), date(2025, 3, 28))
    found = asked(plant, date(2025, 3, 31), date(2025, 4, 1), compare=other).breakdown.set_index("key")
    expected = oracle(source, *other)
    for (hour,), value in expected.items():
        assert found.before[f"{hour:02d}"] == pytest.approx(value)


def test_the_running_day_is_compared_with_the_same_part_of_another(plant, source, at):
    at(datetime(2025, 4, 4, 9, 30))
    found = asked(plant, date(2025, 4, 4), date(2025, 4, 4), compare=(date(2025, 4, 1), date(2025, 4, 1)))
    # 5.5 h of the shifts have passed: up to 09:30 UTC of the other day as well
    expected = oracle(source, date(2025, 4, 1), date(2025, 4, 1), now=datetime(2025, 4, 1, 9, 30))
    before = found.breakdown.set_index("key").before.dropna().to_dict()
    assert before and before == pytest.approx({key: expected[int(key),] for key in before})


@BOTH
def test_weekday_by_hour(plant, source):
    found = by_weekday_hour(plant, Question(KPI, START, floor.LAST))
    assert list(found.columns[:3]) == ["weekday", "hour", "value"] and set(NAMES) <= set(found.columns)
    for row in found.itertuples():
        days = [day for day in floor.DAYS if day.weekday() == row.weekday]
        for name in NAMES:
            each = [measure(source, name, day, day, ("hour",), now=floor.NOW).get((row.hour,), 0.0) for day in days]
            assert getattr(row, name) == pytest.approx(sum(each), abs=1e-6), (name, row.weekday, row.hour)
        expected = utilization({name: getattr(row, name) for name in NAMES})
        assert pd.isna(row.value) if expected is None else row.value == pytest.approx(expected)
    assert not found.duplicated(["weekday", "hour"]).any()


def test_weekday_by_hour_of_one_group(plant, source):
    found = by_weekday_hour(plant, Question(KPI, START, END, where=("group", "G2")))
    run = measure(source, "run_hours", START, END, ("hour", "group"), now=floor.NOW)
    hours = found.groupby("hour").run_hours.sum().to_dict()
    assert hours == pytest.approx({hour: run.get((hour, 2), 0.0) for hour in hours}, abs=1e-6)


def test_what_cannot_be_asked_is_said(plant):
    with pytest.raises(QuestionError, match="no hour '8' in this factory"):
        asked(plant, by=None, where=("hour", "8"))
    with pytest.raises(QuestionError, match="scrap_rate has no breakdown by 'hour'"):
        by_weekday_hour(plant, Question("scrap_rate", START, END))
    with pytest.raises(QuestionError, match="hours are counted by group, not by hour"):
        by_weekday_hour(plant, Question(KPI, START, END, where=("hour", "08")))
    assert len(of("hour")) == 4
