"""Reading the summary tables: which of them answers, and the sums that it gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Column, ColumnElement, Table, func, select

from data.facts.calendar import DAY
from data.summary.tables import KEY, table_name
from data.summary.write import grouped_key, monday
from data.tenancy import Scope

GRAINS = ("shift", "day", "week", "month")
TABLE_GRAIN = {"day": "daily", "week": "weekly", "month": "monthly"}
BY_PROFICIENCY = ("operator", "operator_proficiency_id")
"""The proficiency is written on the operators' rows."""


@dataclass(frozen=True)
class Segment:
    """Whole rows of one grain: the days first..last."""

    grain: str
    first: date
    last: date


def automatic(first: date, last: date) -> str:
    """The grain that thins a chart to about 120 points."""
    days = (last - first).days + 1
    return "shift" if days == 1 else "day" if days <= 92 else "week" if days <= 366 else "month"


def bucket_start(day: date, grain: str) -> date:
    return monday(day) if grain == "week" else day.replace(day=1) if grain == "month" else day


def bucket_end(day: date, grain: str) -> date:
    if grain == "week":
        return monday(day) + 6 * DAY
    return (day.replace(day=1) + 32 * DAY).replace(day=1) - DAY if grain == "month" else day


def segments(first: date, last: date, grain: str) -> list[Segment]:
    """Whole weeks or months inside first..last from their own rows, the days at the two edges from daily rows."""
    if first > last:
        return []
    if grain in ("shift", "day"):
        return [Segment("day", first, last)]
    start = bucket_start(first, grain)
    start = start if start == first else bucket_end(first, grain) + DAY
    end = bucket_end(last, grain)
    end = end if end == last else bucket_start(last, grain) - DAY
    if start > end:
        return [Segment("day", first, last)]
    found = [Segment("day", first, start - DAY)] if first < start else []
    found.append(Segment(grain, start, end))
    return [*found, Segment("day", end + DAY, last)] if end < last else found


def _within(scope: Scope, entity: str, part: Segment) -> list[ColumnElement[bool]]:
    table = getattr(scope.t, table_name(entity, TABLE_GRAIN[part.grain]))
    if part.grain == "month":
        at = table.c.year * 12 + table.c.month
        return [at >= part.first.year * 12 + part.first.month, at <= part.last.year * 12 + part.last.month]
    day = _date(table, part.grain)
    return [day >= part.first, day <= part.last]


def key_of(entity: str) -> tuple[str, str]:
    """The entity whose tables hold the rows, and the column that names the member."""
    return BY_PROFICIENCY if entity == "proficiency" else (entity, KEY[entity][-1])


def rows(
    scope: Scope, columns: Iterable[str], part: Segment, where: tuple[str, int, str] | None = None
) -> pd.DataFrame:
    """Rows of a segment, for the factory or for one member: columns start (date) and the sums. `where` is the entity,
    the member's id and, by reason, the kind ("hold", "scrap"). One statement."""
    entity, column = key_of(where[0]) if where else ("factory", "")
    table = getattr(scope.t, table_name(entity, TABLE_GRAIN[part.grain]))
    dates = [table.c.year, table.c.month] if part.grain == "month" else [_date(table, part.grain)]
    wanted = [table.c[name] for name in columns if name in table.c]
    found = select(*dates, *(func.sum(c).label(c.name) for c in wanted)).where(*_within(scope, entity, part))
    if where:
        found = found.where(table.c[column] == where[1])
        found = found.where(table.c.reason_kind == where[2]) if where[0] == "reason" else found
    return _dated(scope.frame(found.group_by(*dates).order_by(*dates)), part, [c.name for c in wanted])


def _dated(frame: pd.DataFrame, part: Segment, numbers: list[str]) -> pd.DataFrame:
    """Rows with their first day as the column start, and the sums as numbers."""
    if part.grain == "month":
        starts = [date(int(y), int(m), 1) for y, m in zip(frame.pop("year"), frame.pop("month"), strict=True)]
    else:
        column = "week_start_date" if part.grain == "week" else "summary_date"
        starts = pd.to_datetime(frame.pop(column)).dt.date.tolist()
    # one block of numbers: a hundred single columns are slow to cut and to add up
    sums = pd.DataFrame(frame[numbers].to_numpy(dtype=float, na_value=np.nan), columns=numbers)
    others = frame.drop(columns=numbers)
    return pd.concat([pd.Series(starts, dtype=object, name="start"), others, sums], axis=1)


