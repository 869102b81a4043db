"""Every kind of page in a browser: calm at every width in both themes, and free of what axe calls serious."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from access import gate
from kpis.catalogue import KPIS
from tests.web.conftest import SHORT, SIZES, Visitor

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
# a drawing is one picture with a name, and its thousand lines are nothing to read
FOUND = """async () => (await axe.run({exclude: [".main-svg"]}, {resultTypes: ["violations"]})).violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", "))"""
FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
AUDITED = (820, 1440)
"""The windows that axe looks at in turn, page by page (all of them, outside of the short run): a phone has the tablet's
drawer, only a desk the navigation beside."""
SHOTS = os.environ.get("SHOTS")
"""A folder: then the pictures are kept there, to look at."""
VIEWS = {view: kpi.id for kpi in reversed(KPIS.values()) for view in kpi.drawn}
PAGES = [
    "/", "/category/machines", "/shift", "/machine/CNC-02", "/live?group=Milling", "/executive", "/live", "/alerts",
    "/reports", "/admin/users", "/kpi/scrap_rate",
    "/kpi/scrap_rate?mode=analytics&also=previous_year&where=machine:CNC-07&by=reason",
]  # fmt: skip
ADMIN = [f"/admin/{section}" for section in gate.SECTIONS]
CHARTS = [f"/kpi/{kpi}?mode=analytics&period=30d&view={view}" for view, kpi in sorted(VIEWS.items())]
"""The KPI page again, once for each kind of chart."""


def opened(who: Visitor, path: str) -> Page:
    page = who.open(path)
    if "analytics" in path or path.startswith(("/shift", "/executive", "/machine")):
        expect(page.locator(".graph .main-svg").first).to_be_visible(timeout=60_000)
    return page


def turned(who: Visitor, width: int, theme: str) -> None:
    """The window gets another size and the system another theme, as on a tablet that is turned at night."""
    who.page.set_viewport_size({"width": width, "height": 900})
    who.page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]  # "light" or "dark"
    with suppress(TimeoutError):  # a chart takes its new width a moment later; what never fits is said by `calm`
        who.page.wait_for_function(FITS, timeout=5_000)


def serious(page: Page) -> list[str]:
    # over the debugger: the page itself may run no script from elsewhere
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(FOUND)
    return found


def calm(who: Visitor, path: str, width: int, theme: str, audit: bool) -> None:
    page = who.page
    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
    if SHOTS:
        name = re.sub(r"\W+", "-", path).strip("-") or "hub"
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{theme}.png", full_page=True)
    assert who.overflow <= 0, f"{path} at {width}"
    wide = page.locator(".scroll").evaluate_all(
        "all => all.filter(one => one.offsetParent && one.scrollWidth > one.clientWidth + 1).length"
    )
    assert wide == 0, f"{path} at {width}: a table is to be scrolled sideways"
    assert not audit or serious(page) == [], f"{path} at {width}"
    assert who.complaints == [], f"{path} at {width}"
    assert who.asked("/_dash-update-component") == [], f"{path}: the layout comes filled, nothing more is asked"


def test_every_page_is_calm(visitor: Callable[..., Visitor]) -> None:
    who, sizes = visitor("admin", theme="system"), list(SHORT)
    for path, audited in zip(PAGES, cycle(AUDITED), strict=False):
        for size in sizes:
            turned(who, *size)
            if size == sizes[0]:
                opened(who, path)
            calm(who, path, *size, audit=size[0] == audited)
        sizes.reverse()  # the next one opens where this one ended
    for path, size in zip(CHARTS, cycle(SHORT), strict=False):
        turned(who, *size)
        opened(who, path)
        calm(who, path, *size, audit=size[0] in AUDITED)
    assert who.strangers == []
    for width, theme in SHORT:
        turned(who, width, theme)
        who.page.keyboard.press("Control+k")
        expect(who.page.locator("dialog.palette")).to_be_visible()
        assert serious(who.page) == [], "the palette"
        who.page.keyboard.press("Escape")


@pytest.mark.long
@pytest.mark.parametrize(("width", "theme"), SIZES)
def test_every_page_is_calm_when_it_opens(visitor: Callable[..., Visitor], width: int, theme: str) -> None:
    who = visitor("admin", width=width, theme=theme)
    for path in PAGES + ADMIN + CHARTS:
        opened(who, path)
        calm(who, path, width, theme, audit=width >= AUDITED[0])
    assert who.strangers == []
