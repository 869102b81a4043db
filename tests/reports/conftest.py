"""A factory whose answers are made up, in a real database."""

from collections.abc import Iterator

import pytest

import answers
from data.tenancy import Scope, central, create_factory, open_scope
from reports import pdf
from reports.content import Report, gather
from reports.render import RenderFailure
from tests.databases import environment
from tests.reports import shop


@pytest.fixture(scope="session")
def report() -> Report:
    return gather(shop.PLANT, shop.DAY, shop.TODAY, shop.ask)


@pytest.fixture
def no_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four gaps instead of four pictures: no Chromium is started."""
    monkeypatch.setattr(pdf, "pictures", lambda figures, limit_s: [RenderFailure("left out")] * len(figures))


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "today", lambda scope: shop.TODAY, raising=False)
    monkeypatch.setattr(answers, "ask", lambda scope, question: shop.ask(question), raising=False)


@pytest.fixture(params=["shared_database", "database_per_factory"])
def plant(request: pytest.FixtureRequest, database: str, answered: None, no_charts: None) -> Iterator[Scope]:
    with environment(TENANT_MODE=request.param):
        yield make()


@pytest.fixture
def one_plant(sqlite_database: str, answered: None, no_charts: None) -> Scope:
    """Where the kind of database makes no difference."""
    return make()


def make(slug: str = "stuttgart") -> Scope:
    with central().begin() as db:
        create_factory(db, name="Stuttgart Plant", slug=slug, timezone="Europe/Berlin", currency="EUR")
    return open_scope(slug)
