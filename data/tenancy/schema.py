"""The building blocks of every table: central tables, and factory tables built with or without `factory_id`."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.dialects import mysql

Stamp = DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
"""A moment: naive UTC, to the microsecond on every database (MariaDB's DATETIME would round to seconds)."""


def utcnow() -> datetime:
    """Now as the database stores it: naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def stamps() -> list[Column[Any]]:
    return [
        Column("created_at", Stamp, nullable=False, default=utcnow),
        Column("updated_at", Stamp, nullable=False, default=utcnow, onupdate=utcnow),
    ]


class Tables:
    """Tables as attributes: `tables.work_orders`. An unknown name is an AttributeError that lists the near ones."""

    def __init__(self) -> None:
        self.metadata = MetaData()

    def __getattr__(self, name: str) -> Table:
        try:
            return self.metadata.tables[name]
        except KeyError:
            raise AttributeError(f"no table {name!r}") from None


class CentralTables(Tables):
    """What belongs to no factory: the factories themselves, users, subscriptions, claims of the timetable."""

    def __init__(self) -> None:
        super().__init__()
        m = self.metadata
        Table(
            "factories", m, Column("id", Integer, primary_key=True), *stamps(),
            Column("name", String(120), nullable=False), Column("slug", String(60), nullable=False, unique=True),
            Column("timezone", String(60), nullable=False), Column("currency", String(3), nullable=False),
            Column("database_url", Text), Column("settings", JSON, nullable=False, default=dict),
        )  # fmt: skip
        Table(
            "users", m, Column("id", Integer, primary_key=True), *stamps(),
            Column("email", String(190), nullable=False, unique=True), Column("name", String(120), nullable=False),
            Column("role", String(20), nullable=False), Column("password_hash", String(200), nullable=False),
            Column("active", Boolean, nullable=False, default=True),
        )  # fmt: skip
        Table(
            "user_factories", m, Column("id", Integer, primary_key=True), *stamps(),
            Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
            Column("factory_id", ForeignKey("factories.id", ondelete="CASCADE"), nullable=False),
            Unique("user_id", "factory_id"),
        )  # fmt: skip
        Table(
            "report_subscriptions", m, Column("id", Integer, primary_key=True), *stamps(),
            Column("factory_id", ForeignKey("factories.id", ondelete="CASCADE"), nullable=False),
            Column("email", String(190), nullable=False),
            Column("report_type", String(20), nullable=False), Column("active", Boolean, nullable=False, default=True),
            Unique("factory_id", "email", "report_type"),
        )  # fmt: skip
        Table(
            "job_claims", m, Column("id", Integer, primary_key=True),
            Column("factory_id", ForeignKey("factories.id", ondelete="CASCADE"), nullable=False),
            Column("job", String(60), nullable=False),
            Column("due_at", Stamp, nullable=False), Column("claimed_at", Stamp, nullable=False, default=utcnow),
            Unique("factory_id", "job", "due_at"),
        )  # fmt: skip


CENTRAL = CentralTables()


class FactoryTables(Tables):
    """Every table of a factory, defined once. `shared`: with `factory_id`; else for a database of the factory's own."""

    def __init__(self, shared: bool) -> None:
        super().__init__()
        self.shared = shared

    def table(
        self,
        name: str,
        *columns: Any,
        unique: tuple[str, ...] = (),
        indexes: tuple[tuple[str, ...], ...] = (),
        plain: tuple[tuple[str, ...], ...] = (),
    ) -> Table:
        """Add a table. `unique` and `indexes` get `factory_id` in front when shared, `plain` indexes do not; an index
        of `id` is made only with that."""
        front: tuple[str, ...] = ("factory_id",) if self.shared else ()
        parts: list[Any] = [Column("id", Integer, primary_key=True)]
        if self.shared:
            owner = ForeignKey(CENTRAL.factories.c.id, ondelete="CASCADE")
            parts.append(Column("factory_id", Integer, owner, nullable=False))
        parts += [*columns, *stamps()]
        if unique:
            parts.append(Unique(*front, *unique, name=f"uq_{name}"))
        for key in indexes if unique or indexes else ((),):
            if front + key not in ((), ("id",)):  # the primary key is one already
                parts.append(Index(f"ix_{name}_{'_'.join(key) or 'factory'}"[:60], *front, *key))
        parts += [Index(f"ix_{name}_{'_'.join(key)}_only"[:60], *key) for key in plain]
        return Table(name, self.metadata, *parts, sqlite_autoincrement=False)


Number = Double
