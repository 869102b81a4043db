"""Breaks of shifts, and the machine groups that run through them, as people look after them in the pages. Each write is
checked, or changes nothing."""

from collections.abc import Collection
from datetime import date, time

import pandas as pd
from sqlalchemy import Connection, Row, delete, insert, select, update

from data.facts.calendar import lasts, within
from data.source.masters import BadValue
from data.tenancy import Scope


def breaks(scope: Scope) -> pd.DataFrame:
    """The breaks by shift and time within it: id, shift (name), start_time, end_time, inside (it lies within the hours
    that the shift has now; else that part of it counts for nothing)."""
    b, s = scope.t.shift_breaks.c, scope.t.shifts.c
    found = select(b.id, s.name, b.start_time, b.end_time).select_from(
        scope.t.shift_breaks.join(scope.t.shifts, b.shift_id == s.id)
    )
    with scope.connect() as db:
        rows, plans = list(db.execute(found)), _newest(scope, db)
    told = []
    for row in rows:
        hours = plans[row.name].start_time, plans[row.name].end_time
        begin, end = within(hours, row.start_time, row.end_time)
        inside = end <= lasts(*hours)
        told.append((row.name, begin, row.id, row.start_time, row.end_time, inside))
    frame = pd.DataFrame(sorted(told), columns=["shift", "begin", "id", "start_time", "end_time", "inside"])
    return frame.drop(columns="begin")


def save_break(scope: Scope, shift: str, start: time, end: time) -> None:
    """The shift of that name, also as it was before its hours changed, stands still from `start` to `end`."""
    b = scope.t.shift_breaks
    with scope.begin() as db:
        plan = _newest(scope, db).get(shift.strip())
        if plan is None:
            raise BadValue("shift", f"There is no shift “{shift.strip()}”; choose one of the list.")
        if start == end:
            raise BadValue("end", "A break ends at another time than it begins.")
        of = plan.start_time, plan.end_time
        (begin, over), long = within(of, start, end), lasts(*of)
        hours = f"{plan.start_time:%H:%M}–{plan.end_time:%H:%M}"
        if over > long:
            raise BadValue("start" if begin >= long else "end", f"A break of “{plan.name}” lies within {hours}.")
        if over - begin == long:
            raise BadValue("end", f"Of “{plan.name}” ({hours}) nothing would be left; end the shift instead.")
        known = select(b.c.start_time, b.c.end_time).join(scope.t.shifts, b.c.shift_id == scope.t.shifts.c.id)
        for one in db.execute(known.where(scope.t.shifts.c.name == plan.name)):
            first, last = within(of, one.start_time, one.end_time)
            if begin < last and first < over:
                told = f"{one.start_time:%H:%M}–{one.end_time:%H:%M}"
                raise BadValue("start", f"“{plan.name}” has a break {told} then; remove that one first.")
        db.execute(insert(b), [{"shift_id": plan.id, "start_time": start, "end_time": end}])


def remove_break(scope: Scope, key: int) -> None:
    """The shift is worked through at that time; also when it was that before."""
    t = scope.t.shift_breaks
    with scope.begin() as db:
        db.execute(delete(t).where(t.c.id == key))


def groups(scope: Scope) -> pd.DataFrame:
    """The machine groups by name: group_name, run_through (their machines have no break)."""
    c = scope.t.machine_groups.c
    return scope.frame(select(c.group_name, c.run_through).order_by(c.group_name))


def run_through(scope: Scope, names: Collection[str]) -> None:
    """The machines of these groups run through breaks, those of all others do not."""
    c = scope.t.machine_groups.c
    with scope.begin() as db:
        for row in list(db.execute(select(c.id, c.group_name, c.run_through))):
            if bool(row.run_through) != (row.group_name in names):
                here = scope.t.machine_groups.c.id == row.id
                db.execute(update(scope.t.machine_groups).where(here).values(run_through=row.group_name in names))


def _newest(scope: Scope, db: Connection) -> dict[str, Row]:
    """By name the newest line of each shift: id, name, start_time, end_time, valid_from."""
    c = scope.t.shifts.c
    rows = list(db.execute(select(c.id, c.name, c.start_time, c.end_time, c.valid_from)))
    return {row.name: row for row in sorted(rows, key=lambda row: (row.valid_from or date.min, row.id))}

