"""The bullet: bands without a gap, a bar to the value, a mark at the target, and the limits in words."""

import pytest

from components.bullet import bullet
from kpis.catalogue import find
from tests.components.trees import find as parts
from tests.components.trees import words


def drawn(kpi, value, target, bands=None):
    made = bullet(find(kpi), value, target, bands)
    behind = [(one.className.split()[1], float(one.style["left"][:-1]), float(one.style["width"][:-1]))
              for one in parts(made, "I", "band")]  # fmt: skip
    (bar,), (mark,) = parts(made, "B"), parts(made, "S")
    ends = float(bar.style["left"][:-1]), float(bar.style["width"][:-1])
    return behind, ends, float(mark.style["left"][:-1]), words(parts(made, "P")[0])


@pytest.mark.parametrize(
    ("kpi", "value", "target"),
    [
        ("oee", 66.7, 75), ("scrap_rate", 2.5, 5), ("scrap_rate", 40, 5), ("capacity_utilization", 70, 85),
        ("mtbf", 300, 72),
    ],
)  # fmt: skip
def test_the_bands_lie_side_by_side_over_the_whole_scale(kpi, value, target):
    behind, (left, width), mark, _ = drawn(kpi, value, target)
    at = 0.0
    for _, start, wide in behind:
        assert start == pytest.approx(at, abs=0.02) and wide >= 0
        at = start + wide
    assert at == pytest.approx(100, abs=0.02) and left == 0
    assert width / mark == pytest.approx(value / target, rel=1e-3)


def test_a_share_is_drawn_to_a_hundred_and_a_limit_to_scale():
    behind, ends, mark, said = drawn("oee", 66.7, 75)
    assert (ends, mark) == ((0, 66.7), 75)
    assert [name for name, *_ in behind] == ["critical", "warning", "good", "excellent"]
    assert said == "from 75 % from 67.5 % from 56.25 % under 56.25 %"
    _, (_, width), mark, said = drawn("scrap_rate", 2.5, 5)
    assert (width, mark) == pytest.approx((50 / 1.15, 100 / 1.15), abs=0.01)
    assert said == "to 2.5 % to 3.75 % to 5 % over 5 %"


def test_the_factorys_bands_are_drawn():
    behind, *_, said = drawn("oee", 66.7, 80, (1.0, 0.95, 0.5))
    assert {name: start for name, start, _ in behind} == {"critical": 0, "warning": 40, "good": 76, "excellent": 80}
    assert said == "from 80 % from 76 % from 40 % under 40 %"


def test_below_zero_the_bar_begins_at_zero_and_goes_left():
    _, (left, width), mark, _ = drawn("equipment_roi", -10, 20)
    zero = 100 * 10 / (1.15 * 20 + 10)
    assert (left, left + width) == (0, pytest.approx(zero, abs=0.01)) and mark > zero


@pytest.mark.parametrize(("value", "target"), [(None, 5), (3, None), (3, 0)])
def test_without_value_or_target_there_is_none(value, target):
    assert bullet(find("scrap_rate"), value, target, None) is None
