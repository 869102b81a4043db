"""An order's page: its log read, corrected, added to and taken back in a browser, by who may and by nobody else."""

import os
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.source import corrections, order
from data.tenancy import Scope
from tests.web import orders
from tests.web.conftest import SIZES, Visitor
from tests.web.test_pages import serious

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS")
PATH = "/order/WO%2F1"


@pytest.fixture
def scope(accounts: dict[str, tuple[str, str]]) -> Iterator[Scope]:
    yield orders.store()
    orders.forget()


def log(page: Page) -> list[str]:
    return page.locator(".log tbody tr").all_inner_texts()


def test_a_supervisor_corrects_a_count_that_was_mistyped(visitor: Callable[..., Visitor], scope: Scope) -> None:
    who = visitor("supervisor")
    page = who.open(PATH)
    expect(page.locator("h1")).to_have_text("Order WO/1")
    facts = page.locator(".facts")
    expect(facts.locator("div", has_text="Made")).to_contain_text("1,000 units")
    expect(page.locator(".log tbody tr")).to_have_count(len(orders.LOG))
    expect(page.locator(".graph .main-svg").first).to_be_visible(timeout=60_000)
    page.locator(".log tbody tr").last.get_by_role("link", name="Correct").click()
    expect(page.locator("#order-form h3")).to_have_text("Correct the line of 21 Nov 14:00:00")
    page.get_by_label("OK units").fill("4006381333931")
    page.get_by_role("button", name="Save line").click()
    expect(page.locator("#order-why-wrong")).to_contain_text("Say why")
    page.get_by_label("Why").fill("a 0 too many")
    page.get_by_role("button", name="Save line").click()
    expect(page.locator("#order-ok_qtys-wrong")).to_contain_text("from 0 to")
    page.get_by_label("OK units").fill("100")
    page.get_by_label("Time").fill("2025-11-24T10:00:00")
    page.get_by_role("button", name="Save line").click()
    expect(page.locator("#order-at-wrong")).to_contain_text("more than a day ahead")
    expect(page.locator("#order-ok_qtys-wrong")).to_have_text("")
    assert order.read(scope, "WO/1").changes.empty, "bad input changes nothing"
    page.get_by_label("Time").fill("2025-11-21T14:00:00")
    page.get_by_role("button", name="Save line").click()
    expect(page.locator("#order-form")).to_have_count(0)
    expect(page.locator("#toast")).to_contain_text("Line of order WO/1 corrected")
    expect(facts.locator("div", has_text="Made")).to_contain_text("100 units")
    assert "line=" not in page.url
    change = page.locator(".changes li")
    expect(change).to_have_count(1)
    for said in ("supervisor@demo", "OK 1,000 → 100", "a 0 too many"):
        expect(change).to_contain_text(said)
    assert order.read(scope, "WO/1").head["ok_qtys"] == 100, "pieces are those of the last operation"
    assert who.complaints == []


def test_a_line_is_added_taken_back_and_put_back(visitor: Callable[..., Visitor], scope: Scope) -> None:
    who = visitor("manager")
    page = who.open(PATH)
    page.get_by_role("link", name="Add a line").click()
    page.get_by_label("Status").select_option("Hold")
    page.get_by_label("Time").fill("2025-11-21T10:30:00")
    page.get_by_label("Hold reason").select_option("MAT")
    page.get_by_label("Machine", exact=True).select_option("CNC-02")
    page.get_by_label("Operation", exact=True).fill("20")
    page.get_by_label("Why").fill("nobody booked it")
    page.get_by_role("button", name="Add line").click()
    rows = page.locator(".log tbody tr")
    expect(rows).to_have_count(len(orders.LOG) + 1)
    page.get_by_role("link", name="Add a line").click()
    page.get_by_label("Time").fill("2025-11-21T14:10:00")
    page.get_by_label("Why").fill("it went on")
    page.get_by_role("button", name="Add line").click()
    expect(page.locator("#toast")).to_contain_text("Line of order WO/1 added")
    expect(page.locator("#toast")).to_contain_text("Look at it again: Start comes after Completed")
    expect(rows.last).to_contain_text("Start comes after Completed")
    expect(rows).to_have_count(len(orders.LOG) + 2)
    rows.last.get_by_role("link", name="Correct").click()
    page.get_by_label("Why").fill("no, it did not")
    page.get_by_role("button", name="Take back").click()
    expect(rows).to_have_count(len(orders.LOG) + 1)
    rows.last.get_by_role("link", name="Correct").click()
    page.get_by_label("Why").fill("of another order")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("#order-form")).to_have_count(0)
    expect(rows).to_have_count(len(orders.LOG))
    page.get_by_role("link", name="With 2 lines taken back").click()
    expect(rows).to_have_count(len(orders.LOG) + 2)
    gone = rows.filter(has_text="21 Nov 2025 14:00:00")
    expect(gone.locator("s").first).to_have_text("21 Nov 2025 14:00:00")
    gone.get_by_role("link", name="Put back").click()
    page.get_by_label("Why").fill("it was ours")
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_role("link", name="With 1 line taken back")).to_be_visible()
    expect(page.locator(".changes li")).to_have_count(5)
    assert order.read(scope, "WO/1").changes.action.tolist() == ["added", "added", *2 * ["taken back"], "put back"]
    assert who.complaints == []


