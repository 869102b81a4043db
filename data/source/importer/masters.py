"""Masters whose values are dated: what the files say of them, against what held."""

from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from data.facts.calendar import Calendar
from data.source.importer import dated
from data.source.importer.dated import MASTERS, TOLD, Dated, Master, Values
from data.source.importer.problems import ImportRefused, Problem
from data.source.importer.span import Span
from data.tenancy import Scope


class Masters:
    """`restated` tells which masters changed the past; `span` collects from when on figures come out differently."""

    def __init__(
        self, scope: Scope, db: Connection, calendar: Calendar, now: datetime, restate: bool, span: Span
    ) -> None:
        self.scope, self.db, self.calendar, self.restate, self.span = scope, db, calendar, restate, span
        self.today = calendar.day_of(now)
        self.last = db.scalar(select(func.max(scope.t.work_order_logs.c.changed_at)))
        self.restated: list[str] = []

    def apply(self, table: str, file: str, rows: pd.DataFrame, valid_from: pd.Series, before: pd.DataFrame) -> set[int]:
        """Date what changed; ids of the masters of which it did. ImportRefused.

        `rows`: the file's rows with `id`, index = line; `valid_from`: theirs, NaT for none; `before`: the stored rows
        by id as they were (`created_at` too); a master that is not in it is new.
        """
        master, problems = MASTERS[table], []
        known = dated.rows_of(self.scope, self.db, master, rows["id"])
        changed: dict[int, Dated] = {}
        stored = {row["id"]: row for row in before.to_dict("records")}
        for line, row in zip(rows.index, rows.to_dict("records"), strict=True):
            owner, since = int(row["id"]), _day(valid_from[line])
            old = stored.get(owner)
            if old is None:
                if since:
                    changed[owner] = [(since, _values(master, row, row))]
                continue
            now, new = _values(master, old, old), _values(master, row, old)
            made = self.calendar.day_of(pd.Timestamp(old["created_at"]).to_pydatetime())
            found = dated.change(known.get(owner, []), now, new, since, self.today, made, self.restate)
            if found is None:
                continue
            if found.since is not None and self._past(found.since) and not self.restate:
                problems.append(Problem(file, line, "valid_from", f"{found.since}", self._why(found.since), fatal=True))
            changed[owner] = found.rows
            if found.since is None:
                self.span.whole = True
            else:
                self.span.since(self.calendar.start_of(found.since))
            if self.restate and (found.since is None or self._past(found.since)):
                self.restated.append(self._told(master, row, known.get(owner, []), now, new, found.since))
        if problems:
            raise ImportRefused(problems)
        dated.write(self.scope, self.db, master, changed)
        return set(changed)

    def _past(self, day: date) -> bool:
        """Whether something was recorded since a day that is over."""
        return day < self.today and self.last is not None and self.last > self.calendar.start_of(day)

    def _why(self, day: date) -> str:
        return (
            f"lies before today ({self.today}) and would change closed days: import with --restate to change them, or "
            "leave it empty, and the change holds from today on"
        )

    def _told(
        self, master: Master, row: dict[Any, Any], known: Dated, now: Values, new: Values, since: date | None
    ) -> str:
        was = dated.at(known, since) if known and since else (known[0][1] if known else now)
        names = " ".join(str(row[name]) for name in master.names)
        parts = [
            f"{TOLD.get(name, name)} {self._word(name, old)} -> {self._word(name, value)}"
            for name, old, value in zip(master.values, was, new, strict=True)
            if old != value
        ]
        held = f"since {since}" if since else "for all time"
        return f"{master.noun} {names}: {', '.join(parts) or 'as it is'} {held}"

    def _word(self, name: str, value: Any) -> str:
        if value is None:
            return "none"
        if name not in TOLD:
            return f"{value:g}"
        t = self.scope.t.machine_groups if name == "machine_group_id" else self.scope.t.operator_proficiencies
        column = t.c.group_name if name == "machine_group_id" else t.c.proficiency
        return str(self.db.scalar(select(column).where(t.c.id == value)))


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _values(master: Master, row: dict[Any, Any], otherwise: dict[Any, Any]) -> Values:
    """The dated values of a row; of columns that the file does not have those that hold."""
    found = [row.get(name, otherwise.get(name)) for name in master.values]
    return tuple(None if value is None or pd.isna(value) else value for value in found)
