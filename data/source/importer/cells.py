"""CSV text and Excel sheets -> records of text with the line each begins on."""

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

import pandas as pd
from python_calamine import CalamineError

from data.source.importer.bundle import Bundle, Record


def decode(bundle: Bundle, name: str, data: bytes) -> str | None:
    """The text of a file; None when it is not text, which the bundle then knows."""
    try:
        if name.lower().endswith(".gz"):
            data = bundle.unpack(name, gzip.GzipFile(fileobj=io.BytesIO(data)).read)
        text = data.decode("utf-8-sig")
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        bundle.fault(name, f"is not a whole gzip file ({error})")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        bundle.fault(name, f"is not UTF-8 text (byte 0x{data[error.start]:02x}); save it as CSV UTF-8", line)
    else:
        if "\0" not in text:
            return text
        bundle.fault(name, "is not text (it holds zero bytes)", text.count("\n", 0, text.index("\0")) + 1)
    return None


def csv_records(bundle: Bundle, name: str, text: str) -> Iterator[Record]:
    """The records of a CSV file; blank ones are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            bundle.tear(name, line, [], f"cannot be read as CSV ({error}); is a quotation mark missing?")
        else:
            if any(cells):
                yield line, cells


def sheets(bundle: Bundle) -> dict[str, pd.DataFrame]:
    """Every sheet of the workbook."""
    try:
        with zipfile.ZipFile(bundle.path) as parts:
            bundle.take(bundle.path.name, sum(part.file_size for part in parts.infolist()))
        return pd.read_excel(
            bundle.path, sheet_name=None, header=None, dtype=object, keep_default_na=False, engine="calamine"
        )
    except (zipfile.BadZipFile, CalamineError, ValueError, OSError) as error:
        bundle.fault(bundle.path.name, f"is not a readable Excel workbook ({error})")
        return {}


def sheet_records(sheet: pd.DataFrame) -> Iterator[Record]:
    """The records of a sheet, as wide as its header: a sheet is as wide as anything ever typed into it."""
    width = 0
    for line, values in enumerate(sheet.itertuples(index=False, name=None), 1):
        cells = [_text(value) for value in values]
        if any(cells):
            width = width or 1 + max(n for n, cell in enumerate(cells) if cell)
            yield line, cells if any(cells[width:]) else cells[:width]


def _text(value: Any) -> str:
    """A cell of a sheet as a CSV file would have it."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, bool):
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
