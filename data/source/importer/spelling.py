"""Numbers and times as spreadsheets spell them -> as the format does."""

from typing import NamedTuple

import pandas as pd

_GROUPED = r"[+-]?\d{1,3}(?:[ \u00a0\u202f']\d{3})+(?:[.,]\d+)?"
_COMMA = r"[+-]?(?:\d*|\d{1,3}(?:\.\d{3})+),\d+"
_POINT = r"[+-]?\d*\.[\d.]+"
_THOUSANDS = r"[+-]?\d{1,3}(?:,\d{3})+"
_SERIAL = r"\d+(?:\.\d+)?(?:[eE]-\d+)?"
_DAYS = (20_000, 110_000)
"""Days since 1899-12-30 that stand for one of 1954 to 2201; others are no dates that anyone meant."""


class Spelling(NamedTuple):
    """How the numbers of one file are spelled. `loose`: it may use decimal commas. `comma`: it does."""

    loose: bool
    comma: bool


def spelling(numbers: pd.DataFrame, mark: str | None) -> Spelling:
    """Of the text of all columns of numbers in a file; `mark` separates its cells (None: a sheet).

    Where a comma separates the cells, one within a number is rather a slip. In a sheet "1,500" alone shows nothing.
    """
    if mark == ",":
        return Spelling(False, False)
    shown = False
    for _, cells in numbers.items():
        cells = cells.dropna()
        comma = cells.str.fullmatch(_COMMA)
        shown |= bool((comma & (~cells.str.fullmatch(_THOUSANDS) if mark is None else True)).any())
    return Spelling(True, shown)


def plain_numbers(cells: pd.Series, how: Spelling) -> tuple[pd.Series, pd.Series]:
    """Text without NaN -> (as the format spells numbers; mask of those with a point among decimal commas)."""
    grouped = cells.str.fullmatch(_GROUPED)
    if grouped.any():
        cells = cells.mask(grouped, cells.str.replace(r"[ \u00a0\u202f']", "", regex=True))
    if not how.comma:
        return cells, pd.Series(False, index=cells.index)
    comma = cells.str.fullmatch(_COMMA)
    mixed = cells.str.fullmatch(_POINT)
    point = cells.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return cells.mask(comma, point), mixed


def plain_times(cells: pd.Series, kind: str) -> pd.Series:
    """Text of a sheet without NaN, where a time may be the number of days that Excel keeps: as the format spells it."""
    if kind == "clock":
        # 24:00 under a format without hours over 24
        cells = cells.mask(cells.str.fullmatch(r"(?:1900-01-01|1899-12-31)(?:T00:00:00)?"), "24:00")
    days = pd.to_numeric(cells.where(cells.str.fullmatch(_SERIAL)), errors="coerce").astype("float64")
    days = days.where(days.le(1) if kind == "clock" else days.between(*_DAYS))
    if days.notna().sum() == 0:
        return cells
    seconds = (days * 86_400).round()
    stamps = pd.Timestamp("1899-12-30") + pd.to_timedelta(seconds, unit="s")
    form = "%H:%M:%S" if kind == "clock" else "%Y-%m-%dT%H:%M:%S"
    told = stamps.dt.strftime(form).mask(seconds == 86_400, "24:00") if kind == "clock" else stamps.dt.strftime(form)
    return cells.mask(days.notna(), told)
