"""Rates over next to no time: 19 minutes' worth of work in 20 seconds is 5,700 %, true, and says nothing. The number
stays; nobody is judged by it, and it is said."""

import ast
from functools import lru_cache

import pandas as pd

from kpis import grammar
from kpis.formula import Formula
from kpis.model import Kpi

LEAST = 0.1
"""Hours below the line under which a rate says nothing."""
TIMES = frozenset({
    "run_hours", "scheduled_hours", "operator_hours", "trained_operator_hours", "rostered_hours",
    "rated_changeover_hours", "planned_make_hours",
})  # fmt: skip
"""Time below the line. Others are shares of what stands above it, and cannot run away."""


@lru_cache(maxsize=1024)
def _below(kpi: Kpi) -> tuple[Formula, ...]:
    """What the KPI's formula divides by, where that is time of TIMES; none where it goes over members."""
    if kpi.of_member.members or kpi.compiled.members:
        return ()
    formula = kpi.of_member
    trees = [grammar.read(text, kpi.parts) for text in (formula.text, *(part.text for part in formula.parts.values()))]
    found: dict[str, None] = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            names = {*grammar.names(node.right)}
            if names & TIMES and not any(isinstance(part, ast.Call) for part in ast.walk(node.right)):
                found[ast.unparse(node.right)] = None
    return tuple(map(Formula.parse, found))


def hours(kpi: Kpi, rows: pd.DataFrame, whole: pd.Series | None = None, by: str | None = None) -> pd.Series:
    """The time that the KPI of each row rests on, where that is more than none and under LEAST; else NaN."""
    found = [formula.evaluate(rows, whole, by) for formula in _below(kpi)]
    if not found:
        return pd.Series(float("nan"), index=rows.index)
    least = pd.concat(found, axis=1).min(axis=1)
    return least.where((least > 0) & (least < LEAST))
