"""Limits and rules of the individuals chart on hand-written points."""

import numpy as np
import pandas as pd
import pytest

from kpis.control import individuals


def limits(points, **more):
    found = individuals(pd.Series(points, dtype=float), **more)
    assert found is not None
    return found


def test_limits_come_from_the_moving_range():
    found = limits([10, 12] * 4)  # every moving range is 2
    assert found.centre == 11
    assert found.upper == pytest.approx(11 + 3 * 2 / 1.128) and found.lower == pytest.approx(11 - 3 * 2 / 1.128)
    assert found.marks == {}


def test_a_limit_does_not_fall_below_what_can_be():
    assert limits([0, 2] * 4, least=0).lower == 0


def test_a_point_beyond_the_limits_is_marked():
    assert limits([0, 22] * 6 + [100]).marks == {12: 1}


def test_eight_in_a_row_on_one_side():
    points = [9, 8, 9, 8, 9, 8, 9, 8, 11, 12, 11, 12, 11, 12, 11, 12]
    assert 4 in limits(points).marks.values() and limits(points).marks[15] in (3, 4)


def test_gaps_are_left_out_and_positions_kept():
    points = [0, 22, np.nan] * 4 + [0, 22, 0, 22, 100]
    assert limits(points).marks == {16: 1}


def test_few_points_have_no_limits():
    assert individuals(pd.Series([1.0, 2.0, 3.0])) is None
