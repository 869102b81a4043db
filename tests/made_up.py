"""Made-up answers and snapshots of real KPIs, for what only shows them. No number here means anything."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from data.tenancy import Factory
from kpis import text
from kpis.answer import Answer, Comparison, Question, Snapshot
from kpis.bridge import Bridge
from kpis.catalogue import find
from kpis.status import change, status

TODAY = date(2025, 11, 22)
NOW = datetime(2025, 11, 22, 14, 0, tzinfo=ZoneInfo("Europe/Berlin"))
WAVE = (2.4, 2.2, 2.6, 2.55, 3.1, 3.3, 3.3, 3.2, 3.1, 3.4, 3.7, 3.45, 3.3, 3.1, 3.05)


def factories(*slugs: str) -> tuple[Factory, ...]:
    return tuple(Factory(at, slug.title(), slug, "Europe/Berlin", "EUR", None, {}) for at, slug in enumerate(slugs, 1))


def wave(days: int, scale: float = 1.0, shift: int = 0) -> list[float]:
    return [scale * WAVE[(at + shift) % len(WAVE)] for at in range(days)]


def asked(question: Question, **changed: Any) -> Answer:
    """An answer to the question's dates, comparison and breakdown."""
    days = (question.end - question.start).days + 1
    made = answer(question.kpi, days, question.compare is not None, end=question.end, **changed)
    if question.rolling:
        made = replace(made, rolling=("7 days rolling", made.buckets["value"] * 0.9))
    if question.compare and made.comparison:
        first, last = question.compare
        moved = made.comparison.buckets.assign(start=[first + timedelta(at) for at in range(days)])
        made = replace(made, comparison=replace(made.comparison, start=first, end=last, buckets=moved))
        if question.by and made.comparison.value is not None and made.value is not None:
            half = (made.value - made.comparison.value) / 2
            steps = (("CNC-07", 3 * half), ("GRD-02", -half))
            made = replace(made, why=Bridge(made.comparison.value, made.value, steps, -half / 2, half / 2))
    rows = made.breakdown
    if question.by is None or rows is None:
        return replace(made, breakdown=None)
    names = {"reason": ["Tool wear", "Wrong dimension", "Material", "Setup piece"], "shift": ["Early", "Late", "Night"]}
    if question.by in names:
        rows = rows.head(len(names[question.by])).assign(name=names[question.by], key=names[question.by])
    for entity, key in question.filters:
        if entity == question.by:
            rows = rows[rows["key"] == key]
    return replace(made, breakdown=rows)


def answer(
    kpi_id: str = "scrap_rate", days: int = 30, compared: bool = True, end: date = TODAY, **changed: Any
) -> Answer:
    """Daily buckets up to `end`, today's running; a breakdown of four machines."""
    kpi = find(kpi_id)
    starts = [end - timedelta(days - 1 - at) for at in range(days)]
    scale = {"units/day": 1500.0, "h": 30.0, "orders": 40.0}.get(kpi.unit, 1.0)
    measures = {name: 100.0 * (3 + at) for at, name in enumerate(sorted(kpi.measures))}
    buckets = pd.DataFrame(
        {
            "start": starts,
            "end": starts,
            "label": [text.day(day) for day in starts],
            "value": wave(days, scale),
            "running": [day == TODAY for day in starts],
            **measures,
        }
    )
    before = buckets.assign(start=[day - timedelta(days) for day in starts], value=wave(days, scale, 7))
    value, past = 2.31 * scale, 2.93 * scale
    found = change(value, past, kpi.better, kpi.target)
    values = [5.18, 3.89, 1.41, float("nan")]
    breakdown = pd.DataFrame(
        {
            "key": ["CNC-07", "GRD-02", "TRN-03", "TRN-09"],
            "name": ["CNC-07", "GRD-02", "TRN-03", "TRN-09"],
            "value": [one * scale for one in values],
            "status": [str(status(one * scale, kpi.target, kpi.better)) for one in values],
            **{name: [value * 4, value * 3, value, None] for name, value in measures.items()},
        }
    )
    if compared:
        breakdown.insert(4, "before", [one * scale for one in (3.24, 3.49, float("nan"), float("nan"))])
    made: dict[str, Any] = {
        "kpi": kpi,
        "factory": "stuttgart",
        "start": starts[0],
        "end": end,
        "value": value,
        "status": status(value, kpi.target, kpi.better),
        "target": kpi.target,
        "measures": {**measures, **({"stock_days": float(days)} if kpi.compiled.averages else {})},
        "grain": "day",
        "table": "kpi_daily_summaries",
        "widened": False,
        "buckets": buckets,
        "breakdown": breakdown,
        "comparison": Comparison(
            starts[0] - timedelta(days), starts[0] - timedelta(1), past, found.difference, found.percent, found.trend,
            found.verdict, before[["start", "value"]], "",
        ) if compared else None,
        "coverage": None,
        "as_of": NOW,
        "lines": {title: buckets["value"] * (0.1 + 0.1 * at) for at, title in enumerate(kpi.further)},
    }  # fmt: skip
    return Answer(**{**made, **changed})


def unknown(kpi_id: str = "oee", days: int = 30) -> Answer:
    """An answer without any data: nothing that the KPI needs was recorded."""
    full = answer(kpi_id, days)
    return answer(
        kpi_id,
        days,
        compared=False,
        value=None,
        measures=dict.fromkeys(full.measures),
        buckets=full.buckets.assign(value=float("nan")),
        breakdown=full.breakdown.iloc[:0] if full.breakdown is not None else None,
        lines={title: line * float("nan") for title, line in full.lines.items()},
    )


def snapshot(kpi_id: str = "scrap_rate", **changed: Any) -> Snapshot:
    kpi = find(kpi_id)
    made: dict[str, Any] = {
        "kpi": kpi,
        "factory": "stuttgart",
        "as_of": NOW,
        "value": 2.31,
        "text": "2.31",
        "suffix": kpi.unit,
        "status": status(2.31, kpi.target, kpi.better),
        "target": kpi.target,
        "aim": kpi.target,
        "detail": "limit 5 %",
        "delta": -0.4,
        "delta_text": "−0.4 pt",
        "verdict": "improved",
        "spark": tuple(wave(14)),
        "facts": (("Scrapped", "111 units"), ("OK", "4,690 units")),
        "table": pd.DataFrame({"Reason": ["Tool wear", "Material"], "Units": ["62", "49"]}),
        "newest": NOW - timedelta(minutes=1),
    }
    return Snapshot(**{**made, **changed})
