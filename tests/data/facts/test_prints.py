import numpy as np

from data.facts.prints import prints


def test_rows_that_say_the_same_have_the_same_print() -> None:
    whole, floating = np.array([1, 2, 1]), np.array([1.0, 2.0, 1.0])
    same = prints([whole, np.array([5, 5, 5])], 3)
    assert same[0] == same[2] != same[1]
    np.testing.assert_array_equal(prints([floating, np.array([5, 5, 5])], 3), same)
    odd = np.array([0.0, -0.0, np.nan, -np.nan])
    assert [len(set(prints([odd], 4)[pair].tolist())) for pair in (slice(0, 2), slice(2, 4), slice(1, 3))] == [1, 1, 2]


def test_the_order_of_the_columns_counts_and_each_of_them() -> None:
    a, b = np.array([1, 0, 7]), np.array([0, 1, 7])
    assert prints([a, b], 3)[0] != prints([b, a], 3)[0]
    assert prints([a, b], 3)[0] != prints([a], 3)[0]
    assert len(set(prints([], 3).tolist())) == 1, "rows that say nothing say the same"


def test_neighbours_are_spread_over_all_bits() -> None:
    n = 100_000
    made = prints([np.repeat(np.arange(n // 100), 100), np.tile(np.arange(100), n // 100)], n)
    assert len(np.unique(made)) == n
    ones = np.unpackbits(made.view(np.uint8)).reshape(n, 64).mean(axis=0)
    assert np.abs(ones - 0.5).max() < 0.02
    assert prints([np.array([2**53 - 1, 2**53 - 2])], 2).tolist() != prints([np.array([2**53 - 2] * 2)], 2).tolist()
