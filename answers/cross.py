"""Two breakdowns at once (machine and part, reason and shift): from the log, when asked for."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from answers import hours, names, sums
from answers.breakdown import member_keys, ranked
from answers.names import NONE_GIVEN, Member, QuestionError
from data.facts import crossing
from data.facts.calendar import DAY
from data.facts.compute import Facts
from data.facts.rollup import REASON_KEYS
from data.summary.aggregate import facts_of
from data.summary.live import Live, same_time
from data.tenancy import Scope
from kpis import text
from kpis.answer import Comparison, Question
from kpis.model import Kpi

DAYS = 92
"""How far back, today included, two breakdowns are computed."""
NOBODY = Member(0, "-", NONE_GIVEN)
"""What a row belongs to whose order names no operator (machine, part ...): it makes the rows add up to the total."""


def pair(question: Question) -> tuple[str, str] | None:
    """The two entities of a question: those of `by`, or that of `where` and another one of `by`; None: at most one,
    or hours of the clock."""
    by = question.entities
    if hours.asked(question):  # their table has the groups
        return None
    if len(by) == 2:
        return by[0], by[1]
    if by and question.where and question.where[0] != by[0]:
        return question.where[0], by[0]
    return None


def earliest(today: date) -> date:
    """The first day of which two breakdowns are computed."""
    return today - (DAYS - 1) * DAY


def possible(kpi: Kpi, first: str, second: str) -> bool:
    """Whether the KPI can be broken down by the two entities at once."""
    return not kpi.of_member.members and bool(crossing.counted(kpi.of_member.measures, first, second))


def check(kpi: Kpi, question: Question, today: date) -> None:
    """QuestionError for two breakdowns that cannot be answered, or for more than two."""
    by = question.entities
    asked = dict.fromkeys([*by, *([question.where[0]] if question.where else [])])
    if len(set(by)) < len(by):
        raise QuestionError(f"by {question.by}: name two different entities")
    if len(asked) > 2:
        raise QuestionError(f"{', '.join(asked)} are {len(asked)} breakdowns at once; ask for two of them")
    crossed = pair(question)
    if crossed is None:
        return
    first, second = crossed
    if kpi.of_member.members:
        raise QuestionError(f"{kpi.id} compares members with each other; break it down by {first} or {second} alone")
    if not crossing.counted(kpi.of_member.measures, first, second):
        raise QuestionError(f"nothing of {kpi.id} is counted by {first} and {second} at once; ask for one of them")
    if question.start < earliest(today):
        raise QuestionError(
            f"two breakdowns reach back {DAYS} days, to {earliest(today)}; from {question.start} is too early: "
            f"take a later one, or one breakdown"
        )


def breakdown(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], span: sums.Span, whole: pd.Series,
    member: tuple[str, Member] | None, target: float | None,
) -> pd.DataFrame:  # fmt: skip
    """The pairs with activity, worst first. Columns: key, name, with two entities in `by` also key2, name2; value,
    status and the measures as the formula took them; by reason also kind (hold or scrap)."""
    return ranked(kpi, _members(scope, live, kpi, question, columns, span, whole, member), target)


def before(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], span: sums.Span, whole: pd.Series,
    member: tuple[str, Member] | None,
) -> dict[str, float | None] | None:  # fmt: skip
    """The value of each pair ("kind:key:key2") in another range; None where that reaches too far back."""
    if span.first < earliest(live.today):
        return None
    found = _members(scope, live, kpi, question, columns, span, whole, member)
    return {k: None if pd.isna(v) else float(v) for k, v in zip(member_keys(found), found["value"], strict=True)}


def too_early(other: Comparison, today: date) -> str:
    """What the page says where `before` is None."""
    range_ = text.span(other.start, other.end, today)
    return f"Two breakdowns reach back {DAYS} days: the table knows nothing of {range_}."


def _members(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], span: sums.Span, whole: pd.Series,
    member: tuple[str, Member] | None,
) -> pd.DataFrame:  # fmt: skip
    crossed = pair(question)
    assert crossed is not None
    facts, made = _facts(scope, live, span), []
    for kind in ("",) if "reason" not in crossed else (member[1].kind,) if member and member[1].kind else REASON_KEYS:
        rows = evaluate(facts, kpi, crossed, kind, columns, whole)
        if member:
            rows = rows[rows.index.get_level_values(member[0]) == member[1].id]
        labels = _labels(live, question.entities, rows.index, kind)
        made.append(pd.concat([labels, rows.reset_index(drop=True)], axis=1))
    return pd.concat(made, ignore_index=True)


def _facts(scope: Scope, live: Live, span: sums.Span) -> Facts:
    """The facts of the days of a span, up to the moment at which its last day is cut."""
    clock = live.clock
    if span.cut and span.cut != live.today:
        clock = replace(clock, now=same_time(live.plant.calendar, live.today, clock.now, span.cut))
    return facts_of(scope, span.first, span.end, clock)


def evaluate(
    facts: Facts, kpi: Kpi, crossed: tuple[str, str], kind: str, columns: list[str], whole: pd.Series
) -> pd.DataFrame:
    """Value and measures of each pair that has some of the KPI's own ones. Index: the ids of the two.

    What only one of the two counts is that one's; what none counts is the factory's (`whole`).
    """
    lead, other = sorted(crossed, key=lambda entity: entity != "reason")
    pairs = crossing.sums(facts, crossed, columns, kind)
    has = pairs.reindex(columns=crossing.counted(kpi.of_member.measures, *crossed)).fillna(0) != 0
    pairs = pairs[has.any(axis=1)]

    def of(entity: str) -> pd.DataFrame:
        alone = crossing.sums(facts, (entity,), columns, kind)
        return alone.reindex(pairs.index.get_level_values(entity)).set_axis(pairs.index)

    def complete(*layers: tuple[pd.DataFrame, tuple[str, ...]]) -> pd.DataFrame:
        """Each measure from the first layer whose entities count it; 0 where they did none of what the factory did."""
        found: dict[str, Any] = {}
        for name in dict.fromkeys([*columns, *whole.index]):
            rows = next((rows for rows, by in layers if crossing.counted([name], *by)), None)
            known = whole.get(name, np.nan)
            found[name] = known if rows is None else rows.get(name, known if np.isnan(known) else 0.0)
        return pd.DataFrame(found, index=pairs.index, dtype=float)

    others = (of(other), (other,))
    # by reason, every denominator is the other one's whole, so that the reasons of a part add up to the part
    value = kpi.of_member.evaluate(
        own := complete((pairs, crossed), (of(lead), (lead,)), others), complete(others), lead
    )
    return pd.concat([value, own[columns]], axis=1)


def _labels(live: Live, shown: tuple[str, ...], index: pd.Index, kind: str) -> pd.DataFrame:
    """Columns key, name, for a second entity key2, name2, and kind where it matters."""
    found: dict[str, list[str]] = {}
    for entity, mark in zip(shown, ("", "2"), strict=False):
        known = {m.id: m for m in names.members(live.plant, entity) if m.kind == (kind if entity == "reason" else "")}
        members = [known.get(i, NOBODY) for i in index.get_level_values(entity)]
        found |= {f"key{mark}": [m.key for m in members], f"name{mark}": [m.name for m in members]}
    more = {"kind": [kind] * len(index)} if "reason" in shown else {}
    return pd.DataFrame(found | more, dtype=object)
