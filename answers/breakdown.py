"""A KPI by machine, operator, part ...: the same formula over each member's sums."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from answers import names, sums
from data.summary import query
from data.summary.live import Live
from data.tenancy import Scope
from kpis.answer import Question
from kpis.measures import MEASURES
from kpis.model import Kpi
from kpis.status import status


@dataclass(frozen=True)
class Widened:
    """The range that an entity's rows cover where the finer ones are gone: whole weeks or months."""

    start: date
    end: date
    grain: str


def rows_grain(scope: Scope, entity: str, start: date) -> str:
    """The finest grain of which an entity's rows are kept from `start` on."""
    days, weeks = query.kept(scope, entity)
    return "day" if start >= days else "week" if query.bucket_start(start, "week") >= weeks else "month"


def widen(live: Live, start: date, end: date, grain: str) -> Widened | None:
    """Whole weeks or months around start..end; None where days are kept or nothing is added."""
    if grain == "day":
        return None
    first, last = query.bucket_start(start, grain), min(query.bucket_end(end, grain), live.today)
    return Widened(first, last, grain) if (first, last) != (start, end) else None


def member_over_time(
    scope: Scope, columns: list[str], span: sums.Span, whole: pd.DataFrame, member: tuple[str, names.Member], grain: str
) -> pd.DataFrame:
    """One member's buckets beside the factory's `whole`, as a formula takes them."""
    entity, one = member
    if entity == "shift":
        return sums.of_member(sums.one_shift(scope, columns, span, whole, one, grain), whole, columns, entity, True)
    kept = rows_grain(scope, entity, whole.start.iloc[0]) == "day"
    return sums.of_member(sums.over_time(scope, columns, span, grain, member), whole, columns, entity, kept)


def member_sums(
    scope: Scope, live: Live, entity: str, columns: list[str], span: sums.Span, grain: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sums of each member with activity: (frame of sums, frame of key, name, kind), one row a member in both."""
    known = {((m.kind, m.id) if entity == "reason" else m.id): m for m in names.members(live.plant, entity)}
    if entity == "shift":
        rows = sums.by_shift(scope, columns, span)
        rows = rows.reindex(columns=["shift_id", *columns]).astype(float)
        frame = rows.groupby("shift_id")[columns].sum(min_count=1)
        frame.index = frame.index.astype(int)
    else:
        frame = sums.by_member(scope, columns, span, entity, grain)
    found = [known.get(key) for key in frame.index]
    labels = pd.DataFrame(
        {
            "key": [m.key if m else "?" for m in found],
            "name": [m.name if m else f"removed ({key})" for m, key in zip(found, frame.index, strict=True)],
            "kind": [m.kind if m else "" for m in found],
        },
        dtype=object,
    )
    return frame.reindex(columns=columns).reset_index(drop=True), labels


def member_keys(frame: pd.DataFrame) -> list[str]:
    """What tells the members of two breakdowns apart: "kind:key", the kind being that of a reason."""
    kinds = frame["kind"] if "kind" in frame else [""] * len(frame)
    return [f"{kind}:{key}" for kind, key in zip(kinds, frame.key, strict=True)]


def values(kpi: Kpi, entity: str, frame: pd.DataFrame, whole: pd.Series) -> pd.Series:
    """The KPI of each member."""
    return kpi.compiled.evaluate(frame, whole, entity)


def breakdown(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], span: sums.Span, whole: pd.Series,
    target: float | None,
) -> tuple[pd.DataFrame, Widened | None]:  # fmt: skip
    """The members, worst first (members without data last), and the range if it had to be widened.

    Columns: key, name, value, status and the measures; by reason also kind (hold or scrap).
    """
    entity = question.by or ""
    grain = "day" if entity == "shift" else rows_grain(scope, entity, question.start)
    wide = widen(live, question.start, question.end, grain)
    if wide:
        span = sums.span(live, wide.start, wide.end)
        whole = sums.total(sums.over_time(scope, columns, span, grain), columns)
    frame, labels = member_sums(scope, live, entity, columns, span, grain)
    found = pd.concat([labels, values(kpi, entity, frame, whole).rename("value"), frame], axis=1)
    used = sorted(kpi.compiled.measures & set(frame.columns))
    # a member that has none of the formula's own measures is not part of the answer (a hold reason of a scrap rate)
    counted = [name for name in used if sums_by(name, entity)]
    found = found[(found[counted].fillna(0) != 0).any(axis=1)] if counted else found
    found.insert(3, "status", [str(status(None if pd.isna(v) else v, target, kpi.better)) for v in found.value])
    if entity != "reason":
        found = found.drop(columns="kind")
    worst_first = kpi.better == "higher"
    order = (found.value - (target or 0)).abs() if kpi.better == "target" and target else found.value
    ranked = found.assign(_=order).sort_values(
        ["_", "key"], ascending=[worst_first if kpi.better != "target" else False, True], na_position="last"
    )
    return ranked.drop(columns="_").reset_index(drop=True), wide


def sums_by(measure: str, entity: str) -> bool:
    """Whether an entity's rows hold the measure."""

    return MEASURES[measure].counted_by(entity)
