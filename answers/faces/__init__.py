"""The faces of all KPIs' tiles and the lists behind them, a file per family; `plain` and `ranking` for the others."""

from answers.faces import (
    business,
    delivery,
    machines,
    machines_stops,
    planning,
    planning_office,
    planning_resources,
    production,
    production_output,
    quality,
    workforce,
)
from answers.faces.face import Face, MakeFace, MakeList, Now, plain, value
from answers.faces.ranking import ranking

_FAMILIES = (
    machines,
    machines_stops,
    production,
    production_output,
    quality,
    workforce,
    planning,
    planning_office,
    planning_resources,
    delivery,
    business,
)
FACES: dict[str, MakeFace] = {kpi_id: face for family in _FAMILIES for kpi_id, face in family.FACES.items()}
LISTS: dict[str, MakeList] = {kpi_id: made for family in _FAMILIES for kpi_id, made in family.LISTS.items()}

__all__ = ["FACES", "LISTS", "Face", "Now", "plain", "ranking", "value"]
