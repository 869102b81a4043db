"""Empty, migrated databases, quickly: migrated once, then copied (SQLite) or emptied (MariaDB)."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text

from data import cache, tenancy
from data.tenancy.migrate import upgrade
from settings import settings


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Settings by environment variable; everything that was read from the old ones is forgotten, now and at the end."""
    before = dict(os.environ)
    os.environ.update(values)
    _forget()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        _forget()


def _forget() -> None:
    tenancy.reset()
    cache.reset()
    settings.cache_clear()


@contextmanager
def sqlite(template: Path, folder: Path, at: Path | None = None) -> Iterator[str]:
    """Settings with a fresh SQLite database in `folder`, or at a path where one was before; yields its URL."""
    if not template.exists():
        with environment(DATABASE_URL=f"sqlite:///{template}.new", VAR_DIR=str(folder)):
            upgrade()
        Path(f"{template}.new").rename(template)  # closed by now, so its write-ahead log is merged
    database = at or folder / "test.db"
    for leftover in (f"{database}-wal", f"{database}-shm"):
        Path(leftover).unlink(missing_ok=True)
    shutil.copy(template, database)
    with environment(DATABASE_URL=f"sqlite:///{database}", VAR_DIR=str(folder)):
        yield settings().database


def _empty(db: Connection, name: str) -> None:
    """Truncate every table that holds rows; asking is far cheaper than truncating all of them."""
    db.execute(text(f"USE {name}"))
    db.execute(text("SET foreign_key_checks = 0"))
    for table in db.scalars(text("SHOW TABLES")).all():
        if not table.startswith("alembic_") and db.execute(text(f"SELECT 1 FROM `{table}` LIMIT 1")).first():
            db.execute(text(f"TRUNCATE `{table}`"))


@lru_cache
def _admin(url: str) -> Engine:
    """Who empties databases between tests."""
    return create_engine(url, connect_args={"ssl_disabled": True})


@contextmanager
def mariadb(socket: Path, folder: Path, name: str = "kpi") -> Iterator[str]:
    """Settings with the empty database `name` of the MariaDB at `socket`; yields its URL."""
    server = f"mysql+pymysql://root@localhost/{{}}?charset=utf8mb4&unix_socket={socket}"
    with _admin(server.format("")).begin() as db:
        names = list(db.scalars(text("SHOW DATABASES")))
        exists = name in names
        if exists:
            _empty(db, name)
        else:
            db.execute(text(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"))
        for own in names:
            if own.startswith(f"{name}_"):  # factories' own databases of the test before: emptied, which is quicker
                _empty(db, own)
    own = server.format(f"{name}_{{slug}}")
    with environment(DATABASE_URL=server.format(name), FACTORY_DATABASE_URL=own, VAR_DIR=str(folder)):
        if not exists:
            upgrade()
        yield settings().database
