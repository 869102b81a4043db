"""The closed days that the tiles of now need, of the factory and of members, in one statement."""

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Double, Select, cast, func, literal, null, select, union_all

from data.facts.calendar import DAY
from data.summary import findings
from data.summary.query import key_of
from data.summary.tables import table_name
from data.tenancy import Scope

DOUBTED = 400
"""Days of which open findings come with the tiles, for the marks at what rests on them."""
WIDTH = 24
"""Sums on a row of the statement: a member needs few, and the factory's many stand on several rows."""


def days(
    scope: Scope, columns: Iterable[str], since: date, wanted: Mapping[str, Iterable[str]], first: date, last: date
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], pd.DataFrame]:
    """The factory's daily rows of since..last (start, the sums `columns`), by entity the daily rows of its members in
    first..last (start, member: its id, the sums `wanted`), and the open findings of the last DOUBTED days
    (data.summary.findings.spread). One statement."""
    names = list(columns)
    slices = [names[at : at + WIDTH] for at in range(0, len(names), WIDTH)]
    table = scope.t.kpi_daily_summaries
    made = []
    for at, some in enumerate(slices):
        cells = [table.c[name] for name in some]
        found = select(literal("factory").label("entity"), table.c.summary_date, literal(at).label("member"))
        made.append(_wide(found, cells).where(table.c.summary_date >= since, table.c.summary_date <= last))
    for entity, measures in wanted.items():
        source, column = key_of(entity)
        table = getattr(scope.t, table_name(source, "daily"))
        key, day = table.c[column], table.c.summary_date
        found = _wide(select(literal(entity), day, key), [func.sum(table.c[name]) for name in measures])
        made.append(found.where(day >= first, day <= last, key.is_not(None)).group_by(day, key))
    day, machine, *numbers = (doubtful := findings.grouped(scope, last - DOUBTED * DAY)).selected_columns
    made.append(_wide(doubtful.with_only_columns(literal("finding"), day, machine), numbers))
    rows = scope.frame(union_all(*made))
    of = {entity: _sums(part) for entity, part in rows.groupby("entity")}
    members = {entity: _named(of.get(entity), list(measures)) for entity, measures in wanted.items()}
    open_ones = _named(of.get("finding"), ["place", "count"]).rename(columns={"start": "day", "member": "machine"})
    return _factory(of.get("factory"), slices), members, findings.spread(open_ones)


def _wide(found: Select, cells: list) -> Select:
    """The statement with WIDTH numbers more, of which the last may be null."""
    filled = [*cells, *(cast(null(), Double) for _ in range(WIDTH - len(cells)))]
    return found.add_columns(*(cell.label(f"n{at}") for at, cell in enumerate(filled)))


def _sums(rows: pd.DataFrame) -> pd.DataFrame:
    numbers = rows[[f"n{at}" for at in range(WIDTH)]].to_numpy(dtype=float, na_value=np.nan)
    start = pd.Series(pd.to_datetime(rows.summary_date).dt.date.tolist(), dtype=object, name="start")
    return pd.concat([start, rows.member.reset_index(drop=True), pd.DataFrame(numbers)], axis=1)


def _named(rows: pd.DataFrame | None, names: list[str]) -> pd.DataFrame:
    if rows is None:
        return pd.DataFrame(columns=["start", "member", *names])
    return rows.iloc[:, : 2 + len(names)].set_axis(["start", "member", *names], axis=1)


def _factory(rows: pd.DataFrame | None, slices: list[list[str]]) -> pd.DataFrame:
    """A row a day again, its sums in one block of numbers."""
    names = [name for some in slices for name in some]
    if rows is None:
        return pd.DataFrame(columns=["start", *names])
    of = {at: part.sort_values("start") for at, part in rows.groupby("member")}
    sums = np.hstack([of[at][list(range(len(some)))].to_numpy() for at, some in enumerate(slices)])
    return pd.concat([of[0].start.reset_index(drop=True), pd.DataFrame(sums, columns=names)], axis=1)
