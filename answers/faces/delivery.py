"""Tiles of what customers get, and when."""

from answers.faces.face import Face, MakeFace, MakeList, Now, of, plain
from kpis.model import Kpi
from kpis.text import duration, number


def lead_time(kpi: Kpi, now: Now) -> Face:
    face = plain(kpi, now)
    done = number(of(now.today, "orders_completed"), "orders")
    facts = (("Completed today", done), ("Sum of their lead times", duration(of(now.today, "lead_hours"))))
    return Face(face.value, detail=f"{done} completed today", facts=facts, before=face.before)


FACES: dict[str, MakeFace] = {"lead_time": lead_time}
LISTS: dict[str, MakeList] = {}
