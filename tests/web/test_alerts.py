"""The bell and the list of alerts in a browser: everybody looks, supervisors and above acknowledge."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

from data.summary import alerts as stored
from data.tenancy import Scope, open_scope
from tests.web.conftest import Visitor
from tests.web.plant import NOW

pytestmark = pytest.mark.browser
RAISED = NOW.replace(tzinfo=None, microsecond=0) - timedelta(hours=5)


@pytest.fixture
def scope(accounts: dict[str, tuple[str, str]]) -> Iterator[Scope]:
    """With three alerts: two open, and one that ended an hour ago."""
    found = open_scope("stuttgart")
    row = {
        "entity": "factory", "entity_key": "", "status": "critical", "value": 6.4, "target": 5.0, "shift_id": 1,
        "shift_date": NOW.date(), "raised_at": RAISED, "ended_at": None,
    }  # fmt: skip
    over = {"kpi": "oee", "value": 41.0, "target": 75.0, "ended_at": RAISED + timedelta(hours=4)}
    stored.record(found, [row | {"kpi": "scrap_rate"}, row | {"kpi": "production_status"}, row | over], {})
    yield found
    with found.begin() as db:
        db.execute(delete(found.t.kpi_alerts))


def acknowledged(scope: Scope) -> dict[str, str]:
    c = scope.t.kpi_alerts.c
    with scope.connect() as db:
        found = db.execute(select(c.kpi, c.acknowledged_by).where(c.acknowledged_by.is_not(None)))
        return {kpi: by for kpi, by in found}  # noqa: C416  # rows are no pairs to dict()


def test_the_bell_counts_the_open_alerts_of_ones_own_kpis(visitor: Callable[..., Visitor]) -> None:
    expect(visitor("manager").open("/live").locator("#alerts-bell .chip")).to_have_text("3 open alerts")
    expect(visitor("supervisor", width=390).open("/live").locator("#alerts-bell .chip")).to_have_class("chip critical")
    expect(visitor("operator").open("/live").locator("#alerts-bell")).to_have_text("No open alerts")


def test_a_supervisor_acknowledges_and_an_operator_looks(visitor: Callable[..., Visitor], scope: Scope) -> None:
    who = visitor("supervisor")
    page = who.open("/alerts")
    opened, ended = page.locator("#alerts-list section").all()
    expect(opened.locator("tbody tr")).to_have_count(2)
    expect(ended.locator("tbody tr")).to_have_count(1)
    assert who.asked("/_dash-update-component") == []
    scrap = opened.get_by_role("row", name="Scrap rate")
    expect(scrap).to_contain_text("limit 5.00 %")
    scrap.get_by_role("button", name="Acknowledge").click()
    expect(scrap).to_contain_text("supervisor@demo")
    assert acknowledged(scope) == {"scrap_rate": "supervisor@demo"} and who.complaints == []
    (sent,) = [one for one in who.requests if "/_dash-update-component" in one.url]
    scrap.get_by_role("link", name="Scrap rate").click()
    expect(page.locator("h1")).to_contain_text("Scrap rate")

    other = visitor("operator")
    page = other.open("/alerts")
    expect(page.locator("#alerts-list section").first.locator("tbody tr")).to_have_count(1)  # scrap is not theirs
    expect(page.get_by_role("button", name="Acknowledge")).to_have_count(0)
    (left,) = [one for one in stored.standing(scope).to_dict("records") if one["kpi"] == "production_status"]
    first = int(stored.standing(scope).set_index("kpi").id["scrap_rate"])
    body = str(sent.post_data).replace(f'"alert":{first}', f'"alert":{left["id"]}').replace(
        f'\\"alert\\":{first}', f'\\"alert\\":{left["id"]}'
    )  # fmt: skip
    answer = page.request.post(sent.url, data=body, headers={"Content-Type": "application/json"})
    assert "your role is operator" in answer.text()
    assert acknowledged(scope) == {"scrap_rate": "supervisor@demo"}