def test_who_changed_it_meanwhile_is_not_overwritten(visitor: Callable[..., Visitor], scope: Scope) -> None:
    who = visitor("supervisor")
    page = who.open(f"{PATH}?line={orders.LAST}")
    line = order.read(scope, "WO/1").lines.iloc[-1].to_dict()
    corrections.take_back(scope, "WO/1", orders.LAST, corrections.seen(line), "first", "bob@x")
    page.get_by_label("OK units").fill("100")
    page.get_by_label("Why").fill("second")
    page.get_by_role("button", name="Save line").click()
    expect(page.locator("#toast")).to_contain_text("Somebody changed this line meanwhile")
    expect(page.locator(".log tbody tr")).to_have_count(len(orders.LOG) - 1)
    assert len(order.read(scope, "WO/1").changes) == 1


def test_an_operator_may_look_and_no_more(visitor: Callable[..., Visitor], scope: Scope) -> None:
    who = visitor("operator")
    page = who.open(f"{PATH}?line={orders.LAST}")
    expect(page.locator(".log tbody tr")).to_have_count(len(orders.LOG))
    expect(page.locator("#order-form")).to_have_count(0)
    expect(page.get_by_role("link", name="Correct")).to_have_count(0)
    assert "Not for you" in page.evaluate(FORGED)
    assert order.read(scope, "WO/1").changes.empty


def test_a_supervisor_of_another_plant_finds_no_order(visitor: Callable[..., Visitor], scope: Scope) -> None:
    who = visitor("supervisor")
    page = who.open(f"{PATH}?factory=detroit")
    expect(page.locator("h1")).to_have_text("Not for you")
    assert "no factory" in page.evaluate(FORGED.replace("value: ''}", "value: '?factory=detroit'}"))
    page = visitor("manager").open(f"{PATH}?factory=detroit")
    expect(page.locator("main")).to_contain_text("No order “WO/1” in this factory")
    page = visitor("manager", own=True).open("/order/WO%2F2")
    expect(page.locator("main")).to_contain_text("did you mean WO/1?")
    assert order.read(scope, "WO/1").changes.empty


FORGED = """() => {
    const names = ['status', 'at', 'ok_qtys', 'scrapped_qtys', 'rework_qtys', 'scrapped_reason', 'hold_reason',
                   'machine', 'operator', 'operation', 'why'];
    const values = ['Start', '2025-11-21T12:00:00', '5', '0', '0', '', '', '', '', '', 'mine'];
    const outputs = names.map((name) => ({id: `order-${name}-wrong`, property: 'children'}));
    return fetch("/_dash-update-component", {method: "POST", headers: {"Content-Type": "application/json"},
        body: JSON.stringify({
            output: `..${outputs.map((one) => `${one.id}.children`).join('...')}..`, outputs,
            inputs: [{id: 'order-save', property: 'n_clicks', value: 1}, {id: 'order-take', property: 'n_clicks'}],
            state: [{id: 'order-shown', property: 'data',
                     value: {line: null, print: '', at: '', moment: '', gone: false}},
                    ...names.map((name, at) => ({id: `order-${name}`, property: 'value', value: values[at]})),
                    {id: 'url', property: 'pathname', value: '/order/WO%2F1'},
                    {id: 'url', property: 'search', value: ''}],
            changedPropIds: ['order-save.n_clicks'],
        })}).then((answer) => answer.text());
}"""
"""What the page of a supervisor would send to add a line."""


