"""A formula's tree with numbers in place of its names; ast.unparse then sets the brackets."""

import ast
from collections.abc import Callable

from kpis import grammar
from kpis.text import figure

SHOWN = 8
"""Members of which each number is shown; of more the first ones, and how many there are."""

Numbers = Callable[[ast.expr, str], list[float]]
"""The numbers of a node: one, or by an entity one a member."""


def fill(tree: ast.expr, numbers: Numbers) -> ast.expr:
    """The tree to be shown. `hoover(x by operator)` becomes "hoover(6, 10, 8)", `avg(x)` the division that it is."""

    def shown(node: ast.expr) -> ast.expr:
        return ast.Name(figure(numbers(node, "")[0]))

    def inner(node: ast.expr) -> ast.expr:
        if isinstance(node, ast.BinOp):
            return ast.BinOp(inner(node.left), node.op, inner(node.right))
        if isinstance(node, ast.UnaryOp):
            return ast.UnaryOp(node.op, inner(node.operand))
        if not isinstance(node, ast.Call) or grammar.word(node) in (grammar.TARGET, grammar.OF_FACTORY):
            return shown(node)
        name, entity = grammar.word(node), grammar.by(node)
        if entity:
            return ast.Call(ast.Name(name), _listed(numbers(node.args[0], entity)), [])
        arguments = [inner(argument) for argument in node.args]
        if name == "avg":
            return ast.BinOp(arguments[0], ast.Div(), shown(ast.Name("stock_days")))
        if name == "product":
            product = arguments[0]
            for argument in arguments[1:]:
                product = ast.BinOp(product, ast.Mult(), argument)
            return product
        return ast.Call(ast.Name(name), arguments, [])

    return inner(tree)


def _listed(values: list[float]) -> list[ast.expr]:
    shown = [figure(value) for value in values[:SHOWN]]
    return [ast.Name(text) for text in ([*shown, f"… {len(values)} in all"] if len(values) > SHOWN else shown)]
