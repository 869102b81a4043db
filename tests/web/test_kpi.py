"""A KPI's page in a browser: both modes, the address as its state, back and forward, copied links, wrong addresses."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Visitor

pytestmark = pytest.mark.browser
ANALYTICS = "/kpi/scrap_rate?mode=analytics"


def drawn(page: Page) -> None:
    expect(page.locator(".graph .main-svg").first).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("mode", ["dashboard", "analytics"])
def test_plotly_comes_with_the_first_chart(visitor: Callable[..., Visitor], mode: str) -> None:
    who = visitor("manager")
    page = who.open(f"/kpi/scrap_rate?mode={mode}")
    if mode == "analytics":
        drawn(page)
    assert bool([url for url in who.asked(".js") if "plotly" in url]) == (mode == "analytics")


def test_ninety_days_against_the_previous_period(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open(ANALYTICS)
    page.get_by_label("Period", exact=True).select_option(label="Last 90 days")
    expect(page.get_by_role("heading", name="25 Aug – 22 Nov")).to_be_visible()
    expect(page.locator(".why")).to_contain_text("less than in 27 May – 24 Aug: improved")
    assert "period=90d" in page.url and "compare" not in page.url
    drawn(page)
    page.get_by_label("Compare with").select_option(label="Same period last year")
    page.wait_for_url("**compare=previous_year**")
    assert who.complaints == []


def test_a_wide_list_is_cards_on_a_phone(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager", width=390)
    page = who.open("/kpi/machine_status")
    table = page.locator(".list table")
    assert table.locator("tbody tr").first.locator("td").count() > 5
    expect(table.locator("thead")).to_be_hidden()
    labels = "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
    assert '"reason"' in table.locator("tbody tr").first.locator("td").evaluate_all(labels)
    assert page.locator(".scroll").evaluate("one => one.scrollWidth <= one.clientWidth")
    assert who.overflow <= 0 and who.complaints == []


def test_the_rolling_value_comes_and_goes(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open(ANALYTICS)
    legend = page.locator(".chart-panel .lg")
    expect(legend).not_to_contain_text("rolling")
    page.get_by_role("link", name="7 days rolling").click()
    page.wait_for_url("**rolling=on**")
    expect(legend).to_contain_text("7 days rolling")
    page.get_by_role("button", name="Show as table").click()
    expect(page.get_by_role("columnheader", name="7 days rolling")).to_be_visible()
    page.get_by_role("link", name="7 days rolling").click()
    expect(legend).not_to_contain_text("rolling")
    assert "rolling" not in page.url and who.complaints == []


def test_the_keyboard_stays_where_it_chose(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager").open(ANALYTICS)
    page.get_by_label("Period", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**period=14d**")
    expect(page.locator(".chart-panel h3")).to_have_text("9 Nov – 22 Nov")
    expect(page.get_by_label("Period", exact=True)).to_be_focused()


def test_a_copied_link_shows_the_same(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager").open(ANALYTICS)
    page.get_by_label("Period", exact=True).select_option("90d")
    page.wait_for_url("**period=90d**")
    page.get_by_role("link", name="Reason").click()
    page.wait_for_url("**by=reason**")
    other = visitor("executive").open(page.url.removeprefix(page.url.split("/kpi/")[0]))
    drawn(other)
    assert other.locator(".kpi-body").inner_text() == page.locator(".kpi-body").inner_text()


def test_back_and_forward(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager").open("/kpi/scrap_rate")
    page.get_by_role("link", name="Analytics").click()
    drawn(page)
    page.get_by_label("Period", exact=True).select_option("14d")
    title = page.locator(".chart-panel h3")
    expect(title).to_have_text("9 Nov – 22 Nov")
    page.go_back()
    expect(title).to_have_text("16 Nov – 22 Nov")
    expect(page.get_by_label("Period", exact=True)).to_have_value("7d")
    page.go_back()
    expect(page.locator(".now .value")).to_be_visible()
    page.go_forward()
    page.go_forward()
    expect(title).to_have_text("9 Nov – 22 Nov")


def test_custom_dates_start_from_what_is_shown(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager").open(ANALYTICS)
    page.get_by_label("Period", exact=True).select_option("custom")
    page.wait_for_url("**from=2025-11-16&to=2025-11-22**")
    page.get_by_label("From", exact=True).fill("2025-11-10")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".chart-panel h3")).to_have_text("10 Nov – 22 Nov")
    page.get_by_label("From", exact=True).fill("2025-11-30")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".state")).to_contain_text("From 2025-11-30 is in the future")


WRONG = {
    "period=custom&from=0001-01-01&to=2025-11-01": "too long ago",
    "period=custom&from=2025-11-09&to=2025-11-01": "is after to",
    "by=moon": "unknown breakdown 'moon'",
}


def test_a_wrong_address_says_so(visitor: Callable[..., Visitor]) -> None:
    """And leads back; every other wrong address is asked for in test_every_kpi.py."""
    who = visitor("manager")
    for query, said in WRONG.items():
        page = who.open(f"{ANALYTICS}&{query}")
        expect(page.locator(".state")).to_contain_text(said, ignore_case=True)
        page.get_by_role("link", name="Show the usual period").click()
        expect(page.locator(".state")).to_have_count(0)
        assert who.complaints == [], query


def test_a_foreign_factory_and_an_unknown_kpi_are_refused(visitor: Callable[..., Visitor]) -> None:
    assert (
        "no factory"
        in visitor("supervisor").open("/kpi/scrap_rate?factory=detroit").locator("main").inner_text().lower()
    )
    assert "scrap_rate" in visitor("manager").open("/kpi/scrap_rat").locator("main").inner_text()


def test_a_row_filters_and_a_chip_takes_it_back(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager").open(ANALYTICS)
    page.get_by_role("link", name="CNC-07").click()
    page.wait_for_url("**where=machine**CNC-07**")
    expect(page.locator(".filter-chip")).to_contain_text("Machine: CNC-07")
    page.get_by_role("link", name="Remove the filter").click()
    expect(page.locator(".filter-chip")).to_have_count(0)


def test_two_filters_and_the_way_out_of_each(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open(f"{ANALYTICS}&where=machine:CNC-07")
    second = page.get_by_label("And", exact=True)
    assert "CNC-07" not in second.inner_text(), "of one entity there is one filter"
    second.select_option("shift:Night")
    page.wait_for_url("**where=machine**and=shift**")
    chips = page.locator(".filter-chip")
    expect(chips).to_have_count(2)
    expect(chips.last).to_contain_text("Shift: Night")
    expect(second).to_have_value("shift:Night")
    page.get_by_role("link", name="Remove the filter machine").click()
    expect(chips).to_have_count(1)
    expect(chips).to_contain_text("Shift: Night")
    page.get_by_label("Only").select_option("")
    expect(chips).to_have_count(0)
    expect(second).to_have_count(0)
    assert who.complaints == []


def test_a_heading_sorts_in_the_browser(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open(ANALYTICS)
    names = page.locator(".breakdown tbody td:first-child")
    assert names.all_inner_texts() == ["CNC-07", "GRD-02", "TRN-03", "TRN-09"]
    page.locator(".breakdown").get_by_role("button", name="Scrap rate").click()
    expect(page.locator(".breakdown th[aria-sort=descending]")).to_have_count(1)
    page.locator(".breakdown").get_by_role("button", name="Scrap rate").click()
    expect(page.locator(".breakdown th[aria-sort=ascending]")).to_have_count(1)
    assert names.all_inner_texts() == ["TRN-03", "GRD-02", "CNC-07", "TRN-09"], "what has no data stays last"
    assert page.locator(".breakdown tfoot").inner_text().startswith("All 4 machines")
    assert who.asked("/_dash-update-component") == []


def test_a_row_is_found_in_a_long_table(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open("/kpi/scrap_rate?mode=analytics&period=30d")
    page.get_by_role("button", name="Show as table").click()
    table = page.get_by_role("table", name="Scrap rate by day")
    rows = table.locator("tbody tr:visible")
    expect(rows).to_have_count(30)
    field = page.get_by_label("Find in Scrap rate by day")
    field.fill("oct")
    expect(rows.first).to_contain_text("Oct")
    few = rows.count()
    assert 0 < few < 30
    table.get_by_role("button", name="Scrap rate").click()
    expect(table.locator("th[aria-sort=descending]")).to_have_count(1)
    expect(rows).to_have_count(few)
    field.fill("")
    expect(rows).to_have_count(30)
    assert page.locator(".breakdown").get_by_role("searchbox").count() == 0, "four machines need none"
    assert who.complaints == []


def test_the_table_behind_the_chart(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager").open(ANALYTICS)
    page.get_by_role("button", name="Show as table").click()
    table = page.get_by_role("table", name="Scrap rate by day")
    expect(table.locator("tbody tr")).to_have_count(7)
    expect(page.locator(".graph")).to_be_hidden()
    page.get_by_role("button", name="Show as chart").click()
    expect(page.locator(".graph")).to_be_visible()


def test_charts_follow_the_theme(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager", theme="light").open(ANALYTICS)
    drawn(page)
    line = page.locator(".graph .scatterlayer path.js-line").last
    assert "rgb(31, 95, 191)" in str(line.get_attribute("style"))
    page.evaluate("document.documentElement.setAttribute('data-bs-theme', 'dark')")
    expect(line).to_have_attribute("style", re.compile(r"rgb\(110, 168, 255\)"))


def test_paper_is_white_without_the_frame_and_its_charts_fit(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager", theme="dark").open(ANALYTICS)
    drawn(page)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    line = page.locator(".graph .scatterlayer path.js-line").last
    expect(line).to_have_attribute("style", re.compile(r"rgb\(31, 95, 191\)"))
    assert page.locator(".graph .main-svg").first.bounding_box()["width"] < 186 / 25.4 * 96  # A4 without its margins
    for gone in (".side", ".top", ".filters", ".tools button"):
        expect(page.locator(gone).first).to_be_hidden()
    assert page.locator(".side").count()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(20, 24, 31)"


def test_refresh_says_when_nothing_is_newer(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager").open("/kpi/scrap_rate")
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator(".kpi-head .asof")).to_contain_text("nothing newer")


@pytest.mark.parametrize("width", [390, pytest.param(820, marks=pytest.mark.long), 1440])
@pytest.mark.parametrize("query", ["mode=analytics&by=reason", "mode=dashboard"])
def test_no_number_breaks_over_two_lines(visitor: Callable[..., Visitor], query: str, width: int) -> None:
    page = visitor("manager", width=width).open(f"/kpi/scrap_rate?{query}")
    broken = "cells => cells.filter(one => getComputedStyle(one).whiteSpace !== 'nowrap').map(one => one.innerText)"
    assert page.locator("td.n").evaluate_all(broken) == []
