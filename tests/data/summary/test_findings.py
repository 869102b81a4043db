"""What is kept of doubtful data: found by an import or in the night, gone when mended, away when said to be fine."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from data.source import importer
from data.summary import clock, findings
from data.summary.aggregate import backfill
from data.summary.findings import Kept
from data.tenancy import Scope, open_scope
from data.tenancy.schema import utcnow

NOW = datetime(2024, 3, 5, 9)
"""A Tuesday, an hour later in Berlin."""
LINES = ("W1,Start,2024-03-04T06:00:00,0,0", "W1,Completed,2024-03-04T14:00:00,100,5")
CASES = {
    "base": (LINES, set()),
    "completed before its start": (
        ("W1,Start,2024-03-04T09:00:00,0,0", "W1,Completed,2024-03-04T08:00:00,100,5"),
        {"completed_before_start", "ended_but_open", "over_closed_time", "impossible_pace"},
    ),
    "a weekend": (("W1,Start,2024-03-01T13:00:00,0,0", "W1,Completed,2024-03-04T07:00:00,100,5"), {"over_closed_time"}),
    "boxes": (
        ("W1,Start,2024-03-04T06:00:00,0,0", "W1,Completed,2024-03-04T08:00:00,40,0",
         "W1,Completed,2024-03-04T14:00:00,60,5"),
        {"goods_after_end"},
    ),
    "after the shift": (
        ("W1,Start,2024-03-04T06:00:00,0,0", "W1,Completed,2024-03-04T14:02:00,100,5"),
        {"after_shift"},
    ),
    "a scanned number": (
        ("W1,Start,2024-03-04T06:00:00,0,0", "W1,Completed,2024-03-04T13:00:00,400638133,0"),
        {"over_order", "impossible_pace"},
    ),
}  # fmt: skip


def folder(path: Path, lines: tuple[str, ...]) -> Path:
    """A plant of one machine, Early 06-14 and Late 14-22 from Monday to Friday, 60 s a piece, in Berlin."""
    path.mkdir(parents=True, exist_ok=True)
    files = {
        "factory": "name,slug,timezone,currency\nPlant,plant,Europe/Berlin,EUR",
        "machines": "asset_id,name,group_name\nM1,Mill 1,",
        "shifts": 'name,start_time,end_time,weekdays\nEarly,06:00,14:00,"Mon,Tue,Wed,Thu,Fri"\n'
                  'Late,14:00,22:00,"Mon,Tue,Wed,Thu,Fri"',
        "part_numbers": "partnumber,revision,cycle_time\nP1,A,60",
        "boms": "unique_id,partnumber,revision,created_at\nB1,P1,A,2024-01-01T00:00:00",
        "work_orders": "unique_id,bom,asset_id,qty,status,created_at\nW1,B1,M1,100,Completed,2024-03-01T08:00:00",
        "work_order_logs": "\n".join(("work_order,status,changed_at,ok_qtys,scrapped_qtys", *lines)),
    }  # fmt: skip
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text + "\n")
    return path


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "wall", lambda: NOW)


def imported(path: Path, lines: tuple[str, ...] = LINES) -> tuple[Scope, dict[str, int]]:
    since = utcnow()
    result = importer.run(folder(path, lines))
    scope = open_scope("plant")
    return scope, findings.imported(scope, since, result.whole)


def add(scope: Scope, status: str, at: datetime, ok: float) -> None:
    """A line that the production system writes by itself."""
    with scope.begin() as db:
        order = db.scalar(select(scope.t.work_orders.c.id))
        row = {"work_order_id": order, "status": status, "changed_at": at, "ok_qtys": ok}
        db.execute(insert(scope.t.work_order_logs), [row])


@pytest.mark.parametrize("case", CASES)
def test_an_import_tells_what_is_doubtful(sqlite_database: str, tmp_path: Path, case: str) -> None:
    lines, rules = CASES[case]
    scope, found = imported(tmp_path, lines)
    assert set(found) == rules and set(found.values()) <= {1}
    assert findings.counts(scope) == found
    if rules:
        assert f"{len(rules)} doubtful: " in findings.said(found)


def test_what_is_mended_is_gone_and_what_comes_again_is_there_again(database: str, tmp_path: Path) -> None:
    scope, _ = imported(tmp_path, CASES["boxes"][0])
    backfill(scope)
    (row,) = findings.listed(scope).to_dict("records")
    assert (row["rule"], row["subject"], row["order"], row["asset_id"], row["day"]) == (
        "goods_after_end", "order W1", "W1", "M1", date(2024, 3, 4))  # fmt: skip
    assert not findings.nightly(scope)
    logs, c = scope.t.work_order_logs, scope.t.data_findings.c
    late = logs.c.changed_at == datetime(2024, 3, 4, 13)
    with scope.begin() as db:
        db.execute(update(logs).where(late).values(deleted_at=NOW))
    assert findings.order(scope, "W1") and findings.counts(scope) == {} and not findings.order(scope, "W1")
    with scope.connect() as db:
        assert db.execute(select(c.rule, c.gone_at)).all() == [("goods_after_end", NOW)]
    with scope.begin() as db:
        db.execute(update(logs).where(late).values(deleted_at=None))
    assert findings.nightly(scope) and findings.counts(scope) == {"goods_after_end": 1}
    with scope.begin() as db:
        db.execute(delete(logs))
        db.execute(delete(scope.t.work_orders))
    assert findings.nightly(scope) and findings.counts(scope) == {}


def test_what_is_fine_stays_away_until_it_says_something_else(database: str, tmp_path: Path) -> None:
    scope, _ = imported(tmp_path, CASES["boxes"][0])
    backfill(scope)
    (key,) = findings.listed(scope).id
    assert findings.fine(scope, int(key), "ann@plant") and not findings.fine(scope, int(key), "bob@plant")
    assert findings.counts(scope) == {} and findings.listed(scope).empty
    assert not findings.nightly(scope) and findings.counts(scope) == {}
    add(scope, "Completed", datetime(2024, 3, 4, 14), 3)
    assert findings.nightly(scope) and findings.counts(scope) == {"goods_after_end": 1}
    c = scope.t.data_findings.c
    with scope.connect() as db:
        assert db.execute(select(c.fine_by, c.fine_at)).all() == [(None, None)]


def test_a_later_import_tells_of_what_it_brings_alone(sqlite_database: str, tmp_path: Path) -> None:
    scope, _ = imported(tmp_path, CASES["boxes"][0])
    backfill(scope)
    assert imported(tmp_path, CASES["boxes"][0])[1] == {}
    orders = tmp_path / "work_orders.csv"
    more = (*CASES["boxes"][0], "W2,Start,2024-03-04T15:00:00,0,0", "W2,Completed,2024-03-04T15:10:00,90,0")
    since = utcnow()
    path = folder(tmp_path, more)
    orders.write_text(orders.read_text() + "W2,B1,M1,100,Completed,2024-03-01T08:00:00\n")
    result = importer.run(path)
    assert not result.whole and findings.imported(scope, since, result.whole) == {"impossible_pace": 1}
    assert findings.counts(scope) == {"impossible_pace": 1, "goods_after_end": 1}
    assert findings.counts(scope, Kept(["goods_after_end"])) == {"goods_after_end": 1}
    assert findings.counts(scope, Kept(first=date(2024, 3, 5))) == {}


def test_days_without_a_line_are_found_and_go(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "wall", lambda: datetime(2024, 3, 7, 9))
    scope, found = imported(tmp_path)
    backfill(scope)
    assert found == {"silent_day": 2}
    assert [f"{day}" for day in findings.listed(scope).day] == ["2024-03-06", "2024-03-05"]
    add(scope, "Closed", datetime(2024, 3, 5, 10), 0)
    with scope.begin() as db:
        db.execute(insert(scope.t.unrecorded_days), [{"day": date(2024, 3, 6)}])
    assert findings.nightly(scope) and findings.counts(scope) == {}
