"""The report to its subscribers: a mail each, claimed before it is sent, so that a job run again mails nobody twice."""

import json
import logging
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from data.tenancy import Scope
from data.tenancy.schema import utcnow
from kpis import text
from reports import store
from reports.advice import met
from reports.claim import Claim
from reports.content import Report
from reports.subscribers import subscribers
from settings import settings

log = logging.getLogger(__name__)
LOCAL = ("localhost", "127.0.0.1", "::1")
PATIENCE_S = 20
_SHORT = {"oee": "OEE", "scrap_rate": "scrap rate", "production_volume": "volume"}
_SENDING = "sending"  # claimed; who stays in this state may have got it, and is not written to again
Post = Callable[[EmailMessage], str]


class MailError(RuntimeError):
    """Not everyone got the mail, and trying again may help; the message says who and why."""


def deliver(scope: Scope, report: Report, pdf: Path, row: int, claim: Claim) -> dict[str, str]:
    """Mail the PDF to each subscriber who has not got it, and record their states in the row; returns the states."""
    states: dict[str, str] = json.loads(store.read(scope, row)["recipients"] or "{}")
    todo = [one for one in subscribers(scope) if states.get(one, "later").startswith("later")]
    if not todo:
        return states
    try:
        with _post(report) as post:
            for address in todo:
                claim.renew()
                try:
                    mail = message(report, pdf, address)
                except (ValueError, IndexError, MessageError) as error:  # what the library makes of a bad address
                    _record(scope, row, states, address, f"refused: no mail address ({error})")
                    continue
                _record(scope, row, states, address, _SENDING)
                _record(scope, row, states, address, post(mail))
    except (OSError, smtplib.SMTPException, MailError) as error:
        store.change(scope, row, error_message=f"not mailed to everyone: {error}")
        raise MailError(f"{report.factory.name}, {report.day}: {error}") from error
    later = [address for address in todo if states[address].startswith("later")]
    if later:
        store.change(scope, row, error_message=f"not yet mailed to {', '.join(later)}: {states[later[0]]}")
        raise MailError(f"not yet mailed to {', '.join(later)}: {states[later[0]]}")
    return states


def _record(scope: Scope, row: int, states: dict[str, str], address: str, state: str) -> None:
    states[address] = state
    sent = any(one.startswith(("sent", "outbox")) for one in states.values())
    store.change(
        scope, row, recipients=json.dumps(states), email_sent=sent, **({"email_sent_at": utcnow()} if sent else {})
    )
    if state != _SENDING:
        log.info("report %d to %s: %s", row, address, state)


def message(report: Report, pdf: Path, to: str) -> EmailMessage:
    """One mail to one address, with the three most important numbers and the PDF."""
    numbers = [(short, report.kpi(name)) for name, short in _SHORT.items()]
    facts = ", ".join(f"{short} {text.quantity(answer.value, answer.kpi.unit)}" for short, answer in numbers)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = f"{report.factory.name}, {text.weekday(report.day)}: {facts}"
    mail["From"] = Address(settings().mail_from_name, addr_spec=settings().mail_from_address)
    mail["To"] = Address(addr_spec=to)
    mail["Date"] = format_datetime(datetime.now().astimezone())
    mail["Message-ID"] = make_msgid(domain=settings().mail_from_address.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{_page(report)}>"
    mail.set_content(_text(report))
    mail.add_attachment(pdf.read_bytes(), maintype="application", subtype="pdf", filename=pdf.name)
    return mail


def _page(report: Report) -> str:
    return f"{settings().home}/reports?factory={report.factory.slug}"


def _text(report: Report) -> str:
    lines = [f"{report.factory.name}, production day {text.weekday(report.day)} {report.day.year}", ""]
    for name in _SHORT:
        answer = report.kpi(name)
        past = answer.comparison
        goal = "" if answer.target is None else f", target {text.figure(answer.target)} {answer.kpi.unit}"
        judged = {True: ", met", False: ", missed", None: ""}[met(answer)]
        before = f"; day before {text.quantity(past.value, answer.kpi.unit)}" if past else ""
        lines.append(f"{answer.kpi.name}: {text.quantity(answer.value, answer.kpi.unit)}{goal}{judged}{before}")
    lines += ["", *report.advice, "", "The whole report is attached. All reports, and the switch for these mails:"]
    lines.append(_page(report))
    lines.append(f"Data as of {text.day(report.as_of, year=True)} {report.as_of:%H:%M} ({report.factory.timezone}).")
    return "\n".join(lines)


@contextmanager
def _post(report: Report) -> Iterator[Post]:
    """Gives the function that sends one mail and returns what became of it: sent ..., refused: ..., later: ..."""
    if not settings().smtp_url:
        folder = settings().var_dir / "outbox"
        folder.mkdir(parents=True, exist_ok=True)
        yield lambda mail: _keep(mail, folder, f"{report.day}_{report.factory.slug}")
        return
    with _server(settings().smtp_url) as server:
        yield lambda mail: _send(server, mail)


def _keep(mail: EmailMessage, folder: Path, name: str) -> str:
    path = folder / f"{name}_{re.sub(r'[^A-Za-z0-9.@+-]', '_', mail['To'])}.eml"
    path.write_bytes(mail.as_bytes())
    return f"outbox {path.name}"


def _send(server: smtplib.SMTP, mail: EmailMessage) -> str:
    try:
        server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        return _refusal(*next(iter(error.recipients.values())))
    except smtplib.SMTPSenderRefused as error:  # not the reader's fault: to be tried again
        return f"later: sender {error.sender} refused: {error.smtp_code} {_words(error.smtp_error)}"
    except smtplib.SMTPDataError as error:
        return _refusal(error.smtp_code, error.smtp_error)
    except smtplib.SMTPNotSupportedError as error:  # an address beyond ASCII, and a server that knows no SMTPUTF8
        return f"refused: {error}"
    return f"sent {utcnow():%Y-%m-%d %H:%M} UTC"


def _refusal(code: int, words: bytes | str) -> str:
    return f"{'later' if code < 500 else 'refused'}: {code} {_words(words)}"


def _words(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


@contextmanager
def _server(url: str) -> Iterator[smtplib.SMTP]:
    """A session with SMTP_URL's server: TLS for smtps, STARTTLS when offered, and no password over an open line."""
    parts = urlsplit(url)
    safe, host = ssl.create_default_context(), parts.hostname or ""  # the settings see to it
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE_S, context=safe)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE_S)
    with server:
        secure = parts.scheme == "smtps" or host in LOCAL
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=safe)
            server.ehlo()
            secure = True
        if parts.username:
            if not secure:
                raise MailError(
                    f"{host} offers no STARTTLS, and the password of SMTP_URL is not sent in the clear: use smtps://"
                )
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
