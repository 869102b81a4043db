"""The live board in a browser."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Visitor
from tests.web.plant import Plant

pytestmark = pytest.mark.browser


def test_every_tile_and_machine_is_there_without_plotly(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open("/live")
    expect(page.locator(".tile")).to_have_count(25)
    expect(page.locator(".m")).to_have_count(16)
    assert page.title() == "Live board · ProdStream KPI"
    assert [url for url in who.asked(".js") if "plotly" in url or "graph" in url] == []


def test_the_first_visit_is_light(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager", own=True)
    network = who.page.context.new_cdp_session(who.page)
    network.send("Network.enable")
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    who.open("/live")
    who.page.wait_for_load_state("networkidle")
    assert 100_000 < sum(sizes) < 450_000


def test_tiles_keep_inside_themselves(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager").open("/live")
    wide = page.eval_on_selector_all(
        ".row-value", "rows => rows.filter(row => row.scrollWidth > row.clientWidth).length"
    )
    assert wide == 0


def test_a_tile_refreshes_past_the_cache_and_alone(visitor: Callable[..., Visitor], made_up: Plant) -> None:
    who = visitor("manager")
    page = who.open("/live")
    made_up.fresh.clear()
    tile = page.get_by_role("article", name="Scrap rate")
    made_up.news += timedelta(minutes=1)
    with page.expect_response("**/_dash-update-component*"):
        tile.get_by_role("button").click()
    expect(tile.get_by_role("status")).to_have_text("14:32")
    assert made_up.fresh == ["scrap_rate"]
    tile.get_by_role("button").click()
    expect(tile.get_by_role("status")).to_contain_text("nothing newer")
    expect(page.get_by_text("nothing newer")).to_have_count(1)
    assert len(who.asked("/_dash-update-component")) == 2


def test_the_button_is_disabled_while_it_works(visitor: Callable[..., Visitor], made_up: Plant) -> None:
    page = visitor("manager").open("/live")
    buttons = {"Scrap rate": page.get_by_role("button", name="Refresh Scrap rate"), "all": page.locator("#refresh-all")}
    for button in buttons.values():
        made_up.hold()
        button.click()
        expect(button).to_be_disabled()
        expect(page.get_by_role("button", name="Refresh Overall")).not_to_be_disabled()
        made_up.go_on()
        expect(button).to_be_enabled()


def test_refresh_all_is_one_request(visitor: Callable[..., Visitor], made_up: Plant) -> None:
    who = visitor("manager")
    page = who.open("/live")
    made_up.fresh.clear()
    page.evaluate("() => { changes = 0; dash_stores[0].subscribe(() => { changes += 1 }) }")
    page.get_by_role("button", name="Refresh all").click()
    expect(page.get_by_text("nothing newer")).to_have_count(1)
    assert 0 < page.evaluate("changes") < 60, "not one for each of the 700 components that are new"
    assert len(made_up.fresh) == 25
    assert len(who.asked("/_dash-update-component")) == 1
    made_up.news += timedelta(minutes=1)
    page.get_by_role("button", name="Refresh all").click()
    expect(page.get_by_text("nothing newer")).to_have_count(0)


def test_the_group_is_in_the_address(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open("/live")
    page.get_by_role("link", name="Milling").click()
    expect(page.locator(".m")).to_have_count(6)
    expect(page.locator(".tile")).to_have_count(25)
    scrap = page.get_by_role("link", name="Scrap rate", exact=True)
    expect(scrap).to_have_attribute("href", re.compile("where=group%3AMilling"))
    whole = page.locator("h2", has_text="Of the whole factory")
    expect(whole).to_be_visible()
    assert whole.locator("+ .grid").get_by_role("article", name="Planning pipeline health").count() == 1
    assert "group=Milling" in page.url
    page.go_back()
    expect(page.locator(".m")).to_have_count(16)
    page.go_forward()
    expect(page.locator(".m")).to_have_count(6)
    page.reload()
    expect(page.locator(".m")).to_have_count(6)
    expect(page.get_by_role("navigation", name="Machine group").locator("[aria-current]")).to_have_text("Milling")
    page.get_by_role("button", name="Refresh Scrap rate").click()
    expect(page.get_by_role("article", name="Scrap rate").get_by_role("status")).to_contain_text("nothing newer")
    expect(scrap).to_have_attribute("href", re.compile("where=group%3AMilling"))
    page.goto(f"{who.address}/live?group=Milting")
    expect(page.locator("h1")).to_have_text("This address does not work")
    assert who.complaints == []


def test_an_error_is_said_and_nothing_else_changes(visitor: Callable[..., Visitor], made_up: Plant) -> None:
    page = visitor("manager").open("/live")
    made_up.broken = True
    try:
        page.get_by_role("button", name="Refresh Scrap rate").click()
        expect(page.locator("#toast")).to_contain_text("That did not work")
        expect(page.get_by_role("button", name="Refresh Scrap rate")).to_be_enabled()
        expect(page.get_by_role("article", name="Scrap rate")).to_contain_text("2.31")
        page.reload()
        expect(page.locator("h1")).to_have_text("This page could not be made")
    finally:
        made_up.broken = False


def test_a_page_that_refreshes_itself_rests_in_a_hidden_tab(visitor: Callable[..., Visitor], made_up: Plant) -> None:
    who = visitor("manager", own=True)
    page = who.page
    page.clock.install()
    who.open("/live")
    page.clock.fast_forward(120_000)
    assert who.asked("/_dash-update-component") == [], "off until asked for"
    made_up.within.clear()
    with page.expect_response("**/_dash-update-component*"):
        page.get_by_label("Auto-refresh").select_option("30")
        page.clock.fast_forward(31_000)
    assert made_up.within == [30], "one computation within 30 s for all who look"
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.clock.fast_forward(120_000)
    assert len(who.asked("/_dash-update-component")) == 1
    # sooner than its clock would ask
    with page.expect_response("**/_dash-update-component*", timeout=20_000):
        page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    assert len(who.asked("/_dash-update-component")) == 2, "seen again, it is fresh at once"
