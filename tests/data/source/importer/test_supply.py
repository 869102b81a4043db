"""Shops that have no BOMs, or no machines on their orders."""

from pathlib import Path

import pytest
from sqlalchemy import select

from data.source.importer import ImportRefused, run
from data.tenancy import open_scope
from tests.data.source.importer import plant

ORDERS = (
    "unique_id,partnumber,revision,asset_id,qty,status,created_at\n"
    "W1,P1,A,M1,10,Completed,2024-03-04T07:00:00\nW2,P1,B,M2,5,Start,2024-03-05T07:00:00"
)
NO_BOMS = {"boms": None, "work_orders": ORDERS}
ELSEWHERE = {
    "work_orders": "unique_id,bom,qty,status,created_at\nW1,B1,10,Completed,2024-03-04T07:00:00\n"
    "W2,B2,5,Start,2024-03-04T07:00:00",
    "work_order_logs": "work_order,status,changed_at,ok_qtys,scrapped_qtys,asset_id\n"
    "W1,Completed,2024-03-04T11:00:00,6,,M1\nW1,Start,2024-03-04T08:00:00,0,0,M2\nW2,Start,2024-03-04T08:30:00,,,M1",
}


def test_a_shop_without_boms_names_parts(database: str, tmp_path: Path) -> None:
    result = run(plant.folder(tmp_path, **NO_BOMS))
    assert [str(warning) for warning in result.warnings] == [
        "work_orders.csv: name no bom, but a part: each is the only order of a BOM of its own name"
    ]
    assert not run(plant.folder(tmp_path, **NO_BOMS)).changed
    scope = open_scope("small")
    t = scope.t
    query = select(t.boms.c.unique_id, t.part_numbers.c.revision, t.boms.c.created_at == t.work_orders.c.created_at)
    query = query.join_from(t.boms, t.part_numbers, t.boms.c.part_number_id == t.part_numbers.c.id)
    rows = scope.frame(query.join(t.work_orders, t.work_orders.c.bom_id == t.boms.c.id).order_by(t.boms.c.id))
    assert rows.to_numpy().tolist() == [["W1", "A", 1], ["W2", "B", 1]]


def test_faults_of_such_orders_are_those_of_their_own_line_and_once(sqlite_database: str, tmp_path: Path) -> None:
    folder = plant.folder(tmp_path, **{**NO_BOMS, "work_orders": ORDERS.replace("P1,B", "P1,C")})
    with pytest.raises(ImportRefused) as refused:
        run(folder)
    (only,) = map(str, refused.value.errors)
    assert only.startswith('work_orders.csv line 3: partnumber: "P1 / C" is an unknown part number; did you mean "P1 /')
    result = run(folder, skip_bad_rows=True)
    assert result.rejected_path and "W2,P1,C,M2,5,Start" in result.rejected_path.read_text("utf-8-sig")


def test_an_order_without_a_machine_has_the_first_of_its_log_and_keeps_it(database: str, tmp_path: Path) -> None:
    result = run(plant.folder(tmp_path, **ELSEWHERE))
    assert "work_orders.csv: name no machine in 2 of 2 rows: the first in their log is theirs" in map(
        str, result.warnings
    )

    def machines() -> list[str]:
        scope = open_scope("small")
        o, m = scope.t.work_orders, scope.t.machines
        query = select(m.c.asset_id).join_from(o, m, o.c.machine_id == m.c.id).order_by(o.c.unique_id)
        return list(scope.frame(query)["asset_id"])

    assert machines() == ["M2", "M1"]
    logs = "work_order,status,changed_at,ok_qtys,scrapped_qtys,asset_id\nW2,Completed,2024-03-05T08:30:00,5,,M2"
    run(plant.folder(tmp_path, **{**ELSEWHERE, "work_order_logs": logs}))
    assert machines() == ["M2", "M1"], "a log of another machine moves no order"


def test_an_order_whose_machine_nobody_names_is_refused_with_the_ways(sqlite_database: str, tmp_path: Path) -> None:
    orders = "unique_id,bom,asset_id,qty,status,created_at\nW1,B1,M1,10,Start,2024-03-04\nW2,B2,,5,Start,2024-03-04"
    with pytest.raises(ImportRefused, match="asset_id: is empty, and needed; name the machine here, or as asset_id in"):
        run(plant.folder(tmp_path, work_orders=orders))
