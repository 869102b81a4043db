"""Mail through a real server: one each, nobody twice, a refusal stops no one else."""

import smtplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from sqlalchemy import insert

import reports
from data.tenancy import Scope, central
from data.tenancy.schema import CENTRAL
from reports import mail
from settings import settings
from tests import servers
from tests.databases import environment
from tests.reports import shop


def subscribe(scope: Scope, *addresses: str, kind: str = "daily", active: bool = True) -> None:
    with central().begin() as db:
        for address in addresses:
            row = {"factory_id": scope.factory.id, "email": address, "report_type": kind, "active": active}
            db.execute(insert(CENTRAL.report_subscriptions).values(**row))


def states(scope: Scope) -> dict[str, str]:
    said = reports.recent(scope)["recipients"].iloc[0]
    return dict(one.split(": ", 1) for one in said.split("; ")) if said else {}


class Moody(Message):
    """Refuses the recipients that it is told to, with the code it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.refuse: dict[str, str] = {}
        self.mails: list[Any] = []
        self.drop = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.drop:
            server.transport.abort()
        return await super().handle_DATA(server, session, envelope)

    def handle_message(self, message: Any) -> None:
        self.mails.append(message)


@pytest.fixture
def moody(one_plant: Scope) -> Iterator[Moody]:
    handler, port = Moody(), servers.free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with environment(SMTP_URL=f"smtp://127.0.0.1:{port}"):
            yield handler
    finally:
        controller.stop()


def test_each_subscriber_gets_a_mail_of_their_own(plant: Scope, mailbox: Any) -> None:
    subscribe(plant, "ann@example.org", "bob@example.org")
    subscribe(plant, "gone@example.org", active=False)
    subscribe(plant, "week@example.org", kind="weekly")
    path = reports.daily(plant, shop.DAY)
    assert sorted(one["To"] for one in mailbox.mails) == ["ann@example.org", "bob@example.org"]
    one = message_from_bytes(mailbox.mails[0].as_bytes(), policy=policy.default)
    assert one["Subject"] == "Stuttgart Plant, Fri 21 Nov: OEE 56.6 %, scrap rate 5.21 %, volume 4,743 units/day"
    assert one["From"] == "ProdStream KPI <kpi@localhost>"
    (attached,) = one.iter_attachments()
    assert attached.get_filename() == path.name and attached.get_content() == path.read_bytes()
    body = one.get_body().get_content()
    assert "Scrap rate: 5.21 %, target 5 %, missed; day before 5.82 %" in body
    assert "Data as of 22 Nov 2025 02:30 (Europe/Berlin)." in body
    assert one["List-Unsubscribe"] == "<http://localhost:8050/reports?factory=stuttgart>"
    assert "http://localhost:8050/reports?factory=stuttgart" in body
    (row,) = reports.recent(plant).to_dict("records")
    assert row["email_sent"] and row["email_sent_at"] is not None
    assert all(state.startswith("sent ") for state in states(plant).values())


def test_run_again_it_mails_nobody_twice(one_plant: Scope, mailbox: Any) -> None:
    subscribe(one_plant, "ann@example.org")
    reports.daily(one_plant, shop.DAY)
    subscribe(one_plant, "bob@example.org")
    reports.daily(one_plant, shop.DAY)
    reports.daily(one_plant, shop.DAY)
    assert [one["To"] for one in mailbox.mails] == ["ann@example.org", "bob@example.org"]


def test_a_report_for_download_mails_nobody(one_plant: Scope, mailbox: Any) -> None:
    subscribe(one_plant, "ann@example.org")
    reports.generate(one_plant, shop.DAY, by="ann@example.org")
    assert mailbox.mails == []


def test_a_refused_recipient_is_recorded_and_the_others_get_theirs(one_plant: Scope, moody: Moody) -> None:
    subscribe(
        one_plant, "ann@example.org", "bob@example.org", "cid@example.org", "not an address", "umläut@example.org"
    )
    moody.refuse = {"bob@example.org": "550 no such user"}
    reports.daily(one_plant, shop.DAY)
    assert [one["To"] for one in moody.mails] == ["ann@example.org", "cid@example.org"]
    found = states(one_plant)
    assert found["bob@example.org"] == "refused: 550 no such user"
    assert found["not an address"].startswith("refused: no mail address")
    assert found["umläut@example.org"].startswith("refused: ")
    reports.daily(one_plant, shop.DAY)
    assert len(moody.mails) == 2


def test_a_recipient_put_off_is_tried_again_alone(one_plant: Scope, moody: Moody) -> None:
    subscribe(one_plant, "ann@example.org", "bob@example.org")
    moody.refuse = {"ann@example.org": "451 try later"}
    with pytest.raises(reports.MailError, match=r"not yet mailed to .*: later: 451 try later"):
        reports.daily(one_plant, shop.DAY)
    (row,) = reports.recent(one_plant).to_dict("records")
    assert row["status"] == "completed" and "ann@example.org" in row["error_message"]
    moody.refuse = {}
    reports.daily(one_plant, shop.DAY)
    assert [one["To"] for one in moody.mails] == ["bob@example.org", "ann@example.org"]


def test_who_may_have_got_it_is_not_written_to_again(one_plant: Scope, moody: Moody) -> None:
    subscribe(one_plant, "ann@example.org", "bob@example.org")
    moody.drop = True  # the connection breaks while the first mail is under way
    with pytest.raises(reports.MailError):
        reports.daily(one_plant, shop.DAY)
    assert states(one_plant) == {"ann@example.org": "sending"}
    moody.drop = False
    moody.mails.clear()
    reports.daily(one_plant, shop.DAY)
    assert [one["To"] for one in moody.mails] == ["bob@example.org"]


def test_without_a_server_nothing_is_claimed(one_plant: Scope) -> None:
    subscribe(one_plant, "ann@example.org")
    with (
        environment(SMTP_URL=f"smtp://127.0.0.1:{servers.free_port()}"),
        pytest.raises(reports.MailError, match="refused"),
    ):
        reports.daily(one_plant, shop.DAY)
    assert states(one_plant) == {}
    (row,) = reports.recent(one_plant).to_dict("records")
    assert row["status"] == "completed" and "not mailed to everyone" in row["error_message"]


def test_without_smtp_url_mail_goes_to_the_outbox(one_plant: Scope) -> None:
    subscribe(one_plant, "ann/x@example.org", "bob@example.org")
    reports.daily(one_plant, shop.DAY)
    kept = sorted(path.name for path in (settings().var_dir / "outbox").iterdir())
    assert kept == ["2025-11-21_stuttgart_ann_x@example.org.eml", "2025-11-21_stuttgart_bob@example.org.eml"]
    found = message_from_bytes((settings().var_dir / "outbox" / kept[1]).read_bytes(), policy=policy.default)
    assert found["To"] == "bob@example.org"
    assert all(state.startswith("outbox") for state in states(one_plant).values())


def test_a_password_goes_to_the_server_decoded(one_plant: Scope) -> None:
    known: list[LoginPassword] = []

    def login(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        known.append(data)
        return AuthResult(success=True)

    handler, port = Moody(), servers.free_port()
    options = {"authenticator": login, "auth_require_tls": False}
    controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        with mail._server(f"smtp://kpi%40plant:s%2Fcret@127.0.0.1:{port}") as server:
            assert isinstance(server, smtplib.SMTP)
    finally:
        controller.stop()
    assert known[0].login == b"kpi@plant" and known[0].password == b"s/cret"


def test_a_password_is_not_sent_in_the_clear(moody: Moody, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "LOCAL", ())
    url = settings().smtp_url.replace("smtp://", "smtp://kpi:secret@")
    with pytest.raises(reports.MailError, match="offers no STARTTLS"), mail._server(url):
        pass
