"""Tiles of plans and how they were kept."""

from answers.faces import lists
from answers.faces.face import Face, MakeFace, MakeList, Now, of, plain
from kpis.model import Kpi
from kpis.text import number


def schedule_adherence(kpi: Kpi, now: Now) -> Face:
    face, risky = plain(kpi, now), int(now.live.orders.at_risk.sum())
    facts = (
        ("Early", number(of(now.today, "completed_early"), "orders")),
        ("On time (within 15 min)", number(of(now.today, "completed_on_time"), "orders")),
        ("Late", number(of(now.today, "completed_late"), "orders")),
        ("Running orders at risk", str(risky)),
    )
    return Face(face.value, detail=f"{risky} at risk", facts=facts, before=face.before)


FACES: dict[str, MakeFace] = {"schedule_adherence": schedule_adherence}
LISTS: dict[str, MakeList] = {
    "schedule_adherence": lambda kpi, now: lists.orders(now.live.orders[now.live.orders.at_risk], now.live)
}
