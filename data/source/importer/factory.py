"""factory.csv: the row in `factories`, and the transaction in which everything of that factory is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from sqlalchemy import update
from sqlalchemy.engine import Connection

from data.source.importer.bundle import Bundle
from data.source.importer.problems import Problem
from data.tenancy import Factory, Scope, central, create_factory, factories
from data.tenancy.guard import OPTION
from data.tenancy.schema import CENTRAL

OWN_COLUMNS = ("name", "slug", "timezone", "currency")


def existing(bundle: Bundle) -> Factory | None:
    """The factory that the bundle's slug names, if there is one already."""
    frame = bundle.frames.get("factory", pd.DataFrame())
    slugs = list(frame["slug"]) if list(frame.columns).count("slug") == 1 else []
    return next((factory for factory in factories() if factory.slug in slugs), None)


def contradictions(bundle: Bundle, slug: str | None, stored: Factory | None) -> list[Problem]:
    """Where factory.csv says another factory than was asked for, or another time zone than its log was written in."""
    frame = bundle.frames.get("factory", pd.DataFrame())
    if len(frame) != 1 or not set(OWN_COLUMNS) <= set(frame.columns) or not frame.columns.is_unique:
        return []
    row, line, found = frame.iloc[0], frame.index[0], []
    if slug is not None and row["slug"] != slug:
        found.append(("slug", f'is not the factory asked for, "{slug}"'))
    if stored is not None and row["timezone"] != stored.timezone:
        why = f"is not this factory's time zone, {stored.timezone}, by which its times were stored"
        found.append(("timezone", f"{why}; import it under another slug"))
    return [Problem(bundle.names["factory"], line, name, row[name], why, fatal=True) for name, why in found]


@contextmanager
def transaction(row: dict[str, Any], stored: Factory | None) -> Iterator[tuple[Scope, Connection, bool]]:
    """One transaction on the factory's tables; yields scope, connection and whether the factory's own row changed.

    The row is saved with it: in the shared database in the very same transaction, else last, when the rest is written.
    """
    with central().begin() as db:
        scope = Scope(stored or _create(db, row))
        if scope.shared:
            db.execution_options(**{OPTION: scope.factory.id})
            yield scope, _locked(scope, db), _save(db, row, stored)
        else:
            with scope.begin() as own:
                yield scope, _locked(scope, own), _save(db, row, stored)


def _locked(scope: Scope, db: Connection) -> Connection:
    """Let a second import of the factory wait until this one is done: a change of nothing takes the lock anywhere."""
    machines = scope.t.machines
    db.execute(update(machines).values(updated_at=machines.c.updated_at))
    return db


def _create(db: Connection, row: dict[str, Any]) -> Factory:
    return create_factory(db, **{n: row[n] for n in OWN_COLUMNS}, settings_=_settings(row, {}))


def _settings(row: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The settings with those of the row; an empty cell takes a setting back, an absent column leaves it."""
    told = {name: value for name, value in row.items() if name not in OWN_COLUMNS}
    if not pd.isna(told.get("as_of")):
        told["as_of"] = told["as_of"].isoformat() + "+00:00"
    if not pd.isna(told.get("recorded_from")):
        told["recorded_from"] = told["recorded_from"].date().isoformat()
    return {name: value for name, value in {**before, **told}.items() if not pd.isna(value)}


def settings_of(row: dict[str, Any], stored: Factory) -> dict[str, Any]:
    """A factory's settings once the row is saved."""
    return _settings(row, dict(stored.settings))


def _save(db: Connection, row: dict[str, Any], stored: Factory | None) -> bool:
    """Update the row of a factory that is there already; whether that changed it."""
    if stored is None:
        return False
    now = {"name": row["name"], "currency": row["currency"], "settings": _settings(row, dict(stored.settings))}
    if now == {name: getattr(stored, name) for name in now}:
        return False
    db.execute(update(CENTRAL.factories).where(CENTRAL.factories.c.id == stored.id).values(now))
    return True
