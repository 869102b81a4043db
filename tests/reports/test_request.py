"""A report that a user asks for: queued, made by a real worker process with real Chromium, ready to download."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue

import answers
import reports
from data.tenancy import Scope
from data.tenancy.schema import utcnow
from reports import store
from settings import settings
from tests.databases import environment
from tests.reports import shop
from tests.reports.conftest import make


def queued() -> int:
    return len(Queue("reports", connection=Redis.from_url(settings().redis(3))))


def test_a_request_is_a_waiting_row_and_a_job(one_plant: Scope, redis_url: str) -> None:
    row = reports.request(one_plant, shop.DAY, "ann@example.org")
    found = store.read(one_plant, row)
    assert (found["status"], found["generated_by"], queued()) == ("pending", "ann@example.org", 1)


def test_what_is_on_its_way_is_not_asked_for_twice(one_plant: Scope, redis_url: str) -> None:
    row = reports.request(one_plant, shop.DAY, "ann@example.org")
    assert reports.request(one_plant, shop.DAY, "bob@example.org") == row
    assert queued() == 1
    store.change(one_plant, row, updated_at=utcnow() - timedelta(hours=1))  # its worker is gone
    assert reports.request(one_plant, shop.DAY, "bob@example.org") == row
    assert queued() == 2


def test_without_redis_it_is_said_and_nothing_changes(one_plant: Scope, tmp_path: Path) -> None:
    with environment(REDIS_URL=f"unix://{tmp_path}/none.sock"):
        with pytest.raises(reports.QueueUnavailable, match="REDIS_URL"):
            reports.request(one_plant, shop.DAY, "ann@example.org")
        assert reports.recent(one_plant).empty


def test_a_day_to_come_is_refused(one_plant: Scope, redis_url: str) -> None:
    with pytest.raises(ValueError, match="has not begun"):
        reports.request(one_plant, shop.TODAY + timedelta(days=1), "ann@example.org")
    assert queued() == 0 and reports.recent(one_plant).empty


@pytest.mark.browser
def test_a_worker_makes_it(sqlite_database: str, worker: Path) -> None:
    plant = make()
    row = reports.request(plant, answers.today(plant), "ann@example.org")
    deadline = time.monotonic() + 120
    while store.read(plant, row)["status"] in store.OPEN and time.monotonic() < deadline:
        time.sleep(0.2)
    found = store.read(plant, row)
    assert found["status"] == "completed", f"{found['error_message']}\n{worker.read_text()}"
    assert found["error_message"] is None  # no chart is missing
    assert reports.path_of(plant, row).read_bytes().startswith(b"%PDF")
