"""The text of a formula read into a checked tree of Python's own syntax (see kpis.formula).

`f(x by e)` is not Python: it is read as the call `f(x, by=e)`. "=" is no word of formulas, so nobody can write that.
"""

import ast
import re
from collections.abc import Collection, Iterator

from kpis.measures import ENTITIES, MEASURES
from kpis.naming import suggest
from kpis.operations import FUNCTIONS, GATHERED, OPERATORS

WEEK = "week"
MEMBERS = (*(entity for entity in ENTITIES if entity not in ("reason", "shift", "hour")), WEEK)
"""What may follow `by`: entities with rows of their own, and the whole weeks of the range."""
OF_FACTORY, TARGET = "whole", "target"
_BY = re.compile(r"\s*\bby\s+(\w+)\s*\)")
_WORDS = (*FUNCTIONS, *GATHERED, OF_FACTORY, TARGET)


class FormulaError(ValueError):
    """A formula cannot be read; the message names the word and the near one."""


def read(text: str, parts: Collection[str]) -> ast.expr:
    """The tree of a formula that may use the named parts; FormulaError names what it does not know."""
    if "=" in text:
        raise FormulaError(f"cannot read {text!r}: '=' is not allowed in a formula")
    try:
        tree = ast.parse(_BY.sub(r", by=\1)", text), mode="eval").body
    except SyntaxError as error:
        hint = f"; `x by e` stands alone in {', '.join(GATHERED)}(...)" if re.search(r"\bby\b", text) else ""
        raise FormulaError(f"cannot read {text!r}: {error.msg}{hint}") from error
    _check(tree, parts, within="")
    return tree


def word(call: ast.Call) -> str:
    """The name of the called function."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def by(call: ast.Call) -> str:
    """What follows `by` in a call; "" without one."""
    named = [keyword.value.id for keyword in call.keywords if isinstance(keyword.value, ast.Name)]
    return named[0] if named else ""


def target_of(call: ast.Call) -> str:
    """The id in `target(id)`; "" for any other call."""
    return call.args[0].id if word(call) == TARGET and isinstance(call.args[0], ast.Name) else ""


def names(node: ast.expr) -> Iterator[str]:
    """Measures and parts that a checked tree uses."""
    if isinstance(node, ast.Name):
        yield node.id
    elif not (isinstance(node, ast.Call) and target_of(node)):
        for child in _children(node):
            yield from names(child)


def calls(node: ast.expr) -> Iterator[ast.Call]:
    """The calls in a checked tree."""
    if isinstance(node, ast.Call):
        yield node
    for child in _children(node):
        yield from calls(child)


def _children(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    return node.args if isinstance(node, ast.Call) else []


def written(node: ast.expr) -> str:
    """A tree as people write it."""
    return ast.unparse(node).replace(", by=", " by ")


def _check(node: ast.expr, parts: Collection[str], within: str) -> None:
    """Let through what kpis.formula's first lines allow, name everything else. `within`: the `by` around the node."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return
    if isinstance(node, ast.Name):
        if node.id not in MEASURES and node.id not in parts:
            raise FormulaError(f"unknown measure {node.id!r}{suggest(node.id, [*parts, *MEASURES])}")
        return
    operator = isinstance(node, ast.BinOp) and type(node.op) in OPERATORS
    minus = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    if isinstance(node, ast.Call) and word(node) and all(keyword.arg == "by" for keyword in node.keywords):
        if _check_call(node, within):
            return
        within = by(node)
    elif not operator and not minus:
        raise FormulaError(
            f"{written(node)!r} is not allowed in a formula; use numbers, measures, + - * / and {', '.join(_WORDS)}"
        )
    for child in _children(node):
        _check(child, parts, within)


def _check_call(call: ast.Call, within: str) -> bool:
    """Name what is wrong with a call itself; whether it is whole, its arguments being none of measures."""
    name, count, entity = word(call), len(call.args), by(call)
    if name not in _WORDS:
        raise FormulaError(f"unknown function {name!r}{suggest(name, _WORDS)}")
    if call.keywords:
        if name not in GATHERED:
            raise FormulaError(f"{name}() takes no `by`; {', '.join(GATHERED)} do")
        if entity not in MEMBERS:
            raise FormulaError(f"{name}() by unknown {entity!r}{suggest(entity, MEMBERS)}")
        if within:
            raise FormulaError(f"{name}(... by {entity}) stands within another `by`; write it outside")
        if count != 1:
            raise FormulaError(f"{name}(... by {entity}) with {count} arguments; it takes 1")
    elif name == TARGET:
        if count != 1 or not isinstance(call.args[0], ast.Name):
            raise FormulaError(f"{written(call)!r}: {TARGET}() takes the id of one KPI")
        return True
    elif name in FUNCTIONS or name == OF_FACTORY:
        least, most = FUNCTIONS[name].arguments if name in FUNCTIONS else (1, 1)
        if not least <= count <= most:
            more = "" if most == least else " or more"
            raise FormulaError(f"{name}() with {count} arguments; it takes {least}{more}")
    else:
        raise FormulaError(f"{name}() goes over members; write {name}(x by e), e one of {', '.join(MEMBERS)}")
    return False
