"""Master data that people look after in the pages: shifts, holidays, reasons. Each write is checked, or changes
nothing. The factory's settings: data.source.factory_settings."""

from collections.abc import Collection
from datetime import date, time

import pandas as pd
from sqlalchemy import Connection, Row, delete, insert, select, update

from data.source.importer.format import HOLD_CATEGORIES, WEEKDAYS
from data.tenancy import Scope

NAME_LENGTH, TEXT_LENGTH = 120, 4000


class BadValue(ValueError):  # reads as what happened
    """A value that cannot be; `field` names it as the function's argument, the message says the way out."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


def shifts(scope: Scope) -> pd.DataFrame:
    """The shift plan by name and first day: id, name, start_time, end_time, weekdays, valid_from, valid_to."""
    c = scope.t.shifts.c
    asked = select(c.id, c.name, c.start_time, c.end_time, c.weekdays, c.valid_from, c.valid_to)
    return scope.frame(asked.order_by(c.name, c.valid_from, c.id))


def save_shift(scope: Scope, name: str, start: time, end: time, weekdays: Collection[str], since: date | None) -> None:
    """From `since` on (None: ever since) the shift runs like this; what it was before ends that day."""
    days = [day for day in WEEKDAYS if day in weekdays]
    if not days:
        raise BadValue("weekdays", "Choose at least one weekday.")
    name = _text("name", name, NAME_LENGTH, "Give the shift a name.")
    values = {"start_time": start, "end_time": end, "weekdays": ",".join(days)}
    t = scope.t.shifts
    with scope.begin() as db:
        known = _versions(scope, db, name)
        if since is None and known:
            raise BadValue("since", f"There is a shift “{name}” already: say from which day on it changes.")
        later = [row.valid_from for row in known if since and row.valid_from and row.valid_from > since]
        if later:
            raise BadValue("since", f"“{name}” changes on {min(later)} already; give that day or a later one.")
        same = [row.id for row in known if row.valid_from == since]
        for row in known:
            if row.id not in same and (row.valid_to is None or row.valid_to > since):
                db.execute(update(t).where(t.c.id == row.id).values(valid_to=since))
        if same:
            db.execute(update(t).where(t.c.id == same[0]).values(**values, valid_to=None))
        else:
            db.execute(insert(t), [{**values, "name": name, "valid_from": since, "valid_to": None}])


def end_shift(scope: Scope, name: str, since: date) -> None:
    """From `since` on there is no such shift."""
    t = scope.t.shifts
    with scope.begin() as db:
        known = _versions(scope, db, name.strip())
        running = [row for row in known if row.valid_to is None or row.valid_to > since]
        if not running:
            raise BadValue("name", f"No shift “{name.strip()}” runs on {since} or later.")
        for row in running:
            begun = row.valid_from is None or row.valid_from < since
            mine = t.c.id == row.id
            db.execute(update(t).where(mine).values(valid_to=since) if begun else delete(t).where(mine))
            if not begun:
                known.remove(row)
                _hand_on(scope, db, row.id, known)


def _hand_on(scope: Scope, db: Connection, gone: int, left: list[Row]) -> None:
    """The breaks of a line that is no more are those of the shift's other lines, if there are any."""
    t = scope.t.shift_breaks
    mine = t.c.shift_id == gone
    db.execute(update(t).where(mine).values(shift_id=left[-1].id) if left else delete(t).where(mine))


def _versions(scope: Scope, db: Connection, name: str) -> list[Row]:
    c = scope.t.shifts.c
    return list(db.execute(select(c.id, c.valid_from, c.valid_to).where(c.name == name).order_by(c.id)))


def holidays(scope: Scope) -> pd.DataFrame:
    """The holidays, the latest first: day, name."""
    c = scope.t.factory_holidays.c
    return scope.frame(select(c.day, c.name).order_by(c.day.desc()))


def save_holiday(scope: Scope, day: date, name: str) -> None:
    """No shift begins on that day; a holiday that is there gets the name."""
    t = scope.t.factory_holidays
    name = _text("holiday", name, NAME_LENGTH, "Give the holiday a name.")
    with scope.begin() as db:
        if db.scalar(select(t.c.id).where(t.c.day == day)) is None:
            db.execute(insert(t), [{"day": day, "name": name}])
        else:
            db.execute(update(t).where(t.c.day == day).values(name=name))


def remove_holiday(scope: Scope, day: date) -> None:
    """The day is an ordinary one; also when it was that before."""
    t = scope.t.factory_holidays
    with scope.begin() as db:
        db.execute(delete(t).where(t.c.day == day))


def hold_reasons(scope: Scope) -> pd.DataFrame:
    """The hold reasons by code: code, description, category, planned."""
    c = scope.t.hold_reasons.c
    return scope.frame(select(c.code, c.description, c.category, c.planned).order_by(c.code))


def scrapped_reasons(scope: Scope) -> pd.DataFrame:
    """The scrapped reasons by code: code, description."""
    c = scope.t.scrapped_reasons.c
    return scope.frame(select(c.code, c.description).order_by(c.code))


def save_hold_reason(scope: Scope, code: str, category: str, planned: bool) -> None:
    """What a hold for that reason counts as."""
    if category not in HOLD_CATEGORIES:
        raise BadValue("category", f"{category!r} is no category; choose one of {', '.join(HOLD_CATEGORIES)}.")
    _change(scope, "hold_reasons", code, category=category, planned=planned)


def save_scrapped_reason(scope: Scope, code: str, description: str) -> None:
    """How a scrapped reason reads."""
    text = _text("description", description, TEXT_LENGTH, "Describe the reason in a few words.")
    _change(scope, "scrapped_reasons", code, description=text)


def _change(scope: Scope, table: str, code: str, **values: object) -> None:
    t = getattr(scope.t, table)
    with scope.begin() as db:
        if db.scalar(select(t.c.id).where(t.c.code == code)) is None:
            raise BadValue("code", f"There is no reason “{code}” any more; reload the page.")
        db.execute(update(t).where(t.c.code == code).values(**values))


def _text(field: str, text: str, most: int, missing: str) -> str:
    text = text.strip()
    if not text:
        raise BadValue(field, missing)
    if len(text) > most:
        raise BadValue(field, f"This is longer than {most} characters; shorten it.")
    return text
