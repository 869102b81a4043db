"""What stops a start is one sentence with the way out."""

import shutil
import socket

import pytest
from sqlalchemy import func, select

from data.source import demo
from data.summary.aggregate import backfill
from data.tenancy import open_scope
from jobs import start
from jobs.start import StartError
from tests import tiny
from tests.databases import environment
from tests.servers import free_port


def test_a_taken_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            environment(PORT=str(port)),
            pytest.raises(StartError, match=f"port {port} is taken.*PORT={port + 1} make run"),
        ):
            start.check_port()


def test_a_free_port():
    with environment(PORT=str(free_port())):
        start.check_port()


def test_an_address_that_is_not_ours():
    with environment(BIND="192.0.2.1"), pytest.raises(StartError, match="set BIND and PORT"):
        start.check_port()


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with environment(VAR_DIR=str(tmp_path / "file" / "var")), pytest.raises(StartError, match="VAR_DIR"):
        start.check_folders()


def test_a_folder_for_reports_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    folders = {"VAR_DIR": str(tmp_path), "REPORT_DIR": str(tmp_path / "file" / "reports")}
    with environment(**folders), pytest.raises(StartError, match=r"REPORT_DIR=.* cannot be used"):
        start.check_folders()


def test_a_redis_that_does_not_answer():
    with environment(REDIS_URL="redis://127.0.0.1:1"), pytest.raises(StartError, match="REDIS_URL does not answer"):
        start.check_redis()


def test_a_database_that_does_not_answer():
    url = "mysql+pymysql://kpi@127.0.0.1:1/kpi"
    with environment(DATABASE_URL=url), pytest.raises(StartError, match="DATABASE_URL cannot be opened"):
        start.migrate()


def test_a_missing_chromium_is_a_note(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda *_: None)
    (note,) = start.warnings()
    assert "install" in note
    assert "only PDF reports need it" in note


def test_an_empty_database_gets_demo_factories_with_summaries_and_users(sqlite_database):
    assert start.is_empty()
    demo.build(1, 14)  # and then it was killed: without users it is built anew
    assert not start.is_empty()
    start.discard_unfinished()
    assert start.is_empty()
    seen = []
    made = start.build_demo(1, 20, report=lambda done, total: seen.append(done / total))
    start.discard_unfinished()
    assert not start.is_empty()
    assert made == start.sign_ins()
    assert [role for _, _, role in made] == ["operator", "supervisor", "manager", "executive", "admin"]
    assert seen == sorted(seen)
    assert seen[-1] == 1
    scope = open_scope("stuttgart")
    days = scope.t.kpi_daily_summaries
    judged = scope.frame(select(func.count(days.c.forecast_hours), func.sum(days.c.bottleneck_predictions)))
    assert 8 <= judged.iloc[0, 0] <= 13 and judged.iloc[0, 1] > 0  # of twenty days those with a forecast a week before


def test_summaries_that_a_killed_build_left_out_are_computed_at_the_next_start(sqlite_database, tmp_path):
    days = tiny.last_days(4)
    scope = tiny.imported(tmp_path / "in", days)
    rows = scope.t.kpi_daily_summaries
    assert start.missing()["tiny"] <= days[0]
    backfill(scope, last=days[1])  # and then it was killed
    assert start.missing() == {"tiny": days[1]}
    start.summarise(start.missing())
    assert start.missing() == {}
    found = scope.frame(select(rows.c.summary_date, rows.c.ok_units).where(rows.c.ok_units > 0))
    assert list(found.ok_units) == [90] * 4


def test_an_imported_factory_without_users_stays(sqlite_database, tmp_path):
    tiny.imported(tmp_path / "in", tiny.last_days(2))
    start.discard_unfinished()
    assert not start.is_empty()
