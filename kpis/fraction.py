"""A KPI as one division: what is counted, over what."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kpis.formula import Formula
from kpis.measures import MEASURES
from kpis.model import Kpi


@dataclass(frozen=True)
class Fraction:
    """A KPI that is one division of sums: what is counted, over what."""

    top: Formula
    bottom: Formula

    def sums(self, measures: Mapping[str, float | None]) -> tuple[float | None, float | None]:
        frame = pd.DataFrame([measures], dtype="float64")
        return _known(self.top.evaluate(frame).iloc[0]), _known(self.bottom.evaluate(frame).iloc[0])


def fraction(kpi: Kpi) -> Fraction | None:
    """Numerator (without a factor such as 100) and denominator, None where a formula is more than one division."""
    if kpi.compiled.members:  # it compares members with each other
        return None
    tree = ast.parse(kpi.formula, mode="eval").body
    if not isinstance(tree, ast.BinOp) or not isinstance(tree.op, ast.Div):
        return None
    top = tree.left
    if isinstance(top, ast.BinOp) and isinstance(top.op, ast.Mult) and isinstance(top.left, ast.Constant):
        top = top.right
    inner = [*ast.walk(top), *ast.walk(tree.right)]
    if any(
        isinstance(node, (ast.Call, ast.Div)) or (isinstance(node, ast.Name) and node.id in kpi.parts) for node in inner
    ):
        return None
    return Fraction(Formula.parse(ast.unparse(top)), Formula.parse(ast.unparse(tree.right)))


def per_day(kpi: Kpi) -> bool:
    """Whether a KPI is an amount per day, so that its members' values add up to the whole."""
    parts = fraction(kpi)
    return parts is not None and any(MEASURES[name].unit == "days" for name in parts.bottom.measures)


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
