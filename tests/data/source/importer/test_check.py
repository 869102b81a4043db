from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.source.importer import Report, check, load
from data.source.importer.problems import nearest_codes
from tests.data.source.importer import plant
from tests.data.source.importer.plant import line


def checked(path: Path, **changed: str | None) -> Report:
    return check(load(plant.folder(path, **changed)))


def told(report: Report) -> list[str]:
    return [str(problem) for problem in report.errors]


def test_a_sound_folder_becomes_typed_rows(tmp_path: Path) -> None:
    report = checked(tmp_path)
    assert (report.errors, report.warnings, report.orphans) == ([], [], [])
    logs = report.frames["work_order_logs"]
    assert list(logs["ok_qtys"]) == [0, 3, 6, 0], "an empty quantity in a log is nothing"
    assert logs["changed_at"][2] == pd.Timestamp("2024-03-04T07:00:00"), "local time is stored as UTC"
    machines = report.frames["machines"]
    assert pd.isna(machines["hourly_cost"][3]), "elsewhere an empty cell is unknown"
    assert report.frames["shifts"]["weekdays"][3] == "Mon,Tue,Wed,Thu,Fri,Sat,Sun"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (line("machines", 2, "M1,Mill 1,Miling,40"), 'group_name: "Miling" is an unknown machine group; did'),
        (line("machines", 2, "M1,Mill 1,Milling,-1"), 'hourly_cost: "-1" is negative'),
        (line("machines", 2, "M1,Mill 1,Milling,NaN"), 'hourly_cost: "NaN" is not a number'),
        (line("machines", 2, "M1,Mill 1,Milling,1e999"), 'hourly_cost: "1e999" is not a number'),
        (line("machines", 2, 'M1,Mill 1,Milling,"1,5"'), 'hourly_cost: "1,5" is not a number'),
        (line("machines", 2, "M1,,Milling,1"), "name: is empty, and needed"),
        (line("machines", 2, f"M1,{'M' * 121},Milling,1"), "is longer than 120 characters"),
        (line("operator_proficiencies", 2, "Senior,2.5"), 'rank: "2.5" is not a whole number'),
        (line("factory_holidays", 2, "2024-02-30,x"), 'day: "2024-02-30" is not a day (as 2026-11-22)'),
        (line("shifts", 2, "Day,25:00,14:00,Mon"), 'start_time: "25:00" is not a time of day'),
        (line("shifts", 2, "Day,06:00,14:00,Mo"), 'weekdays: "Mo" is not a list of weekdays'),
        (line("hold_reasons", 2, "BRK,x,breakdown,maybe"), 'planned: "maybe" is not 0 or 1'),
        (line("hold_reasons", 2, "BRK,x,Breakdown,0"), 'category: "Breakdown" is unknown (one of breakdown, '),
        (line("work_orders", 3, "W2,B2,M2,,5,Started,,,2024-03-04T07:00:00"), 'did you mean "Start"?'),
        (line("work_orders", 3, "W2,B3,M2,,5,Start,,,2024-03-04T07:00:00"), 'bom: "B3" is an unknown bom; did you'),
        (line("work_orders", 3, "W2,B2,M2,,x,Start,,,2024-03-04T07:00:00"), 'qty: "x" is not a number'),
        (line("work_orders", 3, "W2,B2,M2,,5,Start,soon,,2024-03-04T07:00:00"), 'start_time: "soon" is not a time'),
        (line("work_order_logs", 5, "W2,Paused,2024-03-04T08:30:00,,,,,"), 'status: "Paused" is unknown (one of As'),
        (line("work_order_logs", 5, "W2,Start,2024-03-04T08:30:00,,,,,BRQ"), 'hold reason; did you mean "BRK"?'),
        (line("work_order_logs", 5, "W2,Start,2024-03-03T06:59:59,,,,,"), "a day before its order was created"),
        (line("purchase_orders", 2, "PO1,C1,P1,C,1,,,2024-03-01"), 'partnumber: "P1 / C" is an unknown part number'),
    ],
)  # fmt: skip
def test_one_wrong_cell(tmp_path: Path, changed: dict[str, str], expected: str) -> None:
    report = checked(tmp_path, **changed)
    (only,) = told(report)
    (name,) = changed
    assert only.startswith(f"{name}.csv line ") and expected in only
    assert not report.errors[0].fatal
    assert len(report.frames[name]) == len(plant.FILES[name].split("\n")) - 2, "the other rows are sound"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"machines": None}, "machines.csv: is missing, and needed"),
        (line("machines", 1, "asset_id,name,group_name,hourly_costs"), "hourly_costs: is not a column of this file"),
        (line("machines", 1, "asset_id,name,hourly_cost,hourly_cost"), "hourly_cost: is there twice"),
        (line("machines", 1, "asset_id,name,commissioned_on,hourly_cost"), "group_name: is missing, and needed"),
        (line("factory", 2, "Small works,small,Europe/Wien,EUR"), '"Europe/Wien" is not an IANA time zone'),
        (line("factory", 2, "Small works,Small Works,Europe/Vienna,EUR"), '"Small Works" is not a slug'),
        (line("factory", 2, "Small works,small,Europe/Vienna,€"), '"€" is not a currency code'),
        (line("factory", 3, "Other,other,Europe/Vienna,EUR"), "must hold one row, not 2"),
    ],
)  # fmt: skip
def test_what_no_skipping_of_rows_mends(tmp_path: Path, changed: dict[str, str | None], expected: str) -> None:
    report = checked(tmp_path, **changed)
    assert any(expected in error for error in told(report)), told(report)
    assert all(problem.fatal for problem in report.errors), "nothing follows from a file that was not understood"


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    report = checked(
        tmp_path,
        **line("machines", 3, "M2,Lathe 1,Drilling,-4"),
        **line("customers", 2, "C1,"),
        **line("work_order_logs", 5, "W3,Begin,yesterday,-1,none,,,"),
    )
    columns = [(problem.file, problem.line, problem.column) for problem in report.errors]
    assert columns == [
        ("machines.csv", 3, "hourly_cost"),
        ("machines.csv", 3, "group_name"),
        ("customers.csv", 2, "name"),
        ("work_order_logs.csv", 5, "status"),
        ("work_order_logs.csv", 5, "changed_at"),
        ("work_order_logs.csv", 5, "ok_qtys"),
        ("work_order_logs.csv", 5, "scrapped_qtys"),
        ("work_order_logs.csv", 5, "work_order"),
    ]


