"""The sheets of an Excel workbook -> records of text, as a CSV file would have them."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from data.source.importer.bundle import Bundle, letter
from data.source.importer.problems import Problem
from data.source.importer.shape import Record

Claim = Callable[[str], str]
"""The name of a sheet -> the table that it holds, or nothing."""
Broken = dict[tuple[int, int], tuple[str, str]]
"""Row and column (from 0) of a cell without a value -> what stands in it, and why it has none."""

_UNKNOWN = "is a formula that was never computed; open the workbook in Excel, save it, and import it again"
_ERROR = "is an error and no value; mend the formula"
_SUSPECT = re.compile(rb"<(?:\w+:)?f[\s>/]|\bt=[\"']e[\"']")


def read_workbook(bundle: Bundle, claim: Claim) -> None:
    """Add every sheet that `claim` knows and that is not hidden."""
    name = bundle.path.name
    try:
        with zipfile.ZipFile(bundle.path) as parts:
            bundle.take(name, sum(part.file_size for part in parts.infolist()))
            book = CalamineWorkbook.from_path(str(bundle.path))
            paths, stale = _parts(parts)
            for sheet in book.sheets_metadata:
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible != SheetVisibleEnum.Visible:
                    told = "is a hidden sheet and was not read; show it, if it belongs to the import"
                    bundle.warnings.append(Problem(sheet.name, None, "", "", told))
                elif sheet.typ == SheetTypeEnum.WorkSheet and (table := claim(sheet.name)):
                    part = paths.get(sheet.name, "")
                    broken = _broken(parts.read(part), stale) if part in parts.namelist() else {}
                    rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                    bundle.add(table, _records(bundle, sheet.name, rows, broken))
    except (zipfile.BadZipFile, CalamineError, ElementTree.ParseError, ValueError, KeyError, OSError) as error:
        bundle.fault(name, f"is not a readable Excel workbook ({error})")


def _parts(parts: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """The part that holds each sheet, and whether the formulas still wait for the first program that computes them."""
    book, links = (_tree(parts.read(f"xl/{name}")) for name in ("workbook.xml", "_rels/workbook.xml.rels"))
    targets = {link.get("Id", ""): PurePosixPath("/xl", link.get("Target", "")) for link in links}
    found, stale = {}, False
    for node in book.iter():
        kind = _tag(node)
        if kind == "sheet":
            link = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            found[node.get("name", "")] = str(targets.get(link, "")).lstrip("/")
        elif kind == "calcPr":
            stale = node.get("fullCalcOnLoad") in ("1", "true")
    return found, stale


def _tree(data: bytes) -> ElementTree.Element:
    _no_entities(data)
    return ElementTree.fromstring(data)  # noqa: S314 - expat limits what entities may grow to, and there are none


def _no_entities(data: bytes) -> None:
    # a workbook declares no entities; what does wants to fill the memory or to read our files
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("it declares entities")


def _tag(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _broken(data: bytes, stale: bool) -> Broken:
    """The cells of a sheet's part that have no value: formulas never computed, and errors.

    What writes workbooks without computing leaves no value, or 0 and a wish to compute all when it is opened (`stale`).
    """
    found: Broken = {}
    if not _SUSPECT.search(data):
        return found
    _no_entities(data)
    row = column = -1
    for event, node in ElementTree.iterparse(io.BytesIO(data), ("start", "end")):  # noqa: S314 - as in _tree
        kind = _tag(node)
        if event == "start":
            if kind == "row":
                row, column = int(node.get("r", row + 2)) - 1, -1
            elif kind == "c":
                column = _column(node.get("r", ""), column + 1)
        elif kind == "c":
            told = _fault(node, stale)
            if told:
                found[row, column] = told
        elif kind == "row":
            node.clear()
    return found


def _column(place: str, otherwise: int) -> int:
    """B7 -> 1."""
    letters = re.match("[A-Z]+", place)
    at = 0
    for one in letters[0] if letters else "":
        at = at * 26 + ord(one) - 64
    return at - 1 if letters else otherwise


def _fault(cell: ElementTree.Element, stale: bool) -> tuple[str, str] | None:
    inside = {_tag(node): node.text or "" for node in cell}
    value, kind = inside.get("v", ""), cell.get("t")
    if kind == "e":
        return value, _ERROR
    # the empty text that a formula gave is a value
    if "f" in inside and (value in ("", "0") if stale else value == "" and kind != "str"):
        return f"={inside['f']}", _UNKNOWN
    return None


def _records(bundle: Bundle, name: str, rows: list[list[Any]], broken: Broken) -> Iterator[Record]:
    """Without the empty cells at the right: a sheet is as wide as anything ever typed into it."""
    by_row: dict[int, list[tuple[int, str, str]]] = {}
    for (row, column), (value, why) in broken.items():
        by_row.setdefault(row, []).append((column, value, why))
    for at, values in enumerate(rows):
        cells = [_text(value) for value in values]
        faults = by_row.get(at, [])
        for column, value, _ in faults:
            cells += [""] * (column + 1 - len(cells))
            cells[column] = value
        while cells and not cells[-1]:
            cells.pop()
        if cells and not faults:
            yield at + 1, cells
        for column, value, why in faults[:1]:
            bundle.tear(name, at + 1, cells, f'"{value}" in cell {letter(column)}{at + 1} {why}')


def _text(value: Any) -> str:
    """A cell of a sheet as a CSV file would have it."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return value.isoformat() if isinstance(value, date | time) else str(value)
