"""`kpi list / value / now / explain / quality / aggregate / backfill / warm-cache`."""

from datetime import date
from typing import Annotated

import typer

import answers
from answers import QuestionError
from commands import kpi_document, kpi_quality, kpi_targets
from commands.cache import needs_redis
from commands.common import (
    AnyFactory,
    FactorySlug,
    Json,
    WrongInput,
    day_of,
    print_json,
    print_table,
    progress,
    scopes,
)  # fmt: skip
from data.summary.aggregate import aggregate as compute
from data.summary.aggregate import backfill as compute_all
from data.summary.clock import Clock
from data.tenancy import Scope, open_scope
from kpis import catalogue, period
from kpis.answer import Question
from kpis.naming import suggest

Filter = tuple[str, str] | None
GRAINS = ("shift", "daily", "weekly", "monthly")
app = typer.Typer(no_args_is_help=True, help="The KPIs.")
app.command()(kpi_targets.target)
app.command()(kpi_targets.targets)
app.command()(kpi_quality.quality)
KpiId = Annotated[str, typer.Argument(metavar="KPI", help="Id of the KPI, see `kpi list`.")]
From = Annotated[str | None, typer.Option("--from", help="First production day, YYYY-MM-DD.")]
To = Annotated[str | None, typer.Option("--to", help="Last production day, YYYY-MM-DD.")]


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Every KPI."""
    columns = ["id", "name", "tier", "category", "unit", "target", "breakdowns"]
    if as_json:
        print_json([{column: getattr(kpi, column) for column in columns} for kpi in catalogue.KPIS.values()])
        return
    rows = [
        [*(getattr(kpi, column) for column in columns[:-1]), " ".join(kpi.breakdowns)]
        for kpi in catalogue.KPIS.values()
    ]
    print_table(columns, rows)


@app.command()
def value(
    kpi: KpiId,
    factory: FactorySlug,
    period_: Annotated[str | None, typer.Option("--period", help=", ".join(period.PERIODS))] = None,
    first: From = None,
    last: To = None,
    by: Annotated[str | None, typer.Option(help="Breakdown: machine, part ...; or two: machine,part.")] = None,
    where: Annotated[list[str] | None, typer.Option(help="One member only: ENTITY=KEY. Twice: what both keep.")] = None,
    compare: Annotated[str | None, typer.Option(help=", ".join(period.COMPARISONS))] = None,
    compare_from: Annotated[str | None, typer.Option(help="First day of a custom comparison.")] = None,
    compare_to: Annotated[str | None, typer.Option(help="Last day of a custom comparison.")] = None,
    grain: Annotated[str | None, typer.Option(help="shift, day, week or month; without it as the range wants.")] = None,
    as_json: Json = False,
) -> None:
    """A KPI over a period: value, chart, breakdown, comparison."""
    catalogue.find(kpi)
    scope = open_scope(factory)
    today = _today(scope)
    start, end = _range(scope, today, period_, first, last)
    custom = period.parse(compare_from, compare_to, today) if compare_from or compare_to else None
    other = period.comparison(compare, start, end, today, custom, scope.factory.year_from) if compare else custom
    question = Question(kpi, start, end, by, *_where(where or []), compare=other, grain=grain)
    answer = answers.ask(scope, question)
    if as_json:
        print_json(kpi_document.value(answer))
    else:
        kpi_document.print_value(answer)


@app.command()
def now(kpi: KpiId, factory: FactorySlug, as_json: Json = False) -> None:
    """A KPI as it is now."""
    catalogue.find(kpi)
    snapshot = answers.now(open_scope(factory), kpi)
    if as_json:
        print_json(kpi_document.now(snapshot))
    else:
        said = f"{snapshot.kpi.name}: {snapshot.text} {snapshot.suffix}".rstrip()
        print(said + kpi_document.bracketed(snapshot.status))
        print(f"{snapshot.detail}, as of {snapshot.as_of:%Y-%m-%d %H:%M %Z}".removeprefix(", "))
        if snapshot.table is not None and len(snapshot.table):
            print_table(list(snapshot.table.columns), snapshot.table.itertuples(index=False))


@app.command()
def explain(kpi: KpiId, factory: FactorySlug, first: From, last: To, as_json: Json = False) -> None:
    """Where a number comes from: the formula with its numbers, table and rows read, freshness."""
    catalogue.find(kpi)
    scope = open_scope(factory)
    start, end = _range(scope, _today(scope), None, first, last)
    found = kpi_document.explain(answers.ask(scope, Question(kpi, start, end), fresh=True))
    if as_json:
        print_json(found)
    else:
        for name, content in found.items():
            print(f"{name:<10} {content}")


@app.command()
def aggregate(
    grain: Annotated[str, typer.Argument(help=", ".join(GRAINS))],
    factory: AnyFactory = None,
    shift: Annotated[str | None, typer.Option(help="Name of a shift; all shifts of its day are computed.")] = None,
    date: Annotated[str | None, typer.Option(help="A production day in the window; without it today.")] = None,
) -> None:
    """Compute one window again."""
    if grain not in GRAINS:
        raise WrongInput(f"unknown grain {grain!r}{suggest(grain, GRAINS)}")
    if shift and grain != "shift":
        raise WrongInput(f"--shift goes with `aggregate shift`, not with {grain}")
    for scope in scopes(factory):
        day = day_of(scope, date, "--date")
        if shift:
            names = [known.name for known in Clock.of(scope).plant.calendar.shifts]
            if shift not in names:
                raise WrongInput(f"{scope.factory.slug} has no shift {shift!r}{suggest(shift, names)}")
        compute(scope, grain, day)
        print(f"{scope.factory.slug}: {grain} of {day} computed")


@app.command()
def backfill(factory: AnyFactory = None, first: From = None, last: To = None) -> None:
    """Compute all summaries, or those of some days, from the log."""
    for scope in scopes(factory):
        start, end = (
            day_of(scope, given, name) if given else None for given, name in ((first, "--from"), (last, "--to"))
        )
        if start and end and start > end:
            raise WrongInput(f"--from {start} is after --to {end}; swap them")
        with progress(f"Summaries of {scope.factory.slug}") as report:
            span = compute_all(scope, start, end, report)
        done = f"computed from {span[0]} to {span[1]}" if span else "nothing to compute: no day of its record"
        print(f"{scope.factory.slug}: {done}")


@app.command()
def warm_cache(factory: AnyFactory = None) -> None:
    """Fill the cache with what the pages ask first."""
    needs_redis()
    for scope in scopes(factory):
        answers.warm(scope)
        print(f"{scope.factory.slug}: cache warmed")


def _today(scope: Scope) -> date:
    """The factory's day by its clock alone: without Redis `answers.today` computes the live facts, once a call."""
    return Clock.of(scope).today


def _range(scope: Scope, today: date, period_id: str | None, first: str | None, last: str | None) -> period.Range:
    if period_id and (first or last):
        raise WrongInput("give --period, or --from and --to, not both")
    if period_id and period_id != "custom":
        return period.resolve(period_id, today, scope.factory.year_from)
    if not first and not last:
        raise WrongInput(f"give --period (such as 30d), or --from and --to (such as {today})")
    return period.parse(first, last, today)


def _where(given: list[str]) -> tuple[Filter, Filter]:
    if len(given) > 2:
        raise QuestionError(f"--where {given[2]!r} is one too many; two are kept to at most")
    found: list[Filter] = []
    for one in given:
        entity, equals, key = one.partition("=")
        if not (entity and equals and key):
            raise QuestionError(f"--where {one!r} is not ENTITY=KEY, such as machine=CNC-01")
        found.append((entity, key))
    first, second = (*found, None, None)[:2]
    return first, second
