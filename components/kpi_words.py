"""A KPI and its answer in words: measures by name, what is divided by what, the sentence above a chart."""

from charts.frame import aim
from kpis import text
from kpis.answer import Answer
from kpis.formula import Formula
from kpis.measures import MEASURES
from kpis.model import Kpi

GRAIN = {"hour": "hour", "shift": "shift", "day": "day", "week": "week", "month": "month"}
BETTER = {"higher": "Higher is better", "lower": "Lower is better", "target": "Close to the target is best"}
PLURALS = {"group": "machine groups", "proficiency": "proficiencies"}
"""Entities whose plural is not theirs with an s."""


def measure_name(name: str) -> str:
    """ "ok_units" -> "OK units"."""
    words = name.replace("_", " ")
    return f"OK{words[2:]}" if words.startswith("ok ") else words.capitalize()


def plural(entity: str) -> str:
    return PLURALS.get(entity, f"{entity}s")


def direction(kpi: Kpi, target: float | None) -> str:
    """ "Lower is better, limit 5 %."; nothing for a KPI that has neither."""
    if kpi.better == "target" and target is None:
        return ""
    return BETTER[kpi.better] + (f", {aim(kpi, target)}." if target is not None else ".")


def unit_of(formula: Formula) -> str:
    """The unit of a sum of measures: that of its first one."""
    return next((MEASURES[name].unit for name in formula.ordered), "")


def digits(answer: Answer) -> int | None:
    """Decimals of a change: those of the value that changed."""
    return None if answer.value is None else text.digits_of(answer.value, answer.kpi.unit)


def sentence(answer: Answer) -> str:
    """What the chart shows, said before it: value, change and what stands out."""
    kpi, unit = answer.kpi, answer.kpi.unit
    said = f"{kpi.name} is {text.quantity(answer.value, unit)} over {text.span(answer.start, answer.end)}"
    other = answer.comparison
    if other is not None and other.difference is not None:
        past = answer.when(other) if other.days is None else "the other period, over the days that both have"
        amount = text.delta(abs(other.difference), unit, digits(answer))
        if other.verdict == "unchanged" or amount.startswith("±"):
            said += f", as in {past}"
        else:
            less, amount = "less" if other.difference < 0 else "more", amount.lstrip("+")
            said += f", {amount} {less} than in {past}" + (f": {other.verdict}" if other.verdict else "")
    return f"{said}.{_missed(answer)}"


def _missed(answer: Answer) -> str:
    values = answer.buckets.loc[~answer.buckets["running"].astype(bool), "value"].dropna()
    if answer.target is None or answer.kpi.better == "target" or len(values) < 2:
        return ""
    lower = answer.kpi.better == "lower"
    missed = int((values > answer.target).sum() if lower else (values < answer.target).sum())
    units = f"{len(values)} {GRAIN[answer.grain]}s"
    word = "over the limit" if lower else "under the target"
    return f" {missed or 'None'} of {units} {'was' if missed < 2 else 'were'} {word}."


def _known(value: float) -> float | None:
    return None if value != value else float(value)
