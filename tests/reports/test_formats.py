"""The Excel file and the CSV say what the PDF says."""

import csv as library
import io
import zipfile
from dataclasses import replace

import pandas as pd
import pytest

from reports import csv, frames, xlsx
from reports.content import Report
from tests import made_up


@pytest.fixture(scope="module")
def lines(report: Report) -> list[dict[str, str]]:
    return list(library.DictReader(io.StringIO(csv.write(report).decode("utf-8-sig"))))


def test_every_number_of_the_day_is_a_line(report: Report, lines: list[dict[str, str]]) -> None:
    found = {line["kpi"]: line for line in lines if line["section"] == "day"}
    assert list(found) == [answer.kpi.id for answer in report.kpis]
    for answer in report.kpis:
        line = found[answer.kpi.id]
        assert answer.comparison
        assert float(line["value"]) == answer.value
        assert float(line["day_before"]) == answer.comparison.value
        assert (line["unit"], line["status"], line["day"]) == (answer.kpi.unit, answer.status.value, "2025-11-21")


def test_trends_and_machines_are_lines_too(report: Report, lines: list[dict[str, str]]) -> None:
    oee = [float(line["value"]) for line in lines if (line["section"], line["kpi"]) == ("trend", "oee")]
    assert oee == report.trends[0].buckets["value"].tolist()
    units = {line["machine"]: line for line in lines if (line["section"], line["kpi"]) == ("machine", "ok_units")}
    assert float(units["CNC-07"]["value"]) == 643 and units["CNC-07"]["unit"] == "units"


def test_no_data_is_an_empty_field(report: Report) -> None:
    unknown = replace(report, kpis=(made_up.unknown("oee", days=1),))
    first = next(library.DictReader(io.StringIO(csv.write(unknown).decode("utf-8-sig"))))
    assert (first["value"], first["day_before"], first["difference"]) == ("", "", "")


def test_a_name_like_a_formula_stays_a_name(report: Report) -> None:
    machines = report.machines.assign(key="=1+1")
    assert "'=1+1" in csv.write(replace(report, machines=machines)).decode()
    book = zipfile.ZipFile(io.BytesIO(xlsx.write(replace(report, machines=machines))))
    assert not any("<f>" in book.read(name).decode() for name in book.namelist() if "worksheets" in name)


def test_a_csv_opens_right_in_a_spreadsheet() -> None:
    names = ["=cmd|' /C calc'!A0", "@SUM(1+1)", "-2+3", "\t=1", "車床五號", None, "-1.5", "-"]
    made = csv.encode(pd.DataFrame({"name": names, "+49 Presse": [-1.5] * len(names)}))
    assert made.startswith(b"\xef\xbb\xbf"), "Excel takes it for UTF-8 by this mark alone"
    rows = list(library.reader(io.StringIO(made.decode("utf-8-sig"))))
    told = ["'=cmd|' /C calc'!A0", "'@SUM(1+1)", "'-2+3", "'\t=1", "車床五號", "", "-1.5", "-"]
    assert rows == [["name", "'+49 Presse"], *([name, "-1.5"] for name in told)]


def test_the_workbook_holds_typed_cells(report: Report) -> None:
    sheets = pd.read_excel(io.BytesIO(xlsx.write(report)), sheet_name=None, engine="calamine")
    assert list(sheets) == ["Report", "KPIs", "Trends", "Machines", "Definitions"]
    kpis = sheets["KPIs"].set_index("kpi")
    for answer in report.kpis:
        assert kpis.at[answer.kpi.id, "value"] == pytest.approx(answer.value)
    assert kpis["value"].dtype == float
    assert sheets["Trends"]["day"].dtype.kind == "M"
    assert len(sheets["Trends"]) == 30
    assert (
        "scrapped_units / (ok_units + scrapped_units)"
        in sheets["Definitions"].set_index("kpi").at["scrap_rate", "formula"]
    )


def test_both_come_from_the_same_tables(report: Report) -> None:
    assert frames.kpis(report)["value"].tolist() == [answer.value for answer in report.kpis]
    assert list(frames.machines(report)["machine"]) == list(report.machines["key"])
