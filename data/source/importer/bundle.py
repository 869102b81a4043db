"""What was read of an import, before anything in it is understood."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from data.source.importer.files import BY_NAME
from data.source.importer.format import OPTIONAL_CODE
from data.source.importer.problems import ImportRefused, Problem
from data.source.importer.shape import Fit, Record, header

MOST = 512 << 20
"""Bytes that what is packed (zip, gz, xlsx) may unpack to: a small file can hold more than any memory."""


@dataclass
class Bundle:
    """`frames` by table (cells stripped, empty = NaN, index = line), `names` of the files as found, and the faults.

    A table in `names` but not in `frames` could not be read. `torn` holds the cells of records that fit no frame, by
    (file, line), `raw` the text of those that are no CSV. `separators` by table: what stood between the cells of a CSV
    file; a sheet has none. `headers` by table: the columns that the file has; `stood`: its rows as
    they stood, where `frames` says more. `room`: bytes that may still be unpacked.
    """

    path: Path
    room: int = MOST
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    torn: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    raw: dict[tuple[str, int], str] = field(default_factory=dict)
    separators: dict[str, str] = field(default_factory=dict)
    headers: dict[str, list[str]] = field(default_factory=dict)
    stood: dict[str, pd.DataFrame] = field(default_factory=dict)

    def fault(self, file: str, message: str, line: int | None = None, *, near: str = "", fatal: bool = True) -> None:
        self.problems.append(Problem(file, line, "", "", message, near, fatal))

    def take(self, name: str, size: int) -> None:
        """Take unpacked bytes off the room. ImportRefused when it is used up: reading on would fill the memory."""
        self.room -= size
        if self.room < 0:
            message = f"unpacks to more than {MOST >> 20} MB, with all before it; unpack it and import the folder"
            raise ImportRefused([Problem(name, None, "", "", message, fatal=True)])

    def unpack(self, name: str, read: Callable[[int], bytes]) -> bytes:
        """All of a packed file, by its `read`."""
        data = read(self.room + 1)
        self.take(name, len(data))
        return data

    def tear(self, file: str, line: int, cells: list[str], message: str, *, fatal: bool = False) -> None:
        """A record that cannot be a row. `fatal`: it leaves no header to read the others by."""
        self.torn[file, line] = cells
        self.fault(file, message, line, fatal=fatal)

    def add(self, table: str, records: Iterator[Record]) -> None:
        """Put a table's records into a frame: titles, then the header, then rows."""
        name, file, mark = self.names[table], BY_NAME[table], self.separators.get(table)
        (first, names), titles, source = header(records, file)
        names = [cell.strip() for cell in names]
        if not any(names):
            return self.fault(name, "is empty: not even a header")
        for line, cells in titles:
            text = " ".join(cell.strip() for cell in cells if cell.strip())
            told = f"was passed over: the header is on line {first}"
            self.warnings.append(Problem(name, line, "", text, told))
        lines, rows, odd = [], [], []
        for line, cells in source:
            if len(cells) == len(names):
                lines.append(line)
                rows.append(cells)
            else:
                odd.append((line, cells))
        good, bad = Fit(file, names, mark).fit(odd, most=not rows)
        for line, cells, why in bad:
            self.tear(name, line, cells, why)
        index = pd.Index([*lines, *(line for line, _ in good)], dtype=int)
        rows += [cells for _, cells in good]
        frame = pd.DataFrame(rows, index=index, columns=range(len(names)), dtype="str").sort_index()
        frame = frame.apply(lambda cells: cells.str.strip())
        frame = frame.where(frame != "").dropna(how="all")
        frame = self._named(name, frame, names)
        self.headers[table] = list(frame.columns)
        if OPTIONAL_CODE in file.columns and self.headers[table].count(OPTIONAL_CODE) < 2:
            blank = frame[OPTIONAL_CODE].fillna("") if OPTIONAL_CODE in frame else ""
            frame = frame.assign(**{OPTIONAL_CODE: pd.Series(blank, index=frame.index, dtype="str")})
        self.frames[table] = frame

    def _named(self, file: str, frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
        """`frame` without the columns that have no name, which must be empty."""
        bare = [at for at, column in enumerate(names) if not column]
        beside = frame[bare].notna().any(axis=1)
        for line, cells in frame[beside].fillna("").iterrows():
            at = next(at for at in bare if cells[at])
            why = f'holds "{cells[at]}" in column {letter(at)}, which the header does not name'
            why += "; name it, or empty the cell"
            self.tear(file, int(str(line)), list(cells), why)
        named = frame[~beside].drop(columns=bare)
        return named.set_axis([column for column in names if column], axis=1)


def letter(at: int) -> str:
    """How a spreadsheet calls its column `at` (0: A)."""
    return (letter(at // 26 - 1) if at >= 26 else "") + chr(65 + at % 26)
