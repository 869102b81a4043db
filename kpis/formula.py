"""Formulas over summed measures: parsed once, evaluated on whole frames, explained with their numbers.

A formula is a Python expression restricted to numbers, names (measures, or named parts), + - * / and functions:
avg (of a stock over the days), exp, min, max, mean, product, and

- `hoover(x by e)`, `max(x by e)`, `cv(x by e)`: over the members of an entity with activity (operator, group ...), or
  `by week` over the whole weeks of the range: half the relative mean deviation, the highest, and the coefficient of
  variation of x, any expression of measures. A member without data does not count.
- `whole(x)`: x of the factory, in the formula of a breakdown row.
- `target(id)`: the target that the factory has for another KPI; a column "target <id>" beside the sums.

Numerators and denominators are sums, and the division comes last; a denominator of zero is "no data" (NaN).
"""

import ast
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from kpis import grammar
from kpis.filled import fill
from kpis.grammar import WEEK, FormulaError
from kpis.measures import MEASURES
from kpis.operations import COVERED_BY, FUNCTIONS, OPERATORS, Numbers, Sums, gather
from kpis.text import figure

Members = Mapping[str, pd.DataFrame]
"""By entity (or "week"): rows of measures, whose index repeats that of the rows that they are part of."""
NOBODY: Members = MappingProxyType({})


@dataclass(frozen=True)
class Formula:
    """A parsed formula. `parts` are the named sub-formulas that its text uses; make one with Formula.parse.

    measures: all that it needs. members: what it needs of the rows by an entity or by week. targets: ids of the KPIs
    whose target it needs. averages: whether it needs `stock_days`.
    """

    text: str
    parts: Mapping[str, "Formula"] = field(hash=False)
    measures: frozenset[str]
    members: Mapping[str, frozenset[str]] = field(hash=False)
    targets: frozenset[str]
    averages: bool
    _tree: ast.expr = field(repr=False, compare=False)

    @staticmethod
    def parse(text: str, parts: Mapping[str, str] | None = None) -> "Formula":
        """Read a formula; FormulaError names what it does not know. A part may use the parts declared before it."""
        return _parse(text, tuple((parts or {}).items()))

    @property
    def ordered(self) -> tuple[str, ...]:
        """The measures, parts included, in the order in which its text names them."""
        words = re.findall(r"\w+", " ".join([*(part.text for part in self.parts.values()), self.text]))
        at = {word: place for place, word in reversed([*enumerate(words)])}
        return tuple(sorted(self.measures, key=lambda name: (at.get(name, len(words)), name)))

    def evaluate(
        self,
        sums: pd.DataFrame,
        whole: "pd.Series | pd.DataFrame | None" = None,
        by: str | None = None,
        members: Members = NOBODY,
    ) -> pd.Series:
        """The value of each row of sums; NaN where there is no data.

        sums: a column per measure, and `stock_days` (days of the range with a stock) if the formula averages.
        by: the entity that the rows are sums of; None when they are the factory's.
        whole: the factory's sums for the same time, for rows of an entity: one Series for all of them, or a frame
        with the index of sums. From it come `stock_days`, the measures that the entity does not count, and by reason
        every denominator. members: see Members; rows by week hold all measures, also those that the entity does not
        count. Raises LookupError when a column or frame is missing that must come from one of them.
        """
        value = self._node(self._tree, Sums(sums, whole, by, members), denominator=False)
        series = pd.Series(value, index=sums.index, dtype="float64", name="value")
        return series.where(series.abs() != math.inf)

    def explain(
        self,
        sums: Mapping[str, Any],
        members: Members = NOBODY,
        whole: pd.Series | None = None,
        by: str | None = None,
    ) -> str:
        """The formula with one set of sums filled in: "100 * 593 / (92,519 + 593) = 0.637"; the members' index is 0."""
        frame = pd.DataFrame([dict(sums)])
        of = Sums(frame, whole, by, members)
        tree = fill(self._tree, lambda node, by: self._numbers(node, of.of_members(by) if by else of))
        return f"{ast.unparse(tree)} = {figure(self.evaluate(frame, whole, by, members).iloc[0])}"

    def coverage(self, sums: Mapping[str, Any]) -> float | None:
        """Share 0..1 of the run time (operators: of their time) that ideal cycle times cover.

        None when it is all of it, unknown, or the formula does not depend on it.
        """
        for uncovered, total in COVERED_BY.items():
            if uncovered in self.measures:
                left_out, hours = (float("nan") if sums[n] is None else float(sums[n]) for n in (uncovered, total))
                return 1 - left_out / hours if hours > 0 and left_out > 0 else None
        return None

    def _numbers(self, node: ast.expr, sums: Sums) -> list[float]:
        values = np.broadcast_to(self._node(node, sums, denominator=False), len(sums.rows))
        return [float(value) if abs(value) != math.inf else math.nan for value in values]

    def _node(self, node: ast.expr, sums: Sums, denominator: bool) -> Numbers:
        if isinstance(node, ast.Constant):
            return float(node.value)  # type: ignore[arg-type]  # grammar let numbers through alone
        if isinstance(node, ast.Name):
            part = self.parts.get(node.id)
            return part._node(part._tree, sums, denominator) if part else sums.measure(node.id, denominator)
        if isinstance(node, ast.UnaryOp):
            return -self._node(node.operand, sums, denominator)
        if isinstance(node, ast.BinOp):
            below = denominator or isinstance(node.op, ast.Div)
            left = self._node(node.left, sums, denominator)
            return OPERATORS[type(node.op)](left, self._node(node.right, sums, below))
        assert isinstance(node, ast.Call)
        name, entity = grammar.word(node), grammar.by(node)
        if entity:
            of = sums.of_members(entity)
            return gather(name, self._node(node.args[0], of, denominator=False), of, sums.rows.index)
        if name == grammar.TARGET:
            return sums.target(grammar.target_of(node))
        if name == grammar.OF_FACTORY:
            return self._node(node.args[0], sums.factory(), denominator)
        known = [sums.measure(n, denominator) for n in sorted(_measures(node, self.parts))] if name == "product" else []
        arguments = [self._node(argument, sums, denominator) for argument in node.args]
        return FUNCTIONS[name].apply(sums, known, arguments)


