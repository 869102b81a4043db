"""A KPI by machine, operator, part ...: the same formula over each member's sums."""

from collections.abc import Sequence

import pandas as pd

from answers import hours, members, names, sums
from answers.targets import Targets, with_targets
from answers.widening import Ranges, coarsest
from data.summary.live import Live
from data.tenancy import Scope
from kpis import little
from kpis.answer import Question
from kpis.measures import MEASURES
from kpis.model import Kpi
from kpis.status import Goal, status


def member_over_time(
    scope: Scope, columns: list[str], span: sums.Span, whole: pd.DataFrame, member: tuple[str, names.Member], grain: str
) -> pd.DataFrame:
    """One member's buckets beside the factory's `whole`, as a formula takes them."""
    entity, one = member
    if entity == "shift":
        return sums.of_member(sums.one_shift(scope, columns, span, whole, one, grain), whole, columns, entity, True)
    if entity == hours.HOUR:
        return sums.of_member(hours.over_time(scope, columns, span, whole, one, grain), whole, columns, entity, False)
    # of days that are gone nothing is known; of weeks or months that are there a missing row is one of nothing
    kept = coarsest(sums.rows_grain(scope, entity, whole.start.iloc[0]), grain) == grain
    return sums.of_member(sums.over_time(scope, columns, span, grain, member), whole, columns, entity, kept)


def member_sums(
    scope: Scope, live: Live, entity: str, columns: list[str], span: sums.Span, grain: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sums of each member with activity: (frame of sums, frame of id (by reason: kind, id), key, name, kind), one row
    a member in both."""
    known = {((m.kind, m.id) if entity == "reason" else m.id): m for m in names.members(live.plant, entity)}
    if entity == "shift":
        rows = sums.by_shift(scope, columns, span)
        lasting = live.plant.calendar.lasting(rows.shift_id)
        frame = rows.reindex(columns=columns).astype(float).groupby(lasting).sum(min_count=1)
    else:
        frame = sums.by_member(scope, columns, span, entity, grain)
    found = [known.get(key) for key in frame.index]
    labels = pd.DataFrame(
        {
            "id": list(frame.index),
            "key": [m.key if m else "?" for m in found],
            "name": [m.name if m else f"removed ({key})" for m, key in zip(found, frame.index, strict=True)],
            "kind": [m.kind if m else "" for m in found],
        },
        dtype=object,
    )
    return frame.reindex(columns=columns).reset_index(drop=True), labels


def member_keys(frame: pd.DataFrame) -> list[str]:
    """What tells the members of two breakdowns apart: "kind:key", the kind being that of a reason; of pairs
    "kind:key:key2"."""
    parts = [frame.get("kind", [""] * len(frame)), *(frame[name] for name in ("key", "key2") if name in frame)]
    return [":".join(row) for row in zip(*parts, strict=True)]


def valued(
    scope: Scope, live: Live, kpi: Kpi, entity: str, columns: list[str], span: sums.Span, grain: str, whole: pd.Series
) -> pd.DataFrame:
    """The KPI of each member: key, name, kind, value and the sums. `whole`: the factory's, with the targets that the
    KPI's formula names."""
    frame, labels = member_sums(scope, live, entity, columns, span, grain)
    ids = labels.pop("id").tolist()
    rows = members.within_rows(scope, kpi, entity, columns, span, grain, frame, ids)
    value = kpi.of_member.evaluate(frame, whole, entity, rows)
    return pd.concat([labels, value, frame], axis=1)


def whole_of(scope: Scope, live: Live, kpi: Kpi, columns: list[str], span: sums.Span, grain: str) -> pd.Series:
    """The factory's sums of a span, as the formula of a member takes them."""
    total = sums.total(sums.over_time(scope, columns, span, grain), columns)
    return with_targets(total, kpi, Targets(live.plant), span.end)


def breakdown(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], span: sums.Span, whole: pd.Series,
    covered: Ranges,
) -> pd.DataFrame:  # fmt: skip
    """The members, worst first (members without data last). Each is judged by its own target at the end of the range,
    but for one whose rate rests on too little time.
    `covered`: the days of the table, where these are not those of the span.

    Columns: key, name, value, status and the measures; by reason also kind (hold or scrap).
    """
    entity = question.by or ""
    if covered.coarse:
        span = sums.span(live, *covered.own)
        whole = whole_of(scope, live, kpi, columns, span, covered.grain)
    found = valued(scope, live, kpi, entity, columns, span, covered.grain, whole)
    # a member that has none of the formula's own measures is not part of the answer (a hold reason of a scrap rate)
    counted = [name for name in sorted(kpi.of_member.measures) if MEASURES[name].counted_by(entity)]
    found = found[(found[counted].fillna(0) != 0).any(axis=1)]
    if entity != "reason":
        found = found.drop(columns="kind")
    targets = Targets(live.plant)
    short = little.hours(kpi, found, whole, entity).notna()
    goals = [targets.goal(kpi, question.end, entity, key) for key in found.key]
    return ranked(kpi, found, [Goal(None) if less else one for one, less in zip(goals, short, strict=True)])


def by_hour(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], span: sums.Span,
    member: tuple[str, names.Member] | None,
) -> tuple[pd.DataFrame | None, Ranges | None]:  # fmt: skip
    """A breakdown in which hours of the clock take part, worst first, over the part of a span of which they are kept
    (None where one hour alone was asked for); and that part, if it is not all."""
    part, less = hours.kept(live, span)
    asked = (span.start, span.end), None
    wide = Ranges(hours.HOUR, (part.start, part.end), None, asked) if less else None
    if not question.by:
        return None, wide
    whole = whole_of(scope, live, kpi, columns, part, "day")
    found = hours.valued(scope, live, kpi, question, columns, part, whole, member)
    goal = Targets(live.plant).goal_of(kpi, question.end, [member] if member else [])
    return ranked(kpi, found, goal), wide


def ranked(kpi: Kpi, found: pd.DataFrame, goal: Goal | Sequence[Goal]) -> pd.DataFrame:
    """The members with their status, worst first; members without data last. `goal`: one for all, or one each."""
    keys = [name for name in ("key", "key2") if name in found]
    goals = [goal] * len(found) if isinstance(goal, Goal) else goal
    pairs = zip(found.value, goals, strict=True)
    judged = [str(status(value, one.target, kpi.better, one.bands)) for value, one in pairs]
    found.insert(list(found.columns).index("value") + 1, "status", judged)
    worst_first = kpi.better == "higher"
    targets = [one.target for one in goals]
    near = kpi.better == "target" and any(targets)
    order = (found.value - pd.Series(targets, found.index, dtype="float64")).abs() if near else found.value
    up = [worst_first if kpi.better != "target" else False, *([True] * len(keys))]
    rows = found.assign(_=order).sort_values(["_", *keys], ascending=up, na_position="last")
    return rows.drop(columns="_").reset_index(drop=True)
