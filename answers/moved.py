"""Why an answer's value moved: by the members of its breakdown, or by the named parts of its formula."""

import pandas as pd

from answers.breakdown import member_keys
from answers.reading import Reading
from answers.targets import column_of
from kpis import catalogue
from kpis.answer import Question
from kpis.bridge import Bridge, bridge, near
from kpis.factors import Level, by_factors


def moved(
    question: Question, now: Reading, before: Reading, rows: pd.DataFrame | None, past: pd.DataFrame | None
) -> Bridge | None:
    """The change from one reading to another as what the members of the breakdown added (`rows` and `past`, of the two)
    or, where they do not make up the whole, as what the formula's parts did; None where neither tells."""
    found = None
    # by the entity that it is kept to, the table shows the others too
    if rows is not None and past is not None and not {entity for entity, _ in question.filters} & {*question.entities}:
        found = bridge(now.kpi, _named(rows), _named(past), now.value, before.value)
    if found or now.value is None or before.value is None:
        return found
    told = by_factors(now.formula, _titles(now), _level(now), _level(before))
    return told if told and near(told.now, now.value) and near(told.before, before.value) else None


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by what tells them apart, pairs with both names."""
    names = frame["name"] + " · " + frame["name2"] if "name2" in frame else frame["name"]
    return frame.assign(name=names).set_axis(member_keys(frame))


def _level(reading: Reading) -> Level:
    parts = {name: reading.over_all(part) for name, part in reading.formula.parts.items()}
    goals = [column_of(catalogue.find(one)) for one in reading.formula.targets]
    known = parts | {name: reading.mine.get(name) for name in goals}
    return {name: float("nan") if value is None else float(value) for name, value in known.items()}


def _titles(reading: Reading) -> dict[str, str]:
    """The parts as people call them: a KPI's name, else the word of the formula."""
    known = catalogue.KPIS
    return {
        name: known[name].name if name in known else name.replace("_", " ").capitalize()
        for name in reading.formula.parts
    }
