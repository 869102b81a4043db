"""Answers to formulas that go over members or weeks, beyond what the oracle checks of every KPI."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import delete

from answers import ask
from answers.members import over_buckets, whole_weeks
from answers.sums import Span
from data.summary.aggregate import backfill
from kpis.answer import Question
from tests import floor
from tests.answers.conftest import oracle

START, LAST = date(2025, 3, 28), floor.LAST
FIRST_WEEK = date(2025, 3, 3)
ORDERS = {"C1": (10, 10, 10, 10), "C2": (0, 20, 0, 20)}
"""Units that each customer ordered in the four weeks from FIRST_WEEK on."""


@pytest.fixture
def sold(database, at):
    """The small plant with the orders of two customers; no redis, so nothing is remembered."""
    at(floor.NOW)
    made = floor.rows()
    made["customers"] = [row | {"id": n, "customer_id": f"C{n}"} for n in (1, 2) for row in made["customers"][:1]]
    orders = []
    for customer, units in ORDERS.items():
        for week, qty in enumerate(units):
            placed = datetime.combine(FIRST_WEEK + timedelta(days=7 * week + 2), datetime.min.time())
            number = len(orders) + 1
            orders += [
                {"id": number, "unique_id": f"SO{number}", "customer_id": int(customer[1:]), "part_number_id": 1,
                 "qty": float(qty), "price": 1.0, "delivery_target_date": floor.LAST, "created_at": placed,
                 "updated_at": placed}
            ] if qty else []  # fmt: skip
    made["purchase_orders"] = orders
    for bom in made["boms"]:
        bom["purchase_order_id"] = None
    scope = floor.store(made)
    backfill(scope)
    return scope


def predictability(scope, start, end, **more):
    return ask(scope, Question("customer_predictability", start, end, **more), fresh=True)


def test_the_spread_of_weeks_is_over_whole_weeks_alone(sold):
    end = date(2025, 3, 30)
    # in all 10, 30, 10, 30: mean 20, deviation 10
    assert predictability(sold, FIRST_WEEK, end).value == pytest.approx(50)
    assert predictability(sold, FIRST_WEEK, end + timedelta(days=5)).value == pytest.approx(50)
    # from Tuesday on the first week is not whole: 30, 10, 30
    assert predictability(sold, FIRST_WEEK + timedelta(days=1), end).value == pytest.approx(100 * (1 - 2**0.5 * 2 / 7))
    assert predictability(sold, date(2025, 3, 26), LAST).value is None  # one whole week tells nothing of a spread
    assert predictability(sold, date(2025, 3, 26), date(2025, 3, 28)).value is None


def test_each_customer_is_judged_by_its_own_weeks(sold):
    end = date(2025, 3, 30)
    answer = predictability(sold, FIRST_WEEK, end, by="customer", compare=(date(2025, 3, 17), end))
    rows = answer.breakdown.set_index("key")
    assert rows.value.to_dict() == pytest.approx({"C1": 100, "C2": 0})
    assert rows.before.to_dict() == pytest.approx({"C1": 100, "C2": 0})
    assert answer.comparison.value == pytest.approx(50)  # 10 and 30
    alone = predictability(sold, FIRST_WEEK, end, where=("customer", "C2"))
    assert alone.value == pytest.approx(0)  # a week without an order is a week with 0


def test_buckets_hold_the_weeks_that_lie_in_them(sold):
    answer = predictability(sold, date(2025, 2, 1), LAST)
    assert answer.grain == "month" and answer.buckets.label.tolist() == ["Feb 2025", "Mar 2025", "Apr 2025"]
    values = [None if pd.isna(value) else value for value in answer.buckets.value]
    # 3 to 30 March; February's whole weeks had no order, April has none
    assert values == [None, pytest.approx(50), None]
    assert answer.numbers.startswith("max(0, 100 * (1 - cv(0, 0, 0, 0, 10, 30, 10, 30, … 9 in all)))")


def test_whole_weeks_begin_on_a_monday_and_end_on_a_sunday():
    monday = date(2025, 3, 31)

    def weeks(first, last):
        found = whole_weeks(Span(first, last))
        return found and (found.first, found.last)

    sunday = monday + timedelta(days=6)
    assert weeks(monday, sunday) == (monday, sunday)
    assert weeks(monday - timedelta(days=3), sunday + timedelta(days=3)) == (monday, sunday)
    assert weeks(monday + timedelta(days=1), sunday) is None and weeks(monday, sunday - timedelta(days=1)) is None
    running = whole_weeks(Span(monday, sunday - timedelta(days=1), sunday, {}))
    assert (running.first, running.last, running.cut) == (monday, sunday - timedelta(days=1), sunday)


def test_a_week_counts_in_the_bucket_that_holds_all_of_it():
    april = date(2025, 4, 1)
    buckets = pd.DataFrame({"start": [date(2025, 3, 1), april], "end": [date(2025, 3, 31), date(2025, 4, 30)]})
    mondays = [date(2025, 3, 24), date(2025, 3, 31), date(2025, 4, 7)]  # the second straddles the two
    weeks = pd.DataFrame(
        {"start": mondays, "end": [d + timedelta(days=6) for d in mondays], "member": mondays, "units": [1.0, 2, 4]}
    )
    assert over_buckets({"week": weeks}, buckets)["week"].units.to_dict() == {0: 1, 1: 4}


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


def test_where_days_of_members_are_gone_all_numbers_are_of_whole_weeks(database, at, source):
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
