"""The work of a supervisor and of an executive as a script in a browser: each ends where their question is answered."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

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
