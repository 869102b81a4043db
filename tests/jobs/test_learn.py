"""What a worker learns before its first job: statements are made, and nothing is written."""

import logging
from datetime import date

import pytest
from sqlalchemy import select

from data.summary import clock
from data.summary.aggregate import aggregate, backfill
from data.tenancy import reset
from jobs.learn import learn
from tests import floor
from tests.databases import environment

TODAY = date(2025, 4, 6)


@pytest.fixture
def plant(database, monkeypatch):
    monkeypatch.setattr(clock, "wall", lambda: floor.NOW)
    scope = floor.store(floor.rows())
    backfill(scope)
    return scope


def test_a_shift_after_it_makes_hardly_a_statement(plant, caplog):
    def rows():
        tables = (plant.t.kpi_machine_weekly, plant.t.kpi_part_monthly, plant.t.kpi_daily_summaries)
        return [plant.frame(select(table)) for table in tables]

    before = rows()
    learn()
    assert all(len(one) and one.equals(other) for one, other in zip(before, rows(), strict=True))
    reset()  # as in a fork
    caplog.set_level(logging.INFO, "sqlalchemy.engine")
    aggregate(plant, "shift", TODAY)
    kept = sum("cached since" in message for message in caplog.messages)
    made = sum("generated in" in message for message in caplog.messages)
    assert kept > 40 and made < 20


def test_without_a_database_it_is_said_and_jobs_go_on(tmp_path, caplog):
    (tmp_path / "no.db").mkdir()
    with environment(DATABASE_URL=f"sqlite:///{tmp_path}/no.db"):
        learn()
    assert "statements are made by each job" in caplog.text
