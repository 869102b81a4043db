"""The factory scope: the one way to a factory's tables. It adds the factory's predicate, or goes to its database."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from sqlalchemy import Executable, RowMapping, Table, insert, select
from sqlalchemy.engine import Connection, Engine

from data.schema import OWN, SHARED
from data.tenancy.engines import central, engine
from data.tenancy.guard import OPTION, UNSHARED
from data.tenancy.rows import bulk_insert
from data.tenancy.schema import CENTRAL, FactoryTables
from settings import settings


class UnknownFactory(LookupError):
    """No factory has that slug or id."""


@dataclass(frozen=True)
class Factory:
    id: int
    name: str
    slug: str
    timezone: str
    currency: str
    database_url: str | None
    settings: Mapping[str, Any]

    @property
    def year_from(self) -> int:
        """The month with which its year begins."""
        return int(self.settings.get("fiscal_year_start") or 1)


class Scope:
    """One factory's tables: read in `connect()`, write in `begin()`. No way leads to another factory's rows."""

    def __init__(self, factory: Factory) -> None:
        self.factory = factory
        self.shared = factory.database_url is None

    @cached_property
    def t(self) -> FactoryTables:
        return SHARED if self.shared else OWN

    @cached_property
    def engine(self) -> Engine:
        made = engine(self.factory.database_url) if self.factory.database_url else central()
        return made.execution_options(**{OPTION: self.factory.id if self.shared else UNSHARED})

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            yield connection

    def frame(
        self, statement: Executable, db: Connection | None = None, values: Mapping[str, Any] | None = None
    ) -> pd.DataFrame:
        """The rows of a statement, run with the values of its parameters; dates as datetime64[us], an absent value as
        NaN or NaT."""
        if db is not None:
            return pd.read_sql(statement, db, params=values)  # type: ignore[call-overload]  # pandas' stub wants Select
        with self.connect() as connection:
            return self.frame(statement, connection, values)

    def chunks(self, statement: Executable, size: int) -> Iterator[pd.DataFrame]:
        """The rows of a statement, `size` at a time: as Python's objects they take ten times what a frame takes."""
        with self.connect() as connection:
            streamed = connection.execution_options(stream_results=True)
            yield from pd.read_sql(statement, streamed, chunksize=size)  # type: ignore[call-overload]  # as in frame

    def analyze(self) -> None:
        """Let SQLite see how the rows are spread, after many came: unasked it takes `factory_id` for what narrows a
        table most. MariaDB looks by itself."""
        if self.engine.dialect.name == "sqlite":
            with self.begin() as db:
                db.exec_driver_sql("PRAGMA analysis_limit=400")  # rows an index: as SQLite advises
                db.exec_driver_sql("ANALYZE")

    def insert(self, db: Connection, table: Table, rows: pd.DataFrame | Sequence[Mapping[str, Any]]) -> int:
        """Insert many rows at once and return how many; `factory_id` and the time stamps are added."""
        return bulk_insert(db, table, pd.DataFrame(rows), self.factory.id if self.shared else None)


class Bound(Scope):
    """A factory's tables through one open connection of its scope: what is written there and not yet committed is
    read, and nothing is committed."""

    def __init__(self, factory: Factory, db: Connection) -> None:
        super().__init__(factory)
        self.db = db

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        yield self.db

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        yield self.db

    def chunks(self, statement: Executable, size: int) -> Iterator[pd.DataFrame]:
        yield self.frame(statement, self.db)  # a stream would keep the connection from other statements

    def analyze(self) -> None:
        """Nothing: it would be committed."""


def factory_of(row: RowMapping, prefix: str = "") -> Factory:
    """The factory of a row of CENTRAL.factories, whose columns may be labelled with a prefix."""
    return Factory(**{name: row[prefix + name] for name in Factory.__dataclass_fields__})


def factories() -> list[Factory]:
    """Every factory, by id."""
    with central().connect() as db:
        return [factory_of(row) for row in db.execute(select(CENTRAL.factories).order_by("id")).mappings()]


def open_scope(key: str | int) -> Scope:
    """The scope of a factory by slug or id; UnknownFactory names the near ones."""
    c = CENTRAL.factories.c
    with central().connect() as db:
        row = db.execute(
            select(CENTRAL.factories).where(c.id == key if isinstance(key, int) else c.slug == key)
        ).first()
        if row is not None:
            return Scope(factory_of(row._mapping))
        slugs = list(db.scalars(select(c.slug).order_by(c.slug)))
    near = difflib.get_close_matches(str(key), slugs, n=1) or slugs[:5]
    hint = f"; did you mean {', '.join(near)}?" if near else "; there are none yet (python cli.py demo build)"
    raise UnknownFactory(f"no factory {key!r}{hint}")


def create_factory(
    db: Connection, *, name: str, slug: str, timezone: str, currency: str, settings_: Mapping[str, Any] | None = None
) -> Factory:
    """Insert a factory in the running central transaction `db`, where TENANT_MODE says.

    A factory of its own database gets that database migrated here, before anyone can open its scope.
    """
    url = None
    if settings().tenant_mode == "database_per_factory":
        url = settings().factory_database(slug)
        from data.tenancy.migrate import upgrade_factory  # Alembic is slow to import, and needed here alone

        upgrade_factory(url)
    row = {"name": name, "slug": slug, "timezone": timezone, "currency": currency, "database_url": url}
    made = db.execute(insert(CENTRAL.factories), [{**row, "settings": dict(settings_ or {})}])
    key = made.inserted_primary_key[0] if made.inserted_primary_key else None
    key = key or db.scalar(select(CENTRAL.factories.c.id).where(CENTRAL.factories.c.slug == slug))
    return Factory(id=int(key), settings=dict(settings_ or {}), **row)  # type: ignore[arg-type]  # row's values are str
