"""The frame around every page, in a browser."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from access.demo import PASSWORD
from tests.web.conftest import Visitor

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS")


def picture(who: Visitor, name: str) -> None:
    if SHOTS:
        who.page.screenshot(path=Path(SHOTS) / f"{name}.png")


def test_sign_in_comes_back_to_the_page_and_sign_out_ends_it(
    browser: Browser, live_server: str, server: Flask, accounts: dict[str, tuple[str, str]]
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    who = Visitor(live_server, context)
    page = who.page
    page.goto(f"{live_server}/live?group=Milling")
    expect(page).to_have_title("Sign in · ProdStream KPI")
    picture(who, "signin")
    page.get_by_label("Email").fill("manager@demo")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Email or password is wrong.")
    picture(who, "signin-wrong")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".m")).to_have_count(6)
    page.locator("#user-menu").get_by_role("button").first.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_title("Sign in · ProdStream KPI")
    page.go_back()
    expect(page).to_have_title("Sign in · ProdStream KPI")
    assert who.strangers == []
    context.close()


def test_a_session_that_ended_leads_to_sign_in(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager").open("/live")
    page.context.clear_cookies()
    page.get_by_role("button", name="Refresh all").click()
    expect(page).to_have_title("Sign in · ProdStream KPI")
    assert page.url.endswith("/signin?next=%2Flive")


def test_the_theme_is_kept_and_follows_the_system(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager", theme="system")
    page = who.open("/live")
    root = page.locator("html")
    page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.locator("#user-menu").get_by_role("button").first.click()
    expect(page.get_by_label("system")).to_be_checked()
    picture(who, "user-menu-dark")
    page.get_by_text("light", exact=True).click()
    expect(root).to_have_attribute("data-bs-theme", "light")
    picture(who, "user-menu-light")
    page.reload()
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.get_by_role("link", name="Reports").click()
    expect(page.locator("h1")).to_have_text("Reports")
    page.locator("#user-menu").get_by_role("button").first.click()
    expect(page.get_by_label("light")).to_be_checked()
    assert who.complaints == []


def test_another_factory_on_the_same_page(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open("/live?group=Milling")
    page.locator("#factory-switch").get_by_role("button").first.click()
    picture(who, "factory-switch")
    page.get_by_text("Detroit Works").click()
    expect(page.locator("#factory-switch").get_by_role("button").first).to_have_text("Detroit Works")
    assert page.url.endswith("/live?factory=detroit")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Reports").click()
    expect(page.locator(".head p")).to_contain_text("Detroit Works")
    assert page.url.endswith("/reports?factory=detroit")


def test_who_has_one_factory_gets_no_switch(visitor: Callable[..., Visitor]) -> None:
    page = visitor("operator").open("/live")
    expect(page.locator(".fac")).to_have_text("Stuttgart Plant")
    expect(page.locator("#factory-switch")).to_have_count(0)


def test_the_drawer_of_a_phone(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager", width=390, height=844)
    page = who.open("/live")
    expect(page.locator(".side")).to_be_hidden()
    page.get_by_role("button", name="Open the navigation").click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_be_visible()
    page.wait_for_timeout(400) if SHOTS else None
    picture(who, "drawer")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.get_by_role("button", name="Open the navigation").click()
    drawer.get_by_role("link", name="Reports").click()
    expect(page.locator("h1")).to_have_text("Reports")
    expect(drawer).to_be_hidden()
    assert who.complaints == []


def test_the_keyboard_reaches_everything(visitor: Callable[..., Visitor]) -> None:
    page = visitor("manager").open("/live")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Live board")).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_an_unknown_page_says_so(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open("/nowhere")
    expect(page.locator("h1")).to_have_text("There is no such page")
    picture(who, "error")
    page.get_by_role("link", name="To the live board").click()
    expect(page.locator("h1")).to_have_text("Live board")
    assert [said for said in who.complaints if "404" not in said] == [], "Chromium tells of the 404 by itself"


def test_help_says_what_is_on_the_page(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open("/category/quality")
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog")
    expect(help_).to_contain_text("The KPIs of one category")
    scrap = help_.locator("section", has=page.get_by_role("heading", name="Scrap rate", exact=True)).first
    scrap.get_by_text("How is this computed?").click()
    expect(scrap).to_contain_text("Formula")
    expect(scrap).to_contain_text("Example")
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Shift").click()
    expect(page.locator("h1")).to_have_text("Late shift")  # a page that comes takes what was open with it
    page.get_by_role("button", name="Help").click()
    expect(page.get_by_role("dialog")).to_contain_text("the same shift of the day before")
    assert who.complaints == []
