"""An import from path to tables: read, check, then write all of it in one transaction or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from data.source.importer.check import check
from data.source.importer.factory import contradictions, existing, settings_of, transaction
from data.source.importer.files import FILES
from data.source.importer.problems import ImportRefused, Problem
from data.source.importer.read import load
from data.source.importer.rejected import write_rejected
from data.source.importer.stored import known
from data.source.importer.supply import supply
from data.source.importer.write import Counts, Wish, Writer
from data.tenancy import Bound, Scope

NO_WISH = Wish()


@dataclass(frozen=True)
class Result:
    """What an import did.

    counts: by table. refused: rows left out, listed in the file at `rejected_path`.
    span: the earliest and latest moment (naive UTC) that anything written speaks of; None when nothing changed.
    restated: what of which masters was changed for the past too (Wish.restate).
    whole: a master changed, which concerns all of the factory's time, before its first log and after its last one too.
    """

    slug: str
    counts: dict[str, Counts]
    warnings: tuple[Problem, ...]
    refused: int
    rejected_path: Path | None
    span: tuple[datetime, datetime] | None
    whole: bool
    restated: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return any(count.inserted or count.updated for count in self.counts.values())


class _Undone(Exception):  # no error: how a transaction ends that was for looking only
    pass


Watch = Callable[[Scope, Result], object]
"""Sees what an import has written, through its own transaction, which is then rolled back."""


def run(
    path: str | Path, slug: str | None = None, skip_bad_rows: bool = False, wish: Wish = NO_WISH,
    watch: Watch | None = None,
) -> Result:  # fmt: skip
    """Import a folder, .zip or .xlsx. ImportRefused, with every error, leaves the database as it was.

    slug: the factory that factory.csv must name. skip_bad_rows: write the sound rows and list the others in
    rejected.csv; a fault of a whole file, or of factory.csv, refuses the import all the same, and so does any fault
    where the files are to be the whole truth. With a `watch` nothing is written in the end; a factory that is not there
    yet is not looked at, as all of it would be new.
    """
    bundle = load(path)
    stored = existing(bundle)
    supply(bundle, Scope(stored) if stored else None)
    report = check(bundle, known(Scope(stored), bundle) if stored else None)
    order = {bundle.names[file.name]: n for n, file in enumerate(FILES) if file.name in bundle.names}
    errors = report.errors + contradictions(bundle, slug, stored)
    errors.sort(key=lambda error: (order.get(error.file, -1), error.line or 0))
    if errors and (not skip_bad_rows or wish.replace or any(error.fatal for error in errors)):
        raise ImportRefused(errors, report.warnings)
    left_out = [*errors, *report.orphans]
    rejected = write_rejected(bundle, left_out) if left_out and not watch else None
    row = {str(name): value for name, value in report.frames["factory"].iloc[0].items()}
    result = Result(
        slug=row["slug"],
        counts={"factories": Counts(int(stored is None), 0, 0)},
        warnings=tuple(report.warnings),
        refused=len({(problem.file, problem.line) for problem in left_out}),
        rejected_path=rejected,
        span=None,
        whole=stored is None,
    )
    if watch and stored is None:
        rows = {name: Counts(len(frame), 0, 0) for name, frame in report.frames.items() if name != "factory"}
        return replace(result, counts={**result.counts, **rows})
    try:
        with transaction(row, stored) as (scope, db, changed):
            writer = Writer(scope, db, report.frames, bundle.names, wish)
            writer.write()
            writer.span.whole |= changed
            result = _written(result, writer, stored is None, changed)
            if watch and stored:
                watch(Bound(replace(stored, settings=settings_of(row, stored)), db), result)
                raise _Undone
    except _Undone:
        pass
    except IntegrityError as error:
        told = f"the database refuses a row ({error.orig}); did another import run, or do codes differ in case alone?"
        raise ImportRefused([Problem(str(path), None, "", "", told, fatal=True)]) from error
    return result


def _written(result: Result, writer: Writer, new: bool, changed: bool) -> Result:
    """The result with what was written. `new`: the factory is; `changed`: its own row was."""
    span = writer.span.found()
    factories = Counts(int(new), int(changed), int(not new and not changed))
    return replace(
        result,
        counts={"factories": factories, **writer.counts},
        warnings=(*result.warnings, *writer.warnings),
        span=(span[0].to_pydatetime(), span[1].to_pydatetime()) if span else None,
        whole=writer.span.whole,
        restated=tuple(writer.restated),
    )
