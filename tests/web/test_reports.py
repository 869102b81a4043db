"""The reports page in a browser."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

import reports
from data.tenancy import open_scope
from tests.web.conftest import SIZES, Visitor
from tests.web.plant import NOW, Plant

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def shelf(made_up: Plant, tmp_path: Path) -> Iterator[Plant]:
    """No report yet, and a folder with the file of the first."""
    (tmp_path / "daily_report.pdf").write_bytes(b"%PDF-1.7 a report")
    made_up.files = tmp_path
    yield made_up
    made_up.rows.clear()
    made_up.files = None


def test_asked_for_watched_and_downloaded(visitor: Callable[..., Visitor], shelf: Plant) -> None:
    who = visitor("manager")
    page = who.open("/reports")
    expect(page.locator("#reports-list")).to_contain_text("No report yet")
    expect(page.locator(".head p")).to_contain_text("outbox")
    expect(page.locator("#reports-day")).to_have_value("2025-11-21")
    page.get_by_role("button", name="Generate").click()
    row = page.locator("#reports-list tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Daily, Fri 21 Nov")
    expect(row).to_contain_text("Waiting")
    shelf.rows[0] |= {"status": "completed", "generation_completed_at": NOW.replace(tzinfo=None)}
    expect(row).to_contain_text("Ready")
    expect(page.locator("#toast")).to_contain_text("Report of Fri 21 Nov is ready")
    with page.expect_download() as download:
        row.get_by_role("link", name="Download").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    if SHOTS:
        shelf.rows.append({**shelf.rows[0], "id": 2, "status": "failed", "error_message": "no answer in 60 s"})
        page.reload()
        expect(row).to_have_count(2)
        page.screenshot(path=Path(SHOTS) / "reports.png")
    assert who.complaints == []


def test_whoever_is_signed_in_subscribes_and_ends_it(visitor: Callable[..., Visitor], shelf: Plant) -> None:
    who = visitor("manager")
    page = who.open("/reports")
    switch = page.get_by_label("Mail it to me every day")
    expect(switch).not_to_be_checked()
    switch.click()
    expect(page.locator("#toast")).to_contain_text("manager@demo gets the daily report of Stuttgart Plant.")
    assert reports.subscribers(open_scope("stuttgart")) == ["manager@demo"]
    page.reload()
    expect(switch).to_be_checked()
    switch.click()
    expect(page.locator("#toast")).to_contain_text("manager@demo gets the daily report of Stuttgart Plant no more.")
    assert reports.subscribers(open_scope("stuttgart")) == []
    assert who.complaints == []


def test_no_day_is_said(visitor: Callable[..., Visitor], shelf: Plant) -> None:
    page = visitor("manager").open("/reports")
    page.locator("#reports-day").fill("")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#toast")).to_contain_text("Choose the day")
    assert shelf.rows == []


@pytest.mark.parametrize(("width", "theme"), SIZES)
def test_calm_at_every_width_in_both_themes(
    visitor: Callable[..., Visitor], shelf: Plant, width: int, theme: str
) -> None:
    row = {"id": 1, "slug": "stuttgart", "report_type": "daily", "report_date": NOW.date(), "status": "completed"}
    file = {
        "file_name": "daily_report.pdf",
        "file_size": 182_000,
        "page_count": 4,
        "email_sent": False,
        "file_format": "pdf",
    }
    shelf.rows.append({**row, **file, "error_message": None, "generation_completed_at": NOW.replace(tzinfo=None)})
    who = visitor("manager", width=width, theme=theme)
    page = who.open("/reports")
    expect(page.locator("#reports-list tbody tr")).to_have_count(1)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"reports-{width}-{theme}.png")
    assert who.overflow <= 0
    assert who.complaints == []
    assert who.strangers == []
