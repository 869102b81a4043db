import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select

from data.source.importer import Counts, ImportRefused, Result, run
from data.source.importer.files import FILES
from data.tenancy import Scope, factories, open_scope
from settings import settings
from tests.data.source.importer import plant
from tests.data.source.importer.plant import line


def rows(table: str, scope: Scope | None = None) -> pd.DataFrame:
    scope = scope or open_scope("small")
    t = getattr(scope.t, table)
    return scope.frame(select(t).order_by(t.c.id))


def everything() -> dict[str, pd.DataFrame]:
    return {file.name: rows(file.name) for file in FILES if file.name != "factory"}


def changes(result: Result) -> dict[str, tuple[int, int]]:
    return {name: count[:2] for name, count in result.counts.items() if count.inserted or count.updated}


def test_everything_arrives_with_ids_for_codes(database: str, tmp_path: Path) -> None:
    result = run(plant.folder(tmp_path))
    assert result.counts["work_order_logs"] == Counts(4, 0, 0)
    assert result.counts["factories"] == Counts(1, 0, 0)
    order = rows("work_orders").iloc[0]
    machine = rows("machines").iloc[0]
    assert (order["machine_id"], bool(machine["status"])) == (machine["id"], True)
    assert (order["ok_qtys"], order["scrapped_qtys"], order["status"]) == (9, 1, "Completed")
    assert order["created_at"] == pd.Timestamp("2024-03-04T06:00:00")
    log = rows("work_order_logs").set_index("status").loc["Hold"]
    assert log["hold_reason_id"] == rows("hold_reasons")["id"][0]
    assert pd.isna(rows("work_orders")["operator_id"][1]) and pd.isna(rows("boms")["purchase_order_id"][1])
    assert str(rows("shifts")["start_time"][1]) == "22:00:00"
    assert result.span == (datetime(2023, 12, 31, 23), datetime(2024, 3, 20, 23)), "holiday to delivery target"


def test_second_import_changes_nothing(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path / "a"))
    before = everything()
    for path in (tmp_path / "a", plant.archive(tmp_path / "b.zip"), plant.workbook(tmp_path / "c.xlsx")):
        again = run(path)
        assert changes(again) == {}, path
        assert (again.changed, again.span) == (False, None)
    for name, frame in everything().items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_changed_rows_are_updated_and_only_those(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path))
    before = rows("machines")
    result = run(plant.folder(tmp_path, **line("machines", 3, "M2,Lathe,Milling,12")))
    assert changes(result) == {"machines": (0, 1)}
    after = rows("machines")
    assert list(after["updated_at"] > before["updated_at"]) == [False, True]
    assert list(after["created_at"]) == list(before["created_at"])
    assert (after["name"][1], after["hourly_cost"][1]) == ("Lathe", 12)
    assert result.span == (datetime(2024, 3, 4, 7), datetime(2024, 3, 4, 10)), "a machine's cost touches the whole log"


def test_every_type_of_column_can_be_updated_and_emptied(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path))
    changed = {
        **line("shifts", 2, "Day,05:30,14:00,Mon"),
        **line("purchase_orders", 2, "PO1,C1,P1,B,100,,,2024-03-01T09:00:00"),
        **line("hold_reasons", 2, "BRK,,maintenance,1"),
        **line("work_orders", 2, "W1,B2,M2,,11,Closed,,2024-03-05T00:00:00,2024-03-04T07:00:00"),
        **line("operator_proficiencies", 2, "Senior,4"),
    }
    result = run(plant.folder(tmp_path, **changed))
    assert changes(result) == dict.fromkeys(changed, (0, 1))
    order = rows("work_orders").iloc[0]
    assert pd.isna(order["operator_id"]) and pd.isna(order["start_time"])
    assert order["end_time"] == pd.Timestamp("2024-03-04T23:00:00")
    assert (order["ok_qtys"], order["qty"]) == (9, 11)
    purchase = rows("purchase_orders").iloc[0]
    assert pd.isna(purchase["price"]) and pd.isna(purchase["delivery_target_date"])
    assert changes(run(tmp_path)) == {}


def test_what_the_files_do_not_speak_of_stays(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path))
    result = run(plant.folder(tmp_path, machines="asset_id,name,group_name\nM1,Mill 1,Milling", customers=None))
    assert changes(result) == {}
    assert rows("machines")["hourly_cost"][0] == 40.5


