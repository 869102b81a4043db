"""Restatements: what a closed day said before, and what it says now."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
from sqlalchemy import Select, bindparam, select
from sqlalchemy.engine import Connection

from data.facts.compute import Facts
from data.summary import clock
from data.summary.tables import KEY, measures_of, table_name
from data.summary.write import day_rows, shift_rows
from data.tenancy import Scope
from data.tenancy.schema import FactoryTables

ROUNDING, LEAST = 1e-6, 1e-9
"""Share of a value, and value, below which a difference is rounding."""


def differs(old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Where two arrays of numbers differ by more than rounding, or one of them is null."""
    least = np.maximum(ROUNDING * np.fmax(np.abs(old), np.abs(new)), LEAST)
    return (np.isnan(old) != np.isnan(new)) | (np.abs(old - new) > least)


def note(
    scope: Scope, db: Connection, facts: Facts, rows: pd.DataFrame, why: Mapping[date, str] | None = None,
    cause: str = "",
) -> None:  # fmt: skip
    """Keep what the factory's new `rows` change of closed days, before they are written: of those that were computed
    after their end already. `why`: the cause by day; `cause`: that of the other days."""
    stored = _stored(scope, db, "factory", *facts.asked)
    calendar = facts.history.plant.calendar
    closed = [at >= calendar.end_of(day) for day, at in zip(stored.index, stored.calculated_at, strict=True)]
    old = stored.drop(columns="calculated_at")[closed]
    new = _numbers(rows.set_index("summary_date"), old.columns).reindex(old.index)
    row, column = np.nonzero(differs(old.to_numpy(), new.to_numpy()))
    changes = {
        "day": old.index.to_numpy()[row],
        "measure": old.columns.to_numpy()[column],
        "old_value": old.to_numpy()[row, column],
        "new_value": new.to_numpy()[row, column],
        "restated_at": clock.wall(),
        "cause": [(why or {}).get(day, cause) or None for day in old.index.to_numpy()[row]],
    }
    scope.insert(db, scope.t.kpi_restatements, pd.DataFrame(changes))


def kept(scope: Scope, first: date, last: date) -> pd.DataFrame:
    """The restatements of some days, the oldest first: day (date), measure, old_value, new_value, restated_at (naive
    UTC), cause ("" where none was said). One statement."""
    c = scope.t.kpi_restatements.c
    asked = select(c.day, c.measure, c.old_value, c.new_value, c.restated_at, c.cause)
    frame = scope.frame(asked.where(c.day.between(first, last)).order_by(c.restated_at, c.id))
    frame["day"] = pd.Series(pd.to_datetime(frame.day).dt.date, dtype=object)
    numbers = {name: frame[name].astype(float) for name in ("old_value", "new_value")}
    return frame.assign(**numbers, cause=frame.cause.fillna("").astype(str))


def differing(scope: Scope, facts: Facts) -> set[date]:
    """The days of the facts whose stored rows, of the factory or of an entity, say something else."""
    found: set[date] = set()
    with scope.connect() as db:
        for entity, rows in {"shift": shift_rows(facts), **day_rows(facts)}.items():
            stored = _stored(scope, db, entity, *facts.asked).drop(columns="calculated_at")
            new = _numbers(rows.set_index(stored.index.names), stored.columns)
            every = stored.index.union(new.index)
            gone = ~(every.isin(stored.index) & every.isin(new.index))
            other = differs(stored.reindex(every).to_numpy(), new.reindex(every).to_numpy()).any(axis=1)
            found.update(every[gone | other].get_level_values(0))
    return found


def _stored(scope: Scope, db: Connection, entity: str, first: date, last: date) -> pd.DataFrame:
    """The rows of some days, by day and key: the measures as floats, and calculated_at."""
    found, keys = _statement(scope.t, entity)
    frame = scope.frame(found, db, {"first": first, "last": last})
    frame[keys[0]] = pd.to_datetime(frame[keys[0]]).dt.date
    indexed = frame.set_index(keys)
    at = pd.to_datetime(indexed.calculated_at)
    return _numbers(indexed, pd.Index(measures_of(entity))).assign(calculated_at=at)


@lru_cache
def _statement(t: FactoryTables, entity: str) -> tuple[Select, list[str]]:
    """What reads the rows of the days first..last, and their key: the day's column first. Made once."""
    shift = entity == "shift"
    table = t.kpi_shift_summaries if shift else getattr(t, table_name(entity, "daily"))
    keys = ["shift_date", "shift_id"] if shift else ["summary_date", *KEY.get(entity, ())]
    found = select(*(table.c[name] for name in (*keys, *measures_of(entity))), table.c.calculated_at)
    return found.where(table.c[keys[0]].between(bindparam("first"), bindparam("last"))), keys


def _numbers(frame: pd.DataFrame, columns: pd.Index) -> pd.DataFrame:
    return frame.reindex(columns=columns).astype(float)


__all__ = ["differing", "differs", "kept", "note"]
