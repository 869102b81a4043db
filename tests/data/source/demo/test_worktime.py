"""The working axis of a machine."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.source.demo.worktime import carve


def a(*values):
    return np.array(values, dtype=float)


def cut(opens, closes, starts=(), stops=(), reasons=()):
    return carve(a(*opens), a(*closes), a(*starts), a(*stops), np.array(reasons, dtype=int), otherwise=9)


def test_windows_that_touch_are_one_and_a_gap_has_a_reason():
    clock = cut([0, 10, 30], [10, 20, 40], [5], [7], [2])
    assert clock.opens.tolist() == [0, 7, 30]
    assert clock.closes.tolist() == [5, 20, 40]
    assert clock.reason.tolist() == [2, 9, 9]
    assert clock.total == 28


def test_a_block_over_the_end_of_a_window_gives_the_gap_its_reason():
    clock = cut([0, 30], [20, 40], [15], [25], [3])
    assert (clock.closes.tolist(), clock.reason.tolist()) == ([15, 40], [3, 9])


def test_a_block_outside_of_the_windows_changes_nothing():
    assert cut([0], [10], [20], [30], [3]).closes.tolist() == [10]


def test_wall_and_work():
    clock = cut([0, 30], [20, 40])
    assert clock.wall(a(0, 20, 20.5, 30)).tolist() == [0, 20, 30.5, 40]
    assert clock.work(a(-5, 10, 25, 30, 35, 99)).tolist() == [0, 10, 20, 20, 25, 30]


@given(st.lists(st.integers(1, 50), min_size=2, max_size=20), st.floats(0.001, 1))
def test_work_undoes_wall(lengths, share):
    edges = np.cumsum(lengths).astype(float)
    edges = edges[: len(edges) // 2 * 2]
    clock = cut(edges[::2], edges[1::2])
    work = np.array([share * clock.total])
    assert np.allclose(clock.work(clock.wall(work)), work)
