"""Who is not signed in gets nothing; who is, gets theirs."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from access import limits, users
from access.demo import PASSWORD

Accounts = dict[str, tuple[str, str]]
SECRETS = (b"stuttgart", b"detroit", b"Stuttgart", b"scrap_rate", b"machine_status")


@pytest.fixture
def client(server: Flask) -> Iterator[FlaskClient]:
    with server.test_client() as client:
        yield client


def enter(client: FlaskClient, accounts: Accounts, role: str, **form: str) -> int:
    email, password = accounts[role]
    return client.post("/signin", data={"email": email, "password": password, **form}).status_code


@pytest.mark.parametrize("path", ["/", "/live", "/kpi/oee", "/reports", "/no/such", "/live?factory=stuttgart"])
def test_a_page_sends_the_stranger_to_sign_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/signin?next=%2F")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/_dash-layout"),
        ("GET", "/_dash-dependencies"),
        ("POST", "/_dash-update-component"),
        ("GET", "/_reload-hash"),
        ("GET", "/_anything"),
        ("POST", "/live"),
        ("POST", "/signout"),
    ],
)
def test_data_is_refused_to_the_stranger(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method, headers={"Referer": "http://localhost/live"}, json={"output": "x"})
    assert answer.status_code == 401
    assert not any(secret in answer.data for secret in SECRETS)


def test_a_download_sends_the_stranger_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/reports/stuttgart/1").status_code == 302


def test_no_callback_answers_a_stranger(client: FlaskClient) -> None:
    body = {
        "output": "view.children",
        "outputs": {"id": "view", "property": "children"},
        "changedPropIds": ["url.pathname"],
        "inputs": [
            {"id": "url", "property": name, "value": at} for name, at in (("pathname", "/live"), ("search", ""))
        ],
    }
    assert client.post("/_dash-update-component", json=body).status_code == 401


@pytest.mark.parametrize("path", ["/signin", "/healthz", "/assets/base.css", "/_favicon.ico"])
def test_what_is_public_answers_everybody(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert not any(secret in answer.data for secret in SECRETS[:4])


@pytest.mark.parametrize("path", ["/signinx", "/assets", "/assetsx", "/healthz/x", "/_dash-component-suites"])
def test_public_means_no_more_than_it_says(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (302, 401)


def test_scripts_and_other_sites_get_no_cookie(client: FlaskClient, accounts: Accounts) -> None:
    email, password = accounts["manager"]
    answer = client.post("/signin", data={"email": f" {email.upper()} ", "password": password, "next": "/kpi/oee"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/kpi/oee")
    cookie = next(text for text in answer.headers.getlist("Set-Cookie") if text.startswith("prodstream="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get("/live").status_code == 200


def test_signing_out_ends_it(client: FlaskClient, accounts: Accounts) -> None:
    enter(client, accounts, "manager")
    assert client.post("/signout").headers["Location"] == "/signin"
    assert client.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize(("email", "password"), [("manager@demo", "wrong"), ("nobody@demo", PASSWORD), ("", "")])
def test_wrong_email_and_wrong_password_look_the_same(client: FlaskClient, email: str, password: str) -> None:
    answer = client.post("/signin", data={"email": email, "password": password})
    assert answer.status_code == 401
    assert b"Email or password is wrong." in answer.data
    assert client.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
     "javascript:x", "http:evil.example", "///evil.example", "evil.example", "//[", "http://[::1"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(client: FlaskClient, accounts: Accounts, target: str) -> None:
    email, password = accounts["manager"]
    answer = client.post("/signin", data={"email": email, "password": password, "next": target})
    assert answer.headers["Location"] == "/"
    assert client.get("/signin", query_string={"next": target}).headers["Location"] == "/"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://[", "http://localhost.evil.example"])
def test_a_form_of_another_site_is_refused(client: FlaskClient, accounts: Accounts, origin: str) -> None:
    email, password = accounts["manager"]
    headers = {"Origin": origin}
    assert client.post("/signin", data={"email": email, "password": password}, headers=headers).status_code == 400


def test_too_many_tries_are_stopped(client: FlaskClient, accounts: Accounts) -> None:
    limits.limiter.enabled = True
    try:
        form, here = {"email": "x@demo", "password": "x"}, {"REMOTE_ADDR": "10.1.2.3"}
        tries = [client.post("/signin", data=form, environ_base=here).status_code for _ in range(11)]
        assert tries == [401] * 10 + [429]
        assert b'value="/kpi/oee"' in client.post("/signin", data={**form, "next": "/kpi/oee"}, environ_base=here).data
        assert client.post("/signin", data=form, environ_base={"REMOTE_ADDR": "10.1.2.4"}).status_code == 401
        assert client.get("/signin").status_code == 200
    finally:
        limits.limiter.enabled = False


def test_a_plant_behind_one_address_signs_in_as_often_as_it_likes(client: FlaskClient, accounts: Accounts) -> None:
    email, password = accounts["manager"]
    limits.limiter.enabled = True
    try:
        form, here = {"email": email, "password": password}, {"REMOTE_ADDR": "10.1.2.5"}
        assert {client.post("/signin", data=form, environ_base=here).status_code for _ in range(11)} == {303}
    finally:
        limits.limiter.enabled = False


def test_a_forged_or_old_session_is_none(client: FlaskClient, accounts: Accounts) -> None:
    enter(client, accounts, "manager")
    with client.session_transaction() as session:
        key = session["_user_id"]
        session["_user_id"] = key.partition(".")[0] + ".0000000000000000"
    assert client.get("/_dash-layout").status_code == 401
    assert users.load(key) is not None
    assert users.load("x.y") is None


def layout(client: FlaskClient, path: str) -> str:
    answer = client.get("/_dash-layout", headers={"Referer": f"http://localhost{path}"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.text


def test_a_role_sees_its_kpis_alone(client: FlaskClient, accounts: Accounts) -> None:
    enter(client, accounts, "operator")
    board = layout(client, "/live")
    assert "Production volume" in board
    assert "Overall equipment effectiveness" not in board
    assert "is for supervisor, manager, executive, admin; your role is operator" in layout(client, "/kpi/oee")


def test_a_factory_of_others_is_not_there(client: FlaskClient, accounts: Accounts) -> None:
    enter(client, accounts, "operator")
    for path in ("/live?factory=detroit", "/kpi/production_volume?factory=detroit", "/reports?factory=detroit"):
        page = layout(client, path)
        assert "There is no factory “detroit” among yours." in page
        assert "Detroit Works" not in page
    assert client.get("/reports/detroit/1").status_code == 404


def test_a_callback_checks_the_factory_itself(client: FlaskClient, accounts: Accounts) -> None:
    enter(client, accounts, "operator")
    asked = (("machine_status", "stuttgart", True), ("machine_status", "detroit", False), ("oee", "stuttgart", False))
    for kpi, slug, seen in asked:
        tile, button = ({"factory": slug, "kpi": kpi, "part": part} for part in ("tile", "refresh"))
        wild = '{"factory":["MATCH"],"kpi":["MATCH"],"part":"tile"}.children'
        key = f'{{"factory":"{slug}","kpi":"{kpi}","part":"refresh"}}.n_clicks'
        body = {
            "output": wild, "outputs": {"id": tile, "property": "children"}, "changedPropIds": [key],
            "inputs": [{"id": button, "property": "n_clicks", "value": 1}],
            "state": [
                {"id": button, "property": "value", "value": ""},
                {"id": "url", "property": "pathname", "value": "/live"},
                {"id": "url", "property": "search", "value": ""},
            ],
        }  # fmt: skip
        answer = client.post("/_dash-update-component", json=body)
        assert ("of 40" in answer.text) is seen
        assert ("Not for you" in answer.text) is not seen


@pytest.mark.parametrize(
    ("path", "says"),
    [("/no/such", "There is no such page"), ("/kpi/scrap_rat", "scrap_rate"), ("/live?factory=nowhere", "no factory")],
)
def test_a_wrong_address_gets_a_page_that_says_so(
    client: FlaskClient, accounts: Accounts, path: str, says: str
) -> None:
    enter(client, accounts, "manager")
    assert says in layout(client, path)


def test_a_warm_page_asks_the_database_nothing(client: FlaskClient, accounts: Accounts, statements: list[str]) -> None:
    enter(client, accounts, "manager")
    layout(client, "/live")
    statements.clear()
    layout(client, "/live")
    assert statements == []
