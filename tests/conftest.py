"""Fixtures for every test: real servers, started once a test process when first asked for, and empty databases."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Inbox
from argon2 import PasswordHasher
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from access import users
from data.summary import clock
from data.summary.aggregate import backfill
from data.tenancy import Scope, open_scope
from settings import ROOT, Settings
from tests import databases, floor, servers

# how long an example takes says how busy the machine is, and nothing of the code
hypothesis.register_profile(
    "patient", parent=hypothesis.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.load_profile("patient")


LONGEST = ("whole", "reports", "web", "jobs", "test_app.py", "test_cli.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts browsers and processes or waits comes first, so that the run does not end waiting for one of them."""
    order = {folder: place for place, folder in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.relative_to(ROOT / "tests").parts[0], len(order)))


def pytest_collection_finish() -> None:
    """What is imported stays: to look through it for garbage again and again is a tenth of the run."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """What is left goes with the process: to look through all of it five times takes longer than most tests."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def isolated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads the settings, the database or the files of whoever runs it."""
    for name, field in Settings.model_fields.items():
        if field.default is None:
            os.environ.pop(name.upper(), None)
        else:
            os.environ[name.upper()] = str(field.default)  # said aloud, which outdoes a .env
    var = tmp_path_factory.mktemp("var")
    # a Redis that is not there: who needs one asks for `redis_url`
    with databases.environment(VAR_DIR=str(var), REDIS_URL=f"unix://{var}/none.sock"):
        yield var


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashes of little work: argon2 takes its time on purpose, and tests make and sign in hundreds of users."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(users, "_hasher", quick)
        patch.setattr(users, "_NOBODY", quick.hash("no user has this password"))
        yield


@pytest.fixture(scope="session")
def mariadb_socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket of a MariaDB of our own."""
    with servers.mariadb(tmp_path_factory.mktemp("mariadb")) as socket:
        yield socket


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[..., Any]:
    """`with empty_database("sqlite" or "mariadb") as url:` gives an empty, migrated database and settings on it.

    For fixtures of a wider scope, which fill a database once; with `name` it keeps its content meanwhile.
    """
    place = tmp_path_factory.mktemp("sqlite")
    resting: list[Path] = []

    @contextmanager
    def again(folder: Path) -> Iterator[str]:
        """A path that was used before, so that its engine knows how the statements are written in SQL."""
        path = resting.pop() if resting else folder / "test.db"
        with databases.sqlite(place / "empty.db", folder, path) as url:
            yield url
        resting.append(path)

    def make(kind: str, name: str | None = None) -> Any:
        folder = tmp_path_factory.mktemp(kind)
        if kind == "mariadb":
            return databases.mariadb(request.getfixturevalue("mariadb_socket"), folder, name or "kpi")
        return databases.sqlite(place / "empty.db", folder) if name else again(folder)

    return make


@pytest.fixture(scope="session")
def summarised_floor(empty_database: Callable[..., Any]) -> Callable[[str], Any]:
    """`with summarised_floor("sqlite" or "mariadb") as scope:` the plant of tests/floor.py at floor.NOW with all of
    its summaries. Made once a process: for tests that only read."""
    places: dict[str, dict[str, str]] = {}

    @contextmanager
    def enter(kind: str) -> Iterator[Scope]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "wall", lambda: floor.NOW)
            if kind not in places:
                with empty_database(kind, "floor") as url:
                    backfill(floor.store(floor.rows()))
                    places[kind] = {"DATABASE_URL": url, "VAR_DIR": os.environ["VAR_DIR"]}
            with databases.environment(**places[kind]):
                yield open_scope("floor")

    return enter


@pytest.fixture(params=["sqlite", "mariadb"])
def database(request: pytest.FixtureRequest, empty_database: Callable[..., Any]) -> Iterator[str]:
    """An empty, migrated database, once on SQLite and once on MariaDB; yields its URL."""
    with empty_database(request.param) as url:
        yield url


@pytest.fixture
def sqlite_database(empty_database: Callable[..., Any]) -> Iterator[str]:
    """An empty, migrated SQLite database, for tests where the kind of database makes no difference."""
    with empty_database("sqlite") as url:
        yield url


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with servers.redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> Iterator[str]:
    """An empty Redis and settings on it; yields its URL without database number. Ask for it after `database`."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    with databases.environment(REDIS_URL=redis_server):
        yield redis_server


@pytest.fixture
def worker(redis_url: str, tmp_path: Path) -> Iterator[Path]:
    """A real worker process on the test's database and Redis (ask for `database` before it); yields its log file."""
    log = tmp_path / "worker.log"
    with servers.worker(log):
        yield log


class Mailbox(Inbox):
    """Keeps every mail it gets."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.mails.append(message)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server, and SMTP_URL on it; `mailbox.mails` are email.message.Message."""
    inbox, port = Mailbox(), servers.free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with databases.environment(SMTP_URL=f"smtp://127.0.0.1:{port}"):
            yield inbox
    finally:
        controller.stop()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium, for Playwright's `executable_path`."""
    return servers.program("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
