"""The daily report as a workbook: typed cells, one sheet a table, and what each KPI means."""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import xlsxwriter

from charts.theme import palette
from kpis import text
from reports import frames
from reports.content import Report

_NUMBERS = {"%": "0.00", "h": "0.0", "units/day": "#,##0"}
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""No cell is a formula or a link, whatever a machine is called."""
_WIDE = {"description": 90, "formula": 60, "source": 50, "name": 34, "kpi": 24, "day": 12, "machine": 20}


def write(report: Report) -> bytes:
    """Sheets Report, KPIs, Trends, Machines and Definitions. A missing value is an empty cell."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, PLAIN) as book:
        book.set_properties({"title": f"Daily report {report.factory.name} {report.day}", "author": "ProdStream KPI"})
        _cover(book, report)
        units = {answer.kpi.id: answer.kpi.unit for answer in report.kpis}
        sheet(book, "KPIs", frames.kpis(report), units)
        sheet(book, "Trends", frames.trends(report), units)
        sheet(book, "Machines", frames.machines(report), units)
        sheet(book, "Definitions", frames.definitions(report), units)
    return memory.getvalue()


def _cover(book: Any, report: Report) -> None:
    sheet = book.add_worksheet("Report")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    quiet = book.add_format({"font_name": "Inter", "font_color": palette()["ink-3"], "valign": "top"})
    plain = book.add_format({"font_name": "Inter", "text_wrap": True, "align": "left"})
    days = book.add_format({"font_name": "Inter", "num_format": "yyyy-mm-dd", "align": "left"})
    facts: list[tuple[str, Any]] = [
        ("Factory", report.factory.name),
        ("Production day", report.day),
        ("Data as of", f"{text.day(report.as_of, year=True)} {report.as_of:%H:%M} ({report.factory.timezone})"),
        *(("Recommendation", sentence) for sentence in report.advice),
        *(("Note", sentence) for sentence in report.notes),
    ]
    for row, (label, value) in enumerate(facts):
        sheet.write_string(row, 0, label, quiet)
        if isinstance(value, date):
            sheet.write_datetime(row, 1, value, days)
        else:
            sheet.write_string(row, 1, value, plain)


def sheet(book: Any, name: str, table: pd.DataFrame, units: Mapping[str, str]) -> None:
    """A frame as a sheet of typed cells; `units` by column go into the heads."""
    ink, font = palette(), {"font_name": "Inter", "font_size": 10, "valign": "top"}
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    page.hide_gridlines(2)
    line = {**font, "bottom": 1, "bottom_color": ink["line"]}
    formats: dict[str, Any] = {}

    def style(number: str = "") -> Any:
        if number not in formats:
            formats[number] = book.add_format(line | ({"num_format": number} if number else {"text_wrap": True}))
        return formats[number]

    for at, column in enumerate(table.columns):
        numeric = pd.api.types.is_numeric_dtype(table[column])
        when = "yyyy-mm-dd hh:mm" if pd.api.types.is_datetime64_any_dtype(table[column]) else "yyyy-mm-dd"
        head = {**line, "bold": True, "font_color": ink["ink-3"], "align": "right" if numeric else "left"}
        unit = units.get(column, "")
        page.write_string(0, at, f"{column} [{unit}]" if unit else column, book.add_format(head))
        page.set_column(at, at, _WIDE.get(column, 14))
        for row, value in enumerate(table[column], start=1):
            if pd.isna(value):
                page.write_blank(row, at, None, style())
            elif isinstance(value, date):
                page.write_datetime(row, at, value, style(when))
            elif numeric:
                # of a table with a KPI a row, the row says the unit
                own = table["unit"].iloc[row - 1] if "unit" in table else unit
                page.write_number(row, at, float(value), style(_NUMBERS.get(own, "#,##0.##")))
            else:
                page.write_string(row, at, str(value), style())
    if len(table):
        page.autofilter(0, 0, len(table), len(table.columns) - 1)