@pytest.mark.parametrize(("width", "theme"), SIZES)
def test_the_page_is_calm(visitor: Callable[..., Visitor], scope: Scope, width: int, theme: str) -> None:
    line = order.read(scope, "WO/1").lines.iloc[3].to_dict()
    corrections.take_back(scope, "WO/1", line["id"], corrections.seen(line), "of another order", "ann.bauer@x.com")
    who = visitor("supervisor", width=width, theme=theme)
    for name, path in (("log", f"{PATH}?taken=show"), ("form", f"{PATH}?line={orders.LAST}")):
        page = who.open(path)
        expect(page.locator(".graph .main-svg").first).to_be_visible(timeout=60_000)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"order-{name}-{width}-{theme}.png", full_page=True)
        assert who.overflow <= 0
        wide = page.locator(".scroll").evaluate_all("all => all.filter(o => o.scrollWidth > o.clientWidth + 1).length")
        assert wide == 0, "a table is to be scrolled sideways"
        assert serious(page) == []
    assert who.complaints == [] and who.strangers == []


def test_ways_to_an_order(visitor: Callable[..., Visitor], scope: Scope) -> None:
    who = visitor("operator")
    page = who.open("/")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Go to a KPI, order or page").fill("wo/")
    expect(page.locator("#palette-list li")).to_have_text("WO/1Order")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Order WO/1")
    page = who.open("/")
    page.get_by_label("Search KPIs", exact=True).fill("WO")
    page.locator("#find-orders").get_by_role("link", name="WO/1").click()
    expect(page.locator("h1")).to_have_text("Order WO/1")
    page = who.open("/machine/CNC-01")
    expect(page.get_by_role("link", name="WO-20310")).to_have_attribute("href", "/order/WO-20310?factory=stuttgart")
    assert page.request.get(f"{who.address}/find/detroit/orders?q=WO").status == 404, "not the operator's"
    assert who.complaints == []
    who = visitor("manager")
    page = who.open("/kpi/scrap_rate?mode=analytics&view=orders")
    name = page.locator(".graph a", has_text="WO-20310")
    expect(name).to_have_attribute("xlink:href", "/order/WO-20310?factory=stuttgart")
    page.get_by_role("button", name="Show as table").click()
    page.get_by_role("table").get_by_role("link", name="WO-20311").click()
    expect(page.locator("main")).to_contain_text("No order “WO-20311” in this factory")


def test_a_day_tells_that_it_was_restated(visitor: Callable[..., Visitor], scope: Scope) -> None:
    day, cause = date(2025, 11, 21), "line of order WO/1 at 2025-11-21 14:00 corrected by ann@x: a 0 too many"
    row = {"day": day, "restated_at": datetime(2025, 11, 22, 9), "cause": cause}
    with scope.begin() as db:
        for name, old, new in (("ok_units", 1000.0, 100.0), ("scrapped_units", 25.0, 25.0 + 25.0)):
            scope.insert(db, scope.t.kpi_restatements, [{**row, "measure": name, "old_value": old, "new_value": new}])
        sums = {"summary_date": day, "ok_units": 100.0, "scrapped_units": 50.0, "calculated_at": datetime(2025, 11, 22)}
        scope.insert(db, scope.t.kpi_daily_summaries, [sums])
    who = visitor("manager")
    for path in ("/shift?day=2025-11-21", "/kpi/scrap_rate?mode=analytics&period=custom&from=2025-11-21&to=2025-11-21"):
        page = who.open(path)
        told = page.locator(".restated")
        for said in (
            "21 Nov 2025 restated on 22 Nov 2025, 10:00", "Scrap rate 2.44 % → 33.3 %", "OK units 1,000 → 100",
            "Line of order WO/1 at 2025-11-21 14:00 corrected by ann@x: a 0 too many",
        ):  # fmt: skip
            expect(told).to_contain_text(said)
        assert serious(page) == []
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"restated-{path[1]}.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 900})
        page.wait_for_function("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.set_viewport_size({"width": 1440, "height": 900})
    told.get_by_role("link", name="WO/1").click()
    expect(page.locator("h1")).to_have_text("Order WO/1")
    page = who.open("/kpi/scrap_rate?mode=analytics&period=custom&from=2025-11-19&to=2025-11-20")
    expect(page.locator(".restated")).to_have_count(0)
    assert who.complaints == []
