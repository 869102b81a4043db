"""What spreadsheets leave in files: read, or refused with what to do."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from data.source.importer import ImportRefused, Report, check, load, run
from tests.data.source.importer import plant
from tests.data.source.importer.plant import line

NOW = datetime(2026, 12, 1)


def told(report: Report) -> list[str]:
    return [str(problem) for problem in report.errors]


def read(path: Path, **changed: str | None) -> Report:
    return check(load(plant.folder(path, **changed)), now=NOW)


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_separators_with_decimal_commas(tmp_path: Path, mark: str) -> None:
    def swap(text: str) -> str:
        rows = csv.reader(text.split("\n"))
        return "\n".join(mark.join(cell.replace(".", ",") for cell in row) for row in rows)

    plain = read(tmp_path / "a")
    other = read(tmp_path / "b", **{name: swap(text) for name, text in plant.FILES.items()})
    assert told(other) == []
    for name, frame in plain.frames.items():
        assert other.frames[name].equals(frame), name


def test_the_first_line_may_say_the_separator(tmp_path: Path) -> None:
    frame = load(plant.folder(tmp_path, customers="sep=;\ncustomer_id;name\nC1;a,b")).frames["customers"]
    assert frame.to_dict("index") == {3: {"customer_id": "C1", "name": "a,b"}}


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1,5", 1.5), ("1.234,5", 1234.5), ("-0,5", None), ("1 234,5", 1234.5), ("1\u202f234", 1234),
     ("12", 12), (",5", 0.5)],
)  # fmt: skip
def test_numbers_in_a_file_of_decimal_commas(tmp_path: Path, cell: str, value: float | None) -> None:
    machines = f"asset_id;name;group_name;hourly_cost\nM1;Mill 1;Milling;{cell}\nM2;Lathe 1;Turning;2,5"
    report = read(tmp_path, machines=machines)
    assert (list(report.frames["machines"]["hourly_cost"])[:-1] or [None]) == [value]


def test_a_point_among_decimal_commas_is_refused(tmp_path: Path) -> None:
    machines = "asset_id;name;group_name;hourly_cost\nM1;Mill 1;Milling;1.500\nM2;Lathe 1;Turning;2,5"
    assert told(read(tmp_path, machines=machines)) == [
        'machines.csv line 2: hourly_cost: "1.500" has a point, where other numbers of the file have decimal commas; '
        "use one"
    ]


def test_a_point_alone_in_a_file_with_semicolons_is_a_point(tmp_path: Path) -> None:
    report = read(tmp_path, machines="asset_id;name;group_name;hourly_cost\nM1;Mill 1;Milling;1.5\nM2;L;Turning;")
    assert report.frames["machines"]["hourly_cost"][2] == 1.5


@pytest.mark.parametrize(
    ("changed", "columns"),
    [
        (line("machines", 2, "M1,Mill 1,Milling,40,5"), "hourly_cost"),
        (line("work_orders", 3, "W2,B2,M2,,5,5,Start,,,2024-03-04T07:00:00"), "qty"),
        (line("work_order_logs", 3, "W1,Hold,2024-03-04T09:00:00,3,5,1,1,REJ,BRK"), "ok_qtys or scrapped_qtys or"),
        # an empty cell at the end hides one comma too many
        ({"work_order_logs": "work_order,status,changed_at,ok_qtys,scrapped_qtys\nW1,Start,2024-03-04T08:00:00,7,5,"},
         "ok_qtys"),
    ],
)  # fmt: skip
def test_a_decimal_comma_that_tears_its_row_is_named(tmp_path: Path, changed: dict[str, str], columns: str) -> None:
    (only,) = [error for error in told(read(tmp_path, **changed)) if "fields where" in error]
    assert f"a decimal comma in {columns}" in only and "separate columns by semicolons" in only


def test_the_commas_of_weekdays_are_named(tmp_path: Path) -> None:
    (only,) = told(read(tmp_path, **line("shifts", 2, "Day,06:00,14:00,Mon,Tue,Wed")))[:1]
    assert 'has 6 fields where the header has 4: the commas in weekdays? Put the cell into quotation marks' in only


def test_empty_columns_rows_and_cells_at_the_right_are_nothing(tmp_path: Path) -> None:
    plain = read(tmp_path / "a")
    logs = plant.FILES["work_order_logs"].replace("\n", ",\n") + ","
    other = read(
        tmp_path / "b",
        machines="asset_id,name,group_name,,hourly_cost,,\nM1,Mill 1,Milling,,40.5,,\nM2,Lathe 1,Turning\n,,,,,,\n ,,",
        customers="customer_id,name\nC1,Customer 1,,,",
        work_order_logs=logs.replace("hold_reason,", "hold_reason"),
    )
    assert told(other) == []
    for name in ("machines", "customers", "work_order_logs"):
        assert other.frames[name].equals(plain.frames[name]), name


def test_cells_beside_the_header_are_named(tmp_path: Path) -> None:
    changed = {"customers": "customer_id,name,\nC1,Customer 1,\nC2,Customer 2,ask Bob"}
    assert told(read(tmp_path, **changed)) == [
        'customers.csv line 3: holds "ask Bob" in column C, which the header does not name; name it, or empty the cell'
    ]


def test_titles_above_the_header_are_passed_over_and_told(tmp_path: Path) -> None:
    text = "Machines of the works,,,\n,,,\n" + plant.FILES["machines"]
    report = read(tmp_path, machines=text)
    assert [str(warning) for warning in report.warnings] == [
        'machines.csv line 1: "Machines of the works" was passed over: the header is on line 3'
    ]
    assert list(report.frames["machines"].index) == [4, 5]


@pytest.mark.parametrize(
    ("bad", "line_3"),
    [('M1,"19" rack saw,Milling,1', "M2,Lathe 1,Turning,"), ('M1,"Mill 1,Milling,1', "M2,Lathe 1,Turning,"),
     ('M1,"Mill 1,Milling,1', 'M2,"Lathe 1",Turning,')],
)  # fmt: skip
def test_a_line_without_its_quotation_mark_is_refused_alone_and_as_it_stood(
    sqlite_database: str, tmp_path: Path, bad: str, line_3: str
) -> None:
    folder = plant.folder(tmp_path, machines="\n".join([plant.FILES["machines"].split("\n")[0], bad, line_3]))
    with pytest.raises(ImportRefused) as refused:
        run(folder)
    assert [(error.line, error.fatal) for error in refused.value.errors] == [(2, False)]
    assert "is a quotation mark missing? Within a cell it is written twice" in str(refused.value)
    result = run(folder, skip_bad_rows=True)
    assert result.rejected_path is not None
    rejected = list(csv.DictReader(result.rejected_path.open(encoding="utf-8-sig")))
    assert [row["row"] for row in rejected if row["file"] == "machines.csv"] == [bad]
    assert [row["file"] for row in rejected[1:]] == ["work_orders.csv", *["work_order_logs.csv"] * 3]


def test_refused_rows_keep_their_own_separator(sqlite_database: str, tmp_path: Path) -> None:
    folder = plant.folder(tmp_path, customers="customer_id;name\nC1;Customer 1\nC2;")
    result = run(folder, skip_bad_rows=True)
    assert result.rejected_path and "C2;" in result.rejected_path.read_text("utf-8-sig")


def workbook(path: Path) -> xlsxwriter.Workbook:
    """The plant as a workbook that is still open, a sheet a file."""
    book = xlsxwriter.Workbook(path, {"strings_to_numbers": True})
    for name, text in plant.FILES.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(csv.reader(text.split("\n"))):
            sheet.write_row(at, 0, row)
    return book


def test_24_00_in_a_sheet_is_24_00_whatever_its_format(tmp_path: Path) -> None:
    for form in ("[h]:mm", "hh:mm", "General"):
        path = tmp_path / "a.xlsx"
        with workbook(path) as book:
            sheet, number = book.get_worksheet_by_name("shifts"), book.add_format({"num_format": form})
            sheet.write_number(1, 1, 0.25, number)
            sheet.write_number(1, 2, 1, number)
        report = check(load(path), now=NOW)
        assert told(report) == []
        day = report.frames["shifts"].loc[2]
        assert (str(day["start_time"]), str(day["end_time"])) == ("06:00:00", "00:00:00")


def test_moments_that_a_sheet_shows_as_numbers_or_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with workbook(path) as book:
        sheet = book.get_worksheet_by_name("work_order_logs")
        sheet.write_number(1, 2, 45355.583321759)
        sheet.write_string(2, 2, "2024-03-04 14:30")
        sheet.write_string(2, 3, "3,5")
        book.get_worksheet_by_name("factory_holidays").write_number(1, 0, 45292)
    report = check(load(path), now=NOW)
    assert told(report) == []
    logs = report.frames["work_order_logs"]
    assert [str(moment) for moment in logs["changed_at"][:2]] == ["2024-03-04 12:59:59", "2024-03-04 13:30:00"]
    assert logs["ok_qtys"][3] == 3.5
    assert str(report.frames["factory_holidays"]["day"][2].date()) == "2024-01-01"


def test_hidden_sheets_are_named_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with workbook(path) as book:
        copy = book.add_worksheet("work_order_logs (2)")
        copy.write_row(0, 0, plant.FILES["work_order_logs"].split("\n")[0].split(","))
        copy.hide()
    report = check(load(path), now=NOW)
    assert told(report) == []
    assert [str(warning) for warning in report.warnings] == [
        "work_order_logs (2): is a hidden sheet and was not read; show it, if it belongs to the import"
    ]
    assert len(report.frames["work_order_logs"]) == 4


def test_formulas_without_a_value_and_errors_are_refused_by_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with workbook(path) as book:
        logs = book.get_worksheet_by_name("work_order_logs")
        logs.write_formula(2, 3, "=20+20")  # as what writes workbooks without computing: 0 for now
        logs.write_formula(3, 3, "=1+5", None, 6)
        logs.write_formula(4, 4, "=1/0", None, "#DIV/0!")
    assert told(check(load(path), now=NOW)) == [
        'work_order_logs line 3: "=20+20" in cell D3 is a formula that was never computed; open the workbook in Excel, '
        "save it, and import it again",
        'work_order_logs line 5: "#DIV/0!" in cell E5 is an error and no value; mend the formula',
    ]


def test_titles_and_notes_in_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with workbook(path) as book:
        sheet = book.get_worksheet_by_name("customers")
        sheet.write_row(0, 0, ["Our customers", "of 2024"])
        sheet.write_row(1, 0, [" ", " "])
        sheet.write_row(2, 0, ["customer_id", "name"])
        sheet.write_row(3, 0, ["C1", "Customer 1"])
        sheet.write_row(4, 0, ["C2", "Customer 2", "", "ask Bob"])
    report = check(load(path), now=NOW)
    assert told(report) == [
        "customers line 5: has 4 fields where the header has 2; name the columns at the right, or empty their cells"
    ]
    assert list(report.frames["customers"].index) == [4]
