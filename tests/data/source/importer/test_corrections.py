"""Lines of the log that the files correct, take back, or no longer have; lines that people corrected in the pages."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select

from data.source import corrections
from data.source.corrections import Line
from data.source.importer import Counts, ImportRefused, Result, Wish, run
from data.source.order import lines
from data.tenancy import open_scope
from data.tenancy.schema import utcnow
from tests.data.source.importer import plant

HEADER = "work_order,status,changed_at,ok_qtys,scrapped_qtys"
KEYED = f"{HEADER},log_id,deleted"
START, DONE = "W1,Start,2024-03-04T06:00:00,0,0", "W1,Completed,2024-03-04T14:00:00,50,5"
TYPED = "W1,Start,2024-03-04T10:00:00,1000,0"
MEANT = "W1,Start,2024-03-04T10:00:00,100,0"
PLAIN = Wish()
REPLACE = Wish(replace=True, by="ann@example.com")


def give(tmp_path: Path, *rows: str, header: str = HEADER, wish: Wish = PLAIN, **changed: Any) -> Result:
    return run(plant.folder(tmp_path, work_order_logs="\n".join([header, *rows]), **changed), wish=wish)


def table(name: str) -> pd.DataFrame:
    scope = open_scope("small")
    t = getattr(scope.t, name)
    return scope.frame(select(t).order_by(t.c.id))


def log() -> list[tuple[str, float]]:
    """Local time and OK units of the lines that count."""
    found = table("work_order_logs")
    found = found[found.deleted_at.isna()].sort_values(["changed_at", "id"])
    local = found.changed_at.dt.tz_localize("UTC").dt.tz_convert("Europe/Vienna")
    return list(zip(local.dt.strftime("%H:%M"), found.ok_qtys, strict=True))


def made() -> float:
    return float(table("work_orders")["ok_qtys"][0])


def nothing_new(tmp_path: Path, *rows: str, **how: Any) -> None:
    before = [table(name).to_csv() for name in ("work_orders", "work_order_logs", "log_changes")]
    again = give(tmp_path, *rows, **how)
    assert (again.changed, again.span, again.warnings) == (False, None, ()), again
    assert [table(name).to_csv() for name in ("work_orders", "work_order_logs", "log_changes")] == before


def test_a_count_of_1000_corrected_to_100_by_its_key(database: str, tmp_path: Path) -> None:
    give(tmp_path, f"{START},L1,", f"{TYPED},L2,", f"{DONE},L3,", header=KEYED)
    assert made() == 1050
    mended = (f"{START},L1,", f"{MEANT},L2,", f"{DONE},L3,")
    result = give(tmp_path, *mended, header=KEYED, wish=Wish(by="ann@example.com"))
    assert result.counts["work_order_logs"] == Counts(0, 1, 2)
    assert log() == [("06:00", 0), ("10:00", 100), ("14:00", 50)] and made() == 150
    (change,) = table("log_changes").to_dict("records")
    assert (change["action"], change["reason"], change["changed_by"]) == ("corrected", "import", "ann@example.com")
    assert json.loads(change["said"])["ok_qtys"] == 1000 and change["work_order_log_id"] == 2
    nothing_new(tmp_path, *mended, header=KEYED)
    nothing_new(tmp_path, START, MEANT, DONE)  # the same lines without keys
    nothing_new(tmp_path, START, TYPED, DONE)  # the old file, whose line is known to have been corrected


def test_a_key_corrects_every_column_and_tells_both_times(database: str, tmp_path: Path) -> None:
    give(tmp_path, f"{START},L1,", f"{TYPED},L2,", f"{DONE},L3,", header=KEYED)
    header = f"{KEYED},asset_id,emp_id,operation,rework_qtys,scrapped_reason,hold_reason"
    result = give(tmp_path, "W1,Hold,2024-04-09T10:00:00,7,2,L2,0,M2,E1,10,1,REJ,BRK", header=header)
    row = table("work_order_logs").loc[1]
    assert tuple(row[["status", "ok_qtys", "scrapped_qtys", "operation", "rework_qtys"]]) == ("Hold", 7, 2, "10", 1)
    assert tuple(row[["machine_id", "operator_id", "scrapped_reason_id", "hold_reason_id"]]) == (2, 1, 1, 1)
    assert result.span == (pd.Timestamp("2024-03-04 09:00"), pd.Timestamp("2024-04-09 08:00"))
    found = give(tmp_path, "W1,Hold,2024-04-09T10:00:00,7,2,L2,0,,,10,1,REJ,BRK", header=header)
    assert not found.changed, "an empty machine or operator says nothing of a line that has one"


def test_a_line_taken_back_stays_so(database: str, tmp_path: Path) -> None:
    give(tmp_path, f"{START},L1,", f"{TYPED},L2,", f"{DONE},L3,", header=KEYED)
    result = give(tmp_path, f"{TYPED},L2,1", header=KEYED)
    assert result.counts["work_order_logs"] == Counts(0, 1, 0, taken_back=1)
    assert log() == [("06:00", 0), ("14:00", 50)] and made() == 50
    nothing_new(tmp_path, f"{TYPED},L2,1", header=KEYED)
    nothing_new(tmp_path, START, TYPED, DONE)
    nothing_new(tmp_path, f"{TYPED},L2", header=f"{HEADER},log_id")
    give(tmp_path, f"{TYPED},L2,0", header=KEYED)
    assert made() == 1050
    assert list(table("log_changes")["action"]) == ["taken back", "put back"]


def test_lines_can_be_taken_back_without_keys(database: str, tmp_path: Path) -> None:
    give(tmp_path, START, TYPED, TYPED, DONE)
    give(tmp_path, f"{TYPED},1", header=f"{HEADER},deleted")
    assert made() == 1050
    nothing_new(tmp_path, START, TYPED, TYPED, DONE)


def test_keys_that_come_later_claim_their_lines(database: str, tmp_path: Path) -> None:
    give(tmp_path, START, TYPED, TYPED, DONE)
    keyed = [f"{row},L{n}" for n, row in enumerate((START, TYPED, TYPED, DONE))]
    result = give(tmp_path, *keyed, header=f"{HEADER},log_id")
    assert result.counts["work_order_logs"] == Counts(0, 4, 0)
    assert list(table("work_order_logs")["external_id"]) == ["L0", "L1", "L2", "L3"] and table("log_changes").empty
    nothing_new(tmp_path, *keyed, header=f"{HEADER},log_id")


def test_a_line_does_not_move_to_another_order(database: str, tmp_path: Path) -> None:
    give(tmp_path, f"{START},L1,", header=KEYED)
    with pytest.raises(ImportRefused, match="of another order already, and a line does not move"):
        give(tmp_path, "W2,Start,2024-03-04T08:30:00,,,L1,", header=KEYED)
    assert log() == [("06:00", 0)]


def test_replace_makes_the_file_the_whole_truth_of_its_orders(database: str, tmp_path: Path) -> None:
    other = "W2,Start,2024-03-04T08:30:00,3,0"
    give(tmp_path, START, TYPED, DONE, other)
    result = give(tmp_path, START, MEANT, DONE, wish=REPLACE)
    assert result.counts["work_order_logs"] == Counts(1, 1, 2, taken_back=1)
    assert log() == [("06:00", 0), ("08:30", 3), ("10:00", 100), ("14:00", 50)] and made() == 150
    nothing_new(tmp_path, START, MEANT, DONE, wish=REPLACE)
    nothing_new(tmp_path, START, TYPED, DONE)
    give(tmp_path, START, TYPED, DONE, wish=REPLACE)
    assert log() == [("06:00", 0), ("08:30", 3), ("10:00", 1000), ("14:00", 50)]
    assert list(table("log_changes")["action"]) == ["taken back", "put back", "taken back"]


def test_replace_leaves_no_row_out(database: str, tmp_path: Path) -> None:
    give(tmp_path, START, TYPED, DONE)
    path = plant.folder(tmp_path, work_order_logs="\n".join([HEADER, START, MEANT.replace("100", "-9"), DONE]))
    with pytest.raises(ImportRefused, match="is negative"):
        run(path, skip_bad_rows=True, wish=REPLACE)
    assert made() == 1050


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((START, MEANT, DONE), 'line 3: changed_at: "2024-03-04 10:00:00" Start, 100 OK and 0 scrapped looks like '
         "the line Start 2024-03-04 10:00:00, 1000 OK and 0 scrapped of W1 corrected: both count now"),
        ((START, TYPED.replace("T10", "T11"), DONE), "Start 2024-03-04 10:00:00, 1000 OK"),
        ((TYPED.replace("T10", "T09"),), "Start 2024-03-04 10:00:00, 1000 OK"),
        ((DONE.replace("T14", "T15"),), "Completed 2024-03-04 14:00:00, 50 OK"),
    ],
)  # fmt: skip
def test_a_new_line_that_looks_like_an_old_one_corrected(
    database: str, tmp_path: Path, rows: tuple[str, ...], told: str
) -> None:
    give(tmp_path, START, TYPED, DONE)
    result = give(tmp_path, *rows)
    assert result.counts["work_order_logs"].inserted == 1
    assert [told in str(warning) for warning in result.warnings] == [True], result.warnings


@pytest.mark.parametrize(
    "rows",
    [
        (START, TYPED, DONE, DONE.replace("Completed", "Closed").replace("50,5", "0,0")),
        (START, TYPED, TYPED.replace("T10", "T11"), DONE),  # the old line is still there
        (TYPED.replace("T10", "T15"), TYPED.replace("T10", "T16")),  # the log goes on
        (TYPED.replace("04T10", "06T09"),),  # more than a day later
        (START.replace("T06", "T07"),),  # nothing was booked
    ],
)
def test_new_lines_that_correct_nothing(database: str, tmp_path: Path, rows: tuple[str, ...]) -> None:
    give(tmp_path, START, TYPED, DONE)
    assert give(tmp_path, *rows).warnings == ()


def test_operations_side_by_side_are_lines_of_their_own(database: str, tmp_path: Path) -> None:
    header = f"{HEADER},operation,asset_id"
    ten, twenty = f"{START},10,M1", f"{START},20,M2"
    give(tmp_path, ten, twenty, header=header)
    nothing_new(tmp_path, twenty, header=header)
    nothing_new(tmp_path, twenty, ten, header=header)
    assert give(tmp_path, f"{START},20,M1", header=header).counts["work_order_logs"] == Counts(0, 1, 0)


def test_operations_that_come_later_belong_to_the_lines_there_are(database: str, tmp_path: Path) -> None:
    give(tmp_path, START, DONE)
    result = give(tmp_path, f"{START},10", f"{DONE},10", header=f"{HEADER},operation")
    assert result.counts["work_order_logs"] == Counts(0, 2, 0)


def correct(**change: Any) -> None:
    """What a person does in the pages with the line of 10:00."""
    scope = open_scope("small")
    found = lines(scope, 1)
    row = found[found.changed_at == pd.Timestamp("2024-03-04 09:00")].iloc[0]
    shown = corrections.seen(row.to_dict())
    if change:
        line = Line(**{"status": "Start", "at": row.changed_at.to_pydatetime(), "ok_qtys": 1000.0} | change)
        corrections.correct(scope, "W1", int(row.id), line, shown, "mistyped", "bob@example.com", utcnow())
    else:
        corrections.take_back(scope, "W1", int(row.id), shown, "mistyped", "bob@example.com")


@pytest.mark.parametrize("keyed", [True, False])
@pytest.mark.parametrize(
    "change", [{"ok_qtys": 100.0}, {"at": pd.Timestamp("2024-03-03 06:30").to_pydatetime()}, {"status": "Hold"}, {}]
)
def test_a_correction_in_the_pages_stays_until_the_line_of_the_file_changes(
    database: str, tmp_path: Path, keyed: bool, change: dict[str, Any]
) -> None:
    header = f"{HEADER},log_id" if keyed else HEADER
    rows = [f"{row},L{n}" if keyed else row for n, row in enumerate((START, TYPED, DONE))]
    give(tmp_path, *rows, header=header)
    correct(**change)
    nothing_new(tmp_path, *rows, header=header)
    if keyed:
        rows[1] = rows[1].replace("1000", "200")
        give(tmp_path, *rows, header=header)
        row = table("work_order_logs").loc[1]
        assert (row.ok_qtys, row.status, row.changed_at) == (200, "Start", pd.Timestamp("2024-03-04 09:00"))
        assert pd.isna(row.deleted_at) == bool(change), "who takes a line back means it, whatever it says"
        nothing_new(tmp_path, *rows, header=header)


def test_a_file_that_follows_a_correction_changes_nothing(database: str, tmp_path: Path) -> None:
    give(tmp_path, START, TYPED, DONE)
    correct(ok_qtys=100.0)
    nothing_new(tmp_path, START, MEANT, DONE)


def test_replace_overrules_what_was_corrected_in_the_pages(database: str, tmp_path: Path) -> None:
    give(tmp_path, START, TYPED, DONE)
    correct(ok_qtys=100.0)
    give(tmp_path, START, TYPED, DONE, wish=REPLACE)
    assert made() == 1050


def test_a_correction_told_by_minus_900_is_refused_with_the_ways_there_are(database: str, tmp_path: Path) -> None:
    minus = "W1,Start,2024-03-04T10:05:00,-900,0"
    with pytest.raises(ImportRefused, match="-900"):
        give(tmp_path, START, TYPED, minus, DONE)
    give(tmp_path, START, TYPED, DONE)
    give(tmp_path, START, MEANT, DONE, wish=REPLACE)
    assert table("work_orders")[["ok_qtys", "scrapped_qtys"]].sum(axis=1)[0] == 155