def test_children_of_a_refused_row_are_orphans_not_errors(tmp_path: Path) -> None:
    report = checked(tmp_path, **line("machines", 2, "M1,Mill 1,Milling,-1"))
    assert len(report.errors) == 1
    assert [str(problem) for problem in report.orphans] == [
        'work_orders.csv line 2: asset_id: "M1" is a machine that is refused itself, on line 2',
        *(
            f'work_order_logs.csv line {n}: work_order: "W1" is a work order that is refused itself, on line 2'
            for n in (2, 3, 4)
        ),
    ]
    assert list(report.frames["work_orders"]["unique_id"]) == ["W2"]
    assert list(report.frames["work_order_logs"]["work_order"]) == ["W2"]


def test_an_empty_code_is_no_child_of_a_row_without_code(tmp_path: Path) -> None:
    changed = {**line("machine_groups", 4, ",nameless"), **line("machines", 3, "M2,Lathe 1,,")}
    report = checked(tmp_path, **changed)
    assert told(report) == ["machine_groups.csv line 4: group_name: is empty, and needed"]
    assert report.orphans == []


def test_children_of_a_torn_row_are_orphans_too(tmp_path: Path) -> None:
    report = checked(tmp_path, **line("work_orders", 3, "W2,B2,M2,,5"))
    assert [problem.line for problem in report.errors] == [3]
    assert [problem.line for problem in report.orphans] == [5]


@pytest.mark.parametrize("name", sorted(set(plant.FILES) - {"factory"}))
def test_a_file_of_torn_rows_alone(tmp_path: Path, name: str) -> None:
    header = plant.FILES[name].split("\n")[0]
    torn = [",".join(["W1"] * (header.count(",") + 2))] * 3
    report = checked(tmp_path, **{name: "\n".join([header, *torn])})
    assert sorted(problem.line or 0 for problem in report.errors if problem.file == f"{name}.csv") == [2, 3, 4]


