"""What the factory's database holds already, as frames that compare with those of the files."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
from sqlalchemy import Boolean, ColumnElement, Date, DateTime, Double, Integer, String, Table, Time, select, true
from sqlalchemy.engine import Connection

from data.source.importer.bundle import Bundle
from data.source.importer.files import BY_NAME, FILES
from data.source.importer.format import File
from data.source.importer.sheet import codes
from data.tenancy import Scope

FEW = 1000
"""Up to so many rows are asked for by key; beyond that reading the whole table is quicker."""
_DTYPES = (
    (DateTime, "datetime64[us]"), (Date, "datetime64[us]"), (Double, "float64"), (Integer, "Int64"),
    (Boolean, "boolean"), (Time, "object"), (String, "str"),
)  # fmt: skip


def canonical(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """`frame` with one dtype for each type of column, so that equal values compare equal wherever they come from."""
    kinds = {str(name): table.c[name].type for name in frame.columns}
    dtypes = {name: next(dtype for sql, dtype in _DTYPES if isinstance(kind, sql)) for name, kind in kinds.items()}
    return frame.astype(dtypes)


def among(column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """A condition that keeps at least the rows with one of `values` in `column`."""
    few = pd.unique(pd.Series(values).dropna())
    return column.in_(few.tolist()) if len(few) <= FEW else true()


def ids(scope: Scope, db: Connection, file: File, used: pd.DataFrame) -> pd.Series:
    """The ids of the rows that `used` names (the code's columns, in order), index = code.

    Where several rows bear one code (a shift that changed its hours) it is the newest.
    """
    t = getattr(scope.t, file.name)
    query = select(t.c.id, *(t.c[name] for name in file.code)).where(among(t.c[file.code[0]], used.iloc[:, 0]))
    found = scope.frame(query.order_by(*(t.c[name] for name in file.more_key), t.c.id), db)
    found = found.astype(dict.fromkeys(file.code, "str")).assign(code=lambda rows: codes(rows, file.code))
    return found.groupby("code")["id"].last()


def newest_of_shift(scope: Scope, db: Connection) -> pd.Series:
    """The id of the newest shift of the same name as each shift (`ids`), index = id."""
    c = scope.t.shifts.c
    shifts = scope.frame(select(c.id, c.name).order_by(c.valid_from, c.id), db)
    return shifts.set_index("id").assign(newest=shifts.groupby("name")["id"].transform("last").to_numpy())["newest"]


def known(scope: Scope, bundle: Bundle) -> dict[str, pd.Series]:
    """Of the codes that the files use and do not bring themselves, those the factory has (see check.Known)."""
    found: dict[str, list[pd.Series]] = {}
    with scope.connect() as db:
        for file in FILES:
            text = bundle.frames.get(file.name, pd.DataFrame())
            for ref in file.refs:
                if set(ref.columns) <= set(text.columns) and text.columns.is_unique:
                    found.setdefault(ref.file, []).append(_known(scope, db, bundle, ref.file, text[list(ref.columns)]))
    return {name: pd.concat(parts) for name, parts in found.items()}


def _known(scope: Scope, db: Connection, bundle: Bundle, name: str, used: pd.DataFrame) -> pd.Series:
    file, here = BY_NAME[name], bundle.frames.get(name, pd.DataFrame())
    if set(file.code) <= set(here.columns) and here.columns.is_unique:
        used = used[~codes(used, tuple(used.columns)).isin(codes(here, file.code))]
    used = used.dropna().drop_duplicates()
    if used.empty:
        return pd.Series(dtype="datetime64[us]", index=pd.Index([], dtype="str"))
    t = getattr(scope.t, name)
    query = select(t.c.created_at, *(t.c[c] for c in file.code)).where(among(t.c[file.code[0]], used.iloc[:, 0]))
    rows = scope.frame(query, db)
    return pd.Series(rows["created_at"].astype("datetime64[us]").to_numpy(), index=codes(rows, file.code))
