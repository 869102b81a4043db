"""The page of data quality in a browser: everybody looks, supervisors and above say what is fine; and the marks."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

import answers
from data.tenancy import Scope, open_scope
from kpis.answer import Doubt
from tests.web import plant
from tests.web.conftest import SIZES, Visitor
from tests.web.test_shell import picture

pytestmark = pytest.mark.browser
DAY = date(2025, 11, 20)
LATE = "65 pieces in 2 lines after the end on 20 Nov 2025 08:00, the last on 20 Nov 2025 14:00"
FOUND = (
    ("goods_after_end", "order W/1 ä", 1, 1, LATE),
    ("duplicate", "order W2", None, None, "1 line told twice, first Start on 20 Nov 2025 09:00; 5 pieces count twice"),
    ("silent_day", "day 2025-11-20", None, None, "16 h of shifts, not one line"),
)
KPI = "machine_utilization"
DOUBT = Doubt(3, DAY, DAY, ("goods_after_end", "duplicate"), ("2 goods after Completed", "1 told twice"))


@pytest.fixture
def scope(accounts: dict[str, tuple[str, str]]) -> Iterator[Scope]:
    """With six findings of a rule and one of two others, about a machine and an order."""
    found = open_scope("stuttgart")
    t = found.t
    rows = [dict(zip(("rule", "subject", "work_order_id", "machine_id", "detail"), one, strict=True)) for one in FOUND]
    rows += [{**rows[1], "subject": f"order W{n}"} for n in range(3, 8)]
    order = {"id": 1, "unique_id": "W/1 ä", "bom_id": 1, "machine_id": 1, "qty": 100.0, "status": "Completed"}
    with found.begin() as db:
        found.insert(db, t.data_findings, [row | {"day": DAY, "found_at": datetime(2025, 11, 21)} for row in rows])
        found.insert(db, t.work_orders, [order])
        found.insert(db, t.machines, [{"id": 1, "name": "Mill 1", "asset_id": "M1"}])
    yield found
    with found.begin() as db:
        for table in (t.data_findings, t.work_orders, t.machines):
            db.execute(delete(table))


def fine(scope: Scope) -> list[tuple[str, str]]:
    c = scope.t.data_findings.c
    with scope.connect() as db:
        rows = db.execute(select(c.subject, c.fine_by).where(c.fine_by.is_not(None)))
        return [(row.subject, row.fine_by) for row in rows]


def test_nothing_doubtful(visitor: Callable[..., Visitor]) -> None:
    who = visitor("operator")
    page = who.open("/quality")
    expect(page.locator(".nothing")).to_contain_text("Nothing doubtful")
    page.get_by_text("What is looked for").click()
    expect(page.locator(".rules")).to_contain_text("Goods after Completed")
    picture(who, "quality-empty")
    assert who.complaints == [] and who.overflow == 0


def test_a_supervisor_says_what_is_fine_and_an_operator_looks(visitor: Callable[..., Visitor], scope: Scope) -> None:
    who = visitor("supervisor")
    page = who.open("/quality")
    expect(page.locator(".tally a")).to_have_count(3)
    goods = page.locator("#rule-goods_after_end")
    expect(goods).to_contain_text(LATE)
    expect(goods.get_by_role("link", name="W/1 ä")).to_have_attribute("href", "/order/W%2F1%20%C3%A4?factory=stuttgart")
    goods.get_by_role("button", name="Is fine").click()
    expect(goods).to_have_count(0)
    assert fine(scope) == [("order W/1 ä", "supervisor@demo")] and who.complaints == []
    (sent,) = [one for one in who.requests if "/_dash-update-component" in one.url]
    page.get_by_text("Said to be fine (1)").click()
    expect(page.locator(".fines")).to_contain_text("supervisor@demo")
    picture(who, "quality-fine")
    twice = page.locator("#rule-duplicate")
    expect(twice.locator("tbody tr")).to_have_count(4)
    twice.get_by_role("link", name="Show all 6").click()
    expect(page.locator(".kept")).to_contain_text("told twice")
    expect(twice.locator("tbody tr")).to_have_count(6)

    page = visitor("operator").open("/quality?rule=silent_day")
    expect(page.locator("#rule-silent_day")).to_contain_text("16 h of shifts, not one line")
    expect(page.get_by_role("button", name="Is fine")).to_have_count(0)
    answer = page.request.post(sent.url, data=str(sent.post_data), headers={"Content-Type": "application/json"})
    assert "your role is operator" in answer.text() and len(fine(scope)) == 1


def test_the_address_keeps_to_some_and_says_what_is_wrong(visitor: Callable[..., Visitor], scope: Scope) -> None:
    who = visitor("manager")
    page = who.open("/quality?machine=M1&kpi=scrap_rate&from=2025-11-20&to=2025-11-21")
    expect(page.locator(".kept")).to_contain_text("Kept to what Scrap rate rests on, machine Mill 1, 20 Nov – 21 Nov")
    expect(page.locator(".doubtful")).to_have_count(1)
    page = who.open("/quality?from=2025-11-21&to=2025-11-21")
    expect(page.locator(".nothing")).to_contain_text("Nothing doubtful here")
    expect(who.open("/quality?rule=duplicat").locator("main")).to_contain_text("did you mean duplicate")
    expect(who.open("/quality?machine=M2").locator("main")).to_contain_text("there is no machine 'M2'; known: M1")


@pytest.mark.parametrize(("width", "theme"), SIZES)
def test_the_page_fits(visitor: Callable[..., Visitor], scope: Scope, width: int, theme: str) -> None:
    who = visitor("manager", width=width, theme=theme)
    who.open("/quality")
    expect(who.page.locator(".tally a")).to_have_count(3)
    picture(who, f"quality-{width}-{theme}")
    assert who.overflow == 0 and who.complaints == []


def test_what_rests_on_doubtful_rows_is_marked(
    visitor: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch, made_up: plant.Plant
) -> None:
    def board(*given: Any, **named: Any) -> Any:
        found = made_up.board(*given, **named)
        marked = found.snapshots | {KPI: replace(found.snapshots[KPI], doubt=DOUBT)}
        return replace(found, snapshots=marked, doubts={str(found.machines.asset_id.iloc[0]): DOUBT})

    monkeypatch.setattr(answers, "board", board)
    for width, theme in ((1440, "light"), (390, "dark")):
        who = visitor("manager", width=width, theme=theme)
        page = who.open("/live")
        mark = page.get_by_role("article", name="Machine utilization rate").locator("a.doubt")
        expect(mark).to_have_text("Rests on doubtful data: 2 goods after Completed, 1 told twice")
        where = "/quality?factory=stuttgart&from=2025-11-20&to=2025-11-20&kpi=machine_utilization"
        expect(mark).to_have_attribute("href", where)
        expect(page.locator(".m a.doubt")).to_have_count(1)
        assert page.locator("article a.doubt").count() == 1
        picture(who, f"quality-mark-{width}")
        page.locator(".machines").scroll_into_view_if_needed()
        picture(who, f"quality-mark-machines-{width}")
        assert who.overflow == 0
