"""Two filters at once: the value is the cell of the two breakdowns, and what it consists of adds up to it."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from answers import QuestionError, ask
from answers.cross import possible
from kpis.answer import Question
from kpis.catalogue import KPIS
from tests import floor
from tests.oracle import measure

START, LAST = floor.FIRST, date(2025, 4, 4)
PAIRS = [("machine", "shift"), ("machine", "part"), ("operator", "machine"), ("reason", "part"), ("group", "part")]
CASES = {kpi.id: [p for p in PAIRS if set(p) <= set(kpi.breakdowns) and possible(kpi, *p)] for kpi in KPIS.values()}
SOME = [
    pytest.param(kpi, marks=() if at % 4 == 0 else pytest.mark.long)
    for at, kpi in enumerate(kpi for kpi, pairs in CASES.items() if pairs)
]
IDS = {"-": 0, "Off shift": 0, "Early": 1, "Late": 2, "Night": 3}


def kept(pair, row, kpi_id, **more):
    filters = ((pair[0], row.key), (pair[1], row.key2))
    return Question(kpi_id, START, LAST, where=filters[0], and_where=filters[1], **more)


@pytest.mark.parametrize("kpi_id", SOME)
def test_what_two_filters_keep_is_the_pairs_cell(plant, kpi_id):
    for pair in CASES[kpi_id]:
        pairs = ask(plant, Question(kpi_id, START, LAST, by=",".join(pair))).breakdown
        pairs = pairs[(pairs.key != "-") & (pairs.key2 != "-")]
        for row in pairs.iloc[:: max(len(pairs) // 2, 1)].itertuples():
            answer = ask(plant, kept(pair, row, kpi_id))
            expected = None if pd.isna(row.value) else pytest.approx(row.value, abs=1e-9)
            assert answer.value == expected, (pair, row.key, row.key2)


@pytest.mark.parametrize("pair", [("machine", "shift"), ("part", "machine"), ("operator", "shift")])
def test_over_time_and_by_a_third_it_adds_up(plant, source, pair):
    pairs = ask(plant, Question("scrap_rate", START, LAST, by=",".join(pair))).breakdown
    row = next(row for row in pairs.itertuples() if row.scrapped_units and "-" not in (row.key, row.key2))
    third = next(entity for entity in ("operator", "part", "machine") if entity not in pair)
    answer = ask(plant, kept(pair, row, "scrap_rate", by=third, grain="day"))
    key = tuple(IDS[k] if k in IDS else int(k[1:]) for k in (row.key, row.key2))
    for name in ("ok_units", "scrapped_units"):
        assert answer.measures[name] == measure(source, name, START, LAST, by=pair, now=floor.NOW)[key]
        assert answer.buckets[name].sum() == pytest.approx(answer.measures[name])
        assert answer.breakdown[name].sum() == pytest.approx(answer.measures[name])
        for bucket in answer.buckets.itertuples():
            of_day = measure(source, name, bucket.start, bucket.start, by=pair, now=floor.NOW) or {}
            assert getattr(bucket, name) == pytest.approx(of_day.get(key, 0.0))


def test_by_the_entity_of_a_filter_all_of_its_members_are_shown(plant):
    asked = Question("scrap_rate", START, LAST, by="machine", where=("machine", "M1"), and_where=("part", "P1"))
    rows = ask(plant, asked).breakdown.set_index("key")["value"]
    pairs = ask(plant, Question("scrap_rate", START, LAST, by="machine,part")).breakdown
    of_part = pairs[(pairs.key2 == "P1") & (pairs.key != "-")].set_index("key")["value"]
    assert len(rows) > 1 and rows.to_dict() == pytest.approx(of_part.to_dict(), nan_ok=True)


def test_the_order_of_the_filters_does_not_matter(plant):
    one = Question("oee", START, LAST, where=("machine", "M1"), and_where=("shift", "Early"))
    other = replace(one, where=one.and_where, and_where=one.where)
    assert ask(plant, one).value == pytest.approx(ask(plant, other).value)


def test_the_other_period_is_kept_to_the_same(plant):
    days = (date(2025, 4, 1), date(2025, 4, 1)), (date(2025, 3, 31), date(2025, 3, 31))
    asked = Question("scrap_rate", *days[0], where=("machine", "M1"), and_where=("shift", "Early"), compare=days[1])
    before = replace(asked, start=days[1][0], end=days[1][1], compare=None)
    assert ask(plant, asked).comparison.value == ask(plant, before).value
    early = ask(plant, replace(asked, compare=(date(2025, 1, 2), date(2025, 1, 2))))
    assert early.comparison.value is None and "reach back 92 days" in early.notes[-1]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"start": date(2024, 1, 1)}, "machine and shift at once reach back 92 days"),
        ({"and_where": ("machine", "M2")}, "name two different entities"),
        ({"by": "part,operator"}, "are 4 at once"),
        ({"where": None}, "a second filter without the first"),
        ({"and_where": ("shift", "Lunch")}, "no shift 'Lunch'"),
        ({"and_where": ("moon", "1")}, "no breakdown by 'moon'"),
    ],
)
def test_what_cannot_be_answered_says_so(plant, changed, said):
    asked = Question("scrap_rate", START, LAST, where=("machine", "M1"), and_where=("shift", "Early"))
    with pytest.raises(QuestionError, match=said):
        ask(plant, replace(asked, **changed))
