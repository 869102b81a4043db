"""Rows and files of reports: made again in place, never two at once, never out of the folder, gone when old."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

import reports
from data.tenancy import Scope, central
from data.tenancy.schema import CENTRAL, utcnow
from kpis.answer import Question
from reports import claim, pdf, store
from settings import settings
from tests.databases import environment
from tests.reports import shop
from tests.reports.conftest import make


def count(scope: Scope) -> int:
    with scope.connect() as db:
        return int(db.scalar(select(func.count()).select_from(scope.t.kpi_reports)) or 0)


def test_a_report_is_a_file_and_a_row(plant: Scope) -> None:
    path = reports.daily(plant, shop.DAY, email=False)
    assert path == settings().reports / f"factory_{plant.factory.id}/daily/daily_report_2025-11-21.pdf"
    (row,) = reports.recent(plant).to_dict("records")
    assert (row["status"], row["file_format"], row["generated_by"]) == ("completed", "pdf", "schedule")
    assert (row["kpi_count"], row["page_count"], row["file_size"]) == (12, 2, path.stat().st_size)
    assert row["generation_duration_seconds"] >= 0 and row["generation_started_at"] <= row["generation_completed_at"]
    assert row["error_message"] == "4 of 4 charts missing: left out"
    assert reports.path_of(plant, row["id"]) == path.resolve()


def test_made_again_it_is_the_same_file_and_row(plant: Scope) -> None:
    first = reports.daily(plant, shop.DAY, email=False)
    before = reports.recent(plant)["id"].tolist()
    assert reports.daily(plant, shop.DAY, email=False) == first
    assert reports.recent(plant)["id"].tolist() == before
    assert not list(first.parent.glob("*.part")) and not list(first.parent.glob(".*"))


def test_formats_are_rows_of_their_own_and_copies_where_asked(one_plant: Scope, tmp_path: Path) -> None:
    paths = reports.generate(one_plant, shop.DAY, ("pdf", "xlsx", "csv"), out=tmp_path / "out", by="ann@example.org")
    assert [path.name for path in paths] == [f"daily_report_2025-11-21.{form}" for form in ("pdf", "xlsx", "csv")]
    assert all(path.parent == tmp_path / "out" and path.stat().st_size for path in paths)
    assert set(reports.recent(one_plant)["file_format"]) == {"pdf", "xlsx", "csv"}
    assert set(reports.recent(one_plant)["generated_by"]) == {"ann@example.org"}


@pytest.mark.parametrize("bad", [("doc",), ()])
def test_an_unknown_format_changes_nothing(one_plant: Scope, bad: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="pdf, xlsx, csv"):
        reports.generate(one_plant, shop.DAY, bad)
    assert count(one_plant) == 0


def test_a_day_to_come_changes_nothing(one_plant: Scope) -> None:
    with pytest.raises(ValueError, match="has not begun"):
        reports.daily(one_plant, shop.TODAY + timedelta(days=1))
    assert count(one_plant) == 0


def test_a_failure_is_recorded_and_the_file_before_it_is_kept(
    one_plant: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = reports.daily(one_plant, shop.DAY, email=False)
    kept = path.read_bytes()
    monkeypatch.setattr(pdf, "write", lambda report, charts: (b"", 0))
    with pytest.raises(store.EmptyFile):
        reports.daily(one_plant, shop.DAY, email=False)
    (row,) = reports.recent(one_plant).to_dict("records")
    assert row["status"] == "failed" and row["error_message"].startswith("EmptyFile: the pdf of 2025-11-21 is empty")
    assert path.read_bytes() == kept
    with pytest.raises(reports.UnknownReport, match="is failed: EmptyFile"):
        reports.path_of(one_plant, row["id"])


def test_an_answer_that_fails_fails_the_report(one_plant: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(scope: Scope, question: Question) -> Any:
        raise RuntimeError("the database went away")

    monkeypatch.setattr("answers.ask", broken)
    with pytest.raises(RuntimeError, match="went away"):
        reports.daily(one_plant, shop.DAY)
    assert reports.recent(one_plant)["error_message"].tolist() == ["RuntimeError: the database went away"]
    monkeypatch.setattr("answers.ask", lambda scope, question: shop.ask(question))
    assert reports.daily(one_plant, shop.DAY, email=False).exists()  # its claim was given back


def test_two_workers_do_not_make_one_report_at_once(plant: Scope) -> None:
    with claim.only_one(plant, "daily", shop.DAY), pytest.raises(reports.ReportBusy, match="another worker"):
        reports.daily(plant, shop.DAY, email=False)
    assert count(plant) == 0
    with claim.only_one(plant, "daily", shop.TODAY):
        assert reports.daily(plant, shop.DAY, email=False).exists()  # another day is another report


def test_the_lease_of_a_killed_worker_runs_out(plant: Scope) -> None:
    dead = claim.Claim(plant, "daily", shop.DAY)
    dead.take()
    with central().begin() as db:
        db.execute(update(CENTRAL.job_claims).values(claimed_at=dead._mine - claim.LEASE - timedelta(seconds=1)))
    assert reports.daily(plant, shop.DAY, email=False).exists()


def test_a_lease_that_was_lost_cannot_be_renewed(plant: Scope) -> None:
    slow = claim.Claim(plant, "daily", shop.DAY)
    slow.take()
    slow.renew()
    with central().begin() as db:
        db.execute(update(CENTRAL.job_claims).values(claimed_at=utcnow()))
    with pytest.raises(reports.ReportBusy, match="taken over"):
        slow.renew()


def test_a_path_out_of_the_folder_is_refused(one_plant: Scope, tmp_path: Path) -> None:
    reports.daily(one_plant, shop.DAY, email=False)
    row = int(reports.recent(one_plant)["id"].iloc[0])
    (tmp_path / "secret.pdf").write_text("secret")
    for path in ("../../secret.pdf", str(tmp_path / "secret.pdf"), "factory_99/daily/daily_report_2025-11-21.pdf"):
        store.change(one_plant, row, file_path=path)
        with pytest.raises(reports.UnknownReport, match="lies outside"):
            reports.path_of(one_plant, row)


def test_a_missing_file_says_how_to_get_it_back(one_plant: Scope) -> None:
    reports.daily(one_plant, shop.DAY, email=False).unlink()
    with pytest.raises(reports.UnknownReport, match="generate it again"):
        reports.path_of(one_plant, int(reports.recent(one_plant)["id"].iloc[0]))


def test_another_factorys_report_is_unknown(one_plant: Scope) -> None:
    other = make("lyon")
    reports.daily(one_plant, shop.DAY, email=False)
    with pytest.raises(reports.UnknownReport, match="has no report"):
        reports.path_of(other, int(reports.recent(one_plant)["id"].iloc[0]))
    assert reports.recent(other).empty


def test_old_reports_go_with_their_files(plant: Scope) -> None:
    with environment(REPORT_RETENTION_DAYS="30", VAR_DIR=str(settings().var_dir)):
        old = reports.generate(plant, shop.TODAY - timedelta(days=31))[0]
        young = reports.generate(plant, shop.TODAY - timedelta(days=30))[0]
        assert reports.expire(plant, shop.TODAY) == 1
    assert not old.exists() and young.exists()
    assert count(plant) == 1


def test_what_a_killed_worker_left_is_called_failed(one_plant: Scope) -> None:
    row = store.open_row(one_plant, shop.DAY, "pdf", "schedule", "generating")
    reports.expire(one_plant, shop.TODAY)
    assert store.read(one_plant, row)["status"] == "generating"
    store.change(one_plant, row, generation_started_at=utcnow() - timedelta(hours=2))
    reports.expire(one_plant, shop.TODAY)
    assert store.read(one_plant, row)["status"] == "failed"


def test_recent_is_newest_first_and_limited(one_plant: Scope) -> None:
    t = one_plant.t.kpi_reports
    with one_plant.begin() as db:
        for at in range(3):
            made = {
                "report_type": "daily",
                "report_date": shop.DAY - timedelta(at),
                "file_format": "pdf",
                "status": "pending",
            }
            db.execute(insert(t).values(**made, updated_at=utcnow() + timedelta(hours=at)))
    assert [found.date() for found in reports.recent(one_plant, limit=2)["report_date"]] == [
        shop.DAY - timedelta(2),
        shop.DAY - timedelta(1),
    ]
