"""The factory predicate: added to every statement of a scope, and demanded of every statement on a factory table."""

import re
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Delete, Insert, TextClause, Update, and_, event, literal
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import FromClauseAlias, FromGrouping, Join, TableClause

from data.schema import SHARED

OPTION = "factory_scope"
"""Execution option of a scope's connections: the factory's id, or UNSHARED in a database of the factory's own."""
UNSHARED = -1
MIGRATION = -2
"""Value of the option for the migrations, which build the tables themselves."""

_names = re.compile(r"\b(" + "|".join(sorted(SHARED.metadata.tables, key=len, reverse=True)) + r")\b", re.IGNORECASE)
_bulk_insert = re.compile(r"INSERT INTO \S+ \([^()]*\) VALUES \([?%s, ]*\)")
"""The one text that a scope of the shared database lets through: data.tenancy.rows gives `factory_id` in it."""


class UnscopedStatement(RuntimeError):
    """A statement on a factory's table that does not say which factory."""


def _predicates(source: Any, factory: int) -> list[ColumnElement[bool]]:
    """What WHERE has to say of a source of rows. The outer side of a join gets it into its ON, at once and in place:
    there a foreign row is one that does not match, in WHERE it would take the inner side's row with it."""
    if isinstance(source, FromGrouping):  # the right side of a join that is a join itself
        return _predicates(source.element, factory)
    if isinstance(source, Join):
        if source.full:
            raise UnscopedStatement("a full outer join, to whose sides no factory can be added: write two left joins")
        right = _predicates(source.right, factory)
        if source.isouter:
            source.onclause = and_(source.onclause, *right)  # type: ignore[arg-type]  # a join that is made has one
            right = []
        return _predicates(source.left, factory) + right
    table = source.element if isinstance(source, FromClauseAlias) else source
    if not isinstance(table, TableClause) or table.name not in SHARED.metadata.tables:
        return []
    if "factory_id" not in source.c:
        raise UnscopedStatement(f"a table {table.name} without factory_id in the shared database: take it from scope.t")
    return [source.c.factory_id == factory]


_restricted: "WeakKeyDictionary[Any, dict[int, Any]]" = WeakKeyDictionary()


def restrict(statement: Any, factory: int) -> Any:
    """`statement` for one factory only: the predicate on every select in it, however deep, and on what it writes.

    Remembered for as long as the statement lives, as a statement that is made once is run for many dates.
    """
    known = _restricted.setdefault(statement, {})
    if factory not in known:
        known[factory] = _restrict(statement, factory)
    return known[factory]


def _restrict(statement: Any, factory: int) -> Any:
    def narrow(select: Any) -> None:
        # in place, since the traversal hands out its own copies and keeps no return value
        froms = select.get_final_froms()
        for source in froms:
            select._where_criteria += tuple(_predicates(source, factory))
        if any(isinstance(source, Join) for source in froms):
            select._from_obj, select._setup_joins = tuple(froms), ()

    for part in visitors.iterate(statement):
        written = isinstance(part, TextClause) or getattr(part, "is_literal", False)
        if written and (found := _names.search(str(part))):
            raise _as_text(found.group())
    narrowed = visitors.cloned_traverse(statement, {}, {"select": narrow})
    if isinstance(narrowed, Update | Delete):
        return narrowed.where(*_predicates(narrowed.table, factory) + _others(narrowed, factory))
    if isinstance(narrowed, Insert) and "factory_id" in narrowed.table.c and narrowed._multi_values:
        raise UnscopedStatement("an insert of values([...]): give the rows to execute() instead, or to scope.insert")
    if isinstance(narrowed, Insert) and "factory_id" in narrowed.table.c and narrowed.select is not None:
        _refuse_factory_id(narrowed._select_names or ())
        narrowed._select_names = [*(narrowed._select_names or ()), "factory_id"]
        narrowed.select = narrowed.select.add_columns(literal(factory))
    return narrowed


def _others(statement: Any, factory: int) -> list[ColumnElement[bool]]:
    """The predicates of the other tables that an UPDATE or DELETE names beside the one it writes."""
    values = dict(getattr(statement, "_values", None) or {})
    _refuse_factory_id(getattr(column, "key", column) for column in values)
    parts = (*statement._where_criteria, *(v for v in values.values() if hasattr(v, "_from_objects")))
    found = {source for part in parts for source in part._from_objects} - {statement.table}
    return [predicate for source in found for predicate in _predicates(source, factory)]


def _refuse_factory_id(names: Any) -> None:
    if "factory_id" in names:
        raise UnscopedStatement("a statement that writes factory_id itself: leave it out, the scope gives it")


def _as_text(table: str) -> UnscopedStatement:
    how = "as text, where no factory can be added: write it with select()"
    return UnscopedStatement(f"a statement on {table} {how} (data.tenancy.open_scope)")


def _before_execute(conn: Connection, statement: Any, multi: Any, params: Any, options: Any) -> Any:
    factory = options.get(OPTION, conn.get_execution_options().get(OPTION))
    if factory is None or factory < 0:
        return statement, multi, params
    if isinstance(statement, Insert | Update | Delete) or getattr(statement, "is_select", False):
        statement = restrict(statement, factory)
    if isinstance(statement, Update):
        for row in multi or [params or {}]:
            _refuse_factory_id(row)
    if isinstance(statement, Insert) and statement.select is None and "factory_id" in statement.table.c:
        if multi:
            multi = [{**row, "factory_id": factory} for row in multi]
        else:
            params = {**params, "factory_id": factory}
    return statement, multi, params


def _before_cursor(conn: Connection, cursor: Any, sql: str, params: Any, context: Any, many: bool) -> None:
    factory = (context.execution_options if context is not None else conn.get_execution_options()).get(OPTION)
    # written text carries no predicate of ours, so in the shared database it may only insert (with factory_id given)
    compiled = getattr(context, "compiled", None)
    text = compiled is None or isinstance(compiled.statement, TextClause)
    written = factory is not None and factory >= 0 and text
    if (factory is None or (written and not _bulk_insert.fullmatch(sql))) and (found := _names.search(sql)):
        if written:
            raise _as_text(found.group())
        raise UnscopedStatement(f"a statement on {found.group()} outside of a scope (data.tenancy.open_scope)")


def watch(engine: Engine) -> Engine:
    """Put the guard on an engine; every engine of ours has it."""
    event.listen(engine, "before_execute", _before_execute, retval=True)
    event.listen(engine, "before_cursor_execute", _before_cursor)
    return engine