@lru_cache(maxsize=1024)
def _parse(text: str, parts: tuple[tuple[str, str], ...]) -> Formula:
    named: dict[str, Formula] = {}
    for name, part in parts:
        if name in MEASURES:
            raise FormulaError(f"part {name!r} has the name of a measure; give it another one")
        named[name] = _parse(part, tuple((n, f.text) for n, f in named.items()))
    tree = grammar.read(text, named)
    used = set(grammar.names(tree))
    inner = {name: part for name, part in named.items() if name in used}
    called = list(grammar.calls(tree))
    targets = {target for call in called if (target := grammar.target_of(call))}
    return Formula(
        text,
        inner,
        _measures(tree, inner),
        _members(called, inner),
        frozenset(targets).union(*(part.targets for part in inner.values())),
        "avg" in map(grammar.word, called) or any(part.averages for part in inner.values()),
        tree,
    )


def _measures(tree: ast.expr, parts: Mapping[str, Formula]) -> frozenset[str]:
    names = set(grammar.names(tree))
    return frozenset(names & MEASURES.keys()).union(*(parts[name].measures for name in names & parts.keys()))


def _members(calls: list[ast.Call], parts: Mapping[str, Formula]) -> dict[str, frozenset[str]]:
    """What is needed of each entity's rows. FormulaError where `by` makes no sense."""
    found: dict[str, frozenset[str]] = {}
    needed = [(entity, needs) for part in parts.values() for entity, needs in part.members.items()]
    for call in calls:
        entity = grammar.by(call)
        if not entity:
            continue
        inside, measures = call.args[0], _measures(call.args[0], parts)
        within = [name for name in grammar.names(inside) if name in parts and parts[name].members]
        if within:
            raise FormulaError(f"{grammar.written(call)!r}: {within[0]} goes over members itself; write it outside")
        if not measures or (entity != WEEK and not any(MEASURES[name].counted_by(entity) for name in measures)):
            raise FormulaError(f"{grammar.written(call)!r}: nothing in it is counted by {entity}")
        needed.append((entity, measures))
    for entity, needs in needed:
        found[entity] = found.get(entity, frozenset()) | needs
    return found
