"""A lunch break from import to summary (case S1_break): 400 of 480 minutes, and a machine that runs through."""

from datetime import date
from pathlib import Path

import pytest

from data.source import importer
from data.summary.aggregate import backfill
from data.tenancy import Scope, open_scope
from tests.data.summary.conftest import table

MONDAY = date(2024, 3, 4)
FILES = {
    "factory": "name,slug,timezone,currency\nPlant,plant,Europe/Berlin,EUR",
    "machine_groups": "group_name,run_through\nG1,0",
    "machines": "asset_id,name,group_name\nM1,Mill 1,G1\nM2,Mill 2,",
    "shifts": 'name,start_time,end_time,weekdays\nEarly,06:00,14:30,"Mon,Tue,Wed,Thu,Fri"',
    "shift_breaks": "shift,start_time,end_time\nEarly,10:00,10:30",
    "operator_proficiencies": "proficiency,rank\nSenior,3",
    "operators": "emp_id,name,proficiency,shift\nE1,Ann,Senior,Early",
    "part_numbers": "partnumber,revision,cycle_time\nP1,A,60",
    "boms": "unique_id,partnumber,revision,created_at\nB1,P1,A,2024-01-01T00:00:00",
    "hold_reasons": "code,description,category,planned\nBRK,Breakdown,breakdown,0",
    "work_orders": "unique_id,bom,asset_id,emp_id,qty,status,start_time,end_time,created_at\n"
    "W1,B1,M1,E1,400,Completed,2024-03-04T06:00:00,2024-03-04T14:30:00,2024-03-01T08:00:00",
    "work_order_logs": "work_order,status,changed_at,ok_qtys,scrapped_qtys\n"
    "W1,Start,2024-03-04T06:00:00,0,0\nW1,Completed,2024-03-04T14:30:00,400,0",
}
HELD = (
    "work_order,status,changed_at,ok_qtys,scrapped_qtys,hold_reason\n"
    "W1,Start,2024-03-04T06:00:00,0,0,\nW1,Hold,2024-03-04T09:30:00,150,0,BRK\n"
    "W1,Start,2024-03-04T11:00:00,0,0,\nW1,Completed,2024-03-04T14:30:00,250,0,"
)
"""On hold for 90 minutes, of which 30 are the break; 150 units are told at 09:30, 250 at the end."""


def told(folder: Path, **files: str) -> tuple[dict[str, float], dict[str, float]]:
    """Monday's row of the factory, and that of its early shift."""
    for name, text in (FILES | files).items():
        (folder / f"{name}.csv").write_text(text + "\n")
    importer.run(folder)
    scope: Scope = open_scope("plant")
    backfill(scope)
    days = table(scope, "kpi_daily_summaries").set_index("summary_date")
    shifts = table(scope, "kpi_shift_summaries")
    early = shifts[(shifts.shift_date == MONDAY) & (shifts.shift_name == "Early")]
    return days.loc[MONDAY].to_dict(), early.iloc[0].to_dict()


@pytest.mark.usefixtures("database")
def test_nobody_books_a_pause_for_lunch(tmp_path: Path) -> None:
    day, early = told(tmp_path)
    for row in (day, early):
        assert row["run_hours"] == row["busy_hours"] == row["operator_hours"] == row["rostered_hours"] == 8
        assert row["scheduled_hours"] == 16 and row["idle_hours"] == 8, "the other machine has the break too"
        assert row["off_shift_work_hours"] == 0 and row["ok_units"] == row["planned_units"] == 400
        assert row["planned_load_hours"] == 8
        assert 100 * row["good_hours"] / row["run_hours"] == pytest.approx(100 * 400 / 480)
    assert day["calendar_hours"] == 48 and day["work_days"] == 1


@pytest.mark.usefixtures("database")
def test_a_hold_over_the_break_is_shorter_by_it(tmp_path: Path) -> None:
    day, _ = told(tmp_path, work_order_logs=HELD)
    assert day["run_hours"] == 7 and day["unplanned_down_hours"] == 1 and day["idle_hours"] == 8
    assert day["ok_units"] == 400 and day["unplanned_stops"] == 1


@pytest.mark.usefixtures("database")
def test_a_group_that_runs_through_has_no_break(tmp_path: Path) -> None:
    day, early = told(tmp_path, machine_groups="group_name,run_through\nG1,1")
    for row in (day, early):
        assert row["run_hours"] == row["operator_hours"] == 8.5 and row["rostered_hours"] == 8
        assert row["scheduled_hours"] == 16.5 and row["idle_hours"] == 8 and row["planned_load_hours"] == 8.5
        assert row["off_shift_work_hours"] == 0


@pytest.mark.usefixtures("database")
def test_quantities_told_in_the_break_are_the_shift_s(tmp_path: Path) -> None:
    day, early = told(tmp_path, work_order_logs=HELD.replace("09:30", "10:15"))
    assert day["ok_units"] == early["ok_units"] == 400
    assert day["unplanned_down_hours"] == 0.5 and day["run_hours"] == 7.5
