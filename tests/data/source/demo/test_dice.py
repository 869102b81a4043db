"""The dice: a key's number depends on its name and itself alone."""

import numpy as np
import pytest

from data.source.demo.dice import Dice

KEYS = np.arange(50_000)


def test_a_key_gives_the_same_number_whatever_is_drawn_with_it():
    alone = Dice(7, "plant").uniform("setup", np.array([1234]))
    assert Dice(7, "plant").uniform("setup", KEYS)[1234] == alone[0]
    assert Dice(7, "plant").uniform("setup", KEYS[::-1])[-1235] == alone[0]


def test_names_and_seeds_give_numbers_of_their_own():
    draws = [Dice(7).uniform("a", KEYS), Dice(7).uniform("b", KEYS), Dice(8).uniform("a", KEYS)]
    for n, one in enumerate(draws):
        for other in draws[n + 1 :]:
            assert abs(np.corrcoef(one, other)[0, 1]) < 0.02


def test_distributions():
    dice = Dice(7)
    assert dice.uniform("u", KEYS, 2, 4).mean() == pytest.approx(3, abs=0.02)
    assert dice.uniform("u", KEYS).min() > 0
    assert dice.uniform("u", KEYS).max() < 1
    normal = dice.normal("n", KEYS, 5, 2)
    assert (normal.mean(), normal.std()) == (pytest.approx(5, abs=0.05), pytest.approx(2, abs=0.05))
    assert dice.exponential("e", KEYS, 3.0).mean() == pytest.approx(3, abs=0.1)
    assert np.median(dice.lognormal("l", KEYS, 10.0, 0.5)) == pytest.approx(10, abs=0.2)
    assert np.bincount(dice.pick("p", KEYS, (1, 0, 3))) / len(KEYS) == pytest.approx([0.25, 0, 0.75], abs=0.02)
    assert dice.chance("c", KEYS, 0.1).mean() == pytest.approx(0.1, abs=0.01)
    assert dice.whole("w", KEYS, np.full(len(KEYS), 0.4)).mean() == pytest.approx(0.4, abs=0.02)
