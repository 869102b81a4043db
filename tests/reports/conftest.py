"""A factory whose answers are made up, in a real database."""

from collections.abc import Callable, Iterator
from typing import Any

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


@pytest.fixture(scope="session")
def printed(report: Report) -> tuple[bytes, int]:
    """A PDF with four gaps in it, and its pages."""
    return pdf.write(report, [RenderFailure("left out")] * len(report.trends))


@pytest.fixture
def no_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four gaps instead of four pictures: no Chromium is started."""
    monkeypatch.setattr(pdf, "pictures", lambda figures, limit_s: [RenderFailure("left out")] * len(figures))


@pytest.fixture
def one_pdf(monkeypatch: pytest.MonkeyPatch, printed: tuple[bytes, int], no_charts: None) -> None:
    """One PDF in place of all, for tests of what becomes of it: making one takes a second."""
    monkeypatch.setattr(pdf, "write", lambda report, charts: printed)


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "today", lambda scope: shop.TODAY, raising=False)
    monkeypatch.setattr(answers, "ask", lambda scope, question: shop.ask(question), raising=False)


@pytest.fixture(
    params=[
        ("sqlite", "shared_database"),
        ("mariadb", "database_per_factory"),
        pytest.param(("sqlite", "database_per_factory"), marks=pytest.mark.long),
        pytest.param(("mariadb", "shared_database"), marks=pytest.mark.long),
    ],
    ids="-".join,
)
def plant(
    request: pytest.FixtureRequest, empty_database: Callable[..., Any], answered: None, one_pdf: None
) -> Iterator[Scope]:
    kind, mode = request.param
    with empty_database(kind), environment(TENANT_MODE=mode):
        yield make()


@pytest.fixture
def one_plant(sqlite_database: str, answered: None, one_pdf: None) -> Scope:
    """Where the kind of database makes no difference."""
    return make()


def make(slug: str = "stuttgart") -> Scope:
    with central().begin() as db:
        create_factory(db, name="Stuttgart Plant", slug=slug, timezone="Europe/Berlin", currency="EUR")
    return open_scope(slug)
