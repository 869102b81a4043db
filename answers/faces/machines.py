"""Tiles of how well the machines' time was used."""

from dataclasses import replace

import pandas as pd

from answers.faces import lists
from answers.faces.extremes import judged, worst
from answers.faces.face import Face, Facts, MakeFace, MakeList, Now, aim, of, plain, row
from answers.faces.trends import of_members, trend
from kpis.model import Kpi
from kpis.text import delta, duration, number, quantity

STATES = ("running", "setup", "hold", "scheduled", "idle")


def machine_status(kpi: Kpi, now: Now) -> Face:
    live = now.live
    count, total = live.machines.state.value_counts(), len(live.machines)
    running = int(count.get("running", 0))
    facts = tuple((name.capitalize(), str(int(count.get(name, 0)))) for name in STATES)
    # off shift nobody expects a machine to run: then it is a count without a judgement
    share = 100 * running / total if total and (live.shift or running) else None
    before = of(row(live.yesterday), "machines_running")
    held = int(count.get("hold", 0))
    return Face(share, running if total else None, f"of {total}", f"running, {held} on hold", facts, before, "machines")


def machine_utilization(kpi: Kpi, now: Now) -> Face:
    face = plain(kpi, now)
    busy = next(iter(kpi.further.values())).evaluate(now.today.to_frame().T).iloc[0]
    facts = (("Running", quantity(face.value, "%")), ("Scheduled utilization", quantity(busy, "%")))
    return Face(face.value, detail=aim(kpi), facts=facts, before=face.before)


def hours(kpi: Kpi, now: Now) -> pd.DataFrame:
    """The hours of the clock that have begun today, in the order of the production day: hour, label, value, sums."""
    calendar, today = now.live.plant.calendar, now.live.today
    measures = sorted(kpi.compiled.measures)
    found = now.live.hours.groupby("hour", as_index=False)[measures].sum(min_count=1)
    begin = calendar.local(calendar.start_of(today)).hour
    label = [f"{hour:02d}:00–{(hour + 1) % 24:02d}:00" for hour in found.hour]
    found = found.assign(label=label, value=kpi.compiled.evaluate(found))
    return found.sort_values("hour", key=lambda hour: (hour - begin) % 24, ignore_index=True)


def utilization_by_hour(kpi: Kpi, now: Now) -> Face:
    face, known = plain(kpi, now), hours(kpi, now).dropna(subset="value")
    if known.empty:
        return face
    told = {
        word: (str(known.label.iloc[at]), quantity(known.value.iloc[at], "%"))
        for word, at in (("Highest", int(known.value.argmax())), ("Lowest", int(known.value.argmin())))
    }
    facts = tuple((f"{word}, {label}", value) for word, (label, value) in told.items())
    detail = f"lowest: {told['Lowest'][0]}, {told['Lowest'][1]}" if len(known) > 1 else ""
    return Face(face.value, detail=detail, facts=facts, before=face.before)


def hour_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Utilization hour by hour today."""
    found = hours(kpi, now)
    return pd.DataFrame(
        {
            "Hour": found.label, "Utilization": [quantity(v, "%") for v in found.value],
            "Run time": [duration(v) for v in found.run_hours],
            "Scheduled": [duration(v) for v in found.scheduled_hours],
            "Work off shift": [duration(v) for v in found.off_shift_work_hours],
        }
    )  # fmt: skip


def machine_availability(kpi: Kpi, now: Now) -> Face:
    face, today = plain(kpi, now), now.today
    facts = (
        ("Run time", duration(of(today, "run_hours"))), ("Scheduled", duration(of(today, "scheduled_hours"))),
        ("Work off shift", duration(of(today, "off_shift_work_hours"))),
        ("Planned downtime", duration(of(today, "planned_down_hours"))),
    )  # fmt: skip
    return Face(face.value, detail=aim(kpi), facts=facts, before=face.before)


def _factors(kpi: Kpi, now: Now) -> dict[str, float]:
    """What the KPI is made of today, in percent."""
    today = now.today.to_frame().T
    return {_words(name): float(part.evaluate(today).iloc[0]) for name, part in kpi.factors.items()}


def oee(kpi: Kpi, now: Now) -> Face:
    made_of = _factors(kpi, now)
    detail = " ".join(f"{name[0]} {number(v, '%', 0)}" for name, v in made_of.items())
    return replace(plain(kpi, now), detail=detail, facts=_told(made_of))


def machine_performance_index(kpi: Kpi, now: Now) -> Face:
    return replace(worst("machine")(kpi, now), facts=_told(_factors(kpi, now)))


def _told(made_of: dict[str, float]) -> Facts:
    return tuple((name, quantity(value, "%")) for name, value in made_of.items())


def factor_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """The KPI and its factors of each machine, worst first."""
    shown = judged(kpi, now, "machine")
    columns = {"Machine": shown.name, kpi.name: [quantity(v, "%") for v in shown.value]}
    for name, part in kpi.factors.items():
        columns[_words(name)] = [quantity(v, "%") for v in part.evaluate(shown)]
    return pd.DataFrame(columns)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def trend_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Each machine over the window and its change, the steepest fall first."""
    shown = of_members(kpi, now, "machine").dropna(subset="value")
    return pd.DataFrame(
        {
            "Machine": shown["name"], kpi.name: [quantity(v, kpi.unit) for v in shown.value],
            f"Change per {kpi.trend}": [delta(v, kpi.unit) for v in shown.change],
        }
    )  # fmt: skip


FACES: dict[str, MakeFace] = {
    face.__name__: face
    for face in (
        machine_status, machine_utilization, utilization_by_hour, machine_availability, oee, machine_performance_index,
    )
} | {"group_utilization": worst("group"), "machine_performance_trend": trend}  # fmt: skip
LISTS: dict[str, MakeList] = {
    "machine_status": lambda kpi, now: lists.machines(now.live),
    "machine_utilization": lambda kpi, now: lists.utilization(kpi, now.live),
    "utilization_by_hour": hour_list,
    "oee": factor_list,
    "machine_performance_index": factor_list,
    "machine_performance_trend": trend_list,
}
