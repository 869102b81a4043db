"""A Bundle of text -> a Report: typed rows that can be written, and everything that is wrong with the others."""

from datetime import datetime

import pandas as pd

from data.source.importer.bundle import Bundle
from data.source.importer.files import FILES
from data.source.importer.kinds import zones
from data.source.importer.problems import Problem, Report
from data.source.importer.sheet import Known, Sheet
from data.tenancy.schema import utcnow


def check(bundle: Bundle, known: Known | None = None, now: datetime | None = None) -> Report:
    """Understand every cell and follow every code. `known`: what the factory has in its database beside the files.
    `now`: naive UTC, without it the wall clock's; what happened did so before."""
    report = Report([*bundle.problems], [*bundle.warnings])
    end = "" if bundle.path.suffix.lower() == ".xlsx" else ".csv"
    for file in FILES:
        if file.needed and file.name not in bundle.names:
            report.errors.append(Problem(file.name + end, None, "", "", "is missing, and needed", fatal=True))
    zone = _zone(bundle)
    sheets: dict[str, Sheet] = {}
    for file in FILES:
        if file.name in bundle.frames:
            sheet = Sheet(file, bundle, report)
            if sheet.has_the_columns():
                sheet.read(zone, pd.Timestamp(now or utcnow()))
                sheet.keep_keys_single()
                sheet.follow(sheets, known or {})
                sheets[file.name] = sheet
    report.errors = list(dict.fromkeys(report.errors))  # of a line that stands for two files
    for name, sheet in sheets.items():
        report.frames[name] = sheet.typed[~sheet.bad]
    return report


def _zone(bundle: Bundle) -> str:
    """The factory's time zone; UTC stands in for one that is reported as wrong."""
    factory = bundle.frames.get("factory", pd.DataFrame())
    found = factory["timezone"].iloc[0] if "timezone" in factory.columns and len(factory) else ""
    return found if found in zones() else "UTC"
