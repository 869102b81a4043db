"""KPI pages over HTTP, in each kind of chart and at wrong addresses: no browser, so that all of them fit."""

import io
import logging
from collections.abc import Callable

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from components.kpi_views import TITLES
from kpis.catalogue import KPIS

Client = Callable[[str], FlaskClient]


@pytest.fixture
def client(server: Flask, accounts: dict[str, tuple[str, str]]) -> Client:
    """`client("manager")` is signed in."""

    def enter(role: str) -> FlaskClient:
        made = server.test_client()
        email, password = accounts[role]
        made.post("/signin", data={"email": email, "password": password})
        return made

    return enter


def shown(client: FlaskClient, address: str) -> str:
    """The filled layout of an address, as the browser asks for it."""
    answer = client.get("/_dash-layout", headers={"Referer": f"http://localhost{address}"})
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def wrong(text: str) -> list[str]:
    signs = ("could not be computed", "could not be made", "does not work", '"className":"panel state')
    return [sign for sign in signs if sign in text.replace('": "', '":"')]


def test_every_chart_opens(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """One KPI for each kind of chart, with everything that the address can hold."""
    admin = client("admin")
    first = {view: kpi.id for kpi in reversed(KPIS.values()) for view in kpi.drawn}
    assert len(first) == 11
    for view, kpi in first.items():
        text = shown(admin, f"/kpi/{kpi}?mode=analytics&period=30d&also=previous_year&view={view}")
        assert wrong(text) == [], (kpi, view)
    filtered = shown(admin, "/kpi/scrap_rate?mode=analytics&where=machine:CNC-07&by=reason")
    assert wrong(filtered) == []
    assert "filter-chip" in filtered
    for view, kpi in first.items():
        files = [f"/export/stuttgart/{kpi}.{kind}?mode=analytics&period=30d&view={view}" for kind in ("xlsx", "csv")]
        book, lines = (admin.get(file).get_data() for file in files)
        sheets = pd.read_excel(io.BytesIO(book), sheet_name=None, engine="calamine")
        listed = pd.read_csv(io.BytesIO(lines))
        assert list(sheets)[:2] == ["Answer", TITLES[view]], view
        if view != "time":
            mine = listed[listed.section == TITLES[view].lower()]
            assert len(mine) == len(sheets[TITLES[view]]) > 0, view
            assert set(sheets[TITLES[view]]) <= set(listed), view
    kept = "/kpi/scrap_rate?mode=analytics&where=machine:CNC-07&view=shifts&period="
    assert "not kept to" not in shown(admin, f"{kept}90d")
    late = "This chart is not kept to one machine. Of the last 92 days alone it would be."
    assert late in shown(admin, f"{kept}custom&from=2025-01-01&to=2025-11-09")
    both = shown(admin, "/kpi/cycle_time_efficiency?mode=analytics&where=machine:CNC-07&and=shift:Night&view=spread")
    assert "This chart is not kept to one shift." in both
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_category_is_a_file_too(client: Client) -> None:
    manager, query = client("manager"), "?period=30d&compare=previous_year"
    text = shown(manager, f"/category/quality{query}").replace(r"\u002f", "/").replace(r"\u0026", "&")
    assert f'"/export/stuttgart/category/quality.xlsx{query}"' in text
    rows = pd.read_csv(io.BytesIO(manager.get(f"/export/stuttgart/category/quality.csv{query}").data))
    assert rows.kpi.tolist() == [kpi.id for kpi in KPIS.values() if kpi.category == "quality"]
    assert set(rows["before from"]) == {"2024-10-24"} and rows.value.notna().all()
    book = manager.get(f"/export/stuttgart/category/quality.xlsx{query}")
    assert book.headers["Content-Disposition"].endswith("stuttgart-quality-2025-10-24-2025-11-22.xlsx")
    assert list(pd.read_excel(io.BytesIO(book.data), None, engine="calamine")) == ["KPIs", "Over time", "Definitions"]
    assert manager.get("/export/stuttgart/category/quality.csv?period=99d").status_code == 400
    assert manager.get("/export/nowhere/category/quality.csv").status_code == 404
    assert client("operator").get("/export/stuttgart/category/business.csv").status_code == 404


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/category/moon", "unknown category 'moon'"),
        ("/shift?day=2025-02-30", "day '2025-02-30' is not a date"),
        ("/shift?day=2999-01-01", "day 2999-01-01 is in the future"),
        ("/shift?against=month", "against 'month' is neither day nor week"),
        ("/category/machines?period=99d", "unknown period '99d'"),
        ("/category/machines?compare=last_life", "unknown comparison 'last_life'"),
        ("/category/machines?period=custom&from=2025-11-09&to=2025-11-01", "from 2025-11-09 is after to 2025-11-01"),
        ("/category/machines?compare=custom&compare_from=2025-11-01", "compare_to is missing"),
        ("/kpi/scrap_rate?mode=analytics&period=99d", "unknown period '99d'"),
        ("/kpi/scrap_rate?mode=analytics&period=custom&from=2025-11-09&to=2099-01-01", "in the future"),
        ("/kpi/scrap_rate?mode=analytics&period=custom&from=yesterday&to=2025-11-01", "not a date"),
        ("/kpi/scrap_rate?mode=analytics&where=machine", "names no machine"),
        ("/kpi/scrap_rate?mode=analytics&grain=second", "unknown grain"),
        ("/kpi/scrap_rate?mode=dance", "unknown mode"),
        ("/kpi/scrap_rate?mode=analytics&compare=last_life", "unknown comparison"),
        ("/kpi/scrap_rate?mode=analytics&view=pie", "unknown chart 'pie'"),
        ("/kpi/oee?mode=analytics&view=waterfall&unit=miles", "unknown unit 'miles'"),
        ("/shift?shift=Lunch", "no shift 'lunch' has begun today"),
    ],
)
def test_a_wrong_address_says_so(client: Client, address: str, said: str) -> None:
    text = shown(client("manager"), address)
    assert said in text.lower()
    assert "alerts-bell" in text, "what is wrong with an address leaves the frame as it is"
