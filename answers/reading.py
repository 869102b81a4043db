"""The sums of a span by bucket, and all else that a KPI's formula takes: members' rows and other KPIs' targets."""

from dataclasses import dataclass, replace

import pandas as pd

from answers import cross, filters, members, sums
from answers.breakdown import member_over_time
from answers.cross import Kept
from answers.targets import Targets, column_of, judged_by, with_targets
from answers.widening import Ranges, coarsest, ranges
from data.facts.compute import Facts
from data.summary.live import Live
from data.tenancy import Scope
from kpis.answer import Question
from kpis.formula import Formula, Members
from kpis.model import Kpi


@dataclass(frozen=True)
class Reading:
    """`whole`: the factory's buckets. `own`: those of the one member that was asked for, or of what two filters keep,
    else the same. `base`: what shares are of, the factory's or with two filters those of the second. `all_of`, `mine`
    and `base_of` are their totals, with the targets at the span's end. rows: of the members that formulas go over.
    facts: of the log, where it was read."""

    kpi: Kpi
    entity: str | None
    whole: pd.DataFrame
    own: pd.DataFrame
    base: pd.DataFrame
    all_of: pd.Series
    mine: pd.Series
    base_of: pd.Series
    rows: members.Rows
    facts: Facts | None

    @property
    def formula(self) -> Formula:
        return self.kpi.of_member if self.entity else self.kpi.compiled

    @property
    def value(self) -> float | None:
        """The KPI over the whole span; None: no data."""
        return self.over_all(self.formula)

    def over_all(self, formula: Formula) -> float | None:
        """A formula of the KPI over the whole span; None: no data."""
        row = self.mine.to_frame().T
        found = formula.evaluate(row, self.base_of, self.entity, self._members(members.over_range(self.rows), row))
        return None if pd.isna(found.iloc[0]) else float(found.iloc[0])

    def over_time(self, formula: Formula) -> pd.Series:
        """A formula of the KPI in each bucket."""
        rows = members.over_buckets(self.rows, self.whole)
        return formula.evaluate(self.own, self.base, self.entity, self._members(rows, self.own))

    def explain(self) -> str:
        """The formula with the numbers of the total filled in."""
        row = self.mine.to_frame().T
        rows = self._members(members.over_range(self.rows), row)
        return self.formula.explain(sums.plain(self.mine), rows, self.base_of, self.entity)

    def _members(self, rows: Members, own: pd.DataFrame) -> Members:
        """One member has no other of its own entity beside it."""
        return {**rows, self.entity: own} if self.entity else rows


def read(
    scope: Scope, live: Live, kpi: Kpi, columns: list[str], span: sums.Span, grain: str, kept: Kept,
    like: Reading | None = None,
) -> Reading:  # fmt: skip
    """Read the buckets of a span, of the factory and of the members that it is kept to, if any is given.

    like: another reading of the same span, whose factory's buckets and facts are taken.
    """
    targets, facts = Targets(live.plant), like.facts if like else None
    if like:
        whole, all_of = like.whole, like.all_of
    else:
        whole = sums.over_time(scope, columns, span, grain)
        all_of = with_targets(sums.total(whole, columns), kpi, targets, span.end)
        whole = whole.assign(**{column_of(one): list(targets.over(one, whole.end)) for one in judged_by(kpi)})
    entity, own, mine, base, base_of = None, whole, all_of, whole, all_of
    if len(kept) > 1:
        facts = facts or cross.facts_over(scope, live, span)
        entity, own, base = filters.over_time(facts, columns, whole, kept, grain)
        base_of = with_targets(sums.total(base, columns), kpi, targets, span.end)
    elif kept:
        entity, own = kept[0][0], member_over_time(scope, columns, span, whole, kept[0], grain)
    if kept:
        mine = sums.total(own, columns)
    rows = members.read(scope, kpi, columns, span, grain, next(iter(kept), None))
    return Reading(kpi, entity, whole, own, base, all_of, mine, base_of, rows, facts)


@dataclass(frozen=True)
class Reach:
    """How a question is read: the grain of its chart, and the days that its value and its chart cover."""

    grain: str
    days: Ranges


def reach(scope: Scope, live: Live, kpi: Kpi, question: Question, grain: str) -> Reach:
    """How far back the rows of members reach that the value is made of; `grain` is the one that the chart should have.
    Compared periods are read alike."""
    entities = members.entities(kpi, question.where[0] if question.where else None)
    days = ranges(scope, live, question, entities, grain)
    return Reach(coarsest(days.grain, grain) if days.coarse else grain, days)


def of_table(scope: Scope, live: Live, kpi: Kpi, question: Question, days: Ranges) -> Ranges:
    """What the table of a breakdown covers, of a question whose value covers `days`."""
    asked = replace(question, start=days.own[0], end=days.own[1], compare=days.other)
    return ranges(scope, live, asked, members.entities(kpi, question.by))
