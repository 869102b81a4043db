"""The daily report as one long CSV: a line a number, for whoever reads it with a program."""

import pandas as pd

from reports import frames
from reports.content import Report


def write(report: Report) -> bytes:
    """UTF-8 with a head line: factory, section (day, trend, machine), day, machine, kpi, value, unit, and for the day's
    KPIs also target, status, day_before, difference, percent, verdict. An empty field is no data."""
    units = {answer.kpi.id: answer.kpi.unit for answer in report.kpis} | {
        "ok_units": "units",
        "scrapped_units": "units",
    }
    day = frames.kpis(report).drop(columns="name").assign(section="day", day=report.day)
    trend = frames.trends(report).melt(["day"], var_name="kpi").assign(section="trend")
    machine = frames.machines(report).drop(columns="name").melt(["machine"], var_name="kpi")
    machine = machine.assign(section="machine", day=report.day, machine=machine["machine"].map(plain))
    table = pd.concat([day, trend, machine], ignore_index=True)
    table = table.assign(factory=report.factory.slug, unit=table["kpi"].map(units))
    first = ["factory", "section", "day", "machine", "kpi", "value", "unit"]
    return table[[*first, *(name for name in day.columns if name not in first)]].to_csv(index=False).encode()


def plain(name: object) -> str:
    """A name as a cell that no spreadsheet runs."""
    # a spreadsheet would run a name that begins like a formula
    return f"'{name}" if str(name).startswith(("=", "+", "-", "@")) else str(name)
