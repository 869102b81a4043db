import gzip
import zipfile
from datetime import datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from data.source.importer import ImportRefused, check, load
from tests.data.source.importer import plant


def faults(path: Path) -> list[str]:
    return [str(problem) for problem in load(path).problems]


def test_line_numbers_survive_blank_lines_and_line_breaks_in_cells(tmp_path: Path) -> None:
    plant.folder(tmp_path, customers='customer_id,name\n\nC1,"Two\nlines"\nC2,Plain\n,\nC3,Last')
    frame = load(tmp_path).frames["customers"]
    assert frame["customer_id"].to_dict() == {3: "C1", 5: "C2", 7: "C3"}


def test_bom_gz_and_padding_make_no_difference(tmp_path: Path) -> None:
    plain = load(plant.folder(tmp_path / "a")).frames
    other = plant.folder(tmp_path / "b", work_orders=None, machines=None)
    (other / "work_orders.csv.gz").write_bytes(gzip.compress(plant.FILES["work_orders"].encode("utf-8-sig")))
    (other / "machines.csv").write_bytes(plant.FILES["machines"].replace(",", " , ").replace("\n", "\r\n").encode())
    found = load(other).frames
    assert found["work_orders"].equals(plain["work_orders"])
    assert found["machines"].equals(plain["machines"])


def test_zip_and_xlsx_read_as_the_folder_does(tmp_path: Path) -> None:
    expected = check(load(plant.folder(tmp_path / "a")))
    for path in (plant.archive(tmp_path / "b.zip"), plant.workbook(tmp_path / "c.xlsx")):
        report = check(load(path))
        assert report.errors == []
        for name, frame in expected.frames.items():
            assert report.frames[name].equals(frame), (path, name)


def test_excel_times_and_numbers_become_what_csv_would_say(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        moment, clock = (book.add_format({"num_format": f}) for f in ("yyyy-mm-dd hh:mm:ss", "hh:mm"))
        sheet = book.add_worksheet("Shifts")
        sheet.write_row(2, 0, ["name", "start_time", "valid_from"])
        sheet.write_row(3, 0, [7, None, None])
        sheet.write_datetime(3, 1, time(0, 0), clock)
        sheet.write_datetime(3, 2, datetime(2024, 3, 1), moment)
        sheet.write_row(4, 0, [1.5, True])
        sheet.write_datetime(4, 2, datetime(2024, 3, 1, 23, 59, 58), moment)
    frame = load(tmp_path / "a.xlsx").frames["shifts"]
    assert frame.to_dict("index") == {
        4: {"name": "7", "start_time": "00:00:00", "valid_from": "2024-03-01"},
        5: {"name": "1.5", "start_time": "1", "valid_from": "2024-03-01T23:59:58"},
    }


def test_wrong_path_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"nowhere: does not exist"):
        load(tmp_path / "nowhere")
    (tmp_path / "data.tar").touch()
    with pytest.raises(ImportRefused, match=r"not a folder, a \.zip or an \.xlsx"):
        load(tmp_path / "data.tar")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"customer_id,name\nC1,Gr\xfc\xdf\n", "line 2: is not UTF-8 text (byte 0xfc)"),
        (b"customer_id,name\nC1,a\0b\n", "line 2: is not text"),
        ("customer_id,name\n".encode("utf-16"), "line 1: is not UTF-8 text"),
        (b"\x1f\x8b not gzip", "is not UTF-8 text"),
    ],
)
def test_what_is_no_csv_file_is_named(tmp_path: Path, data: bytes, told: str) -> None:
    (tmp_path / "customers.csv").write_bytes(data)
    (only,) = faults(tmp_path)
    assert only.startswith("customers.csv") and told in only


def test_torn_rows_are_named_by_line_and_the_others_read(tmp_path: Path) -> None:
    plant.folder(tmp_path, customers='customer_id,name\nC1\nC2,ok\nC3,a,b\n"C4"x,y\nC5,ok')
    bundle = load(tmp_path)
    problems = sorted(bundle.problems, key=lambda problem: problem.line or 0)
    assert [(p.line, p.fatal) for p in problems] == [(2, False), (4, False), (5, False)]
    assert "has 1 fields where the header has 2" in str(problems[0])
    assert list(bundle.frames["customers"]["customer_id"]) == ["C2", "C5"]


def test_cut_off_archives_are_named(tmp_path: Path) -> None:
    whole = gzip.compress(plant.FILES["machines"].encode())
    (tmp_path / "machines.csv.gz").write_bytes(whole[:-12])
    assert "is not a whole gzip file" in faults(tmp_path)[0]
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 nothing")
    assert "is not a readable zip archive" in faults(tmp_path / "a.zip")[0]
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert "is not a readable Excel workbook" in faults(tmp_path / "a.xlsx")[0]


def test_what_unpacks_to_more_than_there_is_room_for_is_refused(tmp_path: Path) -> None:
    text = plant.FILES["machines"].encode()
    folder = plant.folder(tmp_path / "folder", machines=None)
    (folder / "machines.csv.gz").write_bytes(gzip.compress(text))
    for path in (folder, plant.archive(tmp_path / "a.zip"), plant.workbook(tmp_path / "b.xlsx")):
        with pytest.raises(ImportRefused, match=r"unpacks to more than .* MB.* import the folder"):
            load(path, room=len(text) - 1)
    assert load(folder, room=len(text)).problems == []


def test_files_under_no_name_of_ours(tmp_path: Path) -> None:
    plant.folder(tmp_path)
    (tmp_path / "work_order_log.csv").write_text("a\n")
    (tmp_path / "machines.csv.gz").write_bytes(gzip.compress(b"a\n"))
    (tmp_path / "weather.csv").write_text("a\n")
    (tmp_path / "rejected.csv").write_text("our own\n")
    (tmp_path / "README.txt").write_text("read me\n")
    bundle = load(tmp_path)
    assert [str(problem) for problem in bundle.problems] == [
        "machines.csv.gz: is there twice (as machines.csv too); keep one",
        'work_order_log.csv: is not a file of the import format; did you mean "work_order_logs"?',
    ]
    assert [problem.file for problem in bundle.warnings] == ["weather.csv"]


def test_zip_with_a_macos_shadow(tmp_path: Path) -> None:
    path = plant.archive(tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as out:
        out.writestr("__MACOSX/export/._machines.csv", b"\0\1")
    assert faults(path) == []
