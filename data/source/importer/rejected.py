"""The refused rows, with their reasons and as they stood, in rejected.csv."""

import csv
import io
from collections.abc import Collection, Iterable
from pathlib import Path

from data.source.importer.bundle import Bundle
from data.source.importer.problems import Problem
from data.source.importer.read import REJECTED


def write_rejected(bundle: Bundle, problems: Iterable[Problem]) -> Path:
    """Write file, line, reasons and the row itself; into the folder of the import, else the working directory."""
    reasons: dict[str, dict[int, list[str]]] = {}
    for problem in problems:
        reasons.setdefault(problem.file, {}).setdefault(problem.line or 0, []).append(problem.what)
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(["file", "line", "reason", "row"])
    for file, lines in reasons.items():
        rows = _rows(bundle, file, lines)
        out.writerows([file, line, "; ".join(why), _safe(rows.get(line, ""))] for line, why in sorted(lines.items()))
    folder = bundle.path if bundle.path.is_dir() else bundle.path.parent
    try:
        return _save(folder / REJECTED, text.getvalue())
    except OSError:  # what is imported may lie where nobody may write
        return _save(Path.cwd() / REJECTED, text.getvalue())


def _save(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8-sig", newline="")  # with its mark a spreadsheet reads it right
    return path


def _rows(bundle: Bundle, file: str, lines: Collection[int]) -> dict[int, str]:
    """These lines as they stood."""
    table = next(table for table, name in bundle.names.items() if name == file)
    mark, frame = bundle.separators.get(table, ","), bundle.stood.get(table, bundle.frames[table])
    frame = frame[bundle.headers[table]]
    frame = frame[frame.index.isin(lines)].fillna("")
    cells = {line: cells for (name, line), cells in bundle.torn.items() if name == file}
    cells |= dict(zip(frame.index, frame.to_numpy().tolist(), strict=True))
    raw = {line: text for (name, line), text in bundle.raw.items() if name == file}
    return {line: _line(row, mark) for line, row in cells.items()} | raw


def _safe(row: str) -> str:
    """A row that a spreadsheet would run gets an apostrophe before it."""
    return f"'{row}" if row.startswith(("=", "+", "-", "@", "\t", "\r")) else row


def _line(cells: list[str], mark: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark, lineterminator="").writerow(cells)
    return text.getvalue()
