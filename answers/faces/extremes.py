"""Tiles that name the members at the ends of the scale."""

from dataclasses import replace

import pandas as pd

from answers.faces.face import Face, MakeFace, Now, plain
from kpis.model import Kpi
from kpis.text import quantity

MOST_FACTS = 6


def judged(kpi: Kpi, now: Now, entity: str) -> pd.DataFrame:
    """The members that have a value over the KPI's window, worst first: name, value and the sums."""
    found = now.valued(kpi, entity).dropna(subset="value")
    return found.sort_values(["value", "name"], ascending=kpi.better == "higher", ignore_index=True)


def worst(entity: str) -> MakeFace:
    """The KPI's own value; the line below names the worst member of the entity, the facts the first of them."""

    def face(kpi: Kpi, now: Now) -> Face:
        found = judged(kpi, now, entity).head(MOST_FACTS)
        facts = tuple((str(row["name"]), quantity(row["value"], kpi.unit)) for row in found.to_dict("records"))
        word = "lowest" if kpi.better == "higher" else "highest"
        detail = f"{word}: {facts[0][0]}, {facts[0][1]}" if len(facts) > 1 else ""
        return replace(plain(kpi, now), detail=detail, facts=facts)

    return face
