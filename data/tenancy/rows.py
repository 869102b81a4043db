"""Many rows into a table at the speed of the driver: SQLAlchemy's type processing is most of an insert's cost."""

import json
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import JSON, Boolean, Date, DateTime, Table, Time
from sqlalchemy.engine import Connection

from data.tenancy.schema import utcnow


def _each(values: pd.Series, told: Callable[[Any], str]) -> list[Any]:
    """Each value as text, None where there is none. Said once for equal ones, as many rows share few days and times."""
    code, known = pd.factorize(values)
    return np.array([*(told(value) for value in known), None], dtype=object)[code].tolist()


def _stamps(values: pd.Series) -> list[Any]:
    """Times as text (YYYY-MM-DD hh:mm:ss.ffffff), None where there is none."""
    times = pd.to_datetime(values, format="ISO8601").to_numpy().astype("datetime64[us]")
    text = np.datetime_as_string(times).astype("U26")
    text.view("U1").reshape(-1, 26)[:, 10] = " "  # where ISO has a T
    told = text.astype(object)
    told[np.isnat(times)] = None
    return told.tolist()


def _day(value: Any) -> str:
    return value.isoformat()[:10] if isinstance(value, date | datetime) else str(value)[:10]


def _times(values: pd.Series) -> list[Any]:
    return [None if v is None else v.strftime("%H:%M:%S.%f") if isinstance(v, time) else str(v) for v in values]


def _plain(values: pd.Series) -> list[Any]:
    # to Python's own types, which is what both drivers bind; NaN is no value
    if pd.api.types.is_bool_dtype(values):
        return values.astype(int).tolist()
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iu":
        return values.tolist()
    objects = values.astype(object)
    found = objects.where(values.notna(), None).tolist()
    return [v.item() if isinstance(v, np.generic) else v for v in found] if values.dtype == object else found


def _convert(table: Table, name: str, values: pd.Series) -> list[Any]:
    kind = table.c[name].type
    if isinstance(kind, DateTime):
        return _stamps(values)
    if isinstance(kind, Date):
        return _each(values, _day)
    if isinstance(kind, Time):
        return _times(values)
    if isinstance(kind, JSON):
        return [json.dumps(v) for v in values]
    if isinstance(kind, Boolean):
        return [None if pd.isna(v) else int(v) for v in values]
    return _plain(values)


def _numbers(table: Table, frame: pd.DataFrame) -> dict[str, list[Any]]:
    """The columns of floating numbers that are stored as numbers, all at once: a summary row has a hundred of them."""
    plain = [
        name for name, dtype in frame.dtypes.items()
        if dtype.kind == "f" and not isinstance(table.c[str(name)].type, DateTime | Date | Time | JSON | Boolean)
    ]  # fmt: skip
    values = frame[plain].to_numpy()
    found = values.astype(object)
    found[np.isnan(values)] = None
    return dict(zip(map(str, plain), found.T.tolist(), strict=True))


def bulk_insert(db: Connection, table: Table, frame: pd.DataFrame, factory_id: int | None) -> int:
    """Insert `frame` (columns named as the table's) and return the number of rows. KeyError names a foreign column."""
    if frame.empty:
        return 0
    foreign = [name for name in frame.columns if name not in table.c]
    if foreign:
        raise KeyError(f"{table.name} has no column {foreign[0]!r}")
    # a column without any value is left to the database's NULL: half of a summary row is not recorded
    told = frame.notna().any()
    given = [str(name) for name in frame.columns if told[name] or not table.c[name].nullable]
    numbers = _numbers(table, frame[given])
    columns = {name: numbers[name] if name in numbers else _convert(table, name, frame[name]) for name in given}
    now = utcnow().strftime("%Y-%m-%d %H:%M:%S.%f")
    for name in ("created_at", "updated_at"):
        columns.setdefault(name, [now] * len(frame))
    for column in table.columns:
        if column.name not in columns and column.default is not None and column.default.is_scalar:
            columns[column.name] = [column.default.arg] * len(frame)  # type: ignore[attr-defined]  # a scalar default has one
    if factory_id is not None:
        columns["factory_id"] = [factory_id] * len(frame)
    quote = db.dialect.identifier_preparer.quote
    mark = "?" if db.dialect.paramstyle == "qmark" else "%s"
    names = ", ".join(quote(name) for name in columns)
    sql = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({', '.join([mark] * len(columns))})"  # noqa: S608  # names from the declared table
    db.exec_driver_sql(sql, list(zip(*columns.values(), strict=True)))
    return len(frame)
