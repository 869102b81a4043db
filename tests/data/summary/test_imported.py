"""Imports and the closed days behind them: what moves, what stays, what an import would do."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from data.source.importer import Result, Wish, run
from data.summary import moves
from data.summary.clock import wall
from data.summary.imported import rehearse, summarise
from data.tenancy import open_scope
from tests.data.source.importer import plant

LOG = "work_order,status,changed_at,ok_qtys,scrapped_qtys"
SHOP: dict[str, str | None] = dict.fromkeys(plant.FILES) | {
    "factory": "name,slug,timezone,currency\nPlant,plant,Europe/Berlin,EUR",
    "machine_groups": "group_name\nG1\nG2",
    "machines": "asset_id,name,group_name\nM1,Mill 1,G1\nM2,Mill 2,G1",
    "shifts": 'name,start_time,end_time,weekdays\nEarly,06:00,14:00,"Mon,Tue,Wed,Thu,Fri"\n'
    'Late,14:00,22:00,"Mon,Tue,Wed,Thu,Fri"',
    "part_numbers": "partnumber,revision,cycle_time,setup_time,standard_cost\nP1,A,60,600,2",
    "hold_reasons": "code,description,category,planned\nBRK,Breakdown,breakdown,0",
    "boms": "unique_id,partnumber,revision,created_at\nB1,P1,A,2024-01-01T00:00:00",
    "work_orders": "unique_id,bom,asset_id,qty,status,created_at\nW1,B1,M1,100,Completed,2024-03-01T08:00:00",
    "work_order_logs": f"{LOG}\nW1,Start,2024-03-04T06:00:00,0,0\nW1,Completed,2024-03-04T13:00:00,400,0",
}
FAST = {"part_numbers": "partnumber,revision,cycle_time,setup_time,standard_cost\nP1,A,30,600,2"}
MOVED = {"machines": "asset_id,name,group_name\nM1,Mill one,G2\nM2,Mill 2,G1"}
PLAIN, RESTATE = Wish(), Wish(restate=True)


def give(path: Path, wish: Wish = PLAIN, **changed: str) -> Result:
    result = run(plant.folder(path, **SHOP | changed), wish=wish)
    summarise(result)
    return result


def rows(table: str, *columns: str) -> list[tuple[Any, ...]]:
    scope = open_scope("plant")
    t = getattr(scope.t, table)
    with scope.connect() as db:
        return [tuple(row) for row in db.execute(select(*(t.c[name] for name in columns)).order_by(t.c.id))]


def oee() -> float:
    (found,) = rows("kpi_daily_summaries", "oee")
    return float(found[0])


def test_a_cycle_time_changes_the_past_only_by_a_wish(database: str, tmp_path: Path) -> None:
    give(tmp_path)
    give(tmp_path, **FAST)
    assert rows("kpi_restatements", "day") == []
    before, began = oee(), wall()
    give(tmp_path, RESTATE, **FAST)
    assert oee() == pytest.approx(before / 2)
    moved = moves.since(open_scope("plant"), began)
    assert moved.told == "2024-03-04" and moved.kpis["oee"] == pytest.approx((before, oee()))
    assert {cause for (cause,) in rows("kpi_restatements", "cause")} == {
        "import --restate: part P1: cycle_time 60 -> 30 for all time"
    }


def test_a_machine_that_moves_to_another_group_leaves_its_past_there(database: str, tmp_path: Path) -> None:
    give(tmp_path)
    hours = rows("kpi_group_daily", "machine_group_id", "run_hours")
    give(tmp_path, **MOVED)
    assert rows("kpi_group_daily", "machine_group_id", "run_hours") == hours
    give(tmp_path, RESTATE, **MOVED)
    assert {group: run for group, run in rows("kpi_group_daily", "machine_group_id", "run_hours") if run} == {2: 7}


def test_an_order_that_moves_runs_where_it_ran(database: str, tmp_path: Path) -> None:
    started = f"{LOG}\nW1,Start,2024-03-04T06:00:00,0,0\nW1,Start,2024-03-04T22:00:00,50,0"
    give(tmp_path, work_order_logs=started)
    later = f"{LOG}\nW1,Start,2024-03-05T06:00:00,0,0\nW1,Completed,2024-03-05T12:00:00,50,0"
    orders = (SHOP["work_orders"] or "").replace("M1", "M2")
    result = give(tmp_path, work_order_logs=later, work_orders=orders)
    found = {
        (machine, str(day)): hours
        for machine, day, hours in rows("kpi_machine_daily", "machine_id", "summary_date", "run_hours")
        if hours
    }
    assert found == {(1, "2024-03-04"): 24, (2, "2024-03-05"): 6}
    assert "is not M1, where W1 was" in str(result.warnings[0])


CASES = [
    ({"work_order_logs": f"{LOG}\nW1,Completed,2024-03-04T13:00:00,100,0"}, Wish(replace=True), True),
    (FAST, RESTATE, True),
    (FAST, Wish(), False),
    (MOVED, RESTATE, False),
    ({"work_orders": (SHOP["work_orders"] or "").replace("100", "200")}, Wish(), True),
    ({}, Wish(), False),
]


@pytest.mark.parametrize(("changed", "wish", "moving"), CASES)
def test_a_dry_run_says_what_the_import_then_does(
    database: str, tmp_path: Path, changed: dict[str, str], wish: Wish, moving: bool
) -> None:
    give(tmp_path)
    tables = (
        "machines", "part_numbers", "work_orders", "work_order_logs", "part_standards", "machine_assignments",
        "log_changes", "kpi_daily_summaries", "kpi_group_daily", "kpi_restatements", "kpi_window_ledger",
    )  # fmt: skip
    every = {name: list(getattr(open_scope("plant").t, name).c.keys()) for name in tables}
    before = {name: rows(name, *columns) for name, columns in every.items()}
    told, expected = rehearse(plant.folder(tmp_path, **SHOP | changed), wish=wish)
    assert {name: rows(name, *columns) for name, columns in every.items()} == before
    began = wall()
    result = give(tmp_path, wish, **changed)
    assert (told.counts, told.restated) == (result.counts, result.restated)
    found = moves.since(open_scope("plant"), began)
    assert (expected.days, dict(expected.kpis)) == (found.days, dict(found.kpis)) and bool(found.days) == moving


def test_a_dry_run_of_a_new_factory_makes_none(database: str, tmp_path: Path) -> None:
    result, moved = rehearse(plant.folder(tmp_path, **SHOP))
    assert result.counts["work_order_logs"].inserted == 2 and not moved.days
    with pytest.raises(LookupError):
        open_scope("plant")
