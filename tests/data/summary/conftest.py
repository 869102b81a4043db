"""The small plant of tests/floor.py, in a database and summarised."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select

from data.summary import clock
from data.summary.tables import DATES, ENTITIES, KEY, table_name
from data.tenancy import Scope
from tests import floor

TABLES = ("kpi_shift_summaries", *(table_name(entity, grain) for entity in ("factory", *ENTITIES) for grain in DATES))
UNSTABLE = {"id", "factory_id", "created_at", "updated_at", "calculated_at"}


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


def everything(scope: Scope) -> dict[str, pd.DataFrame]:
    return {name: table(scope, name) for name in TABLES}


def same(found: dict[str, pd.DataFrame], expected: dict[str, pd.DataFrame]) -> None:
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(found[name], frame, obj=name, check_dtype=False)


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
