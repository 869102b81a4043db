"""The fixtures themselves: a database is empty and migrated, and what one test writes the next does not see."""

import smtplib

import pytest
import redis
from sqlalchemy import func, insert, select

from data.tenancy import central
from data.tenancy.migrate import is_current
from data.tenancy.schema import CENTRAL
from settings import settings

FACTORY = {"name": "One", "slug": "one", "timezone": "UTC", "currency": "EUR", "settings": {}}


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_an_empty_migrated_database(database, turn):
    assert settings().database == database
    assert is_current()
    with central().begin() as db:
        assert db.scalar(select(func.count()).select_from(CENTRAL.factories)) == 0
        db.execute(insert(CENTRAL.factories), [FACTORY])


def test_redis_is_empty_and_ours(redis_url):
    with redis.Redis.from_url(settings().redis(3)) as client:
        assert client.dbsize() == 0
        assert client.config_get("port") == {b"port": b"0"} or client.config_get("port") == {"port": "0"}


def test_mail_arrives(mailbox):
    host, port = settings().smtp_url.removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port)) as mail:
        mail.sendmail("a@x.test", ["b@x.test"], "Subject: Hello\r\n\r\nThere")
    assert mailbox.mails[0]["Subject"] == "Hello"
