"""Writing the summary tables: facts -> shift and day rows -> week and month rows, in one transaction, idempotent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, Delete, Insert, Table, bindparam, delete, func, insert, select
from sqlalchemy.engine import Connection

from data.facts import alerts, forecast, rollup, stocks
from data.facts.calendar import DAY, OFF_SHIFT
from data.facts.compute import Facts
from data.facts.history import ASSIGNED, HOLD, SETUP, START
from data.summary import clock, finalized, hourly
from data.summary.tables import DATES, ENTITIES, EXTRA, KEY, days_column, measures_of, table_name
from data.tenancy import Scope
from data.tenancy.schema import FactoryTables, Stamp

OPEN_AT_END = {"assigned_orders": [ASSIGNED], "in_progress_orders": [SETUP, START], "hold_orders": [HOLD]}


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def grouped_key(column: Column[Any]) -> ColumnElement[Any]:
    """A member's key to select and group by: by a bare one MariaDB walks the index that begins with it, through all
    days, to be spared a sort."""
    return column.op("+")(sa.literal_column("0")) if isinstance(column.type, sa.Integer) else column


def day_rows(facts: Facts, entities: Sequence[str] = ("factory", *ENTITIES)) -> dict[str, pd.DataFrame]:
    """The daily rows of each entity as its table has them."""
    factory, told = rollup.by_day(facts, "factory"), forecast.judged(facts)
    return {entity: _daily_rows(facts, entity, factory, told) for entity in entities}


def _daily_rows(facts: Facts, entity: str, factory: pd.DataFrame, told: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """`factory` and `told`: the factory's days and what was forecast for them, the same for all entities."""
    rows = factory if entity == "factory" else rollup.by_day(facts, entity)
    rows = alerts.with_counted(forecast.with_judged(rows, told, entity), facts, entity)
    rows = rows.rename(columns={"day": "summary_date"})
    plant = facts.history.plant
    if entity == "reason":
        rows = rows.rename(columns={"kind": "reason_kind", "id": "reason_id"})
    elif entity != "factory":
        rows = rows.rename(columns={"id": KEY[entity][0]})
    if entity == "machine":
        rows["machine_group_id"] = _then(rows, facts, plant.machines.id, plant.machine_groups, plant.groups.id)
    if entity == "operator":
        levels = _then(rows, facts, plant.operators.id, plant.operator_levels, plant.proficiencies.id)
        rows["operator_proficiency_id"] = levels
        rows["skill_level"] = levels.map(plant.proficiencies.set_index("id")["rank"])
    if entity == "part":
        made = factory.set_index("day")
        rows["factory_units"] = rows.summary_date.map(made.ok_units + made.scrapped_units)
    return rows.drop(columns=["work_days", "calendar_days"], errors="ignore") if entity != "factory" else rows


def _then(
    rows: pd.DataFrame, facts: Facts, members: pd.Series, of: Callable[[list[date]], np.ndarray], ids: pd.Series
) -> pd.Series:
    """The id of what the member of each row belonged to on its day; NaN for none."""
    days = facts.windows.days
    if rows.empty:
        return pd.Series(dtype=float)
    day = pd.Index(days).get_indexer(pd.Index(rows.summary_date))
    position = of(days)[day, pd.Index(members).get_indexer(pd.Index(rows.iloc[:, 1]))]
    return pd.Series(np.r_[ids.to_numpy(dtype=float), np.nan][position], index=rows.index)


def shift_rows(facts: Facts) -> pd.DataFrame:
    """The rows of kpi_shift_summaries; Off shift is shift 0."""
    rows = rollup.by_shift(facts).rename(columns={"day": "shift_date"})
    names = {shift.id: shift.name for shift in facts.history.plant.calendar.shifts}
    rows["shift_name"] = [names.get(shift, "Off shift") for shift in rows.shift_id]
    span = _times(facts).groupby(["day", "shift_id"]).agg(start=("start", "min"), end=("end", "max"))
    at = span.reindex(pd.MultiIndex.from_frame(rows[["shift_date", "shift_id"]]))
    rows["shift_start_time"], rows["shift_end_time"] = at.start.to_numpy(), at.end.to_numpy()
    rows.loc[rows.shift_id == OFF_SHIFT, ["shift_start_time", "shift_end_time"]] = pd.NaT
    return pd.concat([rows, _open_at_end(facts, rows)], axis=1)


