"""An import that somebody asked for in the pages: done by a worker, its report kept for a day."""

import logging
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from redis.exceptions import RedisError
from rq.exceptions import NoSuchJobError
from rq.job import Job

from data.source import importer
from data.source.importer import Counts, ImportRefused, Problem, Result, Wish
from data.summary import findings
from data.summary.imported import rehearse, summarise
from data.summary.moves import Moves
from data.tenancy import Scope, open_scope
from data.tenancy.schema import utcnow
from jobs.queues import connection, enqueue
from settings import settings

log = logging.getLogger(__name__)
HOUR = 3600
"""What an import, and the summaries after it, may take (s)."""


class NoWorker(RuntimeError):
    """Redis does not answer, so that no worker can be asked; nothing was changed."""


@dataclass(frozen=True)
class Report:
    """How an import ended. With `errors` nothing was written. `follows`: summaries are being computed. `doubtful`: how
    many findings there are about it, by rule. `restated`: what changes the past. `rehearsed`: how closed days would
    move, where nothing was to be written."""

    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    counts: dict[str, Counts] | None = None
    follows: bool = False
    doubtful: dict[str, int] | None = None
    restated: tuple[str, ...] = ()
    rehearsed: Moves | None = None


def ask(scope: Scope, content: bytes, wish: Wish, dry_run: bool = False) -> str:
    """Keep an uploaded .zip and ask a worker to import it into the factory, or with `dry_run` to say what that would
    do; the job's id. NoWorker."""
    job_id = f"import-{scope.factory.slug}-{secrets.token_hex(6)}"
    path = settings().var_dir / "uploads" / f"{job_id}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    try:
        enqueue(
            "default", "jobs.imports.load", str(path), scope.factory.slug, wish, dry_run, job_id=job_id,
            title=f"import into {scope.factory.slug} by {wish.by}", timeout=HOUR,
        )  # fmt: skip
    except RedisError as error:
        path.unlink()
        raise NoWorker(f"No worker can be asked, Redis does not answer: {error}") from error
    return job_id


def load(path: str, slug: str, wish: Wish, dry_run: bool = False) -> Report:
    """What the worker runs: all of the file, or nothing. The file is kept until that is done or refused."""
    since, by = utcnow(), wish.by
    try:
        if dry_run:
            seen, moved = rehearse(path, slug, wish=wish)
            Path(path).unlink()
            return Report((), seen.warnings, seen.counts, restated=seen.restated, rehearsed=moved)
        result = importer.run(path, slug, wish=wish)
    except ImportRefused as refused:
        Path(path).unlink()
        log.info("factory=%s user=%s import refused errors=%d", slug, by, len(refused.errors))
        return Report(errors=refused.errors, warnings=refused.warnings)
    if result.changed:
        enqueue("default", "jobs.imports.follow", result, title=f"summaries of an import into {slug}", timeout=HOUR)
    doubtful = findings.imported(open_scope(slug), since, result.whole) if result.changed else {}
    Path(path).unlink()
    log.info("factory=%s user=%s imported changed=%s doubtful=%d", slug, by, result.changed, sum(doubtful.values()))
    return Report((), result.warnings, result.counts, result.changed, doubtful, result.restated)


def follow(result: Result) -> None:
    """Compute what an import touched; tried again like any job, which changes nothing."""
    summarise(result)


def report(scope: Scope, job_id: str) -> Report | None:
    """How an import of this factory ended, None while it waits or runs. LookupError says why there is none."""
    if not re.fullmatch(rf"import-{re.escape(scope.factory.slug)}-[0-9a-f]{{12}}", job_id):
        raise LookupError(f"{scope.factory.name} has no import {job_id}")
    try:
        job = Job.fetch(job_id, connection())
    except NoSuchJobError as error:
        raise LookupError("The report of this import is no longer kept; import the file again to see.") from error
    if job.is_finished:
        found = job.return_value()
        assert isinstance(found, Report)
        return found
    if job.is_failed:
        raise LookupError("The import failed; “python cli.py jobs status” says why.")
    return None
