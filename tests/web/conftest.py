"""The application, served on a free port, and a browser that may talk to nobody else."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright
from sqlalchemy import event
from werkzeug.serving import make_server

import answers.hours
import answers.movers
import answers.views
import components.machine
import components.shift
import reports
from access import demo, limits, users
from data.tenancy import central, create_factory
from tests.web import plant, plant_views

expect.set_options(timeout=20_000)  # a machine that is busy with other tests
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]

SHORT = ((390, "light"), (820, "dark"), (1440, "light"))
SIZES = [
    pytest.param(width, theme, marks=[] if (width, theme) in SHORT else pytest.mark.long)
    for width in (390, 820, 1440, 1920)
    for theme in ("light", "dark")
]
"""Every width in both themes; outside of `long` the phone, the tablet and the desk, one of them dark."""


@pytest.fixture(scope="package")
def accounts(empty_database: Callable[..., Any]) -> Iterator[dict[str, tuple[str, str]]]:
    """A database with two factories and the demo users; role to (email, password)."""
    with empty_database("sqlite", "web"):
        with central().begin() as db:
            for name, slug, zone in plant.FACTORIES:
                create_factory(db, name=name, slug=slug, timezone=zone, currency="EUR")
        forget()
        made = demo.create_users([slug for _, slug, _ in plant.FACTORIES])
        yield {role: (email, password) for email, password, role in made}
    forget()


def forget() -> None:
    """What the process remembers of users and factories belongs to one database."""
    users.load.cache_clear()


@pytest.fixture(scope="package")
def made_up(accounts: dict[str, tuple[str, str]]) -> Iterator[plant.Plant]:
    """Answers and reports of a made-up plant in place of computed ones."""
    shown = plant.Plant()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ask", "now", "board", "today", "clock", "choices", "open_alerts"):
            patch.setattr(answers, name, getattr(shown, name), raising=False)
        for name in ("recent", "request", "path_of"):
            patch.setattr(reports, name, getattr(shown, name), raising=False)
        for name in ("loss_steps", "timeline", "cycle_times", "ages", "by_shift"):
            patch.setattr(answers.views, name, getattr(plant_views, name))
        patch.setattr(answers.orders, "orders", plant_views.orders)
        patch.setattr(answers.hours, "by_weekday_hour", plant_views.by_weekday_hour)
        patch.setattr(answers.movers, "ask", shown.ask)
        patch.setattr(components.shift, "shift", plant_views.shift)
        patch.setattr(components.machine, "machine", partial(plant_views.machine, shown))
        yield shown


@pytest.fixture(scope="package")
def server(made_up: plant.Plant) -> Iterator[Flask]:
    """The application's server. One a process: Dash gives its callbacks to the first application only."""
    import app

    limits.limiter.enabled = False  # the tests sign in often, all from one address
    yield app.server
    limits.limiter.enabled = True


@pytest.fixture
def statements(accounts: dict[str, tuple[str, str]]) -> Iterator[list[str]]:
    """Every SQL statement from now on."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        seen.append(sql)

    event.listen(central(), "before_cursor_execute", note)
    yield seen
    event.remove(central(), "before_cursor_execute", note)


@pytest.fixture(scope="package")
def live_server(server: Flask) -> Iterator[str]:
    """The application on a free port; yields its address."""
    serving = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    thread.join()


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield launched
        launched.close()


class Visitor:
    """A signed-in person with a browser window; remembers what the page complained about and whom it asked."""

    def __init__(self, address: str, context: BrowserContext) -> None:
        self.address = address
        self.page: Page = context.new_page()
        self.page.set_default_timeout(60_000)
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        self.page.wait_for_selector("#view h1")
        return self.page

    @property
    def strangers(self) -> list[str]:
        """Addresses of other hosts that the page asked for."""
        here = (self.address, "data:", "blob:")
        return [request.url for request in self.requests if not request.url.startswith(here)]

    @property
    def overflow(self) -> int:
        """Pixels that the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def asked(self, part: str) -> list[str]:
        return [request.url for request in self.requests if part in request.url]


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> dict[tuple[str, ...], BrowserContext]:
    """Browser profiles that have the application's files in their cache, by what a page cannot change of them."""
    return {}


@pytest.fixture
def visitor(
    live_server: str,
    browser: Browser,
    contexts: dict[tuple[str, ...], BrowserContext],
    accounts: dict[str, tuple[str, str]],
    server: Flask,
) -> Iterator[Callable[..., Visitor]]:
    """`visitor("manager", width=390, theme="dark")` signs in and gives a Visitor; `own` gives a profile for itself."""
    entered: dict[BrowserContext, bool] = {}

    def enter(
        role: str = "manager",
        width: int = 1440,
        height: int = 900,
        theme: str = "light",
        locale: str = "en-US",
        own: bool = False,
    ) -> Visitor:
        kind = (role, theme, locale)
        own = own or contexts.get(kind) in entered
        context = None if own else contexts.get(kind)
        if context is None:
            context = browser.new_context(reduced_motion="reduce", locale=locale)
            context.add_init_script(
                f"localStorage.getItem('prodstream-theme') || localStorage.setItem('prodstream-theme', '{theme}')"
            )
        if not own:
            contexts[kind] = context
        entered[context] = own
        context.add_cookies([_cookie(server, live_server, *accounts[role])])
        who = Visitor(live_server, context)
        who.page.set_viewport_size({"width": width, "height": height})
        return who

    yield enter
    for context, own in entered.items():
        if own:
            context.close()
        else:
            _forget(context, live_server)


def _forget(context: BrowserContext, address: str) -> None:
    """Leave nothing but the cached files."""
    context.clear_cookies()
    context.new_cdp_session(context.pages[0]).send(
        "Storage.clearDataForOrigin", {"origin": address, "storageTypes": "local_storage"}
    )
    for page in context.pages:
        page.close()


def _cookie(server: Flask, address: str, email: str, password: str) -> Any:
    client = server.test_client()
    client.post("/signin", data={"email": email, "password": password})
    found = client.get_cookie("prodstream")
    assert found is not None
    return {"name": "prodstream", "value": found.value, "url": address}
