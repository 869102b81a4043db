"""`reports generate / subscribe / unsubscribe / subscribers`."""

from pathlib import Path
from typing import Annotated

import typer

import reports
from commands.common import FactorySlug, Failed, WrongInput, day_of
from data.tenancy import open_scope
from kpis.naming import suggest

KINDS = ("daily",)
app = typer.Typer(no_args_is_help=True, help="The reports.")


@app.callback()
def _group() -> None:
    """The reports."""


@app.command()
def generate(
    kind: Annotated[str, typer.Argument(help="daily")],
    factory: FactorySlug,
    date: Annotated[str | None, typer.Option(help="The production day; without it today.")] = None,
    formats: Annotated[str, typer.Option("--format", help="pdf, xlsx, csv; several joined by a comma.")] = "pdf",
    out: Annotated[Path | None, typer.Option(help="Copy the files to this folder as well.")] = None,
    email: Annotated[bool, typer.Option("--email", help="Mail it to the subscribers.")] = False,
) -> None:
    """Generate a report and print where it is."""
    if kind not in KINDS:
        raise WrongInput(f"unknown report {kind!r}{suggest(kind, KINDS)}")
    wanted = [word.strip() for word in formats.split(",") if word.strip()]
    for form in wanted or [formats]:
        if form not in reports.FORMATS:
            raise WrongInput(f"unknown format {form!r}{suggest(form, reports.FORMATS)}")
    if email and "pdf" not in wanted:
        raise WrongInput("the mail carries the PDF: add pdf to --format, or leave out --email")
    scope = open_scope(factory)
    try:
        paths = reports.generate(scope, day_of(scope, date, "--date"), wanted, out=out, email=email)
    except (reports.ReportBusy, reports.MailError) as error:
        raise Failed(str(error)) from error
    for path in paths:
        print(path)


Email = Annotated[str, typer.Argument(help="The address.")]


@app.command()
def subscribe(email: Email, factory: FactorySlug) -> None:
    """Mail the daily report of a factory to an address."""
    try:
        reports.subscribe(open_scope(factory), email)
    except ValueError as error:
        raise WrongInput(str(error)) from error
    print(f"{email} gets the daily report of {factory}.")


@app.command()
def unsubscribe(email: Email, factory: FactorySlug) -> None:
    """Mail it no more."""
    if not reports.unsubscribe(open_scope(factory), email):
        raise WrongInput(f"{email} does not get the daily report of {factory}")
    print(f"{email} no longer gets the daily report of {factory}.")


@app.command()
def subscribers(factory: FactorySlug) -> None:
    """Who gets the daily report of a factory."""
    for email in reports.subscribers(open_scope(factory)):
        print(email)
