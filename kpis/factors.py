"""Why a KPI that is made of named parts moved: what the change of each part added, exactly.

A product, a mean or a weighted sum of rates has no members that add up to it, but it has its parts. What one of them
added depends on which of the others had changed before; the mean over all orders is fair to each and leaves no rest
(Shapley).
"""

import ast
import math
from collections.abc import Mapping
from functools import cache
from itertools import combinations

import pandas as pd

from kpis import grammar
from kpis.bridge import Bridge, near
from kpis.formula import Formula

TARGETS = "Targets"
"""What the targets that a formula names added together, where they changed."""

Level = Mapping[str, float]
"""The parts of a formula by name, and "target <id>" for each target in it."""


def by_factors(formula: Formula, titles: Mapping[str, str], now: Level, before: Level) -> Bridge | None:
    """The change of a formula as what its parts added, the largest first; `titles` names them. None where it is made
    of other things too, or one of them has no data."""
    used = set(grammar.names(grammar.read(formula.text, formula.parts)))
    if not formula.parts or used != set(formula.parts) or formula.members:
        return None
    if any(math.isnan(level.get(name, math.nan)) for level in (now, before) for name in _needed(formula)):
        return None
    turns: list[tuple[str, ...]] = [(name,) for name in formula.parts]
    goals = tuple(f"target {one}" for one in sorted(formula.targets))
    if any(now[name] != before[name] for name in goals):
        turns.append(goals)

    @cache
    def value(changed: frozenset[tuple[str, ...]]) -> float:
        moved = {name for names in changed for name in names}
        return _composed(formula, {name: (now if name in moved else before)[name] for name in _needed(formula)})

    every, count = frozenset(turns), len(turns)
    added: dict[str, float] = {}
    for turn in turns:
        others = every - {turn}
        title = TARGETS if turn == goals else titles[turn[0]]
        added[title] = sum(
            math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
            * (value(frozenset(first) | {turn}) - value(frozenset(first)))
            for size in range(count) for first in combinations(sorted(others), size)
        )  # fmt: skip
    then, found = value(frozenset()), value(every)
    if math.isnan(then + found) or not near(sum(added.values()), found - then, abs(found) + abs(then)):
        return None
    steps = sorted(added.items(), key=lambda step: -abs(step[1]))
    return Bridge(then, found, tuple(steps), 0.0, None)


def _needed(formula: Formula) -> list[str]:
    return [*formula.parts, *(f"target {one}" for one in sorted(formula.targets))]


def _composed(formula: Formula, level: Level) -> float:
    """The value of a formula with numbers in place of its parts and targets."""

    class Numbers(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.AST:
            if name := grammar.target_of(node):
                return ast.Constant(level[f"target {name}"])
            node.args = [self.visit(argument) for argument in node.args]
            return node

        def visit_Name(self, node: ast.Name) -> ast.AST:
            return ast.Constant(level[node.id])

    tree = Numbers().visit(ast.parse(formula.text, mode="eval"))
    return float(Formula.parse(ast.unparse(tree)).evaluate(pd.DataFrame([{}])).iloc[0])
