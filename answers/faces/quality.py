"""Tiles of how much of what is made is good."""

from answers.faces import lists
from answers.faces.face import Face, MakeFace, MakeList, Now, aim, of, plain
from answers.faces.production import made
from kpis.model import Kpi
from kpis.text import number


def scrap_rate(kpi: Kpi, now: Now) -> Face:
    face = plain(kpi, now)
    scrapped = number(of(now.today, "scrapped_units"), "units")
    facts = (("Scrapped", scrapped), ("Units made", number(made(now.today), "units")))
    return Face(face.value, detail=aim(kpi), facts=facts, before=face.before)


def quality_rate(kpi: Kpi, now: Now) -> Face:
    face = plain(kpi, now)
    ok = number(of(now.today, "ok_units"), "units")
    facts = (("OK units", ok), ("Units made", number(made(now.today), "units")))
    return Face(face.value, detail=aim(kpi), facts=facts, before=face.before)


FACES: dict[str, MakeFace] = {face.__name__: face for face in (scrap_rate, quality_rate)}
LISTS: dict[str, MakeList] = {
    "scrap_rate": lambda kpi, now: lists.scrap_reasons(now.live),
    "quality_rate": lambda kpi, now: lists.output(now.live, "machine"),
}
