from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis import period
from kpis.period import PERIODS, PeriodError, comparison, parse, resolve, same_part, shift_months

SATURDAY = date(2025, 11, 22)
TODAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
FIXED = [name for name in PERIODS if name != "custom"]


def d(text):
    """The days of "03-31", "2024-02-29" or "03-01..03-31", of 2025 where no year is given."""
    found = tuple(date.fromisoformat(part if len(part) == 10 else f"2025-{part}") for part in text.split(".."))
    return found if len(found) == 2 else found[0]


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("today", "11-22..11-22"), ("yesterday", "11-21..11-21"),
        ("this_week", "11-17..11-22"), ("last_week", "11-10..11-16"),
        ("this_month", "11-01..11-22"), ("mtd", "11-01..11-22"), ("last_month", "10-01..10-31"),
        ("7d", "11-16..11-22"), ("14d", "11-09..11-22"), ("30d", "10-24..11-22"),
        ("60d", "09-24..11-22"), ("90d", "08-25..11-22"),
        ("this_quarter", "10-01..11-22"), ("last_quarter", "07-01..09-30"),
        ("this_year", "01-01..11-22"), ("ytd", "01-01..11-22"), ("last_year", "2024-01-01..2024-12-31"),
        ("12m", "2024-11-23..11-22"),
    ],
)  # fmt: skip
def test_periods(name, days):
    assert resolve(name, SATURDAY) == d(days)


@pytest.mark.parametrize(
    ("month", "name", "days"),
    [
        (4, "this_year", "04-01..11-22"), (4, "last_year", "2024-04-01..2025-03-31"),
        (4, "this_quarter", "10-01..11-22"),
        (10, "this_year", "10-01..11-22"), (12, "this_year", "2024-12-01..11-22"), (12, "this_quarter", "09-01..11-22"),
        (2, "this_quarter", "11-01..11-22"), (2, "last_quarter", "08-01..10-31"), (2, "this_month", "11-01..11-22"),
        (11, "last_year", "2024-11-01..10-31"), (4, "this_week", "11-17..11-22"),
    ],
)  # fmt: skip
def test_a_year_that_begins_in_another_month(month, name, days):
    assert resolve(name, SATURDAY, month) == d(days)


def test_the_quarter_before_one_of_another_year():
    start, end = resolve("last_quarter", SATURDAY, 2)
    assert comparison("previous_quarter", start, end, SATURDAY, year_from=2) == d("05-01..07-31")


@given(TODAYS, st.integers(1, 12))
def test_a_year_is_four_quarters_and_a_quarter_three_months(today, month):
    start, end = period.calendar_unit(today, "year", month)
    assert start.month == month and start <= today <= end and start.day == 1
    quarters, day = [], start
    while day <= end:
        quarters.append(period.calendar_unit(day, "quarter", month))
        assert quarters[-1][0] == day
        day = quarters[-1][1] + timedelta(days=1)
    assert len(quarters) == 4 and day == end + timedelta(days=1)


def test_periods_at_the_turn_of_the_year():
    assert resolve("last_month", d("01-15")) == d("2024-12-01..2024-12-31")
    assert resolve("last_quarter", d("01-15")) == d("2024-10-01..2024-12-31")
    assert resolve("last_week", d("01-01")) == d("2024-12-23..2024-12-29")
    assert resolve("12m", d("2024-02-29")) == d("2023-03-01..2024-02-29")


@given(TODAYS, st.sampled_from(FIXED))
def test_no_period_reaches_into_the_future(today, name):
    start, end = resolve(name, today)
    assert start <= end <= today


@given(TODAYS, st.sampled_from([7, 14, 30, 60, 90]))
def test_last_n_days_end_with_today_and_hold_n_days(today, n):
    start, end = resolve(f"{n}d", today)
    assert end == today and period.days(start, end) == n


@given(TODAYS, st.sampled_from(FIXED), st.sampled_from(list(period.COMPARISONS)[:-1]))
def test_what_is_compared_with_begins_before(today, name, kind):
    start, end = resolve(name, today)
    first, last = comparison(kind, start, end, today)
    assert first <= last <= today and first < start


def test_unknown_names_suggest_the_near_one():
    with pytest.raises(PeriodError, match="'this_mont'; did you mean 'this_month'"):
        resolve("this_mont", SATURDAY)
    with pytest.raises(PeriodError, match="did you mean 'previous_week'"):
        comparison("previous_weak", SATURDAY, SATURDAY, SATURDAY)
    with pytest.raises(PeriodError, match="give from and to"):
        resolve("custom", SATURDAY)
    with pytest.raises(PeriodError, match="give from and to"):
        comparison("custom", SATURDAY, SATURDAY, SATURDAY)


def test_custom_comparison_is_the_given_range():
    assert comparison("custom", SATURDAY, SATURDAY, SATURDAY, d("01-01..01-02")) == d("01-01..01-02")


