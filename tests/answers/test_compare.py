"""The other period: whole days with whole days, a running day with as much of another's scheduled time."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from answers import ask
from kpis import period
from kpis.answer import Question
from kpis.catalogue import KPIS
from tests import floor
from tests.answers.conftest import CHECKED, oracle

MONDAY, TUESDAY = date(2025, 3, 31), date(2025, 4, 1)
NOON = datetime(2025, 4, 1, 10, 20)
"""Tuesday, 12:20 in Berlin: 6 h 20 min of 24 h of shifts have passed."""
MONDAY_NOON = NOON - timedelta(days=1)


def near(expected):
    return expected if expected is None else pytest.approx(expected, abs=1e-7)


def plain(value):
    return None if pd.isna(value) else value


def previous(kpi, start, end, **more):
    return Question(kpi, start, end, compare=period.comparison("previous_period", start, end, TUESDAY), **more)


@pytest.mark.parametrize("kpi", CHECKED)
def test_closed_days_with_as_many_before(plant, source, kpi):
    start, end = date(2025, 4, 1), date(2025, 4, 3)
    answer = ask(plant, previous(kpi, start, end))
    other, then, now = (
        answer.comparison,
        oracle(source, kpi, date(2025, 3, 29), MONDAY),
        oracle(source, kpi, start, end),
    )
    assert (other.start, other.end, other.note) == (date(2025, 3, 29), MONDAY, "")
    assert (answer.value, other.value) == (near(now), near(then))
    assert other.difference == (None if None in (now, then) else near(now - then))
    assert other.percent == (near(100 * (now - then) / abs(then)) if now is not None and then else None)
    assert len(other.buckets) == len(answer.buckets) == (1 if answer.grain == "month" else 3)
    for row in other.buckets.itertuples() if answer.grain == "day" else ():
        assert plain(row.value) == near(oracle(source, kpi, row.start, row.start))
    if other.difference:
        assert other.trend == ("up" if other.difference > 0 else "down")


def test_a_running_day_with_the_same_scheduled_time_of_the_day_before(plant, source, at):
    at(NOON)
    for kpi in CHECKED[::4]:  # of all KPIs the closed days ask; only the sums come from elsewhere here
        answer = ask(plant, previous(kpi, TUESDAY, TUESDAY))
        assert answer.value == near(oracle(source, kpi, TUESDAY, TUESDAY, NOON)), kpi
        assert answer.comparison.value == near(oracle(source, kpi, MONDAY, MONDAY, MONDAY_NOON)), kpi
        assert answer.comparison.note == "the last day up to the same scheduled time (6 h 20 min of 24 h 0 min)"


def test_a_running_week_with_as_much_of_the_week_before(plant, source, at):
    at(NOON)
    before = (date(2025, 3, 27), date(2025, 3, 28))
    cut = datetime(2025, 3, 28, 11, 20)  # 12:20 in winter
    for kpi in ("scrap_rate", "oee", "throughput"):
        answer = ask(plant, Question(kpi, MONDAY, TUESDAY, compare=before, by="machine"))
        assert answer.comparison.value == near(oracle(source, kpi, *before, cut))
        assert [plain(v) for v in answer.comparison.buckets.value] == [
            near(oracle(source, kpi, before[0], before[0])),
            near(oracle(source, kpi, before[1], before[1], cut)),
        ]
        for row in answer.breakdown.itertuples():
            expected = oracle(source, kpi, *before, cut, by="machine", key=int(row.key[1:]))
            assert plain(row.before) == near(expected), row.key


def test_a_running_day_with_a_day_without_shifts(plant, source, at):
    at(NOON)
    saturday = date(2025, 3, 29)
    answer = ask(plant, Question("scrap_rate", TUESDAY, TUESDAY, compare=(saturday, saturday)))
    cut = datetime(2025, 3, 29, 11, 20)  # 6 h 20 min after it began, as today
    assert answer.comparison.value == near(oracle(source, "scrap_rate", saturday, saturday, cut))


def test_one_member_is_compared_with_itself(plant, source, at):
    at(NOON)
    answer = ask(plant, previous("scrap_rate", TUESDAY, TUESDAY, where=("machine", "M3")))
    expected = oracle(source, "scrap_rate", MONDAY, MONDAY, MONDAY_NOON, by="machine", key=3)
    assert answer.comparison.value == near(expected) and expected is not None
    at(floor.NOW)
    answer = ask(
        plant, previous("scrap_rate", date(2025, 4, 1), date(2025, 4, 3), where=("machine", "M1"), grain="week")
    )
    expected = oracle(source, "scrap_rate", date(2025, 3, 29), MONDAY, by="machine", key=1)
    assert answer.comparison.value == near(expected)


def test_one_shift_is_compared_with_itself(plant, source, at):
    at(floor.NOW)
    question = Question("scrap_rate", TUESDAY, TUESDAY, where=("shift", "Late"), compare=(MONDAY, MONDAY))
    expected = oracle(source, "scrap_rate", MONDAY, MONDAY, by="shift", key=2)
    assert ask(plant, question).comparison.value == near(expected) and expected is not None


def test_nothing_before_gives_no_change(plant):
    answer = ask(plant, Question("scrap_rate", TUESDAY, TUESDAY, compare=(date(2025, 1, 7), date(2025, 1, 7))))
    other = answer.comparison
    assert (other.value, other.difference, other.percent, other.verdict) == (None, None, None, "")


def test_one_shift_of_a_running_day_is_compared_with_as_much_of_it(plant, source, at):
    at(NOON)
    expected = oracle(source, "scrap_rate", MONDAY, MONDAY, MONDAY_NOON, by="shift", key=1)
    alone = ask(plant, previous("scrap_rate", TUESDAY, TUESDAY, where=("shift", "Early")))
    assert alone.comparison.value == near(expected) and expected is not None
    rows = ask(plant, previous("scrap_rate", TUESDAY, TUESDAY, by="shift")).breakdown.set_index("key")
    assert rows.before["Early"] == near(expected)


def test_a_chart_by_shift_has_the_same_shift_of_the_other_days(plant, source, at):
    at(floor.NOW)
    start, end = date(2025, 4, 1), date(2025, 4, 2)
    answer = ask(plant, previous("scrap_rate", start, end, grain="shift"))
    shifts, seen = {"Early": 1, "Late": 2, "Night": 3, "Off shift": 0}, 0
    for own, other in zip(answer.buckets.itertuples(), answer.comparison.buckets.itertuples(), strict=True):
        name, day = own.label.split(maxsplit=2)[2], own.start - timedelta(days=2)
        expected = oracle(source, "scrap_rate", day, day, by="shift", key=shifts[name])
        assert other.start == day and plain(other.value) == near(expected), own.label
        seen += expected is not None
    assert seen >= 3


def test_shifts_of_the_running_day_have_as_much_of_the_other_beside_them(plant, source, at):
    at(NOON)
    answer = ask(plant, previous("scrap_rate", TUESDAY, TUESDAY, grain="shift"))
    values = dict(zip(answer.buckets.label, answer.comparison.buckets.value, strict=True))
    assert answer.buckets.running.all()
    at(datetime(2025, 4, 1, 13, 0))
    later = ask(plant, previous("scrap_rate", TUESDAY, TUESDAY, grain="shift")).buckets
    assert later[~later.running].label.tolist() == ["Early"]
    assert values["Early"] == near(oracle(source, "scrap_rate", MONDAY, MONDAY, MONDAY_NOON, by="shift", key=1))


def test_the_buckets_of_one_shift_are_those_of_the_other_period(plant, source, at):
    at(floor.NOW)
    start, end = floor.LAST - timedelta(days=5), floor.LAST - timedelta(days=1)
    other = ask(plant, previous("throughput", start, end, where=("shift", "Late"), grain="day")).comparison
    for bucket in other.buckets.itertuples():
        expected = oracle(source, "throughput", bucket.start, bucket.start, by="shift", key=2)
        assert plain(bucket.value) == near(expected), bucket.start
    assert len(other.buckets) == 5


def test_a_change_is_what_the_members_added(plant):
    """Of every KPI and breakdown that has a bridge it adds up, and those of amounts and of plain rates have one."""
    told, start, end, before = set(), date(2025, 4, 1), date(2025, 4, 5), (date(2025, 3, 27), date(2025, 3, 31))
    for kpi in KPIS.values():
        for by in kpi.breakdowns:
            answer = ask(plant, Question(kpi.id, start, end, by, compare=before))
            if answer.why is not None:
                told.add((kpi.id, by))
                added = sum(amount for _, amount in answer.why.steps) + answer.why.others + (answer.why.mix or 0.0)
                assert added == pytest.approx(answer.comparison.difference, abs=1e-6), (kpi.id, by)
    assert {("scrap_rate", "machine"), ("scrap_rate", "reason"), ("production_volume", "part")} <= told
    assert {("oee", "machine"), ("oee", "shift"), ("customer_satisfaction", "customer")} <= told
    assert len(told) > 60


def test_a_product_is_told_by_its_factors_and_a_filter_by_what_it_keeps(plant):
    start, end, before = date(2025, 4, 1), date(2025, 4, 5), (date(2025, 3, 27), date(2025, 3, 31))

    def why(kpi, by, **kept):
        answer = ask(plant, Question(kpi, start, end, by, compare=before, **kept))
        if answer.why is not None:
            added = sum(amount for _, amount in answer.why.steps) + answer.why.others + (answer.why.mix or 0.0)
            assert added == pytest.approx(answer.comparison.difference, abs=1e-6)
        return answer.why

    assert {name for name, _ in why("oee", "machine").steps} == {"Availability", "Performance", "Quality"}
    parts = {KPIS[name].name for name in KPIS["strategic_index"].rests_on}
    assert {name for name, _ in why("strategic_index", None).steps} == parts
    kept = why("scrap_rate", "machine", where=("shift", "Late"))
    assert {name for name, _ in kept.steps} <= {f"Machine {n}" for n in (1, 2, 3, 4)} and kept.mix is not None
    assert why("scrap_rate", "machine", where=("machine", "M1")) is None  # the table shows the others too
    assert all(" · " in name for name, _ in why("scrap_rate", "machine,shift").steps)
    assert {name for name, _ in why("oee", "machine", where=("machine", "M1")).steps} >= {"Availability"}