def _open_at_end(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """The open orders by state when each row's time ends (that of Off shift with its last piece), or now while it runs:
    the columns of kpi_shift_summaries that are no measures."""
    windows = facts.windows.frame
    last = pd.Series(facts.windows.end).groupby([windows.day, windows.shift_id]).max()
    ends = last.reindex(pd.MultiIndex.from_frame(rows[["shift_date", "shift_id"]])).to_numpy(dtype=np.int64)
    moments, at = np.unique(ends, return_inverse=True)
    found = stocks.open_orders(facts.history, moments)
    counts = {
        name: np.bincount(found.when[np.isin(found.state, states)], minlength=len(moments))[at].astype(float)
        for name, states in OPEN_AT_END.items()
    }
    return pd.DataFrame(counts, index=rows.index)


def _times(facts: Facts) -> pd.DataFrame:
    """The windows of the facts' days to their ends: of a shift that has been cut by a break, what is to come too."""
    days = facts.windows.days
    return facts.history.plant.calendar.windows(days[0], days[-1]) if days else facts.windows.frame


def write(scope: Scope, db: Connection, facts: Facts, rows: Mapping[str, pd.DataFrame]) -> None:
    """Replace the rows of the days asked for in every table; `rows` are the facts' day_rows. Days that are not
    recorded get none."""
    days = facts.asked
    now = clock.wall()
    _replace(scope, db, scope.t.kpi_shift_summaries, "shift_date", days, shift_rows(facts).assign(calculated_at=now))
    for entity, of in rows.items():
        table = getattr(scope.t, table_name(entity, "daily"))
        _replace(scope, db, table, "summary_date", days, of.assign(calculated_at=now))
    hourly.write(scope, db, facts)


def roll_up(scope: Scope, db: Connection, first: date, last: date) -> None:
    """Write the weeks and months that contain the days first..last anew, as sums of the daily rows."""
    for entity in ("factory", *ENTITIES):
        for start, end in _weeks(first, last):
            _sum(scope, db, entity, "weekly", start, end, {"week_start_date": start, "week_end_date": end})
        for start, end in _months(first, last):
            _sum(scope, db, entity, "monthly", start, end, {"year": start.year, "month": start.month})


def _weeks(first: date, last: date) -> Iterator[tuple[date, date]]:
    start = monday(first)
    while start <= last:
        yield start, start + 6 * DAY
        start += 7 * DAY


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    start = first.replace(day=1)
    while start <= last:
        following = (start + 32 * DAY).replace(day=1)
        yield start, following - DAY
        start = following


def _replace(
    scope: Scope, db: Connection, table: Table, column: str, days: tuple[date, date], rows: pd.DataFrame
) -> None:
    db.execute(_clear(table, column), {"first": days[0], "last": days[1]})
    scope.insert(db, table, rows)


@lru_cache
def _clear(table: Table, column: str) -> Delete:
    """Deletes the rows of the days first..last; made once a table."""
    return delete(table).where(table.c[column].between(bindparam("first"), bindparam("last")))


def _sum(
    scope: Scope, db: Connection, entity: str, grain: str, start: date, end: date, dates: dict[str, date | int]
) -> None:
    clear, fill = _roll_up_statements(scope.t, entity, grain)
    values = {**dates, "start": start, "end": end, "now": clock.wall()}
    if entity == "factory" and grain == "monthly":
        values |= finalized.kept(scope, db, start)
    db.execute(clear, dates)
    db.execute(fill, values)


@lru_cache
def _roll_up_statements(t: FactoryTables, entity: str, grain: str) -> tuple[Delete, Insert]:
    """Clearing a week or month of an entity, and filling it with the sums of its days. Made once: parameters are the
    dates, start and end of the days, and now."""
    source, target = getattr(t, table_name(entity, "daily")), getattr(t, table_name(entity, grain))
    dates = ("week_start_date", "week_end_date") if grain == "weekly" else ("year", "month")
    clear = delete(target).where(*(target.c[name] == bindparam(name) for name in DATES[grain]))
    sums = [
        name for name in (*measures_of(entity), "stock_days", "factory_units") if name in source.c and name in target.c
    ]
    keys = [] if entity == "factory" else list(KEY[entity])
    # what the entity was (its group, its skill) is the highest id that the days say; a move within a week is rare
    latest = [name for name in EXTRA.get(entity, ()) if name not in keys]
    by = {name: grouped_key(source.c[name]) for name in keys}
    cells: dict[str, Any] = dict(by)
    cells |= {name: bindparam(name, type_=target.c[name].type) for name in dates}
    cells |= {name: func.max(source.c[name]) for name in latest} | {name: func.sum(source.c[name]) for name in sums}
    if entity != "factory":
        cells[days_column(entity, grain)] = func.count()
    if grain == "monthly" and entity == "factory":
        cells |= {name: bindparam(name, type_=target.c[name].type) for name in finalized.COLUMNS}
    cells |= {name: bindparam("now", type_=Stamp) for name in ("calculated_at", "created_at", "updated_at")}
    found = select(*(value.label(name) for name, value in cells.items()))
    found = found.where(source.c.summary_date >= bindparam("start"), source.c.summary_date <= bindparam("end"))
    # without a key one group over no row would be a row of nulls
    found = found.group_by(*by.values()) if by else found.having(func.count() > 0)
    return clear, insert(target).from_select(list(cells), found)
