"""The members of a breakdown: each by the formula over its own sums, together the total."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import delete

from answers import ask
from data.summary.aggregate import backfill
from kpis import catalogue
from kpis.answer import Question
from kpis.catalogue import KPIS
from kpis.measures import MEASURES
from tests import floor
from tests.answers.conftest import BOTH, CHECKED, oracle
from tests.oracle import measure

START, LAST = date(2025, 3, 28), floor.LAST
IDS = {
    "machine": lambda row: int(row.key[1:]), "group": lambda row: int(row.key[1:]),
    "operator": lambda row: int(row.key[1:]), "part": lambda row: int(row.key[1:]),
    "proficiency": lambda row: int(row.key[-1]), "customer": lambda row: int(row.key[1:]),
    "shift": lambda row: ("Off shift", "Early", "Late", "Night").index(row.key),
    "reason": lambda row: (row.kind, 0 if row.key == "-" else int(row.key[1:])),
}  # fmt: skip
CASES = [(kpi, entity) for kpi in CHECKED for entity in KPIS[kpi].breakdowns if entity in IDS]


@pytest.mark.parametrize(("kpi", "entity"), CASES)
def test_a_member_is_the_formula_over_its_own_sums(plant, source, kpi, entity):
    answer = ask(plant, Question(kpi, START, LAST, by=entity))
    rows = answer.breakdown
    counted = [name for name in KPIS[kpi].of_member.measures if MEASURES[name].counted_by(entity)]
    assert len(rows) or not any(answer.measures[name] for name in counted)
    assert answer.widened is False
    for row in rows.itertuples():
        expected = oracle(source, kpi, START, LAST, by=entity, key=IDS[entity](row))
        expected = expected if expected is None else pytest.approx(expected, abs=1e-7)
        assert (None if pd.isna(row.value) else row.value) == expected, row.key
    aim = answer.target if answer.kpi.better == "target" else None
    values = (rows.value if aim is None else (rows.value - aim).abs()).dropna()
    assert values.is_monotonic_increasing or values.is_monotonic_decreasing
    assert rows.value.isna().tolist() == sorted(rows.value.isna())  # who has no data comes last


@pytest.mark.parametrize("entity", ["machine", "part", "shift"])
def test_what_is_shared_out_adds_up_to_the_total(plant, entity):
    for kpi in ("scrap_rate", "quality_rate", "oee"):
        if entity not in KPIS[kpi].breakdowns:
            continue
        answer = ask(plant, Question(kpi, START, LAST, by=entity))
        for name in ("ok_units", "scrapped_units", "run_hours", "good_hours"):
            if name in answer.breakdown and MEASURES[name].counted_by(entity):
                assert answer.breakdown[name].sum() == pytest.approx(answer.measures[name]), (kpi, name)


@BOTH
def test_the_reasons_of_a_rate_add_up_to_it(plant, source):
    answer = ask(plant, Question("scrap_rate", START, LAST, by="reason"))
    assert answer.breakdown.value.sum() == pytest.approx(answer.value)
    assert set(answer.breakdown.kind) == {"scrap"} and "none given" in set(answer.breakdown.name)
    answer = ask(plant, Question("downtime", START, LAST, by="reason"))
    assert answer.breakdown.value.sum() == pytest.approx(answer.value) and set(answer.breakdown.kind) == {"hold"}


def test_one_member_alone_is_its_row(plant):
    for kpi, entity in (("scrap_rate", "machine"), ("oee", "group"), ("lead_time", "part"), ("scrap_rate", "shift"),
                        ("quality_rate", "operator"), ("downtime", "reason")):  # fmt: skip
        for row in ask(plant, Question(kpi, START, LAST, by=entity)).breakdown.itertuples():
            for grain in (None, "week"):
                alone = ask(plant, Question(kpi, START, LAST, where=(entity, row.key), grain=grain))
                value = float("nan") if alone.value is None else alone.value
                assert value == pytest.approx(row.value, nan_ok=True), (kpi, entity, row.key)
                assert len(alone.buckets) == (10 if grain is None else 2)


@BOTH
def test_by_proficiency_is_by_the_skill_of_that_day(plant, source):
    names = ("ok_units", "scrapped_units")
    kpi = replace(KPIS["scrap_rate"], breakdowns=("proficiency",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "find", lambda _: kpi)
        rows = ask(plant, Question("scrap_rate", START, LAST, by="proficiency")).breakdown.set_index("key")
    for name in names:
        made = measure(source, name, START, LAST, "operator", now=floor.NOW)
        # operators 1 and 3 are of level 2
        assert rows[name].to_dict() == pytest.approx({"Level 1": made[2], "Level 2": made[1] + made[3]})


def test_where_days_are_gone_whole_weeks_answer_and_it_is_said(sqlite_database, at, source):
    at(floor.NOW)
    scope = floor.store(floor.rows())
    backfill(scope)
    question = Question("scrap_rate", date(2025, 3, 27), date(2025, 3, 28), by="machine")
    exact = ask(scope, question, fresh=True)
    daily, weekly = scope.t.kpi_machine_daily, scope.t.kpi_machine_weekly
    with scope.begin() as db:
        db.execute(delete(daily).where(daily.c.summary_date < date(2025, 3, 31)))
    wide = ask(scope, question, fresh=True)
    assert wide.widened and not exact.widened
    assert wide.notes == (
        "Rows by day are no longer kept for this time: the table covers whole weeks, 24 Mar – 30 Mar.",
    )
    assert wide.value == pytest.approx(exact.value)  # the factory stays exact to the day
    for row in wide.breakdown.itertuples():
        expected = oracle(
            source, "scrap_rate", date(2025, 3, 24), date(2025, 3, 30), by="machine", key=int(row.key[1:])
        )
        assert row.value == pytest.approx(expected)
    assert wide.breakdown.value.tolist() != exact.breakdown.value.tolist()
    whole = Question("scrap_rate", date(2025, 3, 24), LAST, by="machine")
    week = ask(scope, whole, fresh=True)
    assert not week.widened and week.breakdown.ok_units.sum() == pytest.approx(week.measures["ok_units"])
    with scope.begin() as db:
        db.execute(delete(weekly).where(weekly.c.week_start_date < date(2025, 3, 31)))
    month = ask(scope, question, fresh=True)
    assert month.widened and "whole months, 1 Mar – 31 Mar" in month.notes[0]
