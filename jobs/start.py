"""What `make run` does before it serves: look whether everything is there, and fill an empty database."""

import errno
import os
import socket
from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from access import admin
from access import demo as demo_users
from data.source import demo
from data.source.demo.known import is_demo
from data.summary import forecasts
from data.summary.aggregate import backfill
from data.summary.late import Watch
from data.summary.missing import missing_since
from data.tenancy import Scope, central, factories, open_scope
from data.tenancy.migrate import upgrade
from data.tenancy.schema import CENTRAL
from jobs import demo_alerts, embedded_redis
from jobs.queues import connection
from kpis.model import ROLES
from reports import subscribe
from reports.render import NoChromium, chromium
from settings import settings

Progress = Callable[[float, float], None]


class StartError(Exception):
    """The application cannot start; the message says why, and the way out."""


def check_port() -> None:
    """StartError when PORT cannot be listened on."""
    place = (settings().bind, settings().port)
    try:
        socket.create_server(place).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            way_out = f"stop the program that listens there, or choose another: PORT={place[1] + 1} make run"
            raise StartError(f"port {place[1]} is taken: {way_out}") from error
        reason = str(error.strerror).partition(" (while")[0]
        raise StartError(f"cannot listen on {place[0]}:{place[1]} ({reason}): set BIND and PORT") from error


def check_folders() -> None:
    """StartError when VAR_DIR, or where reports are kept, cannot be written."""
    for name, folder in (("VAR_DIR", settings().var_dir), ("REPORT_DIR", settings().reports)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, "not writable")
        except OSError as error:
            reason = f"{name}={folder} cannot be used ({error.strerror})"
            raise StartError(f"{reason}: set it to a folder of yours") from error


def check_redis() -> None:
    """StartError when the Redis of REDIS_URL does not answer, or ours cannot start."""
    if settings().redis_url:
        try:
            connection().ping()
        except Exception as error:
            raise StartError(f"REDIS_URL does not answer ({error}): start it, or unset it to use our own") from error
        return
    try:
        embedded_redis.prepare()
    except embedded_redis.RedisError as error:
        raise StartError(f"Redis cannot start: {error}") from error


def migrate() -> None:
    """Bring the databases to the newest version. StartError when the database cannot be reached."""
    try:
        central().connect().close()
    except OperationalError as error:
        raise StartError(f"DATABASE_URL cannot be opened ({error.orig}): start it, or correct the URL") from error
    upgrade()


def is_empty() -> bool:
    """Whether there is no factory yet."""
    return not factories()


def discard_unfinished() -> None:
    """Remove demo factories whose build was killed before the users were made: nobody can have worked with them."""
    made = factories()
    if made and admin.everyone().empty and all(is_demo(open_scope(factory.id)) for factory in made):
        with central().begin() as db:
            db.execute(delete(CENTRAL.factories).where(CENTRAL.factories.c.id.in_([factory.id for factory in made])))


def build_demo(
    count: int = 2, days: int = 400, seed: int = 7, report: Progress = lambda _done, _total: None
) -> list[tuple[str, str, str]]:
    """Build the demo factories, their users and summaries; returns (email, password, role) of each user.

    report(done, total): simulating and writing is half of the work, the summaries are the other.
    """
    slugs = demo.build(count, days, seed, progress=lambda _text, share: report(share / 2, 1))
    for slug in slugs:
        forecasts.replay(open_scope(slug))
    made = demo_users.create_users(slugs)
    for slug in slugs:
        subscribe(open_scope(slug), "executive@demo")
    for slug in slugs:
        demo_alerts.begin(open_scope(slug))
    summarise(dict.fromkeys(slugs), lambda done, total: report(0.5 + done / total / 2, 1), demo_alerts.Replay)
    return made


def missing() -> dict[str, date | None]:
    """Factories (slugs) with days that have no summaries, and the first such day: after a build that was killed."""
    found = {factory.slug: missing_since(open_scope(factory.id)) for factory in factories()}
    return {slug: day for slug, day in found.items() if day}


def summarise(
    since: Mapping[str, date | None], report: Progress = lambda _done, _total: None,
    watch: Callable[[Scope], Watch] | None = None,
) -> None:  # fmt: skip
    """Compute the summaries of factories, each since a day (None: from its beginning).

    watch: makes for a factory what sees its facts before they are written.
    """
    for number, (slug, day) in enumerate(since.items()):

        def so_far(done: int, total: int, before: int = number) -> None:
            report(before + done / total, len(since))

        scope = open_scope(slug)
        backfill(scope, day, progress=so_far, watch=watch(scope) if watch else None)


def warnings() -> list[str]:
    """What is missing and only some pages need, each with the way out."""
    try:
        chromium()
    except NoChromium as error:
        return [f"{error}; only PDF reports need it"]
    return []


def sign_ins() -> list[tuple[str, str, str]]:
    """(email, password, role) of the demo users, as they were made."""
    known = admin.everyone()
    active = set(known.email[known.active])
    return [(f"{role}@demo", demo_users.PASSWORD, role) for role in ROLES if f"{role}@demo" in active]
