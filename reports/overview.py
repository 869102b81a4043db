"""Several KPIs over one period, as files: a line each, their course, and what they mean."""

import io
from collections.abc import Sequence

import pandas as pd
import xlsxwriter

from kpis.answer import Answer
from reports import export
from reports.csv import encode
from reports.xlsx import PLAIN, sheet


def csv(answers: Sequence[Answer]) -> bytes:
    """As reports.csv.encode, a line a KPI: the columns of `summary`. An empty field is no data."""
    return encode(summary(answers))


def xlsx(answers: Sequence[Answer], title: str) -> bytes:
    """Sheets KPIs, Over time (a line a KPI and bucket) and Definitions."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, PLAIN) as book:
        book.set_properties({"title": title, "author": "ProdStream KPI"})
        sheet(book, "KPIs", summary(answers), {})
        sheet(book, "Over time", over_time(answers), {})
        sheet(book, "Definitions", definitions(answers), {})
    return memory.getvalue()


def summary(answers: Sequence[Answer]) -> pd.DataFrame:
    """A line a KPI: its value over the period, target and status, and the value that it is compared with."""
    return pd.DataFrame(
        [
            {
                "factory": one.factory, "kpi": one.kpi.id, "name": one.kpi.name, "from": one.start, "to": one.end,
                "value": one.value, "unit": one.kpi.unit, "target": one.target, "status": str(one.status),
                "before": other.value if other else None, "change": other.difference if other else None,
                "verdict": other.verdict if other else "", "before from": other.start if other else None,
                "before to": other.end if other else None,
            }
            for one in answers for other in [one.comparison]
        ]
    )  # fmt: skip


def over_time(answers: Sequence[Answer]) -> pd.DataFrame:
    """A line a KPI and bucket: from, to, name, value, before (by position)."""
    columns = ["from", "to", "name", "value", "before"]
    return pd.concat(
        [export.over_time(one).reindex(columns=columns).assign(kpi=one.kpi.id, unit=one.kpi.unit) for one in answers],
        ignore_index=True,
    )[["kpi", *columns, "unit"]]


def definitions(answers: Sequence[Answer]) -> pd.DataFrame:
    """The KPIs and the measures that they are made of."""
    return pd.concat([export.definitions(one) for one in answers], ignore_index=True).drop_duplicates("name")