@pytest.mark.parametrize(
    ("kind", "days", "today", "expected"),
    [
        # closed periods
        ("previous_period", "11-01..11-10", "11-22", "10-22..10-31"),
        ("same_weekdays", "11-21..11-21", "11-22", "11-14..11-14"),
        ("same_weekdays", "11-16..11-22", "11-22", "11-09..11-15"),
        ("same_weekdays", "10-24..11-22", "11-22", "09-19..10-18"),
        ("previous_week", "11-05..11-06", "11-22", "10-27..11-02"),
        ("previous_month", "10-01..10-31", "11-22", "09-01..09-30"),
        ("previous_quarter", "07-01..09-30", "11-22", "04-01..06-30"),
        ("previous_year", "10-01..10-31", "11-22", "2024-10-01..2024-10-31"),
        # running ones: the same part of the other
        ("previous_period", "10-24..11-22", "11-22", "09-24..10-23"),
        ("previous_month", "11-01..11-22", "11-22", "10-01..10-22"),
        ("previous_week", "11-17..11-22", "11-22", "11-10..11-15"),
        ("previous_quarter", "10-01..11-22", "11-22", "07-01..08-22"),
        ("previous_year", "01-01..11-22", "11-22", "2024-01-01..2024-11-22"),
        ("previous_week", "11-22..11-22", "11-22", "11-15..11-15"),
        # running, but not within one month: there is no same part, so the whole
        ("previous_month", "10-24..11-22", "11-22", "09-01..09-30"),
        # shorter months clamp
        ("previous_month", "03-01..03-31", "03-31", "02-01..02-28"),
        ("previous_month", "03-31..03-31", "03-31", "02-28..02-28"),
        ("previous_year", "2024-02-29..2024-02-29", "2024-03-05", "2023-02-28..2023-02-28"),
        ("previous_year", "2024-02-01..2024-02-29", "2024-03-05", "2023-02-01..2023-02-28"),
        # a whole month meets a whole month, unless it runs
        ("previous_year", "02-01..02-28", "03-05", "2024-02-01..2024-02-29"),
        ("previous_year", "02-01..02-28", "02-28", "2024-02-01..2024-02-28"),
    ],
)  # fmt: skip
def test_comparisons(kind, days, today, expected):
    assert comparison(kind, *d(days), d(today)) == d(expected)


@pytest.mark.parametrize(
    ("days", "today", "other", "whole", "cut"),
    [
        ("11-01..11-21", "11-22", "10-01..10-21", "10-01..10-21", None),  # over
        ("11-01..11-22", "11-22", "10-01..10-22", "10-01..10-21", "10-22"),
        ("11-22..11-22", "11-22", "11-21..11-21", None, "11-21"),
        ("03-01..03-31", "03-31", "02-01..02-28", "02-01..02-28", None),  # February has no 31st to cut
        ("2024-01-01..2024-11-22", "2024-11-22", "2023-01-01..2023-11-22", "2023-01-01..2023-11-21", "2023-11-22"),
    ],
)  # fmt: skip
def test_same_part_of_a_running_period(days, today, other, whole, cut):
    assert same_part(*d(days), d(today), d(other)) == (whole and d(whole), cut and d(cut))


def test_months_clamp():
    assert shift_months(d("03-31"), -1) == d("02-28")
    assert shift_months(d("2024-03-31"), -1) == d("2024-02-29")
    assert shift_months(d("12-31"), 2) == d("2026-02-28")


def test_first_shown_by_tier():
    assert [period.first_shown(tier) for tier in ("1", "2", "3D", "3W", "3M")] == ["today", "7d", "30d", "30d", "30d"]


def test_custom_dates():
    assert parse("2025-11-01", "2025-11-22", SATURDAY) == d("11-01..11-22")


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2025-02-30", "2025-11-01", "from '2025-02-30' is not a date; give YYYY-MM-DD"),
        ("20250101", "2025-11-01", "from '20250101' is not a date"),
        ("2025-11-01", "yesterday", "to 'yesterday' is not a date"),
        ("2025-11-02", "2025-11-01", "from 2025-11-02 is after to 2025-11-01; swap them"),
        ("2025-11-02", "2025-11-23", "to 2025-11-23 is in the future; today is 2025-11-22"),
        ("0001-01-01", "2025-11-01", "from 0001-01-01 is too long ago"),
        ("", "2025-11-01", "from is missing; give a date such as"),
        ("2025-11-01", None, "to is missing"),
    ],
)
def test_wrong_dates_are_named(start, end, said):
    with pytest.raises(PeriodError, match=said):
        parse(start, end, SATURDAY)


@given(TODAYS)
def test_weeks_start_on_monday(today):
    start, end = period.calendar_unit(today, "week")
    assert start.weekday() == 0 and end - start == timedelta(days=6) and start <= today <= end