def test_new_logs_are_added_and_counted(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path))
    before = rows("work_orders")
    result = run(plant.folder(tmp_path, **line("work_order_logs", 6, "W2,Completed,2024-03-04T10:00:00,4,1,,REJ,")))
    assert changes(result) == {"work_order_logs": (1, 0)}
    assert result.span == (datetime(2024, 3, 4, 9), datetime(2024, 3, 4, 9))
    after = rows("work_orders")
    assert (after["ok_qtys"][1], after["scrapped_qtys"][1]) == (4, 1)
    assert list(after["updated_at"] > before["updated_at"]) == [False, True]


def test_logs_alone_of_orders_that_are_there(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path))
    needed = ("factory", "machines", "part_numbers")
    absent = {name: None for name in plant.FILES if name not in needed}
    header = plant.FILES["work_orders"].split("\n")[0]
    logs = "work_order,status,changed_at,ok_qtys,scrapped_qtys,hold_reason\nW2,Hold,2024-03-04T10:00:00,1,,BRK"
    later = plant.folder(tmp_path / "later", **{**absent, "work_orders": header, "work_order_logs": logs})
    (later / "machines.csv").write_text(plant.FILES["machines"])
    assert changes(run(later)) == {"work_order_logs": (1, 0)}
    assert changes(run(later)) == {}
    plant.folder(later, **{**absent, "work_orders": header, "work_order_logs": logs.replace("03-04", "03-02")})
    with pytest.raises(ImportRefused, match="before its order was created"):
        run(later)


def test_same_log_twice_in_a_file_is_two_logs(database: str, tmp_path: Path) -> None:
    twice = {**line("work_order_logs", 5, "\n".join(["W2,Start,2024-03-04T08:30:00,2,,,,"] * 2))}
    assert run(plant.folder(tmp_path, **twice)).counts["work_order_logs"] == Counts(5, 0, 0)
    assert rows("work_orders")["ok_qtys"][1] == 4
    assert changes(run(tmp_path)) == {}
    thrice = {**line("work_order_logs", 5, "\n".join(["W2,Start,2024-03-04T08:30:00,2,,,,"] * 3))}
    assert changes(run(plant.folder(tmp_path, **thrice))) == {"work_order_logs": (1, 0)}
    assert rows("work_orders")["ok_qtys"][1] == 6


def test_lines_in_another_order_change_nothing_and_a_reason_does(database: str, tmp_path: Path) -> None:
    hold = "W2,Hold,2024-03-04T09:00:00,,,,"
    first, second = f"{hold},BRK\n{hold},", f"{hold},\n{hold},BRK"
    run(plant.folder(tmp_path, **line("work_order_logs", 6, first)))
    assert changes(run(plant.folder(tmp_path, **line("work_order_logs", 6, second)))) == {}
    changed = run(plant.folder(tmp_path, **line("work_order_logs", 6, f"{hold},BRK\n{hold},BRK")))
    assert changes(changed) == {"work_order_logs": (0, 1)}


def test_logs_at_one_moment_keep_the_order_in_which_they_happened(database: str, tmp_path: Path) -> None:
    logs = "W2,Completed,2024-03-04T09:00:00,,,,,\nW2,Hold,2024-03-04T09:00:00,,,,,\nW2,Start,2024-03-04T08:30:00,,,,,"
    header = plant.FILES["work_order_logs"].split("\n")[0]
    run(plant.folder(tmp_path, work_order_logs=f"{header}\n{logs}"))
    assert list(rows("work_order_logs")["status"]) == ["Start", "Hold", "Completed"], "the file runs backwards"


def test_errors_change_nothing(database: str, tmp_path: Path) -> None:
    bad = {**line("machines", 2, "M1,Mill 1,Milling,-1"), **line("customers", 2, "C1,")}
    with pytest.raises(ImportRefused, match=r"machines.csv line 2: .*\(and 1 more\)") as refused:
        run(plant.folder(tmp_path, **bad))
    assert [problem.file for problem in refused.value.errors] == ["machines.csv", "customers.csv"]
    assert factories() == []
    assert not (tmp_path / "rejected.csv").exists()


