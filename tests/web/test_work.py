"""The whole work of each of the three users, as a script in a browser: each ends where their question is answered."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from data.tenancy import open_scope
from tests.web.conftest import Visitor
from tests.web.plant import NOW, Plant

pytestmark = pytest.mark.browser


@pytest.fixture
def report(made_up: Plant, tmp_path: Path) -> Iterator[Plant]:
    """A report of yesterday is there."""
    (tmp_path / "daily_report.pdf").write_bytes(b"%PDF-1.7 a report")
    made_up.files = tmp_path
    made_up.request(open_scope("stuttgart"), NOW.date(), "executive@demo")
    made_up.rows[0] |= {"status": "completed", "generation_completed_at": NOW.replace(tzinfo=None)}
    yield made_up
    made_up.rows.clear()
    made_up.files = None


def downloaded(page: Page, item: str) -> bytes:
    page.locator(".chart-panel").get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_text(item, exact=True).click()
    return Path(download.value.path()).read_bytes()


def test_a_supervisor_on_a_tablet_from_the_board_to_the_shift(visitor: Callable[..., Visitor]) -> None:
    who = visitor("supervisor", width=820, height=1180)
    page = who.open("/live")
    page.get_by_role("link", name="Turning").click()
    expect(page.locator(".m")).to_have_count(6)
    page.get_by_role("button", name="Refresh Scrap rate").click()
    tile = page.get_by_role("article", name="Scrap rate")
    expect(tile.get_by_role("status")).to_contain_text("nothing newer")
    tile.get_by_role("link").click()
    expect(page.locator(".filter-chip")).to_contain_text("Group: Turning")
    page.go_back()
    page.get_by_role("link", name="CNC-02", exact=True).click()
    expect(page.locator("h1")).to_have_text("CNC-02")
    expect(page.get_by_role("table", name="States of the machine")).to_contain_text("waiting for material")
    expect(page.get_by_role("table", name="Open orders of the machine")).to_contain_text("WO-20310")
    page.get_by_role("link", name="Next machine").click()
    expect(page.locator("h1")).to_have_text("CNC-03")
    assert who.overflow <= 0
    page.get_by_role("link", name="Shift", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("Late shift")
    page.get_by_role("link", name="Early shift").click()
    expect(page.get_by_role("table", name="Units by hour")).to_contain_text("Whole shift")
    assert who.complaints == []


def test_an_analyst_from_a_preset_to_a_link_that_others_open(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager", own=True)
    page = who.open("/kpi/scrap_rate?mode=analytics")
    panel = page.locator(".chart-panel")
    page.get_by_label("Period", exact=True).select_option("30d")
    expect(panel.locator("h3")).to_have_text("24 Oct – 22 Nov")
    page.get_by_label("Period", exact=True).select_option("custom")
    page.wait_for_url("**from=2025-10-24&to=2025-11-22**")
    page.get_by_label("From", exact=True).fill("2025-11-03")
    page.get_by_label("To", exact=True).fill("2025-11-16")
    page.get_by_role("button", name="Apply").first.click()
    expect(panel.locator("h3")).to_have_text("3 Nov – 16 Nov")
    page.get_by_label("Compare with").select_option("previous_year")
    expect(panel.locator(".lg")).not_to_contain_text("20 Oct – 2 Nov")
    page.get_by_label("And with").select_option("previous_period")
    expect(panel.locator(".lg")).to_contain_text("20 Oct – 2 Nov")
    expect(page.locator(".graph .main-svg").first).to_be_visible(timeout=60_000)
    page.locator(".breakdown").get_by_role("button", name="Scrap rate").click()
    expect(page.locator(".breakdown th[aria-sort]")).to_have_count(1)
    page.locator(".breakdown").get_by_role("link", name="CNC-07").click()
    expect(page.locator(".filter-chip")).to_contain_text("CNC-07")
    expect(page.get_by_label("Only")).to_have_value("machine:CNC-07")
    text = downloaded(page, "Numbers, CSV").decode()
    assert "before 2" in text.splitlines()[0], "both comparisons"
    assert text.count("2025-11-") >= 14
    with ZipFile(BytesIO(downloaded(page, "Numbers, Excel"))) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()
    assert downloaded(page, "Picture, PNG").startswith(b"\x89PNG")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    shown = page.locator(".cards").inner_text()
    page.go_back()
    expect(page.locator(".filter-chip")).to_have_count(0)
    page.go_forward()
    expect(page.locator(".filter-chip")).to_have_count(1)
    other = visitor("executive")
    other.open(link.removeprefix(who.address))
    expect(other.page.locator(".filter-chip")).to_contain_text("CNC-07")
    assert other.page.locator(".cards").inner_text() == shown
    page.get_by_label("Only").select_option("")
    expect(page.locator(".filter-chip")).to_have_count(0)
    assert who.complaints == []


def test_an_executive_from_the_summary_to_the_report(visitor: Callable[..., Visitor], report: Plant) -> None:
    who = visitor("executive")
    page = who.open("/executive")
    expect(page.locator(".index .value")).to_be_visible()
    expect(page.locator(".five").get_by_role("article")).to_have_count(5)
    page.get_by_role("button", name="Show as table").click()
    expect(page.get_by_role("table", name="Strategic performance index by")).to_be_visible()
    moved = page.locator(".moved li").first
    expect(moved).to_contain_text("from")
    moved.get_by_role("link").click()
    expect(page.locator(".why")).to_contain_text("over 24 Oct – 22 Nov")
    page.go_back()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Reports").click()
    with page.expect_download() as download:
        page.get_by_role("row", name="Daily").get_by_role("link", name="Download").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    assert who.complaints == []


def test_numbers_are_written_as_the_browser_and_then_as_the_user_has_it(
    visitor: Callable[..., Visitor], made_up: Plant
) -> None:
    who = visitor("manager", locale="de-DE")
    page = who.open("/kpi/scrap_rate?mode=analytics")
    card = page.locator(".card").first
    expect(card).to_contain_text(",")
    page.locator("#user-menu").get_by_role("button").first.click()
    page.get_by_label("Numbers", exact=True).select_option(".,")
    expect(card).not_to_contain_text(",")
    page.reload()
    expect(card).not_to_contain_text(",")
    assert who.complaints == []
