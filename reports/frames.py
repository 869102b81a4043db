"""A report's numbers as tables, the same for the Excel file and the CSV."""

import pandas as pd

from reports.content import MACHINE_KPIS, Report


def kpis(report: Report) -> pd.DataFrame:
    """One row a KPI: kpi, name, value, unit, target, status, day_before, difference, percent, verdict."""
    rows = [
        {
            "kpi": answer.kpi.id,
            "name": answer.kpi.name,
            "value": answer.value,
            "unit": answer.kpi.unit,
            "target": answer.target,
            "status": answer.status.value,
            "day_before": past.value if past else None,
            "difference": past.difference if past else None,
            "percent": past.percent if past else None,
            "verdict": past.verdict if past else "",
        }
        for answer in report.kpis
        for past in [answer.comparison]
    ]
    return pd.DataFrame(rows)


def trends(report: Report) -> pd.DataFrame:
    """One row a production day: day, then the value of each trend under the KPI's id."""
    columns = {answer.kpi.id: answer.buckets.set_index("start")["value"] for answer in report.trends}
    return pd.DataFrame(columns).rename_axis("day").reset_index()


def machines(report: Report) -> pd.DataFrame:
    """One row a machine: machine, name, ok_units, scrapped_units and the rates in %."""
    names = {"key": "machine", "name": "name", "ok_units": "ok_units", "scrapped_units": "scrapped_units"}
    return report.machines.rename(columns=names)[[*names.values(), *MACHINE_KPIS]]


def definitions(report: Report) -> pd.DataFrame:
    """One row a KPI: kpi, name, formula, unit, better, target, description, source."""
    wanted = ("id", "name", "formula", "unit", "better", "description", "source")
    rows = [{name: getattr(answer.kpi, name) for name in wanted} | {"target": answer.target} for answer in report.kpis]
    return pd.DataFrame(rows).rename(columns={"id": "kpi"})
