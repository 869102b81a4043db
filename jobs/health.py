"""What `doctor` checks: everything that the application needs from its surroundings."""

import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import inspect, text

from data import cache
from data.tenancy import central, factories, open_scope
from data.tenancy.guard import MIGRATION, OPTION
from data.tenancy.migrate import is_current
from reports.render import NoChromium, chromium
from settings import ROOT, settings


@dataclass(frozen=True)
class Check:
    """One finding; `detail` says what is there, or what is wrong and the way out."""

    name: str
    ok: bool
    detail: str


def checks() -> list[Check]:
    """Every check, none of which stops the others."""
    return [_checked(name, check) for name, check in CHECKS.items()]


def _checked(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, True, check())
    except Exception as error:  # whatever is wrong with it is the finding
        return Check(name, False, " ".join(str(getattr(error, "orig", error)).split()))


def _database() -> str:
    with central().connect() as db:
        kind = f"{db.dialect.name} {'.'.join(map(str, db.dialect.server_version_info or ()))}"
    if not is_current():
        raise RuntimeError(f"{kind} is not at the newest version: python cli.py db upgrade")
    return f"{kind}, {len(factories())} factories"


def _redis() -> str:
    if not cache.is_up():
        raise RuntimeError("does not answer, so no cache and no jobs: start it (make run), or correct REDIS_URL")
    return "answers"


def _chromium() -> str:
    try:
        return chromium()
    except NoChromium as error:
        raise NoChromium(f"{error}; only PDF reports need it") from error


def _smtp() -> str:
    url = settings().smtp_url
    if not url:
        return f"SMTP_URL is empty: mails go to {settings().var_dir / 'outbox'}"
    parts = urlsplit(url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname or "", parts.port or 0, timeout=5) as server:
        return f"{parts.hostname} answers {server.noop()[0]}"


def _fonts() -> str:
    found = [path.name for suffix in ("woff2", "ttf") for path in Path(ROOT / "assets").rglob(f"*.{suffix}")]
    if not found:
        raise FileNotFoundError("assets/fonts is empty: check the files out again")
    return f"{len(found)} files"


def _clock() -> str:
    with central().connect() as db:
        sql = "SELECT UNIX_TIMESTAMP()" if db.dialect.name != "sqlite" else "SELECT strftime('%s', 'now')"
        apart = abs(time.time() - float(db.scalar(text(sql)) or 0))
    if apart > 5:
        raise RuntimeError(f"the database's clock is {apart:.0f} s off ours: synchronise both (NTP)")
    zones = sorted({factory.timezone for factory in factories()})
    return f"with the database's within 5 s; zones: {', '.join(zones) or 'none yet'}"


def _source() -> str:
    missing = []
    for factory in factories():
        scope = open_scope(factory.id)
        inspector = inspect(scope.engine.execution_options(**{OPTION: MIGRATION}))
        for table in scope.t.metadata.sorted_tables:
            there = {column["name"] for column in inspector.get_columns(table.name)}
            missing += [f"{factory.slug}: {table.name}.{c.name}" for c in table.columns if c.name not in there]
    if missing:
        raise LookupError(f"missing columns: {', '.join(missing)}; migrate (python cli.py db upgrade) or add them")
    return "every table has its columns"


CHECKS = {
    "database": _database, "redis": _redis, "chromium": _chromium, "smtp": _smtp,
    "fonts": _fonts, "clock": _clock, "source columns": _source,
}  # fmt: skip
