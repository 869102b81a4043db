"""The small plant of tests/floor.py, in a database and summarised."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import CursorResult, Select, Table, select

from data.summary import clock
from data.summary.tables import DATES, ENTITIES, KEY, table_name
from data.tenancy import Scope
from tests import floor

TABLES = ("kpi_shift_summaries", *(table_name(entity, grain) for entity in ("factory", *ENTITIES) for grain in DATES))
UNSTABLE = {
    "id", "factory_id", "created_at", "updated_at", "calculated_at", "is_finalized", "finalized_at",
}  # fmt: skip


def table(scope: Scope, name: str) -> pd.DataFrame:
    """A table's rows in the order of its keys, without ids and stamps."""
    columns = [c for c in scope.t.metadata.tables[name].c if c.name not in UNSTABLE]
    frame = scope.frame(select(*columns))
    keys = [k for of in KEY.values() for k in of] + [k for of in DATES.values() for k in of]
    mine = [
        k
        for k in ("shift_date", "shift_id", *keys)
        if k in frame and not (k == "machine_group_id" and "machine_id" in frame)
    ]
    frame = frame.sort_values(mine, ignore_index=True)
    for column in ("shift_date", "summary_date", "week_start_date", "week_end_date"):
        if column in frame:
            frame[column] = pd.to_datetime(frame[column]).dt.date
    return frame


def everything(scope: Scope) -> dict[str, list[tuple[Any, ...]]]:
    """Every summary table's rows as they are stored, in the order of their values; first their columns' names."""
    with scope.connect() as db:
        return {name: _rows(db.execute(_stored(scope.t.metadata.tables[name]))) for name in TABLES}


def _rows(result: CursorResult[Any]) -> list[tuple[Any, ...]]:
    return [tuple(result.keys()), *sorted((tuple(row) for row in result), key=repr)]


@cache
def _stored(table: Table) -> Select[Any]:
    return select(*(c for c in table.c if c.name not in UNSTABLE))


def same(found: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """Equal rows; a float may differ in what is left of its last digits."""
    for name, rows in expected.items():
        if isinstance(rows, list) and rows == found[name]:
            continue  # as nearly always, and frames cost ten times as much
        pd.testing.assert_frame_equal(_frame(found[name]), _frame(rows), obj=name, check_dtype=False)


def _frame(rows: Any) -> pd.DataFrame:
    return rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows[1:], columns=rows[0])


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def summarised(request: pytest.FixtureRequest, summarised_floor: Callable[[str], Any]) -> Iterator[Scope]:
    """For tests that only read: the plant at floor.NOW with all of its rows."""
    with summarised_floor(request.param) as scope:
        yield scope


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`at(moment)` sets the clock (naive UTC); it starts at floor.NOW."""

    def move(moment: datetime) -> None:
        monkeypatch.setattr(clock, "wall", lambda: moment)

    move(floor.NOW)
    return move
