"""Reports on disk and their rows in kpi_reports: pending, generating, completed, failed. One row a day and format."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import delete, insert, select, update

from data.tenancy import Scope
from data.tenancy.schema import utcnow
from settings import settings

KIND = "daily"
OPEN = ("pending", "generating")
MOMENTS = ("report_date", "generation_started_at", "generation_completed_at", "email_sent_at")
PATIENCE = timedelta(minutes=10)
"""Longer than a job may take."""


class UnknownReport(LookupError):
    """No such report in this factory, or none that can be downloaded; the message says why."""


class EmptyFile(RuntimeError):
    """Nothing was written where a report should be."""


def file_of(scope: Scope, day: date, form: str) -> Path:
    """Where the report of a day is kept, relative to REPORT_DIR."""
    return Path(f"factory_{scope.factory.id}") / KIND / f"daily_report_{day:%Y-%m-%d}.{form}"


def save(scope: Scope, day: date, form: str, content: bytes) -> Path:
    """Write a report whole or not at all and return its path; EmptyFile when there is nothing in it."""
    if not content:
        raise EmptyFile(f"the {form} of {day} is empty; the report before it, if any, is kept")
    path = settings().reports / file_of(scope, day, form)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
    return path


def open_row(scope: Scope, day: date, form: str, by: str, status: str) -> int:
    """The id of the report's row, made new or set back to `status` (pending or generating)."""
    t = scope.t.kpi_reports
    key = (t.c.report_type == KIND) & (t.c.report_date == day) & (t.c.file_format == form)
    values: dict[str, Any] = {"status": status, "error_message": None, "generated_by": by}
    if status == "generating":
        values |= {"generation_started_at": utcnow(), "generation_completed_at": None}
    with scope.begin() as db:
        found = db.scalar(select(t.c.id).where(key).order_by(t.c.id).limit(1))
        if found is None:
            new = {"report_type": KIND, "report_date": day, "file_format": form, "email_sent": False}
            made = db.execute(insert(t).values(**new, **values))
            found = made.inserted_primary_key[0]  # type: ignore[index]  # an insert has one
        else:
            db.execute(update(t).where(t.c.id == found).values(**values))
    return int(found)


def on_its_way(scope: Scope, day: date) -> int | None:
    """The row of a PDF that a worker makes or is about to make; one that stands still for long has lost its worker."""
    t = scope.t.kpi_reports
    same = (t.c.report_type == KIND) & (t.c.report_date == day) & (t.c.file_format == "pdf")
    alive = t.c.status.in_(OPEN) & (t.c.updated_at > utcnow() - PATIENCE)
    with scope.connect() as db:
        return db.scalar(select(t.c.id).where(same, alive))


def complete(scope: Scope, row: int, path: Path, kpis: int, pages: int | None, gaps: str) -> None:
    """The file is there. `gaps` says what is missing in it, or ''."""
    done = utcnow()
    started: datetime = read(scope, row)["generation_started_at"]
    change(
        scope, row, status="completed", file_path=str(path.relative_to(settings().reports)), file_name=path.name,
        file_size=path.stat().st_size, page_count=pages, kpi_count=kpis, generation_completed_at=done,
        generation_duration_seconds=(done - started).total_seconds(), error_message=gaps or None,
    )  # fmt: skip


def change(scope: Scope, row: int, **values: Any) -> None:
    t = scope.t.kpi_reports
    with scope.begin() as db:
        db.execute(update(t).where(t.c.id == row).values(**values))


def read(scope: Scope, row: int) -> dict[str, Any]:
    """One row by id; UnknownReport."""
    t = scope.t.kpi_reports
    with scope.connect() as db:
        found = db.execute(select(t).where(t.c.id == row)).mappings().first()
    if found is None:
        raise UnknownReport(f"{scope.factory.name} has no report {row}")
    return dict(found)


def recent(scope: Scope, limit: int = 50) -> pd.DataFrame:
    """The latest reports, newest first: the columns of kpi_reports, times naive UTC, `recipients` as a sentence."""
    t = scope.t.kpi_reports
    found = scope.frame(select(t).order_by(t.c.updated_at.desc(), t.c.id.desc()).limit(limit))
    for moment in MOMENTS:  # a column of nothing but nulls has no type of its own
        found[moment] = pd.to_datetime(found[moment])
    return found.assign(recipients=[_said(value) for value in found["recipients"]])


def _said(recipients: str | None) -> str:
    known = json.loads(recipients) if isinstance(recipients, str) and recipients else {}
    return "; ".join(f"{address}: {state}" for address, state in known.items())


def path_of(scope: Scope, row: int) -> Path:
    """The file of a completed report of this factory; UnknownReport says why there is none."""
    found = read(scope, row)
    if found["status"] != "completed":
        why = f": {found['error_message']}" if found["error_message"] else ""
        raise UnknownReport(f"report {row} is {found['status']}{why}")
    home = (settings().reports / f"factory_{scope.factory.id}").resolve()
    path = (settings().reports / str(found["file_path"])).resolve()
    if not path.is_relative_to(home):
        raise UnknownReport(f"report {row} lies outside of {home}")
    if not path.is_file():
        raise UnknownReport(f"the file of report {row} is gone from {home}; generate it again")
    return path


def expire(scope: Scope, today: date) -> int:
    """Delete rows and files of reports older than REPORT_RETENTION_DAYS; how many. What a killed worker left half made
    is called failed."""
    t = scope.t.kpi_reports
    last = today - timedelta(days=settings().report_retention_days)
    with scope.begin() as db:
        stale = (t.c.status == "generating") & (t.c.generation_started_at < utcnow() - PATIENCE)
        db.execute(
            update(t).where(stale).values(status="failed", error_message="the worker ended before the report did")
        )
        old = db.execute(select(t.c.id, t.c.report_date, t.c.file_format).where(t.c.report_date < last)).all()
    for _, day, form in old:  # files first: a row without a file is tried again, a file without a row never
        (settings().reports / file_of(scope, day, form)).unlink(missing_ok=True)
    with scope.begin() as db:
        db.execute(delete(t).where(t.c.id.in_([row.id for row in old])))
    return len(old)
