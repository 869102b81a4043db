"""What a formula can do with numbers, and where it takes them from. "No data" is NaN and spreads."""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.typing import SeriesGroupBy

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
    whole: "pd.Series | pd.DataFrame | None" = None
    by: str | None = None
    members: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def measure(self, name: str, denominator: bool) -> Numbers:
        """A measure of each row; of the whole where the entity does not count it, or by reason below a line."""
        if name == "stock_days":
            return self.stock_days()
        if self.by and (not measure(name).counted_by(self.by) or (self.by == "reason" and denominator)):
            return self._of_whole(name)
        return self._column(self.rows, name)

    def stock_days(self) -> Numbers:
        """Days that a stock is averaged over: the factory's, as an entity without a row on a day had none of it."""
        return self._of_whole("stock_days") if self.by else self._column(self.rows, "stock_days")

    def target(self, kpi: str) -> Numbers:
        """The target of another KPI, from the column "target <id>"."""
        name = f"target {kpi}"
        return self._column(self.rows, name) if name in self.rows.columns or not self.by else self._of_whole(name)

    def factory(self) -> "Sums":
        """The factory's own sums for the same time; one row that holds for all rows where the whole is one."""
        if not self.by:
            return self
        if self.whole is None:
            raise MissingSums(f"whole() of a {self.by} is the factory's; pass the factory's sums as whole")
        if isinstance(self.whole, pd.DataFrame):
            return Sums(self.whole.loc[self.rows.index])
        return Sums(self.whole.to_frame().T)

    def of_members(self, entity: str) -> "Sums":
        """The sums of an entity's members within each row: their index is that of the rows, repeated."""
        if entity not in self.members:
            raise MissingSums(f"the formula goes over the rows by {entity}; pass them as members")
        if entity == "week":  # already complete with what is the factory's
            return Sums(self.members[entity])
        return Sums(self.members[entity], self.whole if self.by else self.rows, entity)

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


def hoover(values: SeriesGroupBy) -> pd.Series:
    """Half the relative mean deviation: the share that would have to change hands for all to have the same."""
    away = (values.obj - values.transform("mean")).abs().groupby(level=0).sum()
    return pd.Series(divide(away.to_numpy(), 2 * values.sum().to_numpy()), index=away.index)


def variation(values: SeriesGroupBy) -> pd.Series:
    """Coefficient of variation: population standard deviation over mean; no data with fewer than two values."""
    mean = values.mean().where(values.count() > 1)
    spread = np.asarray(values.std(ddof=0), dtype="float64")
    return pd.Series(divide(spread, mean.to_numpy()), index=mean.index)


def gather(name: str, values: Numbers, of: Sums, rows: pd.Index) -> Numbers:
    """One number a row from the numbers of its members. A member without data does not count: nothing is known of it;
    a row whose members are all without data, or that has none, has no data."""
    known = pd.Series(values, index=of.rows.index, dtype="float64").replace([np.inf, -np.inf], np.nan).dropna()
    return GATHERED[name](known.groupby(level=0)).reindex(rows).to_numpy()


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

GATHERED: dict[str, Callable[[Any], pd.Series]] = {
    "hoover": hoover,
    "max": lambda values: values.max(),
    "cv": variation,
}
"""What goes over members, `f(x by e)`; from values grouped by row."""
