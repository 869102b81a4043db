"""Whether the values of members add up to that of the whole: such a member is no smaller whole, and is not judged by
the whole's target."""

import ast
from functools import lru_cache

from kpis import grammar
from kpis.measures import MEASURES
from kpis.model import Kpi

SUM, SAME, OTHER = "sum", "same", "other"
"""What a part of a formula is to the members of an entity: it adds up over them, is the same for each, or neither."""


@lru_cache(maxsize=1024)
def additive(kpi: Kpi, *entities: str) -> bool:
    """Whether the KPI's values by these entities (one, or several at once) add up to the whole's: units, hours or
    events a day, stocks, and all shares of a whole (by reason). A rate of each member's own is none."""
    if "reason" in entities:  # its denominators are the whole's
        return True
    tree = grammar.read(kpi.each or kpi.formula, kpi.parts)
    return bool(entities) and _kind(tree, kpi, entities) == SUM


def _kind(node: ast.expr, kpi: Kpi, entities: tuple[str, ...]) -> str:
    if isinstance(node, ast.Name):
        if node.id in kpi.parts:
            return _kind(grammar.read(kpi.parts[node.id], kpi.parts), kpi, entities)
        return SUM if any(MEASURES[node.id].counted_by(entity) for entity in entities) else SAME
    if isinstance(node, ast.UnaryOp):
        return _kind(node.operand, kpi, entities)
    if isinstance(node, ast.BinOp):
        left, right = _kind(node.left, kpi, entities), _kind(node.right, kpi, entities)
        if isinstance(node.op, ast.Div):
            return left if right == SAME else OTHER
        if left == right and (left == SAME or not isinstance(node.op, ast.Mult)):
            return left
        return SUM if isinstance(node.op, ast.Mult) and {left, right} == {SUM, SAME} else OTHER
    if isinstance(node, ast.Call):
        called = grammar.word(node)
        if called in (grammar.OF_FACTORY, grammar.TARGET):
            return SAME
        inner = [_kind(one, kpi, entities) for one in node.args]
        if called == "avg":
            return inner[0]
        return SAME if not node.keywords and set(inner) == {SAME} else OTHER
    return SAME  # a number