def _date(table: Table, grain: str) -> Column[date]:
    return table.c.week_start_date if grain == "week" else table.c.summary_date


def members(scope: Scope, entity: str, columns: Iterable[str], parts: list[Segment]) -> pd.DataFrame:
    """Sums of each member over the segments: index id (by reason: (kind, id)). One statement a segment."""
    source, column = key_of(entity)
    keys = ["reason_kind", column] if entity == "reason" else [column]
    made = []
    for part in parts:
        table = getattr(scope.t, table_name(source, TABLE_GRAIN[part.grain]))
        wanted = [func.sum(table.c[name]).label(name) for name in columns if name in table.c]
        by = {name: grouped_key(table.c[name]) for name in keys}
        found = select(*(key.label(name) for name, key in by.items()), *wanted).where(*_within(scope, source, part))
        made.append(scope.frame(found.group_by(*by.values())))
    return add(made, keys)


def member_rows(
    scope: Scope, entity: str, columns: Iterable[str], part: Segment, within: str = "", only: int | None = None
) -> pd.DataFrame:
    """Rows of each member by date: columns start, member (its id), the sums, and `within`: the id of the entity
    (proficiency of an operator, group of a machine) that it belonged to; `only` keeps to one of these. One statement.
    """
    source, column = key_of(entity)
    table = getattr(scope.t, table_name(source, TABLE_GRAIN[part.grain]))
    keys = [table.c[column].label("member"), *([table.c[key_of(within)[1]].label("within")] if within else [])]
    dates = [table.c.year, table.c.month] if part.grain == "month" else [_date(table, part.grain)]
    wanted = [func.sum(table.c[name]).label(name) for name in columns if name in table.c]
    found = select(*dates, *keys, *wanted).where(*_within(scope, source, part), table.c[column].is_not(None))
    found = found.where(table.c[key_of(within)[1]] == only) if within and only is not None else found
    return _dated(scope.frame(found.group_by(*dates, *keys)), part, [c.name for c in wanted])


def add(frames: list[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    """Frames with the columns `keys` and sums, added up by the keys; null where every part is null."""
    whole = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=keys)
    numbers = [name for name in whole.columns if name not in keys]
    whole[numbers] = whole[numbers].astype(float)
    return whole.groupby(keys)[numbers].sum(min_count=1)


def shifts(scope: Scope, columns: Iterable[str], first: date, last: date) -> pd.DataFrame:
    """Rows of kpi_shift_summaries: columns start (the day), shift_id, shift_name and the sums. One statement."""
    table = scope.t.kpi_shift_summaries
    wanted = [table.c[name] for name in columns if name in table.c]
    found = select(table.c.shift_date.label("start"), table.c.shift_id, table.c.shift_name, *wanted)
    found = found.where(table.c.shift_date >= first, table.c.shift_date <= last)
    frame = scope.frame(found.order_by(table.c.shift_date, table.c.shift_start_time))
    frame["start"] = pd.to_datetime(frame.start).dt.date
    return frame.astype({c.name: float for c in wanted})


def kept(scope: Scope, entity: str) -> tuple[date, date]:
    """From which day daily, and from which Monday weekly, rows of an entity are still there (date.min: all ever).

    Rows of a grain are gone when a coarser row lies before the first of them. One statement.
    """
    source, _ = key_of(entity)
    daily, weekly, monthly = (getattr(scope.t, table_name(source, grain)) for grain in ("daily", "weekly", "monthly"))
    found = select(
        select(func.min(daily.c.summary_date)).scalar_subquery().label("day"),
        select(func.min(weekly.c.week_start_date)).scalar_subquery().label("week"),
        select(func.min(monthly.c.year * 12 + monthly.c.month - 1)).scalar_subquery().label("month"),
    )
    with scope.connect() as db:
        day, week, month = db.execute(found).one()
    if day is None or week is None or month is None:
        return date.min, date.min
    first_month = date(int(month) // 12, int(month) % 12 + 1, 1)
    month_end = bucket_end(first_month, "month")
    return day if min(week + 6 * DAY, month_end) < day else date.min, week if month_end < week else date.min
