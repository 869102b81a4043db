"""An answer is the formula over the oracle's sums, however the range lies and whatever the grain."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from answers import QuestionError, ask, clock, today
from answers.sums import columns_of
from kpis.answer import Question
from kpis.catalogue import UnknownKpi, find
from kpis.measures import MEASURES
from kpis.text import quantity
from tests import floor
from tests.answers.conftest import BOTH, CHECKED, oracle
from tests.oracle import measure

FIRST, LAST = floor.FIRST, floor.LAST
MONDAY = datetime(2025, 3, 31, 10, 20)
RANGES = {
    "a day": (date(2025, 3, 31), date(2025, 3, 31)),
    "a weekend": (date(2025, 3, 29), date(2025, 3, 30)),
    "a closed range": (FIRST, date(2025, 4, 5)),
    "with the running day": (date(2025, 3, 28), LAST),
    "the running day": (LAST, LAST),
}


def near(expected):
    return expected if expected is None else pytest.approx(expected, abs=1e-7)


# the sums of all KPIs come from the same statements: outside of long MariaDB meets each fourth one
EVERY = [("sqlite", kpi) for kpi in CHECKED] + [
    pytest.param("mariadb", kpi, marks=() if at % 4 == 0 else pytest.mark.long) for at, kpi in enumerate(CHECKED)
]


@pytest.mark.parametrize(("plant", "kpi"), EVERY, indirect=["plant"], scope="module")
def test_a_value_is_the_formula_over_the_oracles_sums(plant, source, kpi):
    for kind, (start, end) in RANGES.items():
        answer = ask(plant, Question(kpi, start, end))
        assert answer.value == near(oracle(source, kpi, start, end)), kind
        assert (answer.start, answer.end, answer.widened) == (start, end, False)
        assert answer.buckets.running.tolist()[-1] == (end == LAST)


@pytest.mark.parametrize("moment", [MONDAY, datetime(2025, 4, 1, 23, 0, 1)], ids=str)
def test_a_running_day_counts_up_to_now(plant, source, at, moment):
    at(moment)
    day = today(plant)
    assert clock(plant).replace(tzinfo=None) == moment + timedelta(hours=2)
    for kpi in CHECKED:
        assert ask(plant, Question(kpi, day, day)).value == near(oracle(source, kpi, day, day, moment)), kpi
        start = day - timedelta(days=3)
        assert ask(plant, Question(kpi, start, day)).value == near(oracle(source, kpi, start, day, moment)), kpi


@pytest.mark.parametrize("grain", ["day", "week", "month"])
@pytest.mark.parametrize("kpi", ["scrap_rate", "oee", "work_order_status", "throughput"])
def test_a_grain_changes_the_buckets_and_not_the_total(plant, source, kpi, grain):
    start, end = date(2025, 3, 28), LAST
    answer = ask(plant, Question(kpi, start, end, grain=grain))
    assert answer.value == near(oracle(source, kpi, start, end))
    bounds = list(zip(answer.buckets.start, answer.buckets.end, strict=True))
    if grain == "week":  # ragged at its beginning
        assert bounds == [(start, date(2025, 3, 30)), (date(2025, 3, 31), LAST)]
    if grain == "month":
        assert bounds == [(start, date(2025, 3, 31)), (date(2025, 4, 1), LAST)]
    for (first, last), value in zip(bounds, answer.buckets.value, strict=True):
        assert (None if pd.isna(value) else value) == near(oracle(source, kpi, first, last)), first
    flows = [n for n in columns_of(find(kpi)) if n in MEASURES and MEASURES[n].kind == "flow"]
    for name in flows:
        assert answer.buckets[name].sum() == pytest.approx(answer.measures.get(name, answer.buckets[name].sum())), name
    assert list(answer.lines) == list(find(kpi).lines) and all(len(v) == len(bounds) for v in answer.lines.values())


@BOTH
def test_a_day_by_shift(plant, source):
    day = date(2025, 4, 1)
    answer = ask(plant, Question("scrap_rate", day, day))
    assert (answer.grain, answer.table) == ("shift", "kpi_shift_summaries")
    assert answer.buckets.label.tolist() == ["Early", "Late", "Night"]
    for name in ("ok_units", "scrapped_units"):
        assert answer.buckets[name].sum() == pytest.approx(answer.measures[name])
    for number, value in enumerate(answer.buckets.value, 1):
        expected = oracle(source, "scrap_rate", day, day, by="shift", key=number)
        assert (None if pd.isna(value) else value) == near(expected)
    assert ask(plant, Question("lead_time", day, day)).grain == "day"  # not counted by shift


@BOTH
def test_long_ranges_reach_back_before_the_first_order(plant, source):
    start = date(2025, 1, 6)
    for grain in ("week", "month"):
        answer = ask(plant, Question("machine_utilization", start, LAST, grain=grain))
        assert answer.value == near(oracle(source, "machine_utilization", start, LAST))
        assert answer.table == {"week": "kpi_weekly_summaries", "month": "kpi_monthly_aggregates"}[grain]
    assert ask(plant, Question("scrap_rate", start, date(2025, 2, 1))).value is None
    assert ask(plant, Question("scrap_rate", date(2024, 1, 1), date(2024, 2, 1))).value is None


BAD = {
    "from 2025-04-02 is after to 2025-04-01; swap them": {"start": date(2025, 4, 2), "end": date(2025, 4, 1)},
    "to 2025-04-07 is in the future; today is 2025-04-06": {"end": date(2025, 4, 7)},
    "scrap_rate has no breakdown by 'machin'.*machine": {"by": "machin"},
    "scrap_rate has no breakdown by 'customer'": {"where": ("customer", "C1")},
    "unknown grain 'weak'.*week": {"grain": "weak"},
    "no machine 'M33' in this factory; did you mean 'M3'": {"where": ("machine", "M33")},
    "no machine 'machine 2' in this factory; did you mean 'M2'": {"where": ("machine", "machine 2")},
    "no part 'Q'": {"where": ("part", "Q")},
    "covers at most 14 days": {"start": date(2025, 3, 20), "grain": "shift"},
}


def test_bad_questions_are_told_the_way_out(plant):
    for message, wrong in BAD.items():
        given = {"kpi": "scrap_rate", "start": FIRST, "end": LAST} | wrong
        with pytest.raises(QuestionError, match=message):
            ask(plant, Question(**given))
    with pytest.raises(QuestionError, match="lead_time is not counted by shift; take day, week or month"):
        ask(plant, Question("lead_time", FIRST, LAST, grain="shift"))
    with pytest.raises(UnknownKpi, match="scrap_rate"):
        ask(plant, Question("scrap_rat", FIRST, LAST))


def test_what_a_member_did_not_do_is_zero_where_the_factory_knows_it(plant, source):
    for kpi, entity in (("throughput", "part"), ("scrap_rate", "reason"), ("work_order_status", "operator")):
        for row in ask(plant, Question(kpi, FIRST, LAST, by=entity)).breakdown.itertuples():
            answer = ask(plant, Question(kpi, FIRST, LAST, where=(entity, row.key), grain="day"))
            for bucket in answer.buckets.itertuples():
                key = ("scrap", 0 if row.key == "-" else int(row.key[1:])) if entity == "reason" else int(row.key[1:])
                expected = oracle(source, kpi, bucket.start, bucket.start, by=entity, key=key)
                assert (None if pd.isna(bucket.value) else bucket.value) == near(expected), (row.key, bucket.start)


def test_the_measures_of_a_member_are_those_that_its_formula_used(plant):
    whole = ask(plant, Question("throughput", FIRST, LAST))
    for entity, key in (("machine", "M1"), ("part", "P1"), ("shift", "Late")):
        one = ask(plant, Question("throughput", FIRST, LAST, where=(entity, key)))
        assert one.measures["work_days"] == whole.measures["work_days"]
        assert one.value == near(one.measures["ok_units"] / one.measures["work_days"])


def test_oee_tells_its_kin_of_all_the_time(plant, source):
    start, end = date(2025, 3, 31), LAST
    told = dict(ask(plant, Question("oee", start, end)).facts)
    good, run, uncovered, every = (
        measure(source, name, start, end, now=floor.NOW)
        for name in ("good_hours", "run_hours", "uncovered_run_hours", "calendar_hours")
    )
    assert told["TEEP, of all time"] == quantity(100 * run / every * good / (run - uncovered), "%")
    assert [title.partition(",")[0] for title in told] == ["OOE", "TEEP", "NEE"]
    of_machine = dict(ask(plant, Question("oee", start, end, where=("machine", "M1"))).facts)
    assert of_machine.keys() == told.keys() and of_machine != told
