"""Rows of every type come back from the database as they were given, however many they are."""

import math
from collections.abc import Iterator
from datetime import date, datetime, time

import pandas as pd
import pytest
from sqlalchemy import Boolean, Column, Connection, Date, Double, Integer, MetaData, Table, Text, Time, func, select
from sqlalchemy.exc import ProgrammingError

from data.tenancy import central
from data.tenancy.rows import bulk_insert
from data.tenancy.schema import Stamp, stamps

SHOWN = Table(
    "shown", MetaData(), Column("id", Integer, primary_key=True), Column("text", Text), Column("number", Double),
    Column("flag", Boolean), Column("at", Stamp), Column("day", Date), Column("clock", Time), *stamps(),
    prefixes=["TEMPORARY"],
)  # fmt: skip
TOLD = [column for column in SHOWN.columns if not column.name.endswith("ed_at")]


@pytest.fixture
def db(database: str) -> Iterator[Connection]:
    with central().begin() as db:
        SHOWN.create(db)
        yield db
        if db.dialect.name == "sqlite":
            SHOWN.drop(db)


def back(db: Connection, rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """The rows, once they were inserted at once."""
    frame = pd.DataFrame(rows, columns=[column.name for column in TOLD], dtype=object)
    assert bulk_insert(db, SHOWN, frame.astype({"id": int, "number": float}), None) == len(rows)
    return [tuple(row) for row in db.execute(select(*TOLD).order_by(SHOWN.c.id))]


def test_what_is_written_is_read(db: Connection) -> None:
    moment, day = datetime(2026, 3, 1, 23, 59, 59, 999999), date(2026, 3, 1)
    rows: list[tuple[object, ...]] = [
        (1, "it's \"%s\" \\ 50 %\n\0é", 0.1, True, moment, day, time(22)),
        (2, None, 1e-300, None, None, None, None),
        (3, "", -1 / 3, False, datetime(1, 1, 1), date(9999, 12, 31), time(0)),
        (4, "plain", 2.0**53 + 2, None, datetime(2026, 3, 1), None, None),
        (5, "plain", 123456789.123456789, None, None, None, None),
    ]
    assert back(db, rows) == rows


def test_rows_beyond_one_statement_arrive_in_order(db: Connection) -> None:
    rows: list[tuple[object, ...]] = [(n, "x" * (n % 700), n / 7, None, None, None, None) for n in range(1, 12_001)]
    assert back(db, rows) == rows


@pytest.mark.parametrize("database", ["mariadb"], indirect=True)  # SQLite keeps an infinity
def test_no_number_is_no_row(db: Connection) -> None:
    with pytest.raises(ProgrammingError, match="inf can not be used"):
        back(db, [(1, "a", 1.0, None, None, None, None), (2, "b", math.inf, None, None, None, None)])
    assert db.scalar(select(func.count()).select_from(SHOWN)) == 0
