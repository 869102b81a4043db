"""Tiles of plans and how they were kept."""

from dataclasses import replace

import numpy as np
import pandas as pd

from answers import extras, lately
from answers.faces import lists
from answers.faces.counted import counted
from answers.faces.face import Face, MakeFace, MakeList, Now, of, plain
from answers.faces.planning_lists import without_operator
from kpis.model import Kpi
from kpis.text import number, quantity


def schedule_adherence(kpi: Kpi, now: Now) -> Face:
    face, risky = plain(kpi, now), int(now.live.orders.at_risk.sum())
    facts = (
        ("Early", number(of(now.today, "completed_early"), "orders")),
        ("On time (within 15 min)", number(of(now.today, "completed_on_time"), "orders")),
        ("Late", number(of(now.today, "completed_late"), "orders")),
        ("Running orders at risk", str(risky)),
    )
    return Face(face.value, detail=f"{risky} at risk", facts=facts, before=face.before)


def assignment_status(kpi: Kpi, now: Now) -> Face:
    live, missing = now.live, len(without_operator(now.live))
    if "open_unassigned" in live.plant.unknown:
        return Face(None, detail="no operators recorded")
    total = len(live.orders)
    facts = (("With operator", str(total - missing)), ("Without operator", str(missing)))
    before = plain(kpi, now).before
    return Face(_share(total - missing, total), detail=f"{missing} without operator", facts=facts, before=before)


def timeline_pipeline(kpi: Kpi, now: Now) -> Face:
    if "open_overdue" in now.live.plant.unknown:
        return Face(None, detail="no order has a planned end")
    orders = now.live.orders
    late, risky, total = int(orders.overdue.sum()), int(orders.at_risk.sum()), len(orders)
    facts = (("On track", str(total - late - risky)), ("At risk", str(risky)), ("Late", str(late)))
    before = plain(kpi, now).before
    return Face(_share(total - late - risky, total), detail=f"{late} late, {risky} at risk", facts=facts, before=before)


def _share(part: int, total: int) -> float | None:
    return 100 * part / total if total else None


def off_track(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Open orders that are late or at risk."""
    found = now.live.orders[now.live.orders.overdue | now.live.orders.at_risk]
    shown = lists.orders(found, now.live)
    shown.insert(1, "Timeline", found.overdue.map({True: "Late", False: "At risk"}))
    return shown


def bom_productivity(kpi: Kpi, now: Now) -> Face:
    found = now.sums(kpi.window)
    ok, asked = of(found, "completed_ok_qty"), of(found, "completed_qty")
    short = None if ok is None or asked is None else asked - ok
    facts = (
        ("OK units of completed orders", number(ok, "units")),
        ("Units planned", number(asked, "units")),
        ("Missing", number(short, "units")),
    )
    return replace(plain(kpi, now), detail=f"{number(ok, 'units')} of {number(asked, 'units')} units", facts=facts)


def planning_vs_execution(kpi: Kpi, now: Now) -> Face:
    found = now.sums(kpi.window)
    taken, planned = of(found, "make_hours"), of(found, "planned_make_hours")
    facts = (
        ("Completed", number(of(found, "orders_completed"), "orders")),
        ("Time taken", quantity(taken, "h")),
        ("Time planned", quantity(planned, "h")),
    )
    detail = f"{quantity(taken, 'h')} for {quantity(planned, 'h')} planned"
    return replace(plain(kpi, now), detail=detail, facts=facts)


def planning_learning_curve(kpi: Kpi, now: Now) -> Face:
    found = now.sums(kpi.window)
    wrong, planned = (quantity(of(found, name), "h") for name in ("plan_error_hours", "planned_make_hours"))
    facts = (
        ("Planned wrongly", wrong),
        ("Planned", planned),
        ("Orders completed", number(of(found, "orders_completed"), "orders")),
        *extras.facts(kpi, _daily(kpi, now)),
    )
    return replace(plain(kpi, now), detail=f"{wrong} off of {planned} planned", facts=facts)


def _daily(kpi: Kpi, now: Now) -> pd.DataFrame:
    """The days of the KPI's window as buckets of an answer: start, end, running, value and the sums."""
    days = lately.days_of(now.present, *now.days(kpi.window))[["start", *sorted(kpi.measures)]]
    value = lately.values(kpi, now.present, [(day, day) for day in days.start])
    return days.assign(end=days.start, running=days.start == now.live.today, value=np.array(value, dtype=float))


FACES: dict[str, MakeFace] = {
    **{
        face.__name__: face
        for face in (
            schedule_adherence,
            assignment_status,
            timeline_pipeline,
            bom_productivity,
            planning_vs_execution,
            planning_learning_curve,
        )
    },
    "planning_accuracy_group": counted(
        "{} of {} orders",
        ("In the planned group", "group_matches"),
        ("Completed, planned for a group", "orders_with_group_plan"),
    ),
    "planning_accuracy_skill": counted(
        "{} of {} orders",
        ("With the planned skill", "skill_matches"),
        ("Completed, planned for a skill", "orders_with_skill_plan"),
    ),
    "wo_planning_adherence": counted(
        "{} of {} starts", ("Started on time (within 15 min)", "starts_on_time"), ("Started", "orders_started")
    ),
    "cross_order_optimization": counted(
        "{} of {} starts", ("Started without changeover", "starts_without_changeover"), ("Started", "orders_started")
    ),
}
LISTS: dict[str, MakeList] = {
    "schedule_adherence": lambda kpi, now: lists.orders(now.live.orders[now.live.orders.at_risk], now.live),
    "assignment_status": lambda kpi, now: lists.orders(without_operator(now.live), now.live),
    "timeline_pipeline": off_track,
}
