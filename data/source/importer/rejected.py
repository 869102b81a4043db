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
        out.writerows([file, line, "; ".join(why), _line(rows.get(line, []))] for line, why in sorted(lines.items()))
    folder = bundle.path if bundle.path.is_dir() else bundle.path.parent
    try:
        return _save(folder / REJECTED, text.getvalue())
    except OSError:  # what is imported may lie where nobody may write
        return _save(Path.cwd() / REJECTED, text.getvalue())


def _save(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def _rows(bundle: Bundle, file: str, lines: Collection[int]) -> dict[int, list[str]]:
    """The cells of these lines as they stood."""
    torn = {line: cells for (name, line), cells in bundle.torn.items() if name == file}
    table = next(table for table, name in bundle.names.items() if name == file)
    frame = bundle.frames[table]
    frame = frame[frame.index.isin(lines)].fillna("")
    return torn | dict(zip(frame.index, frame.to_numpy().tolist(), strict=True))


def _line(cells: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()
