import pytest

import reports
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


def test_what_is_no_address_is_refused(scope):
    for email in ("", "ann", "ann@", "a b@example.com", "a@example.com\nBcc: b@example.com"):
        with pytest.raises(ValueError, match="no e-mail address"):
            reports.subscribe(scope, email)
    assert reports.subscribers(scope) == []
