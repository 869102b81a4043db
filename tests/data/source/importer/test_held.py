"""What held then: masters that change, and orders that move, leave the past alone unless somebody says otherwise."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select

from data.source.importer import ImportRefused, Result, Wish, run
from data.tenancy import open_scope
from tests.data.source.importer import plant
from tests.data.source.importer.plant import line

TODAY = date(2026, 12, 1)
RESTATE = Wish(restate=True)
PLAIN = Wish()
MASTERS = {
    "machines": ("asset_id,name,group_name{}\nM1,Mill 1,{}", "machine_assignments", "machine_group_id", 1),
    "operators": ("emp_id,name,shift,proficiency{}\nE1,Ann,Day,{}", "operator_levels", "operator_proficiency_id", 1),
    "part_numbers": ("partnumber,revision,cycle_time{}\nP1,A,{}", "part_standards", "cycle_time", 60),
}
VALUES = {"machines": ("Milling", "Turning"), "operators": ("Senior", "Junior"), "part_numbers": ("60", "30")}
MORE = {"operator_proficiencies": "proficiency,rank\nSenior,3\nJunior,1"}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.source.importer.write.utcnow", lambda: datetime(2026, 12, 1, 12))


OTHERS = {"machines": "\nM2,Lathe 1,Turning", "operators": "", "part_numbers": "\nP1,B,"}


def give(path: Path, table: str, value: str, since: str | None = None, wish: Wish = PLAIN) -> Result:
    """The plant with a value of its first machine, operator or part; the others stay."""
    column, more = ("", "") if since is None else (",valid_from", ",")
    text = MASTERS[table][0].format(column, value + (f",{since}" if since else ""))
    other = OTHERS[table] + more if OTHERS[table] else ""
    return run(plant.folder(path, **MORE | {table: text + other}), wish=wish)


def dated(table: str) -> list[tuple[date, Any]]:
    _, name, column, _ = MASTERS[table]
    scope = open_scope("small")
    t = getattr(scope.t, name)
    with scope.connect() as db:
        return [tuple(row) for row in db.execute(select(t.c.valid_from, t.c[column]).order_by(t.c.valid_from))]


def now(table: str) -> Any:
    scope = open_scope("small")
    t = getattr(scope.t, table)
    with scope.connect() as db:
        return db.scalar(select(t.c[MASTERS[table][2]]).order_by(t.c.id).limit(1))


@pytest.mark.parametrize("table", list(MASTERS))
def test_a_changed_value_holds_from_today(database: str, tmp_path: Path, table: str) -> None:
    old, new = VALUES[table]
    before = MASTERS[table][3]
    give(tmp_path, table, old)
    result = give(tmp_path, table, new)
    (first, was), (since, value) = dated(table)
    assert (since, was) == (TODAY, before) and first < TODAY and value == now(table) != before
    assert (result.span, result.whole, result.restated) == (None, False, ()) and result.changed
    again = give(tmp_path, table, new)
    assert not again.changed and len(dated(table)) == 2
    give(tmp_path, table, old)
    assert dated(table)[0][1] == before and now(table) == before


@pytest.mark.parametrize("table", list(MASTERS))
def test_the_past_changes_only_by_a_wish(database: str, tmp_path: Path, table: str) -> None:
    old, new = VALUES[table]
    give(tmp_path, table, old)
    give(tmp_path, table, new)
    result = give(tmp_path, table, new, wish=RESTATE)
    assert dated(table) == [] and now(table) != MASTERS[table][3]
    assert result.whole and len(result.restated) == 1 and f"{old} -> {new} for all time" in result.restated[0]
    assert not give(tmp_path, table, new, wish=RESTATE).changed


@pytest.mark.parametrize("table", list(MASTERS))
def test_a_day_in_the_past_takes_the_same_wish(database: str, tmp_path: Path, table: str) -> None:
    old, new = VALUES[table]
    give(tmp_path, table, old)
    with pytest.raises(ImportRefused, match=r"lies before today .* and would change closed days"):
        give(tmp_path, table, new, "2024-03-04")
    assert dated(table) == []
    result = give(tmp_path, table, new, "2024-03-04", RESTATE)
    assert [(since, value == now(table)) for since, value in dated(table)] == [
        (dated(table)[0][0], False), (date(2024, 3, 4), True)
    ]  # fmt: skip
    assert result.span == (datetime(2024, 3, 4, 5), datetime(2024, 3, 4, 10)) and not result.whole
    assert "since 2024-03-04" in result.restated[0]
    assert not give(tmp_path, table, new, "2024-03-04").changed, "known already"


@pytest.mark.parametrize("since", ["2024-03-05", "2026-12-01", "2027-01-01"])
def test_a_day_since_which_nothing_was_recorded_is_no_past(database: str, tmp_path: Path, since: str) -> None:
    give(tmp_path, "machines", "Milling")
    result = give(tmp_path, "machines", "Turning", since)
    assert [str(day) for day, _ in dated("machines")][1] == since and result.span is None
    assert not give(tmp_path, "machines", "Turning", since).changed
    assert not give(tmp_path, "machines", "Turning").changed


def test_a_new_master_may_say_since_when(database: str, tmp_path: Path) -> None:
    give(tmp_path, "machines", "Milling", "2020-01-01")
    assert dated("machines") == [(date(2020, 1, 1), 1)]
    give(tmp_path, "machines", "Turning")
    assert dated("machines") == [(date(2020, 1, 1), 1), (TODAY, 2)]


def test_standards_that_the_file_does_not_have_go_on(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path, part_numbers="partnumber,revision,cycle_time,setup_time\nP1,A,60,600\nP1,B,,"))
    run(plant.folder(tmp_path, part_numbers="partnumber,revision,cycle_time\nP1,A,30\nP1,B,"))
    scope = open_scope("small")
    found = scope.frame(select(scope.t.part_standards).order_by(scope.t.part_standards.c.valid_from))
    assert found[["part_number_id", "cycle_time", "setup_time"]].to_numpy().tolist() == [[1, 60, 600], [1, 30, 600]]


def test_a_name_computes_nothing_and_a_cost_all(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path))
    named = run(plant.folder(tmp_path, **line("machines", 2, "M1,Mill one,Milling,40.5")))
    assert named.changed and named.span is None and not named.whole
    assert run(plant.folder(tmp_path, **line("machines", 2, "M1,Mill one,Milling,50"))).whole


def _places() -> pd.DataFrame:
    scope = open_scope("small")
    log = scope.t.work_order_logs
    return scope.frame(select(log.c.machine_id, log.c.operator_id).where(log.c.work_order_id == 1).order_by(log.c.id))


MOVED = line("work_orders", 2, "W1,B1,M2,,10,Completed,2024-03-04T08:00:00,2024-03-04T12:00:00,2024-03-04T07:00:00")


def test_an_order_that_moves_leaves_its_log_where_it_was(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path))
    later = "work_order,status,changed_at,ok_qtys,scrapped_qtys\nW1,Closed,2024-03-05T08:00:00,0,0"
    result = run(plant.folder(tmp_path, **MOVED, work_order_logs=later))
    assert _places().fillna(0).to_numpy().tolist() == [[1, 1]] * 3 + [[0, 0]], "the new line is where the order is now"
    assert [str(one) for one in result.warnings] == [
        'work_orders.csv line 2: asset_id: "M2" is not M1, where W1 was: its 3 lines so far stay there; name it on the '
        "lines, or import with --restate, to move them too",
        "work_orders.csv line 2: emp_id: is not E1, where W1 was: its 3 lines so far stay there; name it on the "
        "lines, or import with --restate, to move them too",
    ]
    again = run(tmp_path)
    assert not again.changed and not again.warnings


def test_lines_that_say_where_they_were_need_no_warning(database: str, tmp_path: Path) -> None:
    header = "work_order,status,changed_at,ok_qtys,scrapped_qtys,asset_id,emp_id\n"
    header += "W1,Start,2024-03-04T08:00:00,0,0,M1,E1"
    run(plant.folder(tmp_path, work_order_logs=header))
    assert run(plant.folder(tmp_path, **MOVED, work_order_logs=header)).warnings == ()


def test_a_wish_moves_an_order_with_its_log(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path))
    result = run(plant.folder(tmp_path, **MOVED), wish=RESTATE)
    assert _places()["machine_id"].isna().all() and result.warnings == ()
