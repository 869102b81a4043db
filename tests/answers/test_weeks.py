"""How even the weeks are: whole weeks, of the factory and of each customer, in a range and in its buckets."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from answers.ask import ask_of
from answers.members import over_buckets, whole_weeks
from answers.source import live_of
from answers.sums import Span
from data.summary import clock
from data.summary.aggregate import backfill
from kpis.answer import Question
from tests import floor

FIRST_WEEK = date(2025, 3, 3)
ORDERS = {"C1": (10, 10, 10, 10), "C2": (0, 20, 0, 20)}
"""Units that each customer ordered in the four weeks from FIRST_WEEK on."""


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def sold(request, empty_database):
    """The small plant with the orders of two customers, and its live facts."""
    with pytest.MonkeyPatch.context() as patch, empty_database(request.param, "sold"):
        patch.setattr(clock, "wall", lambda: floor.NOW)
        scope = floor.store(ordered())
        backfill(scope)
        yield scope, live_of(scope)


def ordered():
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
    return made


def predictability(sold, start, end, **more):
    scope, live = sold
    return ask_of(scope, Question("customer_predictability", start, end, **more), live)


def test_the_spread_of_weeks_is_over_whole_weeks_alone(sold):
    end = date(2025, 3, 30)
    # in all 10, 30, 10, 30: mean 20, deviation 10
    assert predictability(sold, FIRST_WEEK, end).value == pytest.approx(50)
    assert predictability(sold, FIRST_WEEK, end + timedelta(days=5)).value == pytest.approx(50)
    # from Tuesday on the first week is not whole: 30, 10, 30
    assert predictability(sold, FIRST_WEEK + timedelta(days=1), end).value == pytest.approx(100 * (1 - 2**0.5 * 2 / 7))
    assert predictability(sold, date(2025, 3, 26), floor.LAST).value is None  # one whole week tells nothing of a spread
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
    answer = predictability(sold, date(2025, 2, 1), floor.LAST)
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