def test_keys_are_single(tmp_path: Path) -> None:
    report = checked(tmp_path, **line("work_orders", 4, plant.FILES["work_orders"].split("\n")[1]))
    assert told(report) == ['work_orders.csv line 4: unique_id: "W1" is on line 2 already']
    assert report.orphans == []


def test_a_key_may_be_of_several_columns_and_partly_empty(tmp_path: Path) -> None:
    shifts = "name,start_time,end_time,valid_from\nDay,06:00,14:00,\nDay,07:00,15:00,2024-06-01\nDay,05:00,14:00,"
    report = checked(tmp_path, shifts=shifts)
    assert told(report) == ['shifts.csv line 4: name: "Day" is on line 2 already']


def test_optional_files_and_the_cells_that_point_to_them_may_be_missing(tmp_path: Path) -> None:
    needed = ("factory", "machines", "part_numbers", "work_orders", "boms")
    others = {name: None for name in plant.FILES if name not in needed}
    report = checked(
        tmp_path,
        **others,
        machines="asset_id,name,group_name\nM1,Mill 1,\nM2,Lathe,",
        boms="unique_id,partnumber,revision,created_at\nB1,P1,A,2024-03-01\nB2,P1,B,2024-03-01",
        work_orders="unique_id,bom,asset_id,qty,status,created_at\nW1,B1,M1,5,Closed,2024-03-01",
    )
    assert told(report) == []


def test_a_code_of_a_missing_file_is_unknown(tmp_path: Path) -> None:
    assert told(checked(tmp_path, hold_reasons=None)) == [
        'work_order_logs.csv line 3: hold_reason: "BRK" is an unknown hold reason (hold_reasons is not among the files)'
    ]


def test_codes_that_the_factory_has_are_known(tmp_path: Path) -> None:
    bundle = load(plant.folder(tmp_path, hold_reasons=None))
    known = {"hold_reasons": pd.Series(pd.to_datetime(["2020-01-01"]), index=["BRK"])}
    assert check(bundle, known).errors == []


def test_a_skipped_local_time_is_warned_of_and_moved(tmp_path: Path) -> None:
    order = "W2,B2,M2,,5,Start,2024-03-31T02:30:00,,2024-03-04T07:00:00"
    report = checked(tmp_path, **line("work_orders", 3, order))
    assert [str(problem) for problem in report.warnings] == [
        'work_orders.csv line 3: start_time: "2024-03-31T02:30:00" does not exist in Europe/Vienna, '
        "where the clock went forward: read as 03:00"
    ]
    assert report.frames["work_orders"]["start_time"][3] == pd.Timestamp("2024-03-31T01:00:00")


def test_nearest_of_many_codes_is_found_quickly() -> None:
    codes = [f"WO{n}" for n in range(100_000)]
    assert nearest_codes(["WO7259l", "Wo72591"], codes) == {"WO7259l": "WO7259", "Wo72591": "WO72591"}


def test_headers_without_rows(tmp_path: Path) -> None:
    report = checked(tmp_path, work_orders=plant.FILES["work_orders"].split("\n")[0], work_order_logs=None)
    assert told(report) == []
    assert [str(problem) for problem in report.warnings] == ["work_orders.csv: has no rows"]


cell = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", ",", '"', "\n", "-1", "1e999", "nan", "2024-03-31T02:30", "2024-13-01", "0000-00-00", "W1"]),
)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_damage_to_a_file_is_too_much(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(plant.FILES)))
    text = plant.FILES[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    damaged = text[:start] + data.draw(cell) + text[end:]
    path = plant.folder(tmp_path_factory.getbasetemp() / "damaged", **{name: damaged})
    report = check(load(path))
    assert all(str(problem) for problem in [*report.errors, *report.warnings, *report.orphans])
    if not report.errors:
        assert set(report.frames) == set(plant.FILES)
