"""The columns and files that a plant may leave out."""

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from data.source.importer import Counts, ImportRefused, run
from data.source.importer.files import FILES as ALL
from data.tenancy import open_scope
from tests.data.source.importer import plant

FILES = {
    "factory": "name,slug,timezone,currency,credit,recorded_from,day_named_by\n"
    "Small works,small,Europe/Vienna,EUR,made,2024-03-04,end",
    "machine_groups": "group_name,description,run_through\nMilling,,1\nTurning,Lathes,",
    "shift_breaks": "shift,start_time,end_time\nDay,09:00,09:15\nDay,12:00,12:30\nNight,02:00,02:30",
    "unrecorded_days": "day,reason\n2024-03-06,server down\n2024-03-07,",
    "work_orders": (
        "unique_id,bom,asset_id,emp_id,last_operation,qty,status,start_time,end_time,created_at\n"
        "W1,B1,M1,E1,20,10,Completed,2024-03-04T08:00:00,2024-03-04T12:00:00,2024-03-04T07:00:00\n"
        "W2,B2,M2,,,5,Start,,,2024-03-04T07:00:00"
    ),
    "work_order_logs": (
        "work_order,status,changed_at,ok_qtys,scrapped_qtys,asset_id,emp_id,operation,log_id,deleted\n"
        "W1,Start,2024-03-04T08:00:00,0,0,M1,E1,10,L1,0\n"
        "W1,Start,2024-03-04T08:00:00,0,0,M2,,20,L2,\n"
        "W1,Completed,2024-03-04T11:00:00,6,,,,20,L3,\n"
        "W1,Hold,2024-03-04T12:00:00,60,,,,20,L4,1\n"
        "W2,Start,2024-03-04T08:30:00,,,,,,,"
    ),
}


def rows(table: str) -> pd.DataFrame:
    scope = open_scope("small")
    t = getattr(scope.t, table)
    return scope.frame(select(t).order_by(t.c.id))


def test_they_arrive(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path, **FILES))
    settings = open_scope("small").factory.settings
    assert settings == {"credit": "made", "recorded_from": "2024-03-04", "day_named_by": "end"}
    assert list(rows("machine_groups")["run_through"].astype(bool)) == [True, False]
    breaks = rows("shift_breaks")
    assert list(breaks["shift_id"]) == [1, 1, 2]
    assert [str(at)[-8:] for at in breaks["start_time"]] == ["09:00:00", "12:00:00", "02:00:00"]
    assert list(rows("unrecorded_days")["reason"].fillna("")) == ["server down", ""]
    orders = rows("work_orders")
    assert orders["last_operation"][0] == "20" and pd.isna(orders["last_operation"][1])
    assert list(orders["ok_qtys"]) == [6, 0], "a line taken back counts for nothing"
    logs = rows("work_order_logs")
    assert list(logs["external_id"].fillna("")) == ["L1", "L2", "", "L3", "L4"]
    assert list(logs["operation"].fillna("")) == ["10", "20", "", "20", "20"]
    assert list(logs["machine_id"].fillna(0)) == [1, 2, 0, 0, 0] and list(logs["operator_id"].fillna(0))[:2] == [1, 0]
    assert list(logs["deleted_at"].notna()) == [False] * 4 + [True]


def test_a_second_import_changes_nothing(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path, **FILES))
    before = {file.name: rows(file.name) for file in ALL if file.name != "factory"}
    again = run(tmp_path)
    assert not again.changed and again.span is None
    for name, frame in before.items():
        pd.testing.assert_frame_equal(rows(name), frame)


def test_breaks_stay_those_of_a_shift_that_changes_its_hours(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path, **FILES))
    hours = "name,start_time,end_time,weekdays,valid_from,valid_to\n"
    hours += "Day,06:00,14:00,,,2024-06-01\nDay,07:00,15:00,,2024-06-01,\nNight,22:00,06:00,,,"
    again = run(plant.folder(tmp_path, **FILES, shifts=hours))
    assert again.counts["shift_breaks"] == Counts(0, 0, 3)
    assert rows("shift_breaks")["end_time"].astype(str).str[-8:].tolist() == ["09:15:00", "12:30:00", "02:30:00"]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("factory", "made", "guessed", 'factory.csv line 2: credit: "guessed" is unknown (one of reported, made)'),
        ("factory", ",end", ",noon", 'day_named_by: "noon" is unknown (one of start, end)'),
        ("factory", "EUR,made,2024-03-04", "EUR,made,soon", 'recorded_from: "soon" is not a day'),
        ("shift_breaks", "Night,02:00", "Nigth,02:00", 'shift: "Nigth" is an unknown shift; did you mean "Night"?'),
        ("shift_breaks", "Day,09:00,09:15", "Day,05:45,06:15", 'line 2: start_time: "05:45" begins a break that does'),
        ("shift_breaks", "Night,02:00,02:30", "Night,05:30,06:30", 'line 4: start_time: "05:30" begins a break'),
        ("shift_breaks", "Night,02:00,02:30", "Night,02:00,02:00", 'line 4: start_time: "02:00" begins a break'),
        ("shift_breaks", "Day,12:00", "Day,09:00", 'line 3: shift: "Day" is on line 2 already'),
        ("unrecorded_days", "2024-03-07", "2024-03-06", 'day: "2024-03-06" is on line 2 already'),
        ("work_order_logs", "20,L2", "20,L1", 'line 3: log_id: "L1" is on line 2 already'),
        ("work_order_logs", "M2,,20", "M3,,20", 'asset_id: "M3" is an unknown machine'),
        ("work_order_logs", "L1,0", "L1,2", 'deleted: "2" is not 0 or 1'),
    ],
)
def test_what_is_wrong_with_them_is_told(
    database: str, tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        run(plant.folder(tmp_path, **FILES | {file: FILES[file].replace(old, new, 1)}))
    assert told in "\n".join(map(str, refused.value.errors))
