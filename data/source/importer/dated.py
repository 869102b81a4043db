"""What held from which day on: the group of a machine, the proficiency of an operator, the standards of a part.

The master's own columns show the newest; machine_assignments, operator_levels and part_standards tell what held when.
A changed value holds from the day that is given, or from today; the past changes by a wish of its own (docs/decisions/
0026-corrections.md). Pure but for reading and writing these rows.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Table, delete, select
from sqlalchemy.engine import Connection

from data.source.importer.stored import among
from data.tenancy import Scope

DAY = timedelta(days=1)
Values = tuple[Any, ...]
Dated = list[tuple[date, Values]]
"""What held from which day on, the earliest first; before it too."""


class Master(NamedTuple):
    """A table of dated values: the column of its owner, the values, the columns that name an owner to people."""

    table: str
    owner: str
    values: tuple[str, ...]
    noun: str
    names: tuple[str, ...]


MASTERS = {
    "machines": Master("machine_assignments", "machine_id", ("machine_group_id",), "machine", ("asset_id",)),
    "operators": Master("operator_levels", "operator_id", ("operator_proficiency_id",), "operator", ("emp_id",)),
    "part_numbers": Master(
        "part_standards", "part_number_id", ("cycle_time", "setup_time", "standard_cost"), "part", ("partnumber",)
    ),
}
DATED = tuple(name for master in MASTERS.values() for name in master.values)
TOLD = {"machine_group_id": "group", "operator_proficiency_id": "proficiency"}


class Change(NamedTuple):
    """What becomes of one master. `since`: the first day that comes out differently, None for all time."""

    rows: Dated
    since: date | None


def at(known: Dated, day: date) -> Values:
    """What holds on a day."""
    return next((values for since, values in reversed(known) if since <= day), known[0][1])


def change(
    known: Dated, now: Values, new: Values, since: date | None, today: date, made: date, restate: bool
) -> Change | None:
    """The dated rows of a master after it is `new` since a day (None: since today; ever since to `restate`), where they
    were `known` and its own columns say `now`; None where that is so already. `made`: the day it was created."""
    known = known or [(date.min, now)]
    if since is None:
        if restate:
            stays = now == new and all(values == new for _, values in known)
            return None if stays else Change([], None)
        if now == new:
            return None
        since = today
    elif at(known, since) == new and now == new and all(values == new for day, values in known if day > since):
        return None
    before = [(day, values) for day, values in known if day < since and day != date.min]
    if not before:
        before = [(min(made, since - DAY), known[0][1])]
    return Change([*before, (since, new)], since)


def rows_of(scope: Scope, db: Connection, master: Master, owners: Iterable[int]) -> dict[int, Dated]:
    """The dated rows by owner."""
    t: Table = getattr(scope.t, master.table)
    c = t.c
    asked = select(c[master.owner], c.valid_from, *(c[name] for name in master.values))
    found: dict[int, Dated] = {}
    wanted = set(owners)
    for owner, since, *values in db.execute(asked.where(among(c[master.owner], list(wanted))).order_by(c.valid_from)):
        if owner in wanted:
            found.setdefault(owner, []).append((since, tuple(values)))
    return found


def write(scope: Scope, db: Connection, master: Master, changed: dict[int, Dated]) -> None:
    """Replace the rows of some owners."""
    t: Table = getattr(scope.t, master.table)
    owners = list(changed)
    for n in range(0, len(owners), 1000):
        db.execute(delete(t).where(t.c[master.owner].in_(owners[n : n + 1000])))
    rows = [
        {master.owner: owner, "valid_from": since, **dict(zip(master.values, values, strict=True))}
        for owner, dated in changed.items()
        for since, values in dated
    ]
    scope.insert(db, t, pd.DataFrame(rows))
