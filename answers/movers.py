"""What moved most between two periods, and where it came from."""

from dataclasses import dataclass

import pandas as pd

from answers.ask import ask
from data.tenancy import Scope
from kpis import catalogue
from kpis.answer import Answer, Question
from kpis.fraction import fraction
from kpis.period import Range

WITHIN = ("group", "machine", "part", "customer", "reason", "operator")
"""Breakdowns that say where a change came from, the first that a KPI has."""


@dataclass(frozen=True)
class Mover:
    """A KPI that moved; `member` names where most of it came from, with its value before and now (None: nowhere)."""

    answer: Answer
    member: str | None = None
    before: float | None = None
    now: float | None = None


def movers(scope: Scope, kpi_ids: tuple[str, ...], dates: Range, other: Range, most: int = 5) -> list[Mover]:
    """The KPIs with the largest relative change, most first. Those without a value in both periods are left out."""
    found = []
    for kpi_id in kpi_ids:
        kpi = catalogue.find(kpi_id)
        by = next((entity for entity in WITHIN if entity in kpi.breakdowns), None)
        answer = ask(scope, Question(kpi_id, *dates, by=by, compare=other))
        if answer.comparison is not None and answer.comparison.percent:
            found.append(answer)
    found.sort(key=_size, reverse=True)
    return [_explained(answer) for answer in found[:most]]


def _size(answer: Answer) -> float:
    assert answer.comparison is not None and answer.comparison.percent is not None
    return abs(answer.comparison.percent)


def _explained(answer: Answer) -> Mover:
    """With the member that changed most in the direction of the whole, by its weight in the KPI's denominator."""
    rows, other = answer.breakdown, answer.comparison
    assert other is not None
    if rows is None or "before" not in rows or other.difference is None:
        return Mover(answer)
    rows = rows.assign(value=rows.get("compared", rows.value)).dropna(subset=["value", "before"])
    pushed = (rows.value - rows.before) * _weight(answer, rows) * (1 if other.difference > 0 else -1)
    if rows.empty or not pushed.max() > 0:
        return Mover(answer)
    row = rows.iloc[int(pushed.to_numpy().argmax())]
    return Mover(answer, str(row["name"]), float(row.before), float(row.value))


def _weight(answer: Answer, rows: pd.DataFrame) -> pd.Series:
    """How much a member counts: its part of what the KPI divides by; 1 where nothing says so."""
    divided = fraction(answer.kpi)
    if divided is None or not divided.bottom.measures <= set(rows):
        return pd.Series(1.0, index=rows.index)
    weight = divided.bottom.evaluate(rows)
    return weight / weight.sum() if weight.sum() > 0 else pd.Series(1.0, index=rows.index)
