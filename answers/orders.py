"""The work orders behind a number: what each of them added to the KPI's measures, from the log."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from answers import cross, filters, hours, sums
from answers.source import live_of
from answers.ttl import CROSS
from data import cache
from data.facts import crossing
from data.facts.compute import Facts
from data.facts.history import History, Ints
from data.facts.plant import name_at
from data.tenancy import Scope
from kpis import catalogue
from kpis.answer import Question

MOST = 200
"""Orders that are told one by one."""


@dataclass(frozen=True)
class Orders:
    """rows: order, machine, part, operator (codes, "" for none) and the KPI's measures that orders cause, those with
    most of the first measure first, at most MOST. others: how many more there are, with `rest` in all; `total` is all.
    days: those of the range that the log was read for."""

    rows: pd.DataFrame
    others: int
    rest: pd.Series
    total: pd.Series
    days: int


def orders(scope: Scope, question: Question) -> Orders:
    """The orders of the last cross.DAYS days of a question's range."""
    kpi, live = catalogue.find(question.kpi), live_of(scope)

    def make() -> Orders:
        start = max(question.start, question.end - timedelta(days=cross.DAYS - 1))
        facts = cross.facts_over(scope, live, sums.span(live, start, question.end))
        kept = tuple(one for one in filters.kept(live, kpi, question) if one[0] != hours.HOUR)
        kind = next((one.kind for entity, one in kept if entity == "reason"), "")
        entities, names = tuple(entity for entity, _ in kept), list(kpi.caused)
        found = crossing.sums(facts, (crossing.ORDER, *entities), crossing.counted(names, *entities), kind)
        for entity, one in kept:
            found = found[found.index.get_level_values(entity) == one.id]
        if entities:
            found = found.groupby(level=crossing.ORDER).sum()
        found = found.reindex(columns=[name for name in names if name in found])
        found = found[(found.fillna(0) != 0).any(axis=1)]
        if len(found):
            found = found.loc[found.abs().sort_values([*found.columns], ascending=False, kind="stable").index]
        told, rest = found.iloc[:MOST], found.iloc[MOST:]
        return Orders(_named(facts, told), len(rest), rest.sum(), found.sum(), (question.end - start).days + 1)

    at = f"{live.today}|orders|{question.start}|{question.end}|{question.filters}"
    return cache.remember(cache.KPI, scope.factory.slug, kpi.tier, kpi.id, at, CROSS, make)


def _named(facts: Facts, found: pd.DataFrame) -> pd.DataFrame:
    """With the words of each order in place of its id."""
    h = facts.history
    at = pd.Index(h.orders.id).get_indexer(pd.Index(found.index))
    words = {
        "order": h.orders.unique_id.to_numpy(dtype=object)[at],
        "machine": _every(h, name_at(h.plant.machines, "asset_id", np.r_[h.log_machine, h.machine[at]]), at),
        "part": name_at(h.plant.parts, "partnumber", h.part[at]),
        "operator": _every(h, name_at(h.plant.operators, "name", np.r_[h.log_operator, h.operator[at]]), at),
    }
    made = pd.DataFrame({name: np.asarray(of, dtype=object) for name, of in words.items()}).fillna("")
    return pd.concat([made, found.reset_index(drop=True)], axis=1)


def _every(history: History, names: np.ndarray, at: Ints) -> np.ndarray:
    """The names that the lines of each of the orders `at` speak of, in their order; of one without lines its own.
    `names`: of each line, then of each of the orders."""
    lines = len(history.log_order)
    said = pd.DataFrame({"order": np.r_[history.log_order, at], "name": names})
    own = said.iloc[lines:].set_index("order")["name"]
    said = said.iloc[:lines]
    said = said[said["order"].isin(at) & (said["name"] != "")].drop_duplicates()
    told = said.groupby("order", sort=False)["name"].agg(", ".join)
    return told.reindex(own.index).fillna(own).to_numpy(dtype=object)
