"""`import`: a factory's files into the database, and the summaries that follow from them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.common import AnyFactory, Json, WrongInput, print_json, print_table, progress
from data.source import importer
from data.source.importer import ImportRefused, Result
from data.summary import findings, moves
from data.summary.clock import wall
from data.summary.imported import rehearse, summarise
from data.summary.moves import Moves
from data.tenancy import open_scope
from data.tenancy.schema import utcnow

COUNTED = ("inserted", "updated", "unchanged", "taken back")


def import_(
    path: Annotated[Path, typer.Argument(help="A folder, .zip or .xlsx; see docs/import.md.")],
    factory: AnyFactory = None,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Write the rest; list these in rejected.csv.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would change.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Of the orders in its log the import is the whole truth.")
    ] = False,
    restate: Annotated[
        bool, typer.Option("--restate", help="Changed groups, skills, standards and places hold for the past too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Import a factory and compute the summaries that it touches."""
    since, began = utcnow(), wall()
    wish = importer.Wish(replace, restate)
    moved = Moves((), {})
    try:
        if dry_run:
            result, moved = rehearse(path, factory, skip_bad_rows, wish)
        else:
            result = importer.run(path, factory, skip_bad_rows, wish)
    except ImportRefused as refused:
        *others, final = refused.errors
        for error in others:
            typer.echo(f"error: {error}", err=True)
        for warning in refused.warnings:
            typer.echo(f"warning: {warning}", err=True)
        raise WrongInput(f"{final} ({_refused(refused, replace)})") from refused
    for warning in result.warnings:
        typer.echo(f"warning: {warning}", err=True)
    days = said = None
    if result.changed and not dry_run:
        said = findings.said(findings.imported(open_scope(result.slug), since, result.whole))
        with progress(f"Summaries of {result.slug}") as report:
            days = summarise(result, report)
        moved = moves.since(open_scope(result.slug), began)
    if as_json:
        print_json(_document(result, moved, dry_run, days))
        return
    print_table(["table", *COUNTED], [(table, *counts) for table, counts in result.counts.items() if sum(counts)])
    if result.refused:
        typer.echo(f"{result.refused} rows {_refused_rows(result, dry_run)}", err=True)
    if said:
        print(f"{result.slug}: {said}; see kpi quality")
    _tell_moves(result, moved, dry_run)
    done = f"summaries computed from {days[0]} to {days[1]}." if days else "no closed day is concerned."
    if dry_run:
        done = "nothing was written (--dry-run)."
    print(f"{result.slug}: {done if result.changed else 'nothing changed.'}")


def _tell_moves(result: Result, moved: Moves, dry_run: bool) -> None:
    """Which closed days moved, or would, and by how much."""
    for told in result.restated:
        print(f"{result.slug}: {'would be restated' if dry_run else 'restated'}: {told}")
    if moved.days:
        word = "would move" if dry_run else "moved"
        print(f"{result.slug}: {len(moved.days)} closed day(s) {word}: {moved.told}")
        if rows := moves.lines(moved):
            print_table(["over these days", "before", "after", "unit"], rows)
    elif result.restated or dry_run:
        stay = "would stay" if dry_run else "stay"
        print(f"{result.slug}: the factory's figures of closed days {stay} as they were.")


def _document(result: Result, moved: Moves, dry_run: bool, days: Any) -> dict[str, Any]:
    return {
        "factory": result.slug, "dry_run": dry_run, "changed": result.changed, "refused": result.refused,
        "tables": {table: counts._asdict() for table, counts in result.counts.items() if sum(counts)},
        "warnings": [str(warning) for warning in result.warnings],
        "restated": list(result.restated), "closed_days": [day.isoformat() for day in moved.days],
        "kpis": {name: {"before": a, "after": b} for name, (a, b) in moved.kpis.items()},
        "summaries": [day.isoformat() for day in days] if days else None,
    }  # fmt: skip


def _refused_rows(result: Result, dry_run: bool) -> str:
    return "would be refused" if dry_run else f"were refused; see {result.rejected_path}"


def _refused(refused: ImportRefused, replace: bool) -> str:
    count = len(refused.errors)
    told = f"{count:,} error{'s' if count > 1 else ''}, nothing was written"
    rows = not replace and not any(error.fatal for error in refused.errors)
    return f"{told}; --skip-bad-rows writes the rest" if rows else told
