"""Claims: one caller gets it, whatever the other is doing; the one that fails gives it back."""

import threading
from datetime import datetime

import pytest
from sqlalchemy import func, select, update

from data.tenancy import central, create_factory
from data.tenancy.claims import claim, claimed_until, forget, last_claims
from data.tenancy.schema import CENTRAL

AT = datetime(2026, 6, 10, 4)


@pytest.fixture
def factory(database):
    with central().begin() as db:
        return create_factory(db, name="One", slug="one", timezone="UTC", currency="EUR")


def rows():
    with central().connect() as db:
        return db.scalar(select(func.count()).select_from(CENTRAL.job_claims))


def test_a_moment_is_claimed_once(factory):
    won = []
    for job in ("daily-aggregate", "other", "daily-aggregate"):
        with claim(factory.id, job, AT) as mine:
            won.append(mine)
    assert won == [True, True, False]


def test_one_of_many_at_once_gets_it(factory):
    barrier, won = threading.Barrier(4), []

    def try_it():
        barrier.wait()
        with claim(factory.id, "daily-aggregate", AT) as mine:
            won.append(mine)

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False, False, False, True]
    assert rows() == 1


def test_who_fails_gives_the_claim_back(factory):
    with pytest.raises(ConnectionError), claim(factory.id, "daily-aggregate", AT):
        raise ConnectionError("Redis is gone")
    assert rows() == 0


def test_claimed_until_starts_with_the_factory(factory):
    with claim(factory.id, "daily-aggregate", AT):
        pass
    found = claimed_until(factory.id)
    assert found["daily-aggregate"] == AT
    assert isinstance(found[""], datetime)


def test_old_claims_are_forgotten_and_the_newest_is_listed(factory):
    for hour in range(4):
        with claim(factory.id, "cache-warming", AT.replace(hour=hour)):
            pass
    forget(factory.id, "cache-warming", AT.replace(hour=3))
    assert rows() == 4  # claimed just now
    with central().begin() as db:
        db.execute(update(CENTRAL.job_claims).values(claimed_at=AT))
    forget(factory.id, "cache-warming", AT.replace(hour=3))
    assert rows() == 1
    newest = last_claims().iloc[0]
    assert (newest.factory, newest.job, newest.due_at) == ("one", "cache-warming", AT.replace(hour=3))
