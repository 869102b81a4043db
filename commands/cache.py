"""`cache clear` and `cache stats`."""

from typing import Annotated

import typer

from commands.common import AnyFactory, Failed, Json, WrongInput, print_json, print_table
from data import cache
from data.tenancy import open_scope
from kpis import catalogue
from kpis.model import TIERS
from kpis.naming import suggest

app = typer.Typer(no_args_is_help=True, help="The cache.")


@app.command()
def clear(
    factory: AnyFactory = None,
    tier: Annotated[str | None, typer.Option(help=f"One of {', '.join(TIERS)}.")] = None,
    kpi: Annotated[str | None, typer.Option(help="Id of a KPI.")] = None,
) -> None:
    """Forget the values of a factory, a tier or a KPI; without an option all of them."""
    if tier and tier not in TIERS:
        raise WrongInput(f"unknown tier {tier!r}{suggest(tier, TIERS)}")
    slug = open_scope(factory).factory.slug if factory else None
    kpi_id = catalogue.find(kpi).id if kpi else None
    needs_redis()
    cache.flush(factory=slug, tier=tier, kpi=kpi_id)
    print("The cache is cleared.")


@app.command()
def stats(as_json: Json = False) -> None:
    """Hits and misses by tier."""
    needs_redis()
    found = cache.stats()
    if as_json:
        print_json(found)
    else:
        rows = [
            (tier, n["hits"], n["misses"], f"{n['hits'] / max(sum(n.values()), 1):.0%}") for tier, n in found.items()
        ]
        print_table(["tier", "hits", "misses", "share of hits"], rows)


def needs_redis() -> None:
    """Failed while there is no cache to work on."""
    if not cache.is_up():
        raise Failed("Redis does not answer, so there is no cache: start it (make run), or correct REDIS_URL")
