"""Ids of rows: found by one statement, told to the next. A database finds its way faster by a list than by a statement
within a statement, which it may run once for each place that names it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import BindParameter, ColumnElement, Executable, bindparam

from data.tenancy import Scope

BATCH = 20_000
"""Ids in one statement: far less than the million characters that SQLite takes."""


def among(column: ColumnElement[Any], name: str = "ids") -> ColumnElement[bool]:
    """The condition that a column is one of the ids that come with the statement when it is run."""
    listed: BindParameter[Any] = bindparam(name, expanding=True, literal_execute=True)
    return column.in_(listed)


def batches(ids: Collection[int]) -> Iterator[list[int]]:
    """The ids in order, BATCH at a time; one empty batch if there are none."""
    ordered = sorted(ids)
    for n in range(0, len(ordered) or 1, BATCH):
        yield ordered[n : n + BATCH]


def found(scope: Scope, statement: Executable, values: Mapping[str, Any] | None = None) -> set[int]:
    """The ids that a statement selects; nulls are left out."""
    with scope.connect() as db:
        return {int(one) for one in db.execute(statement, values).scalars() if one is not None}


def found_by(scope: Scope, statement: Executable, ids: Collection[int], **values: Any) -> set[int]:
    """The ids that a statement selects by others (`among`)."""
    if not ids:
        return set()
    return set().union(*(found(scope, statement, {"ids": some, **values}) for some in batches(ids)))


def frame_by(scope: Scope, statement: Executable, ids: Collection[int], **values: Any) -> pd.DataFrame:
    """The rows that a statement selects by ids (`among`)."""
    return pd.concat(
        [scope.frame(statement, values={"ids": some, **values}) for some in batches(ids)], ignore_index=True
    )
