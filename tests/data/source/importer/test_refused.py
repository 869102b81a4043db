"""Figures that cannot be, words of other systems, and hints that do not mislead."""

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from data.source.importer import Report, check, load, run
from data.source.importer.problems import nearest
from data.tenancy import open_scope
from tests.data.source.importer import plant
from tests.data.source.importer.plant import line

NOW = datetime(2026, 12, 1)


def read(path: Path, **changed: str | None) -> Report:
    return check(load(plant.folder(path, **changed)), now=NOW)


def told(report: Report) -> list[str]:
    return [str(problem) for problem in report.errors]


BAR_CODE = "is over 1,000,000,000, which cannot be (a bar code in the wrong cell?); write the figure itself"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (line("work_order_logs", 4, "W1,Completed,2024-03-04T11:00:00,4006381333931,,,,"),
         f'work_order_logs.csv line 4: ok_qtys: "4006381333931" {BAR_CODE}'),
        (line("work_orders", 3, "W2,B2,M2,,1e308,Start,,,2024-03-04T07:00:00"),
         f'work_orders.csv line 3: qty: "1e308" {BAR_CODE}'),
        (line("work_order_logs", 4, "W1,Completed,2062-03-04T11:00:00,6,,,,"),
         'work_order_logs.csv line 4: changed_at: "2062-03-04T11:00:00" is more than a day ahead of now '
         "(2026-12-01 00:00 UTC); is the year right?"),
        (line("work_order_logs", 4, "W1,Completed,2026-12-02T02:00:00,6,,,,"), "is more than a day ahead of now"),
        (line("boms", 3, "B2,,P1,B,,2042-03-01T08:00:00"), "boms.csv line 3: created_at:"),
        (line("purchase_orders", 2, "PO1,C1,P1,A,100,2.5,2024-03-20,2042-03-01T08:00:00"), "ahead of now"),
        (line("work_orders", 3, "W2,B2,M2,,5,Start,,,2004-03-04T07:00:00"),
         'work_orders.csv line 3: created_at: "2004-03-04T07:00:00" is more than five years before its first log '
         "(2024-03-04); is the year right?"),
        (line("work_orders", 3, "W2,B2,M2,,5,Start,2004-03-04T07:00:00,,2024-03-04T07:00:00"),
         'start_time: "2004-03-04T07:00:00" is more than five years before its order was created'),
    ],
)  # fmt: skip
def test_figures_that_cannot_be_are_refused_with_their_line(
    tmp_path: Path, changed: dict[str, str], expected: str
) -> None:
    assert expected in told(read(tmp_path, **changed))[0]


def test_what_is_rare_but_can_be_is_read(tmp_path: Path) -> None:
    changed = {
        **line("machines", 2, "M1,Mill 1,Milling,2000000000"),  # in rupiah
        **line("work_orders", 3, "W2,B2,M2,,1e9,Start,2044-01-01,2044-01-02,2024-03-04T07:00:00"),
    }
    assert told(read(tmp_path, **changed)) == []


def test_a_negative_quantity_is_refused_with_the_ways_to_correct_and_cannot_be_skipped(tmp_path: Path) -> None:
    report = read(tmp_path, **line("work_order_logs", 4, "W1,Completed,2024-03-04T11:00:00,-900,,,,"))
    (only,) = told(report)
    assert all(way in only for way in ('ok_qtys: "-900" is negative', "log_id", "--replace", "the order's page"))
    assert report.errors[0].fatal, "without the correction what it corrects would count"


@pytest.mark.parametrize(
    ("word", "status"),
    [("In Progress", "Start"), ("in_progress", "Start"), ("On Hold", "Hold"), ("ON-HOLD", "Hold"),
     ("Finished", "Completed"), ("done", "Completed"), ("Canceled", "Cancelled"), ("closed", "Closed")],
)  # fmt: skip
def test_words_of_other_systems(tmp_path: Path, word: str, status: str) -> None:
    report = read(tmp_path, **line("work_orders", 3, f"W2,B2,M2,,5,{word},,,2024-03-04T07:00:00"))
    assert told(report) == []
    assert report.frames["work_orders"]["status"][3] == status
    same = word.lower() == status.lower()
    assert [str(warning) for warning in report.warnings] == (
        [] if same else [f'work_orders.csv line 3: status: "{word}" is read as "{status}" (in 1 row)']
    )


@pytest.mark.parametrize(
    "word", ["Not Started", "NotStarted", "To Start", "Unassigned", "Incomplete", "Un-Hold", "Pending Start"]
)
def test_a_status_is_never_hinted_at_by_its_opposite(tmp_path: Path, word: str) -> None:
    (only,) = told(read(tmp_path, **line("work_orders", 3, f"W2,B2,M2,,5,{word},,,2024-03-04T07:00:00")))
    assert f'status: "{word}" is unknown' in only and "did you mean" not in only


@pytest.mark.parametrize(
    ("value", "known", "hint"),
    [("unplanned", ["planned"], ""), ("planned", ["unplanned"], ""), ("NO MATERIAL", ["MATERIAL"], ""),
     ("Unplaned", ["Planned", "Unplanned"], "Unplanned"), ("Miling", ["Milling"], "Milling")],
)  # fmt: skip
def test_hints_do_not_deny(value: str, known: list[str], hint: str) -> None:
    assert nearest(value, known, cutoff=0.5) == hint


BARE = {
    "part_numbers": "partnumber,cycle_time\nP1,60\nP2,",
    "purchase_orders": None,
    "customers": None,
    "boms": "unique_id,partnumber,created_at\nB1,P1,2024-03-01T08:00:00\nB2,P2,2024-03-01T08:00:00",
}


def test_a_shop_without_revisions(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path, **BARE))
    again = run(plant.folder(tmp_path, **BARE))
    assert not again.changed
    scope = open_scope("small")
    parts = scope.frame(select(scope.t.part_numbers))
    assert (list(parts["revision"]), parts["cycle_time"][0]) == (["", ""], 60)
    assert run(plant.folder(tmp_path, **{**BARE, "part_numbers": "partnumber\n"})).changed is False, "known from before"


def test_a_revision_on_one_side_alone_is_the_only_one_there_is(tmp_path: Path) -> None:
    boms = "unique_id,partnumber,revision,created_at\nB1,P1,A,2024-03-01\nB2,P2,A,2024-03-01"
    report = read(tmp_path / "a", **{**BARE, "boms": boms})
    assert told(report) == []
    assert [str(warning) for warning in report.warnings] == [
        'boms.csv line 2: partnumber: "P1 / A" is read as the only "P1" there is, and 1 more like it'
    ]
    boms = "unique_id,partnumber,created_at\nB1,P1,2024-03-01\nB2,P1,2024-03-01"
    several = read(tmp_path / "b", boms=boms, purchase_orders=None)
    assert 'boms.csv line 2: partnumber: "P1" is an unknown part number; did you mean "P1 / ' in told(several)[0]


def test_parts_are_known_by_number_and_revision_after_all(tmp_path: Path) -> None:
    report = read(tmp_path, part_numbers="partnumber,revision\nP1,\nP1,A\nP1,B\nP1,")
    assert told(report) == ['part_numbers.csv line 5: partnumber: "P1" is on line 2 already']
    assert pd.isna(report.frames["part_numbers"]["revision"]).sum() == 0
