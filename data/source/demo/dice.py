"""Random numbers by name and key: the same key gives the same number whatever else is drawn, before or after it.

So a story simulated further ahead begins with exactly the story that was told before; numpy's generators, which hand
out numbers in the order of asking, cannot promise that. The mixing function is splitmix64 (Steele, Lea, Flood 2014).
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.integer[Any]]


class Dice:
    """`dice.uniform("setup", keys)`: one number per key; `name` separates the draws of one key."""

    def __init__(self, *seed: str | int) -> None:
        self.seed = "/".join(map(str, seed))

    def _bits(self, name: str, keys: Ints) -> NDArray[np.uint64]:
        salt = int.from_bytes(hashlib.blake2b(f"{self.seed}/{name}".encode(), digest_size=8).digest(), "little")
        with np.errstate(over="ignore"):
            z = np.asarray(keys).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(salt)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)))

    def uniform(self, name: str, keys: Ints, low: float = 0.0, high: float = 1.0) -> Floats:
        """Between `low` and `high`, both excluded."""
        unit = ((self._bits(name, keys) >> np.uint64(12)).astype(np.float64) + 0.5) / 2.0**52
        return np.asarray(low + (high - low) * unit)

    def chance(self, name: str, keys: Ints, share: float | Floats) -> NDArray[np.bool_]:
        return self.uniform(name, keys) < share

    def normal(self, name: str, keys: Ints, mean: float = 0.0, deviation: float = 1.0) -> Floats:
        radius = np.sqrt(-2 * np.log(self.uniform(name + ".r", keys)))  # Box-Muller
        return np.asarray(mean + deviation * radius * np.cos(2 * np.pi * self.uniform(name + ".a", keys)))

    def lognormal(self, name: str, keys: Ints, median: float | Floats, sigma: float | Floats) -> Floats:
        return np.asarray(median * np.exp(sigma * self.normal(name, keys)))

    def exponential(self, name: str, keys: Ints, mean: float | Floats) -> Floats:
        return np.asarray(-mean * np.log(self.uniform(name, keys)))

    def pick(self, name: str, keys: Ints, weights: Sequence[float]) -> Ints:
        """An index into `weights`, each as often as its weight says."""
        edges = np.cumsum(weights) / np.sum(weights)
        return np.minimum(np.searchsorted(edges, self.uniform(name, keys)), len(weights) - 1).astype(np.int64)

    def whole(self, name: str, keys: Ints, expected: Floats) -> Ints:
        """A whole number around `expected`, scattered wider than a Poisson's: bad runs come in a row."""
        spread = expected * self.lognormal(name + ".s", keys, 0.8825, 0.5)  # 0.8825 = exp(-0.5² / 2): the mean stays
        return np.floor(spread + self.uniform(name, keys)).astype(np.int64)
