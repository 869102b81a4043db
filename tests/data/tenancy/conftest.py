"""Two factories with some machines each, in one shared database or in a database each."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from data.tenancy import Scope, central, create_factory, open_scope
from tests.databases import environment

GROUPS = {"one": ("Milling", "Turning"), "two": ("Milling", "Grinding")}
# asset, name (as a group is called, or not), group
MACHINES = {
    "one": (("M1", "Milling", "Milling"), ("M2", "Lathe", "Turning"), ("M3", "Grinding", None)),
    "two": (("M1", "Milling", "Milling"), ("M9", "Grinder", "Grinding")),
}


def make(slug: str) -> Scope:
    """A factory with its groups and machines."""
    with central().begin() as db:
        create_factory(db, name=slug.title(), slug=slug, timezone="Europe/Berlin", currency="EUR")
    scope = open_scope(slug)
    groups = scope.t.machine_groups
    with scope.begin() as db:
        scope.insert(db, groups, [{"group_name": name} for name in GROUPS[slug]])
        ids = {None: None} | {row.group_name: row.id for row in db.execute(select(groups))}
        rows = [{"asset_id": a, "name": n, "machine_group_id": ids[g]} for a, n, g in MACHINES[slug]]
        scope.insert(db, scope.t.machines, rows)
    return scope


@pytest.fixture(params=["shared_database", "database_per_factory"])
def mode(request: pytest.FixtureRequest, database: str) -> Iterator[str]:
    """TENANT_MODE, each once on each database."""
    with environment(TENANT_MODE=request.param):
        yield request.param


@pytest.fixture
def both(mode: str) -> tuple[Scope, Scope]:
    """Two factories, in each mode."""
    return make("one"), make("two")


@pytest.fixture
def shared(database: str) -> tuple[Scope, Scope]:
    """Two factories in one database."""
    return make("one"), make("two")
