"""Several entities at once (machine and part, reason and shift): from the log, when asked for."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from answers import hours, names, sums
from answers.breakdown import ranked
from answers.names import NONE_GIVEN, Member, QuestionError
from data.facts import crossing
from data.facts.calendar import DAY
from data.facts.compute import Facts
from data.facts.rollup import REASON_KEYS
from data.summary.aggregate import facts_of
from data.summary.live import Live, same_time
from data.tenancy import Scope
from kpis import little, text
from kpis.answer import Comparison, Question
from kpis.model import Kpi
from kpis.status import Goal

DAYS = 92
"""How far back, today included, several entities at once are computed."""
MOST = 3
"""How many entities at once: two breakdowns and a filter, or two filters and a breakdown."""
Kept = tuple[tuple[str, Member], ...]
"""What a question keeps to: (entity, member), none, one or two."""
NOBODY = Member(0, "-", NONE_GIVEN)
"""What a row belongs to whose order names no operator (machine, part ...): it makes the rows add up to the total."""


def crossed(question: Question) -> tuple[str, ...]:
    """The two or three entities of a question: what it keeps to, and those of `by`; none where it is about one of them
    at most, or about hours of the clock, whose table has the groups."""
    by, kept = question.entities, [entity for entity, _ in question.filters]
    if hours.asked(question):
        return ()
    every = tuple(dict.fromkeys([*by, *kept] if len(by) > 1 else [*kept, *by]))
    return every if len(every) > 1 else ()


def earliest(today: date) -> date:
    """The first day of which several entities at once are computed."""
    return today - (DAYS - 1) * DAY


def possible(kpi: Kpi, *entities: str) -> bool:
    """Whether the KPI can be counted by several entities at once."""
    return not kpi.of_member.members and bool(crossing.counted(kpi.of_member.measures, *entities))


def check(kpi: Kpi, question: Question, today: date) -> None:
    """QuestionError for several entities that cannot be answered at once, or for too many."""
    by, kept = question.entities, [entity for entity, _ in question.filters]
    for what, named in (("by", by), ("kept to", kept)):
        if len(set(named)) < len(named):
            raise QuestionError(f"{what} {','.join(named)}: name two different entities")
    if len(by) > 2 or len(set(by).union(kept)) > MOST:
        every = dict.fromkeys([*by, *kept])
        raise QuestionError(f"{', '.join(every)} are {len(every)} at once; ask for two breakdowns, {MOST} with filters")
    entities = crossed(question)
    if not entities:
        return
    if kpi.of_member.members:
        raise QuestionError(f"{kpi.id} compares members with each other; ask for {' or '.join(entities)} alone")
    if not crossing.counted(kpi.of_member.measures, *entities):
        raise QuestionError(f"nothing of {kpi.id} is counted by {' and '.join(entities)} at once; ask for one of them")
    if question.start < earliest(today):
        raise QuestionError(
            f"{' and '.join(entities)} at once reach back {DAYS} days, to {earliest(today)}; from {question.start} is "
            f"too early: take a later one, or one of them"
        )


def breakdown(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], span: sums.Span, whole: pd.Series,
    kept: Kept, goal: Goal, facts: Facts | None,
) -> pd.DataFrame:  # fmt: skip
    """The members, or pairs, with activity, worst first. Columns: key, name, with two entities in `by` also key2 and
    name2; value, status and the measures as the formula took them; by reason also kind (hold or scrap).

    facts: those of the span, if they are at hand.
    """
    facts = facts or facts_over(scope, live, span)
    found = _members(facts, live, kpi, question, columns, whole, kept)
    short = little.hours(kpi, found, whole).notna()
    return ranked(kpi, found, [Goal(None) if less else goal for less in short])


def before(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], span: sums.Span, whole: pd.Series,
    kept: Kept, facts: Facts | None,
) -> pd.DataFrame | None:  # fmt: skip
    """The members, or pairs, in another range, as `breakdown` has them; None where that reaches too far back."""
    if span.first < earliest(live.today):
        return None
    facts = facts or facts_over(scope, live, span)
    return _members(facts, live, kpi, question, columns, whole, kept)


def too_early(question: Question, other: Comparison, today: date) -> str:
    """What the page says where `before` is None."""
    range_ = text.span(other.start, other.end, today)
    what = "nothing is known" if question.and_where else "the table knows nothing"
    return f"{' and '.join(crossed(question)).capitalize()} at once reach back {DAYS} days: {what} of {range_}."


def _members(
    facts: Facts, live: Live, kpi: Kpi, question: Question, columns: list[str], whole: pd.Series, kept: Kept
) -> pd.DataFrame:
    entities, made = crossed(question), []
    # by one entity all of its members are shown, whichever is kept to
    only = [(entity, one) for entity, one in kept if question.entities != (entity,)]
    told = [one.kind for entity, one in kept if entity == "reason"]
    for kind in ("",) if "reason" not in entities else told or REASON_KEYS:
        rows = evaluate(facts, kpi, entities, kind, columns, whole)
        for entity, one in only:
            rows = rows[rows.index.get_level_values(entity) == one.id]
        labels = _labels(live, question.entities, rows.index, kind)
        made.append(pd.concat([labels, rows.reset_index(drop=True)], axis=1))
    return pd.concat(made, ignore_index=True)


def facts_over(scope: Scope, live: Live, span: sums.Span) -> Facts:
    """The facts of the days of a span, up to the moment at which its last day is cut."""
    clock = live.clock
    if span.cut and span.cut != live.today:
        clock = replace(clock, now=same_time(live.plant.calendar, live.today, clock.now, span.cut))
    return facts_of(scope, span.first, span.end, clock)


def evaluate(
    facts: Facts, kpi: Kpi, entities: tuple[str, ...], kind: str, columns: list[str], whole: pd.Series
) -> pd.DataFrame:
    """Value and measures of each combination of members that has some of the KPI's own ones. Index: their ids.

    Each measure is that of those of the members that count it; what none counts is the factory's (`whole`).
    """
    lead, base = parted(entities)
    wanted = crossing.counted(kpi.of_member.measures, *entities)
    found = crossing.sums(facts, entities, wanted, kind).reindex(columns=wanted)
    index = found.index[(found.fillna(0) != 0).any(axis=1)]

    def complete(over: tuple[str, ...]) -> pd.DataFrame:
        made: dict[str, Any] = {}
        for by, counted in by_counting(over, [*columns, *whole.index]).items():
            rows = crossing.sums(facts, by, counted, kind) if by else pd.DataFrame()
            left_out: list[Any] = [entity for entity in entities if entity not in by]
            at = index.droplevel(left_out) if by else None
            for name in counted:
                known = whole.get(name, np.nan)
                # 0 where they did none of what the factory did
                absent = known if not by or np.isnan(known) else 0.0
                made[name] = rows[name].reindex(at).to_numpy() if name in rows else absent
        return pd.DataFrame(made, index=index, dtype=float)

    # by reason, every denominator is that of the others, so that the reasons of a part add up to the part
    value = kpi.of_member.evaluate(own := complete(entities), complete(base), lead)
    return pd.concat([value, own[columns]], axis=1)


def parted(entities: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The entity that a formula is asked for, a reason where there is one; and the others, its base."""
    lead, *others = sorted(entities, key=lambda entity: entity != "reason")
    return lead, tuple(entity for entity in entities if entity in others)


def by_counting(entities: tuple[str, ...], names: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """Which of the entities count each of the names; () where none does."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name in dict.fromkeys(names):
        found.setdefault(tuple(e for e in entities if crossing.counted([name], e)), []).append(name)
    return found


def _labels(live: Live, shown: tuple[str, ...], index: pd.Index, kind: str) -> pd.DataFrame:
    """Columns key, name, for a second entity key2, name2, and kind where it matters."""
    found: dict[str, list[str]] = {}
    for entity, mark in zip(shown, ("", "2"), strict=False):
        known = {m.id: m for m in names.members(live.plant, entity) if m.kind == (kind if entity == "reason" else "")}
        members = [known.get(i, NOBODY) for i in index.get_level_values(entity)]
        found |= {f"key{mark}": [m.key for m in members], f"name{mark}": [m.name for m in members]}
    more = {"kind": [kind] * len(index)} if "reason" in shown else {}
    return pd.DataFrame(found | more, dtype=object)
