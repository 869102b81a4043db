"""What a question keeps to; and two filters at once (a machine and a shift, a part and a customer): the buckets of what
both keep, from the log."""

import pandas as pd

from answers import cross, names
from answers.cross import Kept
from answers.names import Member
from data.facts import crossing
from data.facts.compute import Facts
from data.facts.rollup import reason_measures
from data.summary import query
from data.summary.live import Live
from kpis.answer import Question
from kpis.model import Kpi


def kept(live: Live, kpi: Kpi, question: Question) -> Kept:
    """The members that a question keeps to; QuestionError names one that is not there."""
    return tuple((entity, _found(live, kpi, entity, key)) for entity, key in question.filters)


def _found(live: Live, kpi: Kpi, entity: str, key: str) -> Member:
    if entity != "reason":
        return names.find(live.plant, entity, key)
    kinds = [kind for kind in ("scrap", "hold") if reason_measures(kind, set(crossing.counted(kpi.measures, entity)))]
    known = {one.kind for one in names.members(live.plant, entity) if one.key == key}
    return names.find(live.plant, entity, key, next((kind for kind in kinds if kind in known), kinds[0]))


def over_time(
    facts: Facts, columns: list[str], whole: pd.DataFrame, kept: Kept, grain: str
) -> tuple[str, pd.DataFrame, pd.DataFrame]:
    """From the facts of a span: the entity that formulas are asked for, its buckets beside the factory's `whole`, and
    those of the base: what the other filter alone keeps. Each measure is kept to those of the two that count it; else
    it is the factory's."""
    lead, base = cross.parted(tuple(entity for entity, _ in kept))
    own, beside = (
        _buckets(facts, tuple(one for one in kept if one[0] in entities), columns, whole, grain)
        for entities in ((lead, *base), base)
    )
    return lead, own, beside


def _buckets(facts: Facts, kept: Kept, columns: list[str], whole: pd.DataFrame, grain: str) -> pd.DataFrame:
    begins = [query.bucket_start(day, grain) for day in whole.start]
    at = [begins.index(query.bucket_start(day, grain)) for day in facts.windows.days]
    kind = next((one.kind for entity, one in kept if entity == "reason"), "")
    found = {name: whole[name] for name in whole}
    for by, counted in cross.by_counting(tuple(entity for entity, _ in kept), columns).items():
        if not by:
            continue
        rows = crossing.sums(facts, (crossing.DAY, *by), counted, kind)
        for entity, one in kept:
            if entity in by:
                rows = rows[rows.index.get_level_values(entity) == one.id]
        rows = rows.droplevel(list(by)).reindex(range(len(at)))
        for name in counted:
            known = whole[name].notna()
            # 0 where they did none of what the factory did
            daily = rows[name].fillna(0.0) if name in rows else pd.Series(0.0, rows.index)
            found[name] = daily.groupby(at).sum().reindex(range(len(whole))).where(known)
    return pd.DataFrame(found)
