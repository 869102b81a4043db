import math

import pytest

from kpis.status import Change, change, ordered, status, stretches


@pytest.mark.parametrize(
    ("value", "target", "better", "expected"),
    [
        (90, 90, "higher", "excellent"), (89.9, 90, "higher", "good"), (81, 90, "higher", "good"),
        (80.9, 90, "higher", "warning"), (67.5, 90, "higher", "warning"), (67.4, 90, "higher", "critical"),
        (2.5, 5, "lower", "excellent"), (2.51, 5, "lower", "good"), (3.75, 5, "lower", "good"),
        (5, 5, "lower", "warning"), (5.01, 5, "lower", "critical"), (0, 5, "lower", "excellent"),
        (105, 100, "target", "excellent"), (90, 100, "target", "good"), (120, 100, "target", "warning"),
        (79.9, 100, "target", "critical"),
        (0, 0, "lower", "excellent"), (0.1, 0, "lower", "critical"),
        (None, 5, "lower", "neutral"), (math.nan, 5, "lower", "neutral"), (3, None, "higher", "neutral"),
    ],
)  # fmt: skip
def test_status(value, target, better, expected):
    assert status(value, target, better) == expected


@pytest.mark.parametrize(
    ("better", "bands", "expected"),
    [  # the same value of 80 against 100
        ("higher", (0.8, 0.7, 0.6), "excellent"), ("higher", (0.9, 0.8, 0.7), "good"),
        ("higher", (1.0, 0.9, 0.8), "warning"), ("higher", (1.0, 0.95, 0.81), "critical"),
        ("lower", (0.8, 0.9, 1.0), "excellent"), ("lower", (0.5, 0.6, 0.79), "critical"),
        ("lower", (0.5, 0.6, 0.8), "warning"), ("target", (0.2, 0.3, 0.4), "excellent"),
        ("target", (0.0, 0.1, 0.19), "critical"),
    ],
)  # fmt: skip
def test_a_factory_has_bands_of_its_own(better, bands, expected):
    assert status(80, 100, better, bands) == expected


@pytest.mark.parametrize(
    ("better", "bands"),
    [
        ("higher", None), ("lower", None), ("target", None), ("higher", (0.3, 0.2, 0.1)), ("lower", (0.1, 0.4, 0.9)),
        ("target", (0.1, 0.4, 0.9)),
    ],
)  # fmt: skip
def test_the_stretches_are_what_values_are_judged_by(better, bands):
    found = stretches(60, better, bands)
    assert found[0][1] == -math.inf and found[-1][2] == math.inf
    for at, (name, low, high) in enumerate(found):
        assert at == 0 or low == found[at - 1][2]
        inside = high - 0.5 if low == -math.inf else low + 0.5 if high == math.inf else (low + high) / 2
        assert status(inside, 60, better, bands) == name
    assert [name for name, _, _ in stretches(60, "higher")] == ["critical", "warning", "good", "excellent"]


def test_bands_have_an_order():
    assert ordered((1.0, 0.9, 0.75), "higher") and not ordered((0.75, 0.9, 1.0), "higher")
    assert ordered((0.5, 0.75, 1.0), "lower") and not ordered((0.5, 0.5, 1.0), "lower")
    assert not ordered((-0.1, 0.1, 0.2), "target")


def test_a_limit_missed_in_the_last_digit_is_met():
    assert 0.1 + 0.2 > 0.3
    assert status(0.1 + 0.2, 0.3, "lower") == "warning"


def test_unknown_direction_is_refused():
    with pytest.raises(ValueError, match="'upwards'; give higher, lower or target"):
        status(1, 1, "upwards")


def test_the_verdict_follows_the_direction_not_the_sign():
    assert change(4, 5, "lower") == Change(-1, -20, "down", "improved")
    assert change(4, 5, "higher") == Change(-1, -20, "down", "worsened")
    assert change(95, 120, "target", target=100).verdict == "improved"
    assert change(95, 105, "target", target=100).verdict == "unchanged"
    assert change(95, 120, "target").verdict == ""


def test_from_zero_there_is_no_percentage():
    assert change(4, 0, "lower") == Change(4, None, "up", "worsened")
    assert change(0, 0, "lower") == Change(0, None, "flat", "unchanged")


def test_of_a_negative_value_the_percentage_keeps_the_sign_of_the_change():
    assert change(-5, -10, "higher").percent == 50


def test_float_dust_is_no_change():
    assert change(0.1 + 0.2, 0.3, "higher") == Change(0, 0, "flat", "unchanged")


def test_without_both_values_there_is_no_change():
    assert change(None, 5, "lower") == change(5, math.nan, "lower") == Change(None, None, "", "")
