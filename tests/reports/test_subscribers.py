import pytest
from sqlalchemy import delete, insert, update

import reports
from access import users
from data.tenancy import central
from data.tenancy.schema import CENTRAL
from tests import tiny


@pytest.fixture
def scope(database, tmp_path):
    return tiny.imported(tmp_path / "in", tiny.last_days(1))


def test_subscribing_twice_is_subscribing_once(scope):
    for email in ("b@example.com", "a@example.com", "b@example.com"):
        reports.subscribe(scope, email)
    assert reports.subscribers(scope) == ["a@example.com", "b@example.com"]


def test_unsubscribing_says_whether_there_was_anything(scope):
    reports.subscribe(scope, "a@example.com")
    assert reports.unsubscribe(scope, "a@example.com")
    assert not reports.unsubscribe(scope, "a@example.com")
    assert reports.subscribers(scope) == []


def test_who_is_shut_out_gets_no_report_until_let_in_again(scope):
    reports.subscribe(scope, "guest@example.com")  # no user at all, named by one
    with central().begin() as db:
        for email, role, mine in (("ann", "manager", [1]), ("bob", "manager", []), ("root", "admin", [])):
            users.create(db, email=f"{email}@example.com", name=email, role=role, password="x", factory_ids=mine)
    for email in ("Ann", "bob", "root"):
        reports.subscribe(scope, f"{email}@example.com")
    assert reports.subscribers(scope) == ["Ann@example.com", "guest@example.com", "root@example.com"]
    ann, theirs = CENTRAL.users.c.email == "ann@example.com", CENTRAL.user_factories
    for out, back in (
        (update(CENTRAL.users).where(ann).values(active=False), update(CENTRAL.users).where(ann).values(active=True)),
        (delete(theirs), insert(theirs).values(user_id=1, factory_id=1)),
    ):
        with central().begin() as db:
            db.execute(out)
        assert reports.subscribers(scope) == ["guest@example.com", "root@example.com"]
        with central().begin() as db:
            db.execute(back)
        assert "Ann@example.com" in reports.subscribers(scope)


def test_what_is_no_address_is_refused(scope):
    for email in ("", "ann", "ann@", "a b@example.com", "a@example.com\nBcc: b@example.com"):
        with pytest.raises(ValueError, match="no e-mail address"):
            reports.subscribe(scope, email)
    assert reports.subscribers(scope) == []
