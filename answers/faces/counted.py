"""A tile of the KPI's own formula, with the sums that it was made of told beside it."""

from dataclasses import replace

from answers.faces.face import Face, MakeFace, Now, of, plain
from kpis.measures import MEASURES
from kpis.model import Kpi
from kpis.text import number, quantity


def counted(detail: str, *facts: tuple[str, str]) -> MakeFace:
    """`facts`: label and measure, over the KPI's window. `detail` takes their numbers in order: "{} of {} orders"."""

    def face(kpi: Kpi, now: Now) -> Face:
        found = now.sums(kpi.window)
        told = [(label, of(found, name), MEASURES[name].unit) for label, name in facts]
        return replace(
            plain(kpi, now),
            detail=detail.format(*(number(value, unit) for _, value, unit in told)),
            facts=tuple((label, quantity(value, unit)) for label, value, unit in told),
        )

    return face