def test_skipping_bad_rows_writes_the_rest_and_lists_them(database: str, tmp_path: Path) -> None:
    bad = {**line("machines", 2, "M1,Mill 1,Miling,-1"), **line("customers", 3, "C2")}
    result = run(plant.folder(tmp_path, **bad), skip_bad_rows=True)
    assert result.counts["machines"] == Counts(1, 0, 0)
    assert result.counts["work_order_logs"] == Counts(1, 0, 0)
    assert result.rejected_path == tmp_path / "rejected.csv"
    listed = list(csv.DictReader(result.rejected_path.open(newline="", encoding="utf-8-sig")))
    assert len(listed) == result.refused == 6
    by_place = {(row["file"], row["line"]): row for row in listed}
    machine = by_place["machines.csv", "2"]
    assert machine["reason"] == (
        'hourly_cost: "-1" is negative; group_name: "Miling" is an unknown machine group; did you mean "Milling"?'
    )
    assert machine["row"] == "M1,Mill 1,Miling,-1"
    assert by_place["customers.csv", "3"]["row"] == "C2"
    assert "is a machine that is refused itself, on line 2" in by_place["work_orders.csv", "2"]["reason"]
    assert changes(run(tmp_path, skip_bad_rows=True)) == {}
    mended = run(plant.folder(tmp_path))
    assert changes(mended) == {"machines": (1, 0), "work_orders": (1, 0), "work_order_logs": (3, 0)}


def test_a_fault_of_a_whole_file_is_not_skipped(sqlite_database: str, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="is empty: not even a header"):
        run(plant.folder(tmp_path, boms=""), skip_bad_rows=True)
    assert factories() == []


def test_slug_and_time_zone_must_not_contradict(sqlite_database: str, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match='slug: "small" is not the factory asked for, "big"'):
        run(plant.folder(tmp_path), slug="big")
    assert run(tmp_path, slug="small").slug == "small"
    with pytest.raises(ImportRefused, match="is not this factory's time zone, Europe/Vienna"):
        run(plant.folder(tmp_path, **line("factory", 2, "Small works,small,Europe/London,EUR")))


def test_settings_of_the_factory(database: str, tmp_path: Path) -> None:
    header = "name,slug,timezone,currency,daily_target_units,rework_share,as_of"
    run(plant.folder(tmp_path, factory=f"{header}\nSmall works,small,Europe/Vienna,EUR,120,,2024-03-05T00:00:00"))
    assert open_scope("small").factory.settings == {"daily_target_units": 120, "as_of": "2024-03-04T23:00:00+00:00"}
    assert changes(run(tmp_path)) == {}
    changed = run(plant.folder(tmp_path, factory=f"{header}\nSmaller works,small,Europe/Vienna,EUR,,0.4,"))
    assert changes(changed) == {"factories": (0, 1)}
    assert changed.span is not None
    factory = open_scope("small").factory
    assert (factory.name, factory.settings) == ("Smaller works", {"rework_share": 0.4})
    run(plant.folder(tmp_path))
    assert open_scope("small").factory.settings == {"rework_share": 0.4}, "a column that is not there says nothing"


def test_two_factories_with_the_same_codes_stay_apart(database: str, tmp_path: Path) -> None:
    run(plant.folder(tmp_path))
    run(plant.folder(tmp_path, **line("factory", 2, "Other,other,Asia/Tokyo,JPY")))
    assert len(rows("work_orders")) == len(rows("work_orders", open_scope("other"))) == 2
    assert changes(run(plant.folder(tmp_path, **line("machines", 2, "M1,New name,Milling,1")))) == {"machines": (0, 1)}
    assert rows("machines", open_scope("other"))["name"][0] == "Mill 1"


def test_a_factory_of_its_own_database(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENANT_MODE", "database_per_factory")
    settings.cache_clear()
    run(plant.folder(tmp_path))
    assert open_scope("small").factory.database_url
    assert changes(run(tmp_path)) == {}
    result = run(plant.folder(tmp_path, **line("machines", 2, "M1,New name,Milling,1")))
    assert changes(result) == {"machines": (0, 1)}


def test_a_failure_while_writing_leaves_nothing(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("data.source.importer.write.Writer._add_up", fail)
    with pytest.raises(RuntimeError):
        run(plant.folder(tmp_path))
    assert factories() == []
    monkeypatch.undo()
    assert run(tmp_path).counts["work_order_logs"] == Counts(4, 0, 0)
