"""What was read of an import, before anything in it is understood."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from data.source.importer.problems import ImportRefused, Problem

MOST = 512 << 20
"""Bytes that what is packed (zip, gz, xlsx) may unpack to: a small file can hold more than any memory."""

Record = tuple[int, list[str]]
"""The line a record begins on, and its cells."""


@dataclass
class Bundle:
    """`frames` by table (cells stripped, empty = NaN, index = line), `names` of the files as found, and the faults.

    A table in `names` but not in `frames` could not be read. `torn` holds records that fit no frame, by (file, line).
    `room`: bytes that may still be unpacked.
    """

    path: Path
    room: int = MOST
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    torn: dict[tuple[str, int], list[str]] = field(default_factory=dict)

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

    def tear(self, file: str, line: int, cells: list[str], message: str) -> None:
        """A record that cannot be a row; in the first line it leaves no header to read the others by."""
        self.torn[file, line] = cells
        self.fault(file, message, line, fatal=line == 1)

    def add(self, table: str, records: Iterable[Record]) -> None:
        """Put a table's records, header first, into a frame."""
        name, source = self.names[table], iter(records)
        first, header = next(source, (1, []))
        header = [cell.strip() for cell in header]
        if not header:
            return self.fault(name, "is empty: not even a header")
        if len(header) == 1 and (other := next((c for c in ";\t|" if c in header[0]), None)):
            return self.fault(name, f"is separated by {other!r}; separate the columns by commas", first)
        lines, rows = [], []
        for line, cells in source:
            if len(cells) == len(header):
                lines.append(line)
                rows.append(cells)
            else:
                self.tear(name, line, cells, f"has {len(cells)} fields where the header has {len(header)}")
        frame = pd.DataFrame(rows, index=pd.Index(lines, dtype=int), columns=range(len(header)), dtype="str")
        frame = frame.apply(lambda cells: cells.str.strip())
        self.frames[table] = frame.where(frame != "").set_axis(header, axis=1)
