"""The daily report as one long CSV: a line a number, for whoever reads it with a program."""

import re

import pandas as pd

from reports import frames
from reports.content import Report

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?: ?%)?|-")


def write(report: Report) -> bytes:
    """As `encode`, with a head line: factory, section (day, trend, machine), day, machine, kpi, value, unit, and for
    the day's KPIs also target, status, day_before, difference, percent, verdict. An empty field is no data."""
    units = {answer.kpi.id: answer.kpi.unit for answer in report.kpis} | {
        "ok_units": "units",
        "scrapped_units": "units",
    }
    day = frames.kpis(report).drop(columns="name").assign(section="day", day=report.day)
    trend = frames.trends(report).melt(["day"], var_name="kpi").assign(section="trend")
    machine = frames.machines(report).drop(columns="name").melt(["machine"], var_name="kpi")
    machine = machine.assign(section="machine", day=report.day)
    table = pd.concat([day, trend, machine], ignore_index=True)
    table = table.assign(factory=report.factory.slug, unit=table["kpi"].map(units))
    first = ["factory", "section", "day", "machine", "kpi", "value", "unit"]
    return encode(table[[*first, *(name for name in day.columns if name not in first)]])


def encode(table: pd.DataFrame) -> bytes:
    """A table as a CSV file that opens right in a spreadsheet: UTF-8 with a mark that says so, and no text that it
    would run. Numbers stay as they are, a negative one too."""
    table = table.rename(columns=plain)
    for name, cells in table.items():
        if not pd.api.types.is_numeric_dtype(cells):
            table[name] = cells.map(lambda cell: plain(cell) if isinstance(cell, str) else cell)
    return table.to_csv(index=False).encode("utf-8-sig")


def plain(text: str) -> str:
    """A text as a cell that no spreadsheet runs; one that reads as a number stays."""
    return f"'{text}" if text.startswith(FORMULA) and not _NUMBER.fullmatch(text) else text
