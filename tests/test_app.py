"""The application on real data: a demo factory, a real Redis, every SQL statement counted."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient
from sqlalchemy import event

from access import gate, users
from access.demo import PASSWORD
from answers import today
from data.tenancy import central, factories, open_scope
from jobs.start import build_demo
from tests import databases

WRONG = ("could not be computed", "could not be made", "does not work")
"""What a page says that failed."""


@pytest.fixture(scope="module")
def client(empty_database: Callable[..., Any], redis_server: str) -> Iterator[FlaskClient]:
    """A signed-in admin in a demo of one factory and six weeks."""
    with empty_database("sqlite") as url, databases.environment(DATABASE_URL=url, REDIS_URL=redis_server):
        with redis.Redis.from_url(redis_server) as store:
            store.flushall()
        build_demo(count=1, days=42)
        users.load.cache_clear()
        import app

        with app.server.test_client() as client:
            client.post("/signin", data={"email": "admin@demo", "password": PASSWORD})
            yield client
    users.load.cache_clear()


@pytest.fixture
def statements(client: FlaskClient) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        seen.append(sql)

    event.listen(central(), "before_cursor_execute", note)
    yield seen
    event.remove(central(), "before_cursor_execute", note)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get("/_dash-layout", headers={"Referer": f"http://localhost{path}"})
    assert answer.status_code == 200
    assert [sign for sign in WRONG if sign in answer.text.replace('": "', '":"')] == [], path
    return answer.text


def test_the_board_costs_six_statements_cold_and_none_warm(client: FlaskClient, statements: list[str]) -> None:
    users.load.cache_clear()
    cold = page(client, "/live")
    assert len(statements) <= 6, statements
    statements.clear()
    warm = page(client, "/live")
    assert statements == []
    assert "tile" in cold
    assert cold == warm


def test_every_page_opens_on_real_data(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    scope = open_scope(factories()[0].slug)
    user = users.sign_in("admin@demo", PASSWORD)
    assert user is not None
    for kpi in gate.kpis(user):
        for mode in ("dashboard", "analytics"):
            assert kpi.name in page(client, f"/kpi/{kpi.id}?mode={mode}")
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert "No report yet" in page(client, "/reports")
    assert today(scope).year >= 2026
