"""Addresses where nothing lives, and what goes wrong outside of every page: a status, a clear page, no trace."""

import gzip
import re
from collections.abc import Iterator

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from plotly.offline import get_plotlyjs_version
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from access import users
from settings import ROOT

PLOTLY_JS = "/_dash-component-suites/plotly/package_data/plotly.min.js"


@pytest.fixture
def client(server: Flask, accounts: dict[str, tuple[str, str]]) -> Iterator[FlaskClient]:
    email, password = accounts["manager"]
    with server.test_client() as client:
        client.post("/signin", data={"email": email, "password": password})
        yield client


@pytest.mark.parametrize("path", ["/", "/live", "/live/", "/kpi/oee", "/kpi/oee?period=zzz", "/reports"])
def test_a_page_is_there(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/no/such", "/LIVE", "/kpi", "/kpi/scrap_rat", "/kpi/oee/x", "/favicon.ico"])
def test_where_no_page_lives_the_document_says_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert b"_dash-renderer" in answer.data, "the document that shows the error page"


@pytest.mark.parametrize("path", ["/reports/stuttgart/99999999999999999999", "/reports/nowhere/1", "/assets/none.js"])
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["evil/x.js", "dash/none.js"])
def test_a_script_that_dash_does_not_know_is_404(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/_dash-component-suites/{path}")
    assert answer.status_code == 404
    assert answer.json["error"].startswith("Not found")


def test_charts_come_with_the_smallest_plotly_that_draws_them(client: FlaskClient) -> None:
    """Of the version whose figures plotly makes, and with all that charts/ adds to them."""
    sent = client.get(PLOTLY_JS, headers={"Accept-Encoding": "gzip"}).data
    script = gzip.decompress(sent).decode()
    assert len(sent) < 550_000 and f"(cartesian - minified) v{get_plotlyjs_version()}" in script[:200]
    code = "".join(file.read_text() for file in (ROOT / "charts").glob("*.py"))
    drawn = set(re.findall(r"\.add_([a-z]+)\(", code))
    assert drawn - {"annotation", "hline", "hrect", "vline", "vrect", "shape"} == {"scatter", "bar", "box", "heatmap"}


def test_a_script_is_compressed_once_and_an_answer_each_time(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    compress = brotli.compress

    def counted(data: bytes, **how: int) -> bytes:
        sizes.append(len(data))
        return compress(data, **how)

    def asked(path: str, how: str = "br", **headers: str) -> TestResponse:
        return client.get(path, headers={"Accept-Encoding": how, **headers})

    core = "/_dash-component-suites/dash/dcc/dash_core_components"
    plain, plotly = asked(f"{core}.js"), asked(PLOTLY_JS)
    monkeypatch.setattr(brotli, "compress", counted)
    again = asked(PLOTLY_JS, if_none_match=plotly.headers["ETag"])
    fingerprinted = asked(f"{core}.v1m1.js")
    assert sizes == []
    assert (plotly.headers["Content-Encoding"], again.status_code) == ("br", 304)
    assert fingerprinted.data == plain.data
    assert gzip.decompress(asked(PLOTLY_JS, "gzip").data) == client.get(PLOTLY_JS).data
    live, hub = (asked("/_dash-layout", referer=f"http://localhost/{page}") for page in ("live", ""))
    assert live.headers["Content-Encoding"] == "br" and live.data != hub.data and len(sizes) == 2


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", "{}", '{"output": ["view.children"], "inputs": [1]}', '{"output": "old.x", "inputs": [1]}'],
)
def test_what_asks_for_no_callback_is_refused(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, body: str
) -> None:
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["error"].endswith("reload it.")
    assert not caplog.records


def test_a_database_that_is_gone_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_key: str) -> None:
        raise OperationalError("select", {}, Exception("database is locked: secret"))

    monkeypatch.setattr(client.application.login_manager, "_user_callback", gone)
    answer = client.get("/live")
    assert answer.status_code == 503
    assert "The database does not answer" in answer.text
    assert "secret" not in answer.text
    assert client.get("/_dash-layout").json["error"].startswith("The database does not answer")


def test_a_failure_is_known_by_a_number_alone(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_email: str, _password: str) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(users, "sign_in", broken)
    answer = client.post("/signin", data={"email": "x", "password": "y"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    number = caplog.records[-1].args[-1]
    assert str(number) in answer.text
