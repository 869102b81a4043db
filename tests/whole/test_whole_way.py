"""The whole way, with nothing made up: `cli.py up` on a demo, a browser, Redis, a worker, Chromium's charts, a PDF."""

import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

import answers
from access.demo import PASSWORD
from data.tenancy import open_scope
from jobs import start
from kpis import period
from kpis.answer import Question
from kpis.text import quantity
from tests import servers
from tests.databases import environment
from tests.web.conftest import ARGS


@pytest.fixture
def address(sqlite_database: str, tmp_path: Path) -> Iterator[str]:
    """Everything that `make run` starts, on a demo of one factory and 42 days. Ctrl-C leaves nothing behind."""
    start.build_demo(count=1, days=42)
    port = servers.free_port()
    with environment(PORT=str(port), REDIS_URL=""), (tmp_path / "log").open("wb") as out:
        up = subprocess.Popen(
            [servers.PYTHON, "cli.py", "up"], stdout=out, stderr=out, env=dict(os.environ), cwd=servers.ROOT
        )
        try:
            url = f"http://127.0.0.1:{port}"
            servers.until(lambda: urllib.request.urlopen(f"{url}/signin").close(), up, "up")
            yield url
            started = servers.descendants(up.pid)
            up.send_signal(signal.SIGINT)
            assert up.wait(30) == 0, (tmp_path / "log").read_text()
            assert not any(map(servers.alive, started)), (tmp_path / "log").read_text()
        finally:
            up.kill()


@pytest.fixture
def page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        yield page
        browser.close()


def test_from_sign_in_to_the_pages_of_the_report(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(address)
    page.fill("input[name=email]", "manager@demo")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.get_by_role("heading", name="Hub", exact=True).wait_for()
    page.goto(f"{address}/live")
    expect(page.locator("#board")).to_contain_text("Scrap rate")

    page.goto(f"{address}/kpi/scrap_rate?mode=analytics")
    page.get_by_label("Period", exact=True).select_option(label="Last 30 days")
    page.wait_for_url("**period=30d*")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    scope = open_scope("stuttgart")
    yesterday = period.resolve("yesterday", answers.today(scope))
    start_day, _ = period.resolve("30d", answers.today(scope))
    expect(page.locator("#view")).to_contain_text("Previous period")
    # the closed part of the period does not move while the demo lives
    page.goto(f"{address}/kpi/scrap_rate?mode=analytics&period=custom&from={start_day}&to={yesterday[0]}")
    told = answers.ask(scope, Question("scrap_rate", start_day, yesterday[0]))
    assert told.value is not None
    expect(page.locator("#view")).to_contain_text(quantity(told.value, "%"))

    page.goto(f"{address}/reports")
    page.click("#reports-generate")
    link = page.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=120_000)
    with page.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "report.pdf")
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "report.pdf", "-"], capture_output=True, text=True).stdout
    day = answers.ask(scope, Question("scrap_rate", *yesterday))
    assert "Stuttgart Plant" in text
    assert quantity(day.value, "%").removesuffix(" %") in text
