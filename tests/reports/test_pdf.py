"""What stands on the pages: every number is an answer's number, as pdftotext reads it."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from kpis import text
from kpis.status import Status
from reports import pdf
from reports.content import Report, gather
from reports.render import RenderFailure
from reports.sheet import SHAPES
from tests import made_up
from tests.reports import shop

GAPS = [RenderFailure("Chromium took longer than 60 s")] * 4


def words(content: bytes, folder: Path) -> str:
    path = folder / "report.pdf"
    path.write_bytes(content)
    found = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(found.stdout.replace("\u00a0", " ").split())


def test_every_kpi_stands_with_value_target_status_and_the_day_before(report: Report, tmp_path: Path) -> None:
    content, pages = pdf.write(report, GAPS)
    said = words(content, tmp_path)
    assert pages == 2 and "Page 1 of 2" in said and "Page 2 of 2" in said
    for answer in report.kpis:
        assert answer.comparison
        goal = text.NO_DATA if answer.target is None else text.figure(answer.target)
        row = f"{answer.kpi.name} {text.quantity(answer.value, answer.kpi.unit)} {goal}"
        assert row in said
        judged = "" if answer.status is Status.NEUTRAL else f"{answer.status.value.capitalize()} "
        assert f"{judged}{text.number(answer.comparison.value, answer.kpi.unit)}" in said


def test_it_says_where_when_and_how_old(report: Report, tmp_path: Path) -> None:
    said = words(pdf.write(report, GAPS)[0], tmp_path)
    assert "Stuttgart Plant" in said
    assert "Production day Friday, 21 Nov 2025" in said
    assert "data as of 22 Nov 2025 02:30 (Europe/Berlin)" in said
    assert "so far" not in said


def test_a_running_day_is_called_so_far(tmp_path: Path) -> None:
    running = gather(shop.PLANT, shop.TODAY, shop.TODAY, shop.ask)
    assert "the day so far" in words(pdf.write(running, GAPS)[0], tmp_path)


def test_machines_end_in_the_factorys_own_ratios(report: Report, tmp_path: Path) -> None:
    said = words(pdf.write(report, GAPS)[0], tmp_path)
    assert "CNC-07 643 164 66.0 % 20.3 % 45.8 %" in said
    oee, scrap = report.kpi("oee").value, report.kpi("scrap_rate").value
    assert f"All machines 4,496 247 68.1 % {text.quantity(scrap, '%')} {text.quantity(oee, '%')}" in said


def test_a_failed_chart_is_a_named_gap_and_the_rest_is_there(report: Report, tmp_path: Path) -> None:
    said = words(pdf.write(report, GAPS)[0], tmp_path)
    assert said.count("This chart could not be drawn") == 4
    assert "Chromium took longer than 60 s" in said


@pytest.mark.browser
def test_real_charts_stand_in_the_pdf(report: Report, tmp_path: Path) -> None:
    charts = pdf.draw(report)
    content, _ = pdf.write(report, charts)
    assert all(isinstance(chart, bytes) for chart in charts)
    (tmp_path / "report.pdf").write_bytes(content)
    listed = subprocess.run(["pdfimages", "-list", tmp_path / "report.pdf"], capture_output=True, text=True, check=True)
    assert len(listed.stdout.splitlines()) - 2 == 4
    assert "could not be drawn" not in words(content, tmp_path)


def test_the_fonts_are_embedded_and_it_is_an_archive_pdf(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf.write(report, GAPS)[0])
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts and all("Inter" in line and line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)
    assert b"<pdfaid:part>2</pdfaid:part>" in path.read_bytes()


def test_greek_cyrillic_and_long_names_fit(report: Report, tmp_path: Path) -> None:
    names = ["Φρέζα 3", "Фрезерный станок", "Łódź Ω", "Größe ß", "M" * 80]
    machines = report.machines.assign(key=names, name=names)
    factory = replace(report.factory, name="Θεσσαλονίκη – Завод №5")
    said = words(pdf.write(replace(report, machines=machines, factory=factory), GAPS)[0], tmp_path)
    assert "Θεσσαλονίκη – Завод" in said
    for name in names[:4]:
        assert name in said
    assert "MMM…" in said


def test_a_day_without_production_says_so(report: Report, tmp_path: Path) -> None:
    kpis = tuple(replace(made_up.unknown(answer.kpi.id, days=1), status=Status.NEUTRAL) for answer in report.kpis)
    empty = replace(report, kpis=kpis, machines=report.machines.iloc[:0], advice=())
    said = words(pdf.write(empty, GAPS)[0], tmp_path)
    assert "No production was logged on this day." in said
    assert "No machine made a unit on this day." in said
    assert "Scrap rate – 5 –" in said and "Neutral" not in said


def test_notes_and_much_advice_flow_to_another_page(report: Report, tmp_path: Path) -> None:
    long = replace(report, advice=("A sentence that is long enough for two lines. " * 5,) * 6, notes=("A note.",) * 30)
    content, pages = pdf.write(long, GAPS)
    assert pages == 3
    assert words(content, tmp_path).count("A note.") == 30


def test_every_status_has_a_shape_of_its_own() -> None:
    assert set(SHAPES) == set(Status)
    assert len(set(SHAPES.values())) == len(Status)
