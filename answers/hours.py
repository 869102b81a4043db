"""A KPI by hour of the clock: over the days whose hours are kept, and today so far."""

from datetime import date

import pandas as pd

from answers import names, sums
from answers.names import Member, QuestionError
from answers.source import live_of
from data.summary import hourly, query
from data.summary.live import Live
from data.tenancy import Scope
from kpis import catalogue, text
from kpis.answer import Question
from kpis.model import Kpi

HOUR, GROUP = "hour", "group"
NO_GROUP = Member(0, "-", names.NONE_GIVEN)


def asked(question: Question) -> bool:
    """Whether a question is about hours of the clock, alone or with the groups: their table answers it."""
    entities = {*question.entities, *([question.where[0]] if question.where else [])}
    return not question.and_where and HOUR in entities and entities <= {HOUR, GROUP}


def kept(live: Live, span: sums.Span) -> tuple[sums.Span, bool]:
    """The part of a span whose hours are kept, and whether that is less than all of it."""
    first = hourly.kept_from(live.today)
    if span.start >= first:
        return span, False
    cut = span.cut if span.cut and span.cut >= first else None
    return sums.Span(max(span.first, first), span.last, cut, span.cut_rows if cut else None), True


def note(first: date, last: date, today: date) -> str:
    """What the page says where the hours of a range are no longer kept from its beginning on."""
    covered = f"the table covers {text.span(first, last, today)}" if first <= last else "there are none of this time"
    return f"Hours of the clock are kept for {hourly.KEPT_DAYS} days: {covered}."


def rows(scope: Scope, columns: list[str], span: sums.Span, by: tuple[str, ...]) -> pd.DataFrame:
    """Sums of a span by any of start (the day), hour and group (id; 0: machines without one): these and `columns`."""
    found = [hourly.read(scope, columns, span.first, span.last, by)] if span.first <= span.last else []
    if span.cut_rows is not None:
        now = span.cut_rows[HOUR].rename(columns={column: name for name, column in hourly.KEYS.items()})
        found.append(now[[*by, *(name for name in columns if name in now)]])
    made = pd.concat([frame for frame in found if len(frame)] or [pd.DataFrame(columns=list(by))], ignore_index=True)
    made = made.reindex(columns=[*by, *columns]).astype(dict.fromkeys(columns, float))
    return made.groupby(list(by), as_index=False)[columns].sum(min_count=1)


def over_time(
    scope: Scope, columns: list[str], span: sums.Span, whole: pd.DataFrame, hour: Member, grain: str
) -> pd.DataFrame:
    """The buckets of one hour beside the factory's `whole`; null where hours are not kept."""
    found = rows(scope, columns, span, ("start", HOUR))
    found = found[found[HOUR] == hour.id]
    begins = [query.bucket_start(day, grain) for day in whole.start]
    at = [begins.index(query.bucket_start(day, grain)) for day in found.start]
    added = found[columns].groupby(at).sum(min_count=1)
    return pd.concat([whole[["start", "end", "running"]], added.reindex(range(len(whole)))], axis=1)


def valued(
    scope: Scope, live: Live, kpi: Kpi, question: Question, columns: list[str], span: sums.Span, whole: pd.Series,
    member: tuple[str, Member] | None,
) -> pd.DataFrame:  # fmt: skip
    """The KPI of each hour, of each group at the one hour asked for, or of each of both: key, name, with two entities
    in `by` also key2, name2; value and the sums. Without what had neither scheduled time nor work."""
    keys = tuple(dict.fromkeys([*question.entities, *([member[0]] if member else [])]))
    frame = rows(scope, columns, span, keys)
    if member:
        frame = frame[frame[member[0]] == member[1].id]
    has = frame[[name for name in columns if name in kpi.of_member.measures]].fillna(0) != 0
    frame = frame[has.any(axis=1)].reset_index(drop=True)
    labels: dict[str, list[str]] = {}
    for entity, mark in zip(question.entities, ("", "2"), strict=False):
        known = {one.id: one for one in names.members(live.plant, entity)}
        found = [known.get(int(key), NO_GROUP) for key in frame[entity]]
        labels |= {f"key{mark}": [one.key for one in found], f"name{mark}": [one.name for one in found]}
    value = kpi.of_member.evaluate(frame[columns], whole, HOUR)
    return pd.concat([pd.DataFrame(labels, dtype=object), value, frame[columns]], axis=1)


def by_weekday_hour(scope: Scope, question: Question) -> pd.DataFrame:
    """The KPI by weekday and hour, for a heat map: weekday (0: Monday; of the production day, to which the hours after
    midnight of a night shift belong), hour (0..23), value (NaN: no data) and the sums. By weekday, then hour.

    Over the part of the question's range whose hours are kept; `where` may keep to one group. QuestionError for a KPI
    that is not counted by hour.
    """
    kpi = catalogue.find(question.kpi)
    if HOUR not in kpi.breakdowns:
        raise QuestionError(f"{kpi.id} has no breakdown by {HOUR!r}")
    live, columns = live_of(scope), [name for name in sums.columns_of(kpi) if name in kpi.measures]
    span, _ = kept(live, sums.span(live, question.start, question.end))
    by = ("start", HOUR)
    if question.where:
        entity, key = question.where
        if entity != GROUP:
            raise QuestionError(f"hours are counted by {GROUP}, not by {entity}")
        one = names.find(live.plant, GROUP, key)
        frame = rows(scope, columns, span, (*by, GROUP))
        frame = frame[frame[GROUP] == one.id]
    else:
        frame = rows(scope, columns, span, by)
    weekday = pd.Series([day.weekday() for day in frame.start], frame.index, dtype="int64", name="weekday")
    found = frame[columns].groupby([weekday, frame[HOUR].astype("int64")]).sum(min_count=1).reset_index()
    found.insert(2, "value", kpi.compiled.evaluate(found))
    return found


__all__ = ["asked", "by_weekday_hour", "kept", "note", "over_time", "rows", "valued"]
