"""An import that was asked for in the pages."""

from datetime import datetime
from pathlib import Path

import pytest
from rq.job import Job
from sqlalchemy import update

from data.source.importer import Wish
from data.summary import findings
from data.tenancy import open_scope
from jobs import imports
from jobs.queues import connection
from jobs.run import run
from tests import tiny
from tests.data.source.importer import plant

ANN = Wish(by="ann@demo")


@pytest.fixture
def scope(sqlite_database, redis_url, tmp_path):
    return tiny.imported(tmp_path / "in", tiny.last_days(1))


def test_an_upload_waits_for_a_worker_and_is_told_to_its_factory(scope):
    job = imports.ask(scope, b"no zip at all", ANN)
    assert imports.report(scope, job) is None
    path = Path(Job.fetch(job, connection()).args[0])
    ended = imports.load(str(path), "tiny", ANN)
    assert "not a readable zip" in ended.errors[0].message and ended.counts is None
    assert not path.exists()
    for wrong in ("import-other-000000000000", "shift-aggregate-tiny-1"):
        with pytest.raises(LookupError, match="has no import"):
            imports.report(scope, wrong)
    with pytest.raises(LookupError, match="no longer kept"):
        imports.report(scope, "import-tiny-000000000000")


def test_a_zip_of_another_factory_is_refused_whole(scope, tmp_path):
    path = plant.archive(tmp_path / "upload.zip")
    ended = imports.load(str(path), "tiny", ANN)
    assert any("not the factory asked for" in error.message for error in ended.errors)


def test_a_sound_zip_is_imported_and_its_summaries_follow(scope, tmp_path):
    path = plant.archive(tmp_path / "upload.zip")
    ended = imports.load(str(path), "small", ANN)
    assert ended.errors == () and ended.counts["work_orders"].inserted == 2 and ended.follows
    (follow,) = (Job.fetch(key, connection()) for key in _waiting())
    assert follow.func_name == "jobs.imports.follow" and follow.timeout == imports.HOUR
    imports.follow(*follow.args)
    small = open_scope("small")
    assert len(small.frame(small.t.kpi_daily_summaries.select()))
    again = imports.load(str(plant.archive(tmp_path / "upload.zip")), "small", ANN)
    assert not again.follows and not any(count.inserted or count.updated for count in again.counts.values())


def test_a_rehearsal_says_what_would_change_and_writes_nothing(sqlite_database, redis_url, tmp_path):
    assert imports.load(str(plant.archive(tmp_path / "upload.zip")), "small", ANN).follows
    imports.follow(*Job.fetch(_waiting()[0], connection()).args)
    part = plant.line("part_numbers", 2, "P1,A,30")
    wish = Wish(restate=True, by="ann@demo")
    told = imports.load(str(plant.archive(tmp_path / "new.zip", **part)), "small", wish, dry_run=True)
    assert told.counts["part_numbers"].updated == 1 and told.rehearsed and told.restated and not told.follows
    small = open_scope("small")
    assert small.frame(small.t.part_standards.select()).empty and len(_waiting()) == 1
    again = imports.load(str(plant.archive(tmp_path / "new.zip", **part)), "small", wish)
    assert again.counts == told.counts and again.restated == told.restated and again.follows


def test_an_import_tells_what_is_doubtful_and_the_night_looks_again(sqlite_database, redis_url, tmp_path):
    late = plant.line("work_order_logs", 6, "W1,Closed,2024-03-04T12:00:00,6,,,,")
    path = plant.archive(tmp_path / "upload.zip", **late)
    ended = imports.load(str(path), "small", ANN)
    assert ended.errors == () and ended.doubtful["goods_after_end"] == 1
    small = open_scope("small")
    log = small.t.work_order_logs
    with small.begin() as db:
        db.execute(update(log).where(log.c.status == "Closed").values(deleted_at=datetime(2024, 3, 5)))
    run("1", "data-quality", "small", "2024-03-05")
    assert "goods_after_end" not in findings.counts(small)


def _waiting():
    from rq import Queue

    return Queue("default", connection=connection()).job_ids
