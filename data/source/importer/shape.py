"""Which record is the header, and what to make of records that are wider or narrower than it."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from data.source.importer.format import WEEKDAYS, File

Record = tuple[int, list[str]]
"""The line a record begins on, and its cells."""

_LOOK = 10
"""Records among which the header is looked for."""
_WHOLE, _FRACTION = re.compile(r"[+-]?\d+"), re.compile(r"\d+")
_SHAPES = {
    "number": re.compile(r"(?:[+-]?\d+(?:[.,]\d+)?)?"), "whole": re.compile(r"(?:[+-]?\d+)?"),
    "moment": re.compile(r"(?:\d{4}-\S.*)?"), "day": re.compile(r"(?:\d{4}-\S.*)?"),
    "clock": re.compile(r"(?:\d{1,2}:\S.*)?"),
}  # fmt: skip


def header(records: Iterator[Record], file: File) -> tuple[Record, list[Record], Iterator[Record]]:
    """The header, what stands above it (titles), and the records after it.

    The first record is the header, unless it bears no name of ours and one of the next does. A record of no cell
    stands in for an empty file's header.
    """
    first = list(islice(records, _LOOK))
    known = [len({cell.strip().lower() for cell in cells} & set(file.columns)) for _, cells in first]
    enough = min(2, len(file.needs))
    at = 0 if not first or known[0] else next((n for n, count in enumerate(known) if count >= enough), 0)
    return (first[at] if first else (1, [])), first[:at], chain(first[at + 1 :], records)


def separator(text: str, file: File) -> str:
    """What separates the cells of a CSV file: that by which its first lines hold the most names of its columns."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:_LOOK]
    if lines and (said := re.fullmatch(r'"?sep=(.)"?', lines[0], re.IGNORECASE)):
        return said[1]
    names = set(file.columns)

    def known(mark: str) -> tuple[int, int]:
        found = (len(names & {cell.strip().strip('"').lower() for cell in line.split(mark)}) for line in lines)
        most = max(found, default=0)
        # a header without a single right name is split by what stands in it most
        return most, 0 if most or not lines else lines[0].count(mark)

    return max(",;\t|", key=known)


class Fit:
    """Fits records of another width than the header into it, where that loses and invents nothing.

    `names`: the header's cells, empty where a column has no name. `mark`: what separates the cells; a comma lets a
    decimal comma tear its row. None: a sheet, whose records end with their last cell that is not empty.
    """

    def __init__(self, file: File, names: Sequence[str], mark: str | None) -> None:
        self.file, self.names, self.mark = file, names, mark
        self.width = len(names)

    def fit(self, odd: Sequence[Record], most: bool) -> tuple[list[Record], list[tuple[int, list[str], str]]]:
        """`odd` -> the records that fit, and those that do not with what is wrong.

        most: every record of the file is odd. Then surplus empty cells are the habit of what wrote it.
        """
        wide = [record for record in odd if len(record[1]) > self.width]
        same = most and len({len(cells) for _, cells in odd}) == 1
        torn = {line for line, cells in wide if self.mark == "," and self._decimals(cells, real=True)}
        habit = same and len(torn) < len(wide)
        good, bad = [], []
        for line, cells in odd:
            rest = cells[self.width :]
            if len(cells) < self.width and not self._needs(len(cells)):
                good.append((line, cells + [""] * (self.width - len(cells))))
            elif rest and not any(cell.strip() for cell in rest) and (habit or line not in torn):
                good.append((line, cells[: self.width]))
            else:
                bad.append((line, cells, self._why(cells)))
        return good, bad

    def _needs(self, width: int) -> bool:
        """Whether a record of `width` cells lacks one that the file needs; others may be left out at the right."""
        return self.mark is not None and bool(set(self.names[width:]) & set(self.file.needs))

    def _why(self, cells: list[str]) -> str:
        told = f"has {len(cells)} fields where the header has {self.width}"
        if len(cells) < self.width:
            return told
        if self.mark != ",":
            return f"{told}; name the columns at the right, or empty their cells"
        if columns := self._decimals(cells):
            where = " or ".join(columns)
            return f"{told}: a decimal comma in {where}? Write decimals with a point, or separate columns by semicolons"
        if "weekdays" in self.names and len({cell.strip() for cell in cells} & set(WEEKDAYS)) > 1:
            return f'{told}: the commas in weekdays? Put the cell into quotation marks, as "Mon,Tue"'
        return f"{told}; a cell that holds a comma needs quotation marks around it"

    def _decimals(self, cells: list[str], real: bool = False) -> list[str]:
        """The columns of which a decimal comma may have torn this record; `real`: into something else than zero."""
        found: set[str] = set()

        def walk(at: int, cell: int, merged: tuple[str, ...], more: bool) -> None:
            if at == self.width:
                if cell == len(cells) and merged and (more or not real):
                    found.update(merged)
                return
            name, left = self.names[at], len(cells) - cell - (self.width - at)
            kind = self.file.columns[name].kind if name in self.file.columns else ""
            if left < 0:
                return
            value = cells[cell].strip()
            if kind == "number" and left and _WHOLE.fullmatch(value) and _FRACTION.fullmatch(cells[cell + 1].strip()):
                walk(at + 1, cell + 2, (*merged, name), more or bool(cells[cell + 1].strip().strip("0")))
            if kind not in _SHAPES or _SHAPES[kind].fullmatch(value):
                walk(at + 1, cell + 1, merged, more)

        walk(0, 0, (), False)
        return [name for name in self.names if name in found]
