"""The list behind a tile that has none of its own: the KPI of each member, worst first."""

import pandas as pd

from answers.faces.face import Now
from answers.faces.lists import MOST
from kpis.measures import MEASURES
from kpis.model import Kpi
from kpis.text import MONEY, number, quantity


def ranking(kpi: Kpi, now: Now, entity: str = "", most: int = MOST) -> pd.DataFrame:
    """The members of `entity` (the KPI's first breakdown) over the KPI's window: name, value, the sums it used."""
    entity = entity or next(iter(kpi.breakdowns), "")
    if not entity:
        return pd.DataFrame()
    found = now.valued(kpi, entity)
    used = [name for name in sorted(kpi.of_member.measures) if MEASURES[name].counted_by(entity)]
    found = found[(found[used].fillna(0) != 0).any(axis=1)]
    shown = found.sort_values("value", ascending=kpi.better == "higher", na_position="last").head(most)
    columns: dict[str, list[str]] = {entity.capitalize(): shown["name"].tolist()}
    columns[kpi.name] = [quantity(v, kpi.unit) for v in shown.value]
    for name in used:
        label = name.replace("_", " ").capitalize()
        shown_as = quantity if MEASURES[name].unit == MONEY else number
        columns[label] = [shown_as(v, now.unit_of(name)) for v in shown[name]]
    return pd.DataFrame(columns)
