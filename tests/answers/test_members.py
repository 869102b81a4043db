"""Answers to formulas that go over members, beyond what the oracle checks of every KPI."""

from datetime import date

import pytest
from sqlalchemy import delete

from answers import ask
from data.summary.aggregate import backfill
from kpis.answer import Question
from tests import floor
from tests.answers.conftest import oracle

START, LAST = date(2025, 3, 28), floor.LAST


def test_without_a_member_there_is_no_data(plant):
    answer = ask(plant, Question("operator_workload", date(2024, 1, 8), date(2024, 1, 9)))
    assert answer.value is None and answer.numbers == "100 * (1 - hoover()) = no data"
    assert answer.buckets.value.isna().all() and answer.buckets.target.tolist() == [80, 80]


def test_one_member_alone_is_its_row(plant):
    for kpi, entity in (("operator_workload", "proficiency"), ("skill_distribution", "proficiency"),
                        ("bottleneck", "group")):  # fmt: skip
        rows = ask(plant, Question(kpi, START, LAST, by=entity)).breakdown
        assert len(rows) == 2
        for row in rows.itertuples():
            for grain in ("day", "week"):
                alone = ask(plant, Question(kpi, START, LAST, where=(entity, row.key), grain=grain))
                assert alone.value == pytest.approx(row.value), (kpi, row.key)
                assert alone.buckets.value.notna().any()


def test_the_headline_is_the_worst_or_the_top_one(plant):
    loads = ask(plant, Question("bottleneck", START, LAST, by="group"))
    assert loads.value == pytest.approx(loads.breakdown.value.max())
    shares = ask(plant, Question("skill_distribution", START, LAST, by="proficiency"))
    assert shares.value == pytest.approx(shares.breakdown.value.max())
    assert shares.breakdown.value.sum() == pytest.approx(100)


def test_where_days_of_members_are_gone_all_numbers_are_of_whole_weeks(sqlite_database, at, source):
    at(floor.NOW)
    scope = floor.store(floor.rows())
    backfill(scope)
    other = (date(2025, 4, 1), date(2025, 4, 2))
    question = Question("operator_workload", date(2025, 3, 27), date(2025, 3, 28), by="proficiency", compare=other)
    exact = ask(scope, question, fresh=True)
    assert not exact.widened
    assert exact.comparison.value == pytest.approx(oracle(source, "operator_workload", *other))
    daily = scope.t.kpi_operator_daily
    with scope.begin() as db:
        db.execute(delete(daily).where(daily.c.summary_date < date(2025, 3, 31)))
    wide = ask(scope, question, fresh=True)
    assert wide.widened and wide.grain == "week"
    assert wide.notes == (
        "Rows by day are no longer kept for this time: all numbers cover whole weeks, 24 Mar – 30 Mar, "
        "compared with 31 Mar – 6 Apr.",
    )
    week = oracle(source, "operator_workload", date(2025, 3, 24), date(2025, 3, 30))
    assert wide.value == pytest.approx(week) and wide.buckets.value.tolist() == pytest.approx([week])
    other_week = oracle(source, "operator_workload", date(2025, 3, 31), LAST)
    assert wide.comparison.value == pytest.approx(other_week)
    for row in wide.breakdown.itertuples():
        level = int(row.key[-1])
        expected = oracle(
            source, "operator_workload", date(2025, 3, 24), date(2025, 3, 30), by="proficiency", key=level
        )
        assert row.value == pytest.approx(expected)
