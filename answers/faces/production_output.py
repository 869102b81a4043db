"""Tiles of what came out: against the plan, of the shift, of what the machines could have made."""

from dataclasses import replace
from functools import partial

import pandas as pd

from answers.faces import lists, production_lists
from answers.faces.counted import counted
from answers.faces.face import Face, MakeFace, MakeList, Now, of, plain, row, value
from answers.faces.trends import trend
from answers.targets import SHIFT
from data.summary.live import Live
from kpis.catalogue import find
from kpis.model import Kpi
from kpis.text import NO_DATA, delta, number, quantity

NO_SHIFT = "no shift is running"


def made(sums: pd.Series) -> float | None:
    """All units, OK and scrapped; None while one of them is unknown."""
    ok, scrapped = of(sums, "ok_units"), of(sums, "scrapped_units")
    return None if ok is None or scrapped is None else ok + scrapped


def this_shift(live: Live, shifts: pd.DataFrame) -> pd.Series:
    """The sums of the running shift in the shift rows of a day; empty off shift, or where it did not run that day."""
    rows = shifts[shifts.shift_name == live.shift[0]] if live.shift else shifts.iloc[:0]
    return rows.select_dtypes("number").sum(min_count=1) if len(rows) else pd.Series(dtype=float)


def per_hour(live: Live) -> float | None:
    """OK units per hour of the running shift so far; None off shift."""
    units = of(this_shift(live, live.shifts), "ok_units")
    if live.shift is None or units is None:
        return None
    hours = (min(live.clock.now, live.shift[2]) - live.shift[1]).total_seconds() / 3600
    return units / hours if hours > 0 else None


def production_status(kpi: Kpi, now: Now) -> Face:
    ok, planned = of(now.today, "ok_units"), of(now.today, "planned_units")
    machines = now.valued(kpi, "machine")
    behind, of_all = len(production_lists.behind(machines)), int((machines.planned_units > 0).sum())
    facts = (
        ("OK units", number(ok, "units")),
        ("Planned until now", number(planned, "units")),
        ("Ahead of the plan", NO_DATA if ok is None or planned is None else delta(ok - planned, "units", 0)),
        ("This shift", quantity(per_hour(now.live), "units/h")),
        ("Machines behind plan", f"{behind} of {of_all}"),
    )
    return replace(plain(kpi, now), detail=f"{behind} machines behind plan", facts=facts)


def production_volume(kpi: Kpi, now: Now) -> Face:
    today, live = now.today, now.live
    units, then, pace = made(today), made(row(live.yesterday)), value(kpi, today)
    facts = (
        ("OK units", number(of(today, "ok_units"), "units")),
        ("Scrapped units", number(of(today, "scrapped_units"), "units")),
        ("Pace", quantity(pace, kpi.unit)),
        ("Target", quantity(now.targets.of(kpi, live.today), kpi.unit)),
        ("Yesterday at this time", number(then, "units")),
    )
    return Face(pace, units, "units", f"pace {number(pace, 'units', 0)}/day", facts, then, "units")


def throughput(kpi: Kpi, now: Now) -> Face:
    live, pace, ok = now.live, value(kpi, now.today), of(now.today, "ok_units")
    facts = (("OK units today", number(ok, "units")), ("Pace", quantity(pace, kpi.unit)))
    detail = f"{number(ok, 'units')} OK today" if live.shift else NO_SHIFT
    return Face(pace, per_hour(live), "units/h", detail, facts, None, "units/h")


def part_performance(kpi: Kpi, now: Now) -> Face:
    parts = now.valued(kpi, "part")
    behind, of_all = len(production_lists.behind(parts)), int((parts.planned_units > 0).sum())
    facts = (("Parts planned until now", str(of_all)), ("Behind plan", str(behind)))
    return replace(plain(kpi, now), detail=f"{behind} of {of_all} parts behind plan", facts=facts)


SHIFT_LINES = (("OEE", "shift_performance"), ("Scrap rate", "scrap_rate"), ("Plan attainment", "production_status"))


def compared_shifts(now: Now) -> list[tuple[str, str, float | None, float | None]]:
    """Title, unit, the running shift and the same one of yesterday as far as it was at the same scheduled time."""
    today, before = (this_shift(now.live, rows) for rows in (now.live.shifts, now.live.shifts_yesterday))
    found = [
        (title, find(name).unit, value(find(name), today), value(find(name), before)) for title, name in SHIFT_LINES
    ]
    units = ("Units", "units", made(today), made(before))
    return [found[0], units, *found[1:]]


def shift_performance(kpi: Kpi, now: Now) -> Face:
    if now.live.shift is None:
        return Face(None, detail=NO_SHIFT)
    lines = compared_shifts(now)
    facts = tuple(
        (title, f"{quantity(value, unit)} (yesterday {quantity(before, unit)})") for title, unit, value, before in lines
    )
    _, _, oee, before = lines[0]
    name = now.live.shift[0]
    return Face(oee, detail=f"{name} shift", facts=facts, before=before, whose=(SHIFT, name))


def shift_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """The running shift beside the same one of yesterday."""
    lines = compared_shifts(now) if now.live.shift else []
    return pd.DataFrame(
        {
            "": [title for title, *_ in lines],
            "This shift": [quantity(value, unit) for _, unit, value, _ in lines],
            "Same shift yesterday": [quantity(before, unit) for _, unit, _, before in lines],
            "Change": [
                NO_DATA if value is None or before is None else delta(value - before, unit)
                for _, unit, value, before in lines
            ],
        }
    )


FACES: dict[str, MakeFace] = {
    **{
        face.__name__: face
        for face in (production_status, production_volume, throughput, part_performance, shift_performance)
    },
    "throughput_by_group": counted("{} units in {} h run", ("OK units", "ok_units"), ("Run time", "run_hours")),
    "cycle_time_efficiency": counted("{} h for {} h run", ("Ideal time", "ideal_hours"), ("Run time", "run_hours")),
    "part_volume_yield": counted("{} OK, {} scrapped", ("OK units", "ok_units"), ("Scrapped units", "scrapped_units")),
    "production_by_part": counted("{} OK, {} scrapped", ("OK units", "ok_units"), ("Scrapped units", "scrapped_units")),
    "capacity_utilization": counted(
        "{} h of {} h", ("Ideal time", "ideal_hours"), ("Scheduled time", "scheduled_hours")
    ),
    "capacity_trend": counted(
        "{} h of {} h",
        ("Busy", "busy_hours"),
        ("Scheduled", "scheduled_hours"),
        ("Work off shift", "off_shift_work_hours"),
    ),
    "part_performance_trend": trend,
}
LISTS: dict[str, MakeList] = {
    "production_status": partial(production_lists.behind_plan, "machine"),
    "production_volume": lambda kpi, now: lists.output(now.live, "part"),
    "throughput": lambda kpi, now: lists.output(now.live, "group"),
    "part_performance": partial(production_lists.behind_plan, "part"),
    "shift_performance": shift_list,
    "part_volume_yield": lambda kpi, now: lists.output(now.live, "part"),
    "production_by_part": production_lists.shares,
    "part_performance_trend": production_lists.movers,
}
