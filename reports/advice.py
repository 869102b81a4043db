"""Recommendations: what missed its target, and where to look first. The targets are the KPIs' own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kpis import text
from kpis.answer import Answer, Question
from kpis.measures import MEASURES
from kpis.status import Status, change


@dataclass(frozen=True)
class Rule:
    """A KPI worth a recommendation, and its evidence.

    `entities`: the breakdowns to name the worst of. `active`: the measure that a row must have some of to be blamed,
    and, when `heaviest`, the most of. `said`: what is said of that row, over its measures.
    """

    kpi: str
    entities: tuple[str, ...]
    active: str
    heaviest: bool
    said: str


RULES = (
    # a rate alone would name the part of which three pieces were made: the most scrap comes first
    Rule("scrap_rate", ("machine", "part"), "scrapped_units", True, "{scrapped_units} units scrapped"),
    Rule("oee", ("machine",), "run_hours", False, "{run_hours} h run"),
    Rule(
        "wo_completion_rate",
        ("machine", "part"),
        "orders_due",
        True,
        "{orders_due_done} of {orders_due} due orders done",
    ),
)


def met(answer: Answer) -> bool | None:
    """Whether the value meets its target; None without a value or a target."""
    if answer.value is None or answer.target is None:
        return None
    if answer.kpi.better == "target":
        return answer.status in (Status.EXCELLENT, Status.GOOD)
    return answer.value >= answer.target if answer.kpi.better == "higher" else answer.value <= answer.target


def recommendations(kpis: Sequence[Answer], ask: Callable[[Question], Answer]) -> tuple[str, ...]:
    """One sentence or two for each rule whose KPI missed its target, with the machine and the part to look at first."""
    by_kpi = {answer.kpi.id: answer for answer in kpis}
    return tuple(_sentence(by_kpi[rule.kpi], rule, ask) for rule in RULES if met(by_kpi[rule.kpi]) is False)


def _sentence(answer: Answer, rule: Rule, ask: Callable[[Question], Answer]) -> str:
    kpi = answer.kpi
    gap = change(answer.value, answer.target, kpi.better).difference
    distance = text.delta(gap, kpi.unit).lstrip(f"+{text.MINUS}")
    side = "over" if kpi.better == "lower" else "under"
    value, target = text.quantity(answer.value, kpi.unit), f"{text.figure(answer.target)} {kpi.unit}"
    said = f"{kpi.name} was {value}, {distance} {side} its target of {target}."
    evidence = [_worst(ask(Question(kpi.id, answer.start, answer.end, by=by)), by, rule) for by in rule.entities]
    places = " and ".join(place for place in evidence if place)
    return f"{said} Look first at {places}." if places else said


def _worst(answer: Answer, entity: str, rule: Rule) -> str:
    """ "machine CNC-07 (5.18 %, 472 units scrapped)", or "" when no row of the breakdown misses the target."""
    rows = answer.breakdown
    if rows is None or answer.target is None:
        return ""
    missed = rows["value"] > answer.target if answer.kpi.better == "lower" else rows["value"] < answer.target
    rows = rows[missed & (rows[rule.active] > 0)]
    if rows.empty:
        return ""
    row = rows.iloc[int(rows[rule.active].argmax()) if rule.heaviest else 0]  # rows come worst first
    counts = {name: text.number(row[name], MEASURES[name].unit) for name in row.index if name in MEASURES}
    return f"{entity} {named(row)} ({text.quantity(row['value'], answer.kpi.unit)}, {rule.said.format(**counts)})"


def named(row: Any) -> str:
    """A row of a breakdown in words: "WC10 Frame Forming", or the name alone where it holds the key."""
    key, name = str(row["key"]), str(row["name"])
    return name if key in name else f"{key} {name}"
