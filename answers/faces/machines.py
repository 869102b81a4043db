"""Tiles of the machines' time."""

from answers.faces import lists
from answers.faces.face import Face, MakeFace, MakeList, Now, aim, of, plain, row
from kpis.model import Kpi
from kpis.text import duration, number, quantity

STATES = ("running", "setup", "hold", "scheduled", "idle")


def machine_status(kpi: Kpi, now: Now) -> Face:
    live = now.live
    count, total = live.machines.state.value_counts(), len(live.machines)
    running = int(count.get("running", 0))
    facts = tuple((name.capitalize(), str(int(count.get(name, 0)))) for name in STATES)
    # off shift nobody expects a machine to run: then it is a count without a judgement
    share = 100 * running / total if total and (live.shift or running) else None
    before = of(row(live.yesterday), "machines_running")
    return Face(share, running if total else None, f"of {total}", aim(kpi), facts, before, "machines")


def machine_utilization(kpi: Kpi, now: Now) -> Face:
    face = plain(kpi, now)
    busy = next(iter(kpi.further.values())).evaluate(now.today.to_frame().T).iloc[0]
    facts = (("Running", quantity(face.value, "%")), ("Scheduled utilization", quantity(busy, "%")))
    return Face(face.value, detail=aim(kpi), facts=facts, before=face.before)


def downtime(kpi: Kpi, now: Now) -> Face:
    face = plain(kpi, now)
    planned, unplanned = of(now.today, "planned_down_hours"), of(now.today, "unplanned_down_hours")
    facts = (("Planned", duration(planned)), ("Unplanned", duration(unplanned)))
    return Face(face.value, detail=f"{number(unplanned, 'h')} h unplanned", facts=facts, before=face.before)


def oee(kpi: Kpi, now: Now) -> Face:
    face, today = plain(kpi, now), now.today.to_frame().T
    parts = {name: part.evaluate(today).iloc[0] for name, part in kpi.factors.items()}
    facts = tuple((name.capitalize(), quantity(v, "%")) for name, v in parts.items())
    detail = " ".join(f"{name[0].upper()} {number(v, '%', 0)}" for name, v in parts.items())
    return Face(face.value, detail=detail, facts=facts, before=face.before)


FACES: dict[str, MakeFace] = {
    made.__name__: made for made in (machine_status, machine_utilization, downtime, oee)
}
LISTS: dict[str, MakeList] = {
    "machine_status": lambda kpi, now: lists.machines(now.live),
    "machine_utilization": lambda kpi, now: lists.utilization(kpi, now.live),
    "downtime": lambda kpi, now: lists.stops(now.live),
    "oee": lambda kpi, now: lists.oee(kpi, now.live),
}
