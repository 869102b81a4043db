"""Formulas over summed measures: parsed once, evaluated on whole frames, explained with their numbers.

A formula is a Python expression restricted to numbers, names (measures, or named parts), + - * / and FUNCTIONS.
Numerators and denominators are sums, and the division comes last; a denominator of zero is "no data" (NaN).
"""

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd

from kpis.measures import MEASURES
from kpis.naming import suggest
from kpis.operations import COVERED_BY, FUNCTIONS, OPERATORS, Numbers, Sums
from kpis.text import figure


class FormulaError(ValueError):
    """A formula cannot be read; the message names the word and the near one."""


@dataclass(frozen=True)
class Formula:
    """A parsed formula. `parts` are the named sub-formulas that its text uses; make one with Formula.parse."""

    text: str
    parts: Mapping[str, "Formula"] = field(hash=False)
    measures: frozenset[str]
    averages: bool
    _tree: ast.expr = field(repr=False, compare=False)

    @staticmethod
    def parse(text: str, parts: Mapping[str, str] | None = None) -> "Formula":
        """Read a formula; FormulaError names what it does not know. A part may use the parts declared before it."""
        return _parse(text, tuple((parts or {}).items()))

    def evaluate(
        self, sums: pd.DataFrame, whole: "pd.Series | pd.DataFrame | None" = None, by: str | None = None
    ) -> pd.Series:
        """The value of each row of sums; NaN where there is no data.

        sums: a column per measure, and `stock_days` (days of the range with a stock) if the formula averages.
        by: the entity that the rows are sums of; None when they are the factory's.
        whole: the factory's sums for the same time, for rows of an entity: one Series for all of them, or a frame
        with the index of sums. From it come `stock_days`, the measures that the entity does not count, and by reason
        every denominator. Raises LookupError when a column is missing that must come from one of the two.
        """
        value = self._node(self._tree, Sums(sums, whole, by), denominator=False)
        series = pd.Series(value, index=sums.index, dtype="float64", name="value")
        return series.where(series.abs() != math.inf)

    def explain(self, sums: Mapping[str, Any]) -> str:
        """The formula with one set of sums filled in: "100 * 593 / (92,519 + 593) = 0.637"."""
        frame = pd.DataFrame([dict(sums)])
        row = frame.iloc[0]
        values = {name: part.evaluate(frame).iloc[0] for name, part in self.parts.items()}
        tree = _Filled({**row, **values}).visit(ast.parse(self.text, mode="eval").body)
        return f"{ast.unparse(tree)} = {figure(self.evaluate(frame).iloc[0])}"

    def coverage(self, sums: Mapping[str, Any]) -> float | None:
        """Share 0..1 of the run time (operators: of their time) that ideal cycle times cover.

        None when it is all of it, unknown, or the formula does not depend on it.
        """
        for uncovered, total in COVERED_BY.items():
            if uncovered in self.measures:
                left_out, hours = (float("nan") if sums[n] is None else float(sums[n]) for n in (uncovered, total))
                return 1 - left_out / hours if hours > 0 and left_out > 0 else None
        return None

    def _node(self, node: ast.expr, sums: Sums, denominator: bool) -> Numbers:
        if isinstance(node, ast.Constant):
            return float(node.value)  # type: ignore[arg-type]  # _check let numbers through alone
        if isinstance(node, ast.Name):
            part = self.parts.get(node.id)
            return part._node(part._tree, sums, denominator) if part else sums.measure(node.id, denominator)
        if isinstance(node, ast.UnaryOp):
            return -self._node(node.operand, sums, denominator)
        if isinstance(node, ast.BinOp):
            below = denominator or isinstance(node.op, ast.Div)
            left = self._node(node.left, sums, denominator)
            return OPERATORS[type(node.op)](left, self._node(node.right, sums, below))
        assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        known = [sums.measure(name, denominator) for name in sorted(_measures(node, self.parts))]
        arguments = [self._node(argument, sums, denominator) for argument in node.args]
        return FUNCTIONS[node.func.id].apply(sums, known, arguments)


@lru_cache(maxsize=1024)
def _parse(text: str, parts: tuple[tuple[str, str], ...]) -> Formula:
    named: dict[str, Formula] = {}
    for name, part in parts:
        if name in MEASURES:
            raise FormulaError(f"part {name!r} has the name of a measure; give it another one")
        named[name] = _parse(part, tuple((n, f.text) for n, f in named.items()))
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise FormulaError(f"cannot read {text!r}: {error.msg}") from error
    _check(tree, named)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    inner = {name: part for name, part in named.items() if name in used}
    averages = "avg" in used or any(part.averages for part in inner.values())
    return Formula(text, inner, _measures(tree, inner), averages, tree)


def _measures(tree: ast.expr, parts: Mapping[str, Formula]) -> frozenset[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return frozenset(names & MEASURES.keys()).union(*(parts[name].measures for name in names & parts.keys()))


def _check(node: ast.expr, parts: Mapping[str, Formula]) -> None:
    """Let through what the module's first lines allow, name everything else."""
    children: list[ast.expr] = []
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        pass
    elif isinstance(node, ast.Name):
        if node.id not in MEASURES and node.id not in parts:
            raise FormulaError(f"unknown measure {node.id!r}{suggest(node.id, [*parts, *MEASURES])}")
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        children = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        children = [node.operand]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        name = node.func.id
        if name not in FUNCTIONS:
            raise FormulaError(f"unknown function {name!r}{suggest(name, FUNCTIONS)}")
        least, most = FUNCTIONS[name].arguments
        if not least <= len(node.args) <= most:
            raise FormulaError(
                f"{name}() with {len(node.args)} arguments; it takes {least}{'' if most == least else ' or more'}"
            )
        children = node.args
    else:
        raise FormulaError(
            f"{ast.unparse(node)!r} is not allowed in a formula; "
            f"use numbers, measures, + - * / and {', '.join(FUNCTIONS)}"
        )
    for child in children:
        _check(child, parts)


class _Filled(ast.NodeTransformer):
    """Numbers in place of names; ast.unparse then sets the brackets."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(figure(self.values[node.id]))

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return ast.Name(figure(float(node.value)))  # type: ignore[arg-type]

    def visit_Call(self, node: ast.Call) -> ast.expr:
        arguments = [self.visit(argument) for argument in node.args]
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "avg":
            return ast.BinOp(arguments[0], ast.Div(), ast.Name(figure(self.values["stock_days"])))
        if name == "product":
            product: ast.expr = arguments[0]
            for argument in arguments[1:]:
                product = ast.BinOp(product, ast.Mult(), argument)
            return product
        return ast.Call(ast.Name(name), arguments, [])
