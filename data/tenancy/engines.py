"""One engine per database and process, guarded; SQLite set up for several processes at once."""

from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url

from data.tenancy import mariadb
from data.tenancy.guard import watch
from settings import settings

_engines: dict[str, Engine] = {}


def _sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # readers do not wait for the writer, a writer waits up to 30 s for another; cascades work as on MariaDB
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def engine(url: str) -> Engine:
    """The engine of a database URL; made at first use."""
    if url not in _engines:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            if parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            made = create_engine(parsed)
            event.listen(made, "connect", _sqlite)
        else:
            made = create_engine(parsed, **mariadb.options(parsed))
        _engines[url] = watch(made)
    return _engines[url]


def central() -> Engine:
    """The engine of the central (and shared) database."""
    return engine(settings().database)


def reset() -> None:
    """Close every connection: after a fork, and when a test moves to another database. What was compiled is kept."""
    for made in _engines.values():
        made.dispose()
