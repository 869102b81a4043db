"""A folder, .zip or .xlsx -> a Bundle of frames of text."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from data.source.importer.bundle import MOST, Bundle
from data.source.importer.cells import csv_records, decode
from data.source.importer.files import BY_NAME
from data.source.importer.problems import ImportRefused, Problem, nearest
from data.source.importer.shape import separator
from data.source.importer.workbook import read_workbook

REJECTED = "rejected.csv"
"""Our own list of refused rows; it may lie among the files of the next import."""


def load(path: str | Path, room: int = MOST) -> Bundle:
    """Read the files of an import. ImportRefused when `path` holds nothing to read, or more than `room` bytes once
    unpacked; other faults are collected."""
    bundle = Bundle(Path(path), room)
    kind = "folder" if bundle.path.is_dir() else bundle.path.suffix.lower()
    if not bundle.path.exists():
        raise ImportRefused([Problem(str(path), None, "", "", "does not exist", fatal=True)])
    if kind not in ("folder", ".zip", ".xlsx"):
        raise ImportRefused([Problem(str(path), None, "", "", "is not a folder, a .zip or an .xlsx", fatal=True)])
    if kind == ".xlsx":
        read_workbook(bundle, lambda name: _claim(bundle, name, name.strip().lower()))
        return bundle
    for name, data in _folder(bundle.path) if kind == "folder" else _zip(bundle):
        table = _claim(bundle, name, _stem(name))
        text = decode(bundle, name, data) if table else None
        if table and text is not None:
            mark = bundle.separators[table] = separator(text, BY_NAME[table])
            bundle.add(table, csv_records(bundle, name, text, mark))
    return bundle


def _stem(name: str) -> str:
    """The table that a file name stands for; empty for what is no CSV file."""
    lower = name.lower()
    return next((lower.removesuffix(end) for end in (".csv", ".csv.gz") if lower.endswith(end)), "")


def _folder(path: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(path.iterdir()):
        if file.is_file() and _stem(file.name) and file.name != REJECTED:
            yield file.name, file.read_bytes()


def _zip(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(bundle.path) as archive:
            for entry in archive.namelist():
                name = PurePosixPath(entry).name
                # macOS packs a shadow of each file beside it
                if _stem(name) and name != REJECTED and not name.startswith("."):
                    with archive.open(entry) as packed:
                        yield name, bundle.unpack(name, packed.read)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        bundle.fault(bundle.path.name, f"is not a readable zip archive ({error})")


def _claim(bundle: Bundle, name: str, table: str) -> str:
    """Note a file under its table and return that; empty when it is none of ours or there twice."""
    if table in bundle.names:
        bundle.fault(name, f"is there twice (as {bundle.names[table]} too); keep one")
    elif table in BY_NAME:
        bundle.names[table] = name
        return table
    elif near := nearest(table, BY_NAME):
        bundle.fault(name, "is not a file of the import format", near=near)
    else:
        bundle.warnings.append(Problem(name, None, "", "", "is not a file of the import format and was not read"))
    return ""
