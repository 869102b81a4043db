import math
from datetime import date

import pytest

from kpis import text


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (2.31, "%", "2.31 %"), (77.4, "%", "77.4 %"), (71, "%", "71.0 %"), (9.999, "%", "10.0 %"), (0, "%", "0.00 %"),
        (128, "orders", "128 orders"), (128.4, "orders", "128 orders"), (12.25, "orders", "12.2 orders"),
        (6.4, "days", "6.4 days"), (0.042, "h/day", "0.04 h/day"), (143640.2, "units/day", "143,640 units/day"),
        (99.97, "h", "100 h"), (1.5, "x", "1.50 x"), (-3.25, "h", "−3.2 h"), (-0.001, "%", "0.00 %"), (3, "", "3"),
        (None, "%", "–"), (math.nan, "h", "–"),
    ],
)  # fmt: skip
def test_quantity(value, unit, expected):
    assert text.quantity(value, unit) == expected
    assert text.number(value, unit) == expected.removesuffix(f" {unit}")


def test_digits_can_be_given():
    assert text.number(2.3149, "%", 3) == "2.315"


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (3.14, "%", "+3.1 pt"), (-1.4, "%", "−1.4 pt"), (-0.62, "%", "−0.62 pt"), (0.04, "%", "+0.04 pt"),
        (2, "machines", "+2"), (9, "orders", "+9"), (1.1, "days", "+1.1 d"),
        (-1204.2, "units/day", "−1,204.2 units/day"),
        (0, "%", "±0.00 pt"), (-0.0001, "%", "±0.00 pt"), (None, "%", "–"), (math.nan, "%", "–"),
    ],
)  # fmt: skip
def test_differences_are_signed_and_percentages_differ_by_points(value, unit, expected):
    assert text.delta(value, unit) == expected


def test_money_stands_behind_its_currency():
    units = [text.in_currency(unit, "EUR") for unit in ("money", "money/h", "%", "h")]
    assert units == ["EUR", "EUR/h", "%", "h"]
    assert [text.quantity(value, "EUR") for value in (1240, 12.46, 0, -3)] == [
        "EUR 1,240",
        "EUR 12.5",
        "EUR 0.00",
        "EUR −3.0",
    ]
    assert text.quantity(12.46, "EUR/h") == "EUR 12.5/h" and text.quantity(None, "EUR/h") == "–"
    assert text.delta(-1.5, "EUR/h") == "EUR −1.5/h" and text.number(12.46, "EUR/h") == "12.5"
    assert text.quantity(3, "BOMs/order") == "3.0 BOMs/order"


def test_percent():
    assert [text.percent(v) for v in (12.13, -3, None)] == ["+12.1 %", "−3.0 %", "–"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(92519, "92,519"), (593.0, "593"), (119.834, "119.83"), (0.63687, "0.637"), (0.00012345, "0.000123"), (0, "0"),
     (100.0, "100"), (-5, "−5"), (None, "no data"), (math.nan, "no data")],
)  # fmt: skip
def test_figures_in_formulas(value, expected):
    assert text.figure(value) == expected


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0.7, "42 min"), (5 + 5 / 60, "5 h 5 min"), (0.9999, "1 h 0 min"), (47.5, "47 h 30 min"), (76, "3 d 4 h"),
     (None, "–")],
)  # fmt: skip
def test_durations(hours, expected):
    assert text.duration(hours) == expected


def test_dates():
    assert text.weekday(date(2025, 11, 11)) == "Tue 11 Nov"
    assert text.span(date(2025, 10, 24), date(2025, 11, 22), date(2025, 11, 22)) == "24 Oct – 22 Nov"
    assert text.span(date(2024, 10, 1), date(2024, 10, 31), date(2025, 11, 22)) == "1 Oct – 31 Oct 2024"
    assert text.span(date(2024, 12, 30), date(2025, 1, 5)) == "30 Dec 2024 – 5 Jan 2025"
    assert text.span(date(2025, 11, 22), date(2025, 11, 22)) == "22 Nov"
    assert text.span(date(2024, 11, 22), date(2024, 11, 22), date(2025, 1, 1)) == "22 Nov 2024"


def test_buckets():
    assert text.bucket(date(2025, 10, 24), "day") == "24 Oct"
    assert text.bucket(date(2025, 11, 17), "week") == "17 – 23 Nov"
    assert text.bucket(date(2025, 10, 27), "week") == "27 Oct – 2 Nov"
    assert text.bucket(date(2024, 12, 30), "week") == "30 Dec 2024 – 5 Jan 2025"
    assert text.bucket(date(2025, 11, 1), "month") == "Nov 2025"


@pytest.fixture
def german():
    text.write_as(",.")
    yield
    text.write_as(text.PLAIN)


def test_numbers_are_written_as_the_reader_does(german):
    assert text.number(4812, "units") == "4.812"
    assert text.quantity(2.31, "%") == "2,31 %"
    assert text.quantity(-1240.6, "EUR/h") == "EUR −1.241/h" and text.quantity(-12.5, "EUR") == "EUR −12,5"
    assert text.delta(0.0, "%") == "±0,00 pt"
    assert (text.figure(0.5), text.figure(92519), text.figure(100.0), text.figure(0)) == ("0,5", "92.519", "100", "0")
    assert float(text.plain(text.number(-1234.5, "h", 1))) == -1234.5


def test_what_is_no_notation_changes_nothing(german):
    for sent in ("", ",", "..", "xy", ",.,", "<b"):
        text.write_as(sent)
        assert text.notation() == text.PLAIN
    text.write_as(",\u202f")
    assert text.number(36825, "units") == "36\u202f825"


def test_a_typed_comma_is_no_thousand(german):
    assert (text.typed("3,5"), text.typed("3.5"), text.typed("1.234,5")) == ("3.5", "3.5", "1.234,5")
    text.write_as(text.PLAIN)
    assert text.typed("1,234") == "1,234"
