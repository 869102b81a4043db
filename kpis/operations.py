"""What a formula can do with numbers, and where it takes them from. "No data" is NaN and spreads."""

import ast
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpis.measures import measure

Numbers = float | npt.NDArray[np.float64]
"""One number for all rows, or one per row."""

MANY = 99
TINY = 1e-8
"""A denominator below it is zero: what is left of sums of hours (36 µs) that should have cancelled out."""

COVERED_BY = {"uncovered_run_hours": "run_hours", "uncovered_operator_hours": "operator_hours"}
"""Time without an ideal cycle time, and the time that it is part of."""


class MissingSums(LookupError):
    """A formula needs a column that the frame it was given does not have; the message names both."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Sums:
    """The sums of some rows, and the factory's whole beside them; see Formula.evaluate."""

    rows: pd.DataFrame
    whole: "pd.Series | pd.DataFrame | None"
    by: str | None

    def measure(self, name: str, denominator: bool) -> Numbers:
        """A measure of each row; of the whole where the entity does not count it, or by reason below a line."""
        if self.by and (not measure(name).counted_by(self.by) or (self.by == "reason" and denominator)):
            return self._of_whole(name)
        return self._column(self.rows, name)

    def stock_days(self) -> Numbers:
        """Days that a stock is averaged over: the factory's, as an entity without a row on a day had none of it."""
        return self._of_whole("stock_days") if self.by else self._column(self.rows, "stock_days")

    def _of_whole(self, name: str) -> Numbers:
        if self.whole is None:
            raise MissingSums(f"{name} of a {self.by} is the factory's; pass the factory's sums as whole")
        if isinstance(self.whole, pd.DataFrame):
            absent = self.rows.index.difference(self.whole.index)
            if len(absent):
                raise MissingSums(f"the factory's sums have no row for {absent[0]!r}; give them the index of sums")
            return self._column(self.whole.loc[self.rows.index], name)
        if name not in self.whole.index:
            raise MissingSums(f"the factory's sums have no {name!r}; read it too")
        value = self.whole[name]
        return float("nan") if value is None or value is pd.NA else float(value)

    def _column(self, frame: pd.DataFrame, name: str) -> Numbers:
        if name not in frame.columns:
            raise MissingSums(f"the sums have no {name!r}; read it too")
        return frame[name].to_numpy(dtype="float64", na_value=np.nan)


@dataclass(frozen=True)
class Function:
    """`apply(sums, the measures used, the arguments)`; `arguments`: how few and how many it takes."""

    apply: Callable[[Sums, Sequence[Numbers], Sequence[Any]], Numbers]
    arguments: tuple[int, int]


def divide(above: Numbers, below: Numbers) -> Numbers:
    """above / below, NaN where below is zero."""
    below = np.asarray(below, dtype="float64")
    return np.asarray(above) / np.where(np.abs(below) < TINY, np.nan, below)


def exponential(power: Numbers) -> Numbers:
    """e to that power; what is too large for a float comes back infinite, and Formula.evaluate makes it no data."""
    with np.errstate(over="ignore"):
        return np.exp(power)


def product(known: Sequence[Numbers], factors: Sequence[Numbers]) -> Numbers:
    """The factors' product; 0 where one of them is 0, even if another is 0 / 0 (machines that never ran made nothing
    of a quality to speak of), as long as every measure is known."""
    result = reduce(operator.mul, factors)
    zero = reduce(np.logical_or, [np.asarray(factor) == 0 for factor in factors])
    unknown = reduce(np.logical_or, [np.isnan(number) for number in known], np.asarray(False))
    return np.where(zero & ~unknown, 0.0, result)


OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Numbers]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: divide,
}

FUNCTIONS: dict[str, Function] = {
    "avg": Function(lambda sums, known, x: divide(x[0], sums.stock_days()), (1, 1)),
    "exp": Function(lambda sums, known, x: exponential(x[0]), (1, 1)),
    "min": Function(lambda sums, known, x: reduce(np.minimum, x), (2, MANY)),
    "max": Function(lambda sums, known, x: reduce(np.maximum, x), (2, MANY)),
    "mean": Function(lambda sums, known, x: sum(x) / len(x), (2, MANY)),
    "product": Function(lambda sums, known, x: product(known, x), (2, MANY)),
}
