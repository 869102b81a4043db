"""Every kind of page in a browser: calm at every width in both themes, and free of what axe calls serious."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kpis.catalogue import KPIS
from tests.web.conftest import SIZES, Visitor

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
# a drawing is one picture with a name, and its thousand lines are nothing to read
FOUND = """async () => (await axe.run({exclude: [".main-svg"]}, {resultTypes: ["violations"]})).violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", "))"""
AUDITED = 820
"""The narrowest window that axe looks at: a phone has the tablet's drawer, only a desk the navigation beside."""
SHOTS = os.environ.get("SHOTS")
"""A folder: then the pictures are kept there, to look at."""
VIEWS = {view: kpi.id for kpi in reversed(KPIS.values()) for view in kpi.drawn}
PAGES = [
    "/", "/category/machines", "/shift", "/machine/CNC-02", "/live?group=Milling", "/executive", "/live", "/alerts",
    "/reports", "/kpi/scrap_rate",
    "/kpi/scrap_rate?mode=analytics&also=previous_year&where=machine:CNC-07&by=reason",
    *(f"/kpi/{kpi}?mode=analytics&period=30d&view={view}" for view, kpi in sorted(VIEWS.items())),
]  # fmt: skip


def opened(who: Visitor, path: str) -> Page:
    page = who.open(path)
    if "analytics" in path or path.startswith(("/shift", "/executive", "/machine")):
        expect(page.locator(".graph .main-svg").first).to_be_visible(timeout=60_000)
    return page


def serious(page: Page) -> list[str]:
    # over the debugger: the page itself may run no script from elsewhere
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(FOUND)
    return found


@pytest.mark.parametrize(("width", "theme"), SIZES)
def test_every_page_is_calm(visitor: Callable[..., Visitor], width: int, theme: str) -> None:
    who = visitor("admin", width=width, theme=theme)
    for path in PAGES:
        page = opened(who, path)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        if SHOTS:
            name = re.sub(r"\W+", "-", path).strip("-") or "hub"
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{theme}.png", full_page=True)
        assert who.overflow <= 0, path
        wide = page.locator(".scroll").evaluate_all(
            "all => all.filter(one => one.offsetParent && one.scrollWidth > one.clientWidth + 1).length"
        )
        assert wide == 0, f"{path}: a table is to be scrolled sideways"
        assert width < AUDITED or serious(page) == [], path
        assert who.complaints == [], path
        assert who.asked("/_dash-update-component") == [], f"{path}: the layout comes filled, nothing more is asked"
    assert who.strangers == []
    page.keyboard.press("Control+k")
    expect(page.locator("dialog.palette")).to_be_visible()
    assert serious(page) == [], "the palette"
