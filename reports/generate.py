"""Making a report: asked for, claimed, computed, drawn, written, recorded, mailed. Safe to run again at any point."""

import functools
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Retry

import answers
from data.tenancy import Scope, open_scope
from reports import content, csv, mail, store, xlsx
from reports.claim import Claim, only_one
from reports.render import RenderFailure
from settings import settings

FORMATS = ("pdf", "xlsx", "csv")
_JOB = {"job_timeout": 300, "result_ttl": 86_400, "failure_ttl": 30 * 86_400}
_WAIT = [10, 60, 300]


class QueueUnavailable(RuntimeError):
    """No Redis to put a job into; the message says the way out."""


def daily(scope: Scope, day: date, email: bool = True) -> Path:
    """The PDF of production day `day`, made again when it exists; mailed to the subscribers who do not have it yet.

    ValueError for a day that has not begun, ReportBusy while another worker makes it, MailError when it was made but
    not mailed to everyone. A failure is recorded in kpi_reports. Reports past their retention are deleted first.
    """
    store.expire(scope, answers.today(scope))
    return generate(scope, day, email=email)[0]


def generate(
    scope: Scope, day: date, formats: Sequence[str] = ("pdf",), *,
    out: Path | None = None, email: bool = False, by: str = "schedule",
) -> list[Path]:  # fmt: skip
    """The daily report in each of `formats` (pdf, xlsx, csv), kept in REPORT_DIR and copied to the folder `out`."""
    unknown = [form for form in formats if form not in FORMATS]
    if unknown or not formats:
        raise ValueError(f"no report format {(unknown or [''])[0]!r}; choose of {', '.join(FORMATS)}")
    if email and "pdf" not in formats:
        raise ValueError("the mail carries the PDF: add pdf to the formats, or leave out the mail")
    today = answers.today(scope)
    content.check(scope.factory, day, today)
    with only_one(scope, store.KIND, day) as claim:
        rows = {form: store.open_row(scope, day, form, by, "generating") for form in formats}
        try:
            report = content.gather(scope.factory, day, today, functools.partial(answers.ask, scope))
            paths = [_write(scope, report, form, row, claim) for form, row in rows.items()]
        except BaseException as error:  # also a time limit or Ctrl-C: a row may not stay "generating"
            for row in rows.values():
                if store.read(scope, row)["status"] == "generating":
                    store.change(scope, row, status="failed", error_message=f"{type(error).__name__}: {error}"[:2000])
            raise
        if email:
            mail.deliver(scope, report, paths[list(rows).index("pdf")], rows["pdf"], claim)
    return paths if out is None else [_copy(path, out) for path in paths]


def _write(scope: Scope, report: content.Report, form: str, row: int, claim: Claim) -> Path:
    claim.renew()
    pages, gaps = None, ""
    if form == "pdf":
        from reports import pdf  # most processes write none, and its fonts take half a second to import

        charts = pdf.draw(report)
        made, pages = pdf.write(report, charts)
        failed = [chart.reason for chart in charts if isinstance(chart, RenderFailure)]
        gaps = f"{len(failed)} of {len(charts)} charts missing: {failed[0]}" if failed else ""
    else:
        writers: dict[str, Callable[[content.Report], bytes]] = {"xlsx": xlsx.write, "csv": csv.write}
        made = writers[form](report)
    path = store.save(scope, report.day, form, made)
    store.complete(scope, row, path, len(report.kpis), pages, gaps)
    return path


def _copy(path: Path, out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(path, out / path.name))


def request(scope: Scope, day: date, user_email: str) -> int:
    """Ask a worker for the PDF of `day`, for download; the id of its row. What is on its way is not asked for twice.

    ValueError for a day that has not begun, QueueUnavailable without Redis; then nothing has changed.
    """
    content.check(scope.factory, day, answers.today(scope))
    if (coming := store.on_its_way(scope, day)) is not None:
        return coming
    queue = Queue("reports", connection=Redis.from_url(settings().redis(3)))
    try:
        queue.connection.ping()
    except RedisError as error:
        raise QueueUnavailable(
            f"no worker can be asked, Redis does not answer: start it, or set REDIS_URL ({error})"
        ) from error
    row = store.open_row(scope, day, "pdf", user_email, "pending")
    try:
        retry = Retry(len(_WAIT), _WAIT)
        queue.enqueue(
            "reports.generate.requested", scope.factory.slug, day.isoformat(), user_email,
            retry=retry, description=f"daily report {day} of {scope.factory.slug}", **_JOB,
        )  # fmt: skip
    except RedisError as error:
        store.change(scope, row, status="failed", error_message=f"Redis does not answer: {error}")
        raise QueueUnavailable(f"no worker can be asked: {error}") from error
    return row


def requested(slug: str, day: str, user_email: str) -> str:
    """What the worker runs for `request`; the file's name."""
    return generate(open_scope(slug), date.fromisoformat(day), by=user_email)[0].name
