"""`import`: a factory's files into the database, and the summaries that follow from them."""

from pathlib import Path
from typing import Annotated

import typer

from commands.common import AnyFactory, WrongInput, print_table, progress
from data.source import importer
from data.summary import findings
from data.summary.imported import summarise
from data.tenancy import open_scope
from data.tenancy.schema import utcnow


def import_(
    path: Annotated[Path, typer.Argument(help="A folder, .zip or .xlsx; see docs/import.md.")],
    factory: AnyFactory = None,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Write the rest; list these in rejected.csv.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Of the orders in its log the import is the whole truth.")
    ] = False,
) -> None:
    """Import a factory and compute the summaries that it touches."""
    since = utcnow()
    wish = importer.Wish(replace, by="import")
    try:
        result = importer.run(path, factory, skip_bad_rows, wish)
    except importer.ImportRefused as refused:
        *others, final = refused.errors
        for error in others:
            typer.echo(f"error: {error}", err=True)
        for warning in refused.warnings:
            typer.echo(f"warning: {warning}", err=True)
        raise WrongInput(f"{final} ({_refused(refused, replace)})") from refused
    rows = [(table, *counts) for table, counts in result.counts.items() if sum(counts)]
    print_table(["table", "inserted", "updated", "unchanged", "taken back"], rows)
    for warning in result.warnings:
        typer.echo(f"warning: {warning}", err=True)
    if result.refused:
        typer.echo(f"{result.refused} rows were refused; see {result.rejected_path}", err=True)
    if result.changed and (said := findings.said(findings.imported(open_scope(result.slug), since, result.whole))):
        print(f"{result.slug}: {said}; see kpi quality")
    if result.span is None:
        print(f"{result.slug}: nothing changed.")
        return
    with progress(f"Summaries of {result.slug}") as report:
        days = summarise(result, report)
    done = f"summaries computed from {days[0]} to {days[1]}." if days else "no orders yet, so no summaries."
    print(f"{result.slug}: {done}")


def _refused(refused: importer.ImportRefused, replace: bool) -> str:
    count = len(refused.errors)
    told = f"{count:,} error{'s' if count > 1 else ''}, nothing was written"
    rows = not replace and not any(error.fatal for error in refused.errors)
    return f"{told}; --skip-bad-rows writes the rest" if rows else told
