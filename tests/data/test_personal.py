"""Pinned KPIs and the ones looked at last, of each user and factory."""

from datetime import datetime, timedelta

import pytest

from data import personal
from data.tenancy import Scope, central, create_factory, open_scope


@pytest.fixture
def scope(database: str) -> Scope:
    with central().begin() as db:
        for slug in ("north", "south"):
            create_factory(db, name=slug, slug=slug, timezone="UTC", currency="EUR")
    return open_scope("north")


def test_pinned_kpis_keep_their_order_and_their_user(scope: Scope) -> None:
    personal.pin(scope, 1, ["oee", "downtime", "oee"])
    personal.pin(scope, 2, ["scrap_rate"])
    assert personal.pinned(scope, 1) == ("oee", "downtime")
    personal.pin(scope, 1, ["downtime", "oee"])
    assert personal.pinned(scope, 1) == ("downtime", "oee") and personal.pinned(scope, 2) == ("scrap_rate",)
    assert personal.pinned(open_scope("south"), 1) == ()
    personal.pin(scope, 1, [])
    assert personal.pinned(scope, 1) == ()


def test_the_eleventh_is_refused_and_changes_nothing(scope: Scope) -> None:
    personal.pin(scope, 1, ["oee"])
    with pytest.raises(personal.TooMany, match="11 KPIs"):
        personal.pin(scope, 1, [f"kpi{n}" for n in range(11)])
    assert personal.pinned(scope, 1) == ("oee",)


def test_the_last_five_looked_at(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(datetime(2025, 1, 1) + timedelta(minutes=n) for n in range(99))
    monkeypatch.setattr(personal, "utcnow", lambda: next(clock))
    for kpi in ("a", "b", "c", "a", "d", "e", "f"):
        personal.look(scope, 1, kpi)
    assert personal.looked_at(scope, 1) == ("f", "e", "d", "a", "c")
    assert personal.looked_at(scope, 2) == ()


def test_a_pin_moves_among_the_others(scope: Scope) -> None:
    personal.pin(scope, 1, ["a", "b", "c"])
    personal.move(scope, 1, "c", -1)
    assert personal.pinned(scope, 1) == ("a", "c", "b")
    personal.move(scope, 1, "a", -1)
    personal.move(scope, 1, "b", 1)
    personal.move(scope, 1, "z", 1)
    assert personal.pinned(scope, 1) == ("a", "c", "b")
