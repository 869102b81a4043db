"""Alembic, driven from code: the central tables and the factory tables are two histories with a version table each."""

from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, select
from sqlalchemy.exc import OperationalError

from data.tenancy.engines import central, engine
from data.tenancy.guard import MIGRATION, OPTION
from data.tenancy.schema import CENTRAL
from settings import ROOT, settings

UNKNOWN_DATABASE = 1049
"""MariaDB's and MySQL's error number."""
VERSION_TABLE = {"central": "alembic_version_central", "factory": "alembic_version_factory"}


def _config(branch: str, **attributes: Any) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations" / branch))
    config.attributes.update(attributes)
    return config


def _upgrade(branch: str, url: str, shared: bool) -> None:
    bound = engine(url).execution_options(**{OPTION: MIGRATION})
    with bound.begin() as connection:
        command.upgrade(_config(branch, connection=connection, shared=shared), "head")


def upgrade_factory(url: str) -> None:
    """Bring a factory's own database to the newest version; one that is not there yet is made, where we may."""
    try:
        engine(url).connect().close()
    except OperationalError as error:
        if not error.orig or error.orig.args[0] != UNKNOWN_DATABASE:
            raise
        _create(url)
    _upgrade("factory", url, shared=False)


def _create(url: str) -> None:
    server = create_engine(make_url(url).set(database=""))
    with server.begin() as db:
        name = server.dialect.identifier_preparer.quote(make_url(url).database or "")
        db.exec_driver_sql(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
    server.dispose()


def upgrade() -> None:
    """Bring the central and shared database, and every factory's own, to the newest version."""
    url = settings().database
    _upgrade("central", url, shared=True)
    _upgrade("factory", url, shared=True)
    with central().connect() as db:
        own = db.scalars(select(CENTRAL.factories.c.database_url).where(CENTRAL.factories.c.database_url.is_not(None)))
        for other in list(own):
            upgrade_factory(other)


class NoWayBack(ValueError):
    """More steps back than there are."""


def downgrade(steps: int) -> str:
    """Take the factory tables, shared and each factory's own, so many versions back; the version that they have then.

    NoWayBack before anything is done. The central tables have had one version only.
    """
    found = ScriptDirectory.from_config(_config("factory"))
    versions = [script.revision for script in found.walk_revisions()][::-1]
    with central().connect() as db:
        context = MigrationContext.configure(db, opts={"version_table": VERSION_TABLE["factory"]})
        at = versions.index(str(context.get_current_revision()))
        urls = db.scalars(select(CENTRAL.factories.c.database_url).where(CENTRAL.factories.c.database_url.is_not(None)))
        every = [(settings().database, True), *((url, False) for url in urls)]
    if not 0 < steps <= at:
        raise NoWayBack(f"the factory tables are at version {versions[at]}; 1 to {at} steps lead back")
    for url, shared in every:
        bound = engine(url).execution_options(**{OPTION: MIGRATION})
        with bound.begin() as connection:
            command.downgrade(_config("factory", connection=connection, shared=shared), versions[at - steps])
    return versions[at - steps]


def is_current() -> bool:
    """Whether the central and shared database is at the newest version of both histories."""
    with central().connect() as db:
        for branch, table in VERSION_TABLE.items():
            newest = ScriptDirectory.from_config(_config(branch)).get_current_head()
            context = MigrationContext.configure(db, opts={"version_table": table})
            if context.get_current_revision() != newest:
                return False
    return True
