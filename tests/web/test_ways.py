"""The ways through the application: palette, hub, category, wall screen, downloads."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from data.personal import MOST_PINNED, pin
from data.tenancy import open_scope
from kpis.catalogue import KPIS
from tests.web.conftest import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def unpinned(accounts: dict[str, tuple[str, str]]) -> Iterator[Callable[[list[str]], None]]:
    """Sets what everybody has pinned in Stuttgart; nobody has anything pinned before and after."""

    def put(kpis: list[str]) -> None:
        scope = open_scope("stuttgart")
        for user in range(1, len(accounts) + 1):
            pin(scope, user, kpis)

    put([])
    yield put
    put([])


def test_the_palette_opens_a_kpi(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open("/live")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Go to a KPI, order or page")
    expect(field).to_be_focused()
    field.fill("no such thing at all")
    expect(page.locator("#palette-list li")).to_have_text("Nothing of that name")
    field.fill("scrap rat")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Scrap rate")
    assert "/kpi/scrap_rate?factory=stuttgart" in page.url
    assert who.complaints == []


def test_the_hub_searches_and_filters(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager").open("/")
    rows = page.locator("#find-rows > li:visible")
    page.get_by_label("Search KPIs", exact=True).fill("scrap rate")
    expect(page.locator("#find-rows").get_by_role("link", name="Scrap rate", exact=True)).to_be_visible()
    assert 0 < rows.count() < 20
    page.wait_for_url("**q=scrap*")
    page.get_by_label("Search KPIs", exact=True).fill("")
    page.get_by_label("Status", exact=True).select_option("critical")
    page.wait_for_url("**status=critical")
    statuses = rows.evaluate_all("all => [...new Set(all.map(one => one.dataset.status))]")
    assert statuses == ["critical"]
    page.reload()
    expect(page.get_by_label("Status", exact=True)).to_have_value("critical")
    page.get_by_label("Search KPIs", exact=True).fill("no such thing at all")
    expect(page.locator("#find-none")).to_be_visible()


def test_pinned_and_unpinned_over_a_reload(
    visitor: Callable[..., Visitor], unpinned: Callable[[list[str]], None]
) -> None:
    page = visitor("manager").open("/")
    star = page.get_by_role("button", name="Pin Lead time")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator(".grid").first.get_by_role("article")).to_have_count(1)
    star.click()
    expect(star).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(page.locator(".grid").first.get_by_role("article")).to_have_count(4)


def test_pins_stand_in_their_own_order(
    visitor: Callable[..., Visitor], unpinned: Callable[[list[str]], None]
) -> None:
    unpinned(["oee", "scrap_rate", "lead_time"])
    who = visitor("manager")
    page = who.open("/")
    first = page.locator(".grid").first.get_by_role("heading")
    page.get_by_role("button", name="Move Lead time performance earlier").click()
    expect(first.nth(1)).to_contain_text("Lead time")
    page.get_by_role("button", name="Move Lead time performance earlier").click()
    expect(first.nth(0)).to_contain_text("Lead time")
    page.get_by_role("button", name="Move Lead time performance earlier").click()
    page.reload()
    expect(first).to_contain_text(["Lead time", "Overall equipment effectiveness", "Scrap rate"])
    assert who.complaints == []


def test_the_eleventh_pin_is_refused(visitor: Callable[..., Visitor], unpinned: Callable[[list[str]], None]) -> None:
    unpinned([kpi for kpi in KPIS if kpi != "lead_time"][:MOST_PINNED])
    page = visitor("manager").open("/kpi/lead_time")
    star = page.get_by_role("button", name="Pin Lead time")
    star.click()
    expect(page.locator("#toast")).to_contain_text("unpin one first")
    expect(star).to_have_attribute("aria-pressed", "false")


def test_the_period_of_a_category_is_in_its_address(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open("/category/quality")
    page.get_by_label("Period", exact=True).select_option("90d")
    page.wait_for_url("**period=90d**")
    expect(page.locator(".head p")).to_contain_text("25 Aug")
    page.get_by_label("Compare with").select_option("none")
    page.wait_for_url("**compare=none**")
    expect(page.locator(".head p")).not_to_contain_text("against")
    page.get_by_label("Period", exact=True).select_option("custom")
    page.wait_for_url("**period=custom**from=2025-08-25**")
    page.get_by_label("From", exact=True).fill("2025-11-01")
    page.get_by_label("To", exact=True).fill("2025-11-09")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**from=2025-11-01**")
    expect(page.locator(".head p")).to_contain_text("1 Nov – 9 Nov")
    page.reload()
    expect(page.get_by_label("Period", exact=True)).to_have_value("custom")
    page.get_by_role("link", name="Scrap rate", exact=True).click()
    page.wait_for_url("**/kpi/scrap_rate?**period=custom**from=2025-11-01**")
    assert who.complaints == []


def test_a_wall_screen_needs_no_sign_in_and_sees_the_wall_alone(
    visitor: Callable[..., Visitor], browser: Browser, live_server: str
) -> None:
    link = visitor("manager").open("/live").locator("a[href^='/wall/enter/']").get_attribute("href")
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    screen = Visitor(live_server, context)
    screen.open(str(link))
    assert screen.page.url.endswith("/wall")
    expect(screen.page.locator(".wall-tile:visible")).to_have_count(4)
    assert screen.overflow <= 0
    screen.page.keyboard.press("ArrowLeft")
    screen.page.goto(f"{live_server}/live")
    expect(screen.page.locator(".wall h1")).to_have_text("Stuttgart Plant")
    assert screen.page.url.endswith("/wall")
    assert screen.complaints == []
    context.close()


@pytest.mark.parametrize(("kind", "begins"), [("CSV", b""), ("Excel", b"PK")])
def test_what_is_shown_is_downloaded(visitor: Callable[..., Visitor], kind: str, begins: bytes) -> None:
    page = visitor("manager").open("/kpi/scrap_rate?mode=analytics")
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=f"Numbers, {kind}").or_(page.get_by_text(f"Numbers, {kind}")).first.click()
    assert download.value.suggested_filename.startswith("stuttgart-scrap_rate-2025-11-16-2025-11-22.")
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(begins)
    assert len(content) > 200
