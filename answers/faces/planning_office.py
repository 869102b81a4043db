"""Tiles of the planning office: what waits, what was planned and released, and what is due."""

from dataclasses import replace

import pandas as pd

from answers.faces import planning_lists
from answers.faces.counted import counted
from answers.faces.face import Face, MakeFace, MakeList, Now, of, plain
from answers.faces.planning_lists import NEXT_DAYS, due_soon, unreleased, waiting, without_operator
from kpis.model import Kpi
from kpis.text import duration, number, quantity


def planning_pipeline(kpi: Kpi, now: Now) -> Face:
    pipeline = now.live.pipeline
    total, late = len(pipeline), int(pipeline.overdue_sla.sum())
    unmanned = None if "open_unassigned" in now.live.plant.unknown else len(without_operator(now.live))
    facts = (
        ("Orders without BOM", str(len(waiting(now.live, "order")))),
        ("BOMs without work order", str(len(waiting(now.live, "bom")))),
        ("Work orders without operator", number(unmanned, "orders")),
        ("Past the planning SLA", str(late)),
    )
    on_time = 100 * (total - late) / total if total else None
    return Face(on_time, detail=f"{late} of {total} past the SLA", facts=facts, before=plain(kpi, now).before)


def so_to_wo_rate(kpi: Kpi, now: Now) -> Face:
    left = len(unreleased(now.live))
    facts = (
        ("Received today", number(of(now.today, "so_received"), "orders")),
        ("Released today", number(of(now.today, "so_released"), "orders")),
        ("Waiting for a work order", str(left)),
        ("SLA ended today", number(of(now.today, "so_release_due"), "orders")),
        ("Released within it", number(of(now.today, "so_release_met"), "orders")),
    )
    return replace(plain(kpi, now), detail=f"{left} waiting", facts=facts)


def bom_to_wo_time(kpi: Kpi, now: Now) -> Face:
    boms = waiting(now.live, "bom")
    facts = (
        ("BOMs released", number(of(now.sums(kpi.window), "boms_released"), "count")),
        ("Waiting now", str(len(boms))),
        ("Waiting longest", duration(boms.age_hours.max()) if len(boms) else "none waits"),
    )
    return replace(plain(kpi, now), detail=f"{len(boms)} waiting now", facts=facts)


def so_fulfillment_planning(kpi: Kpi, now: Now) -> Face:
    """Of what is due in the days to come, with time left to plan it; the KPI and its target are about those that are
    over."""
    due = due_soon(now.live)
    ordered, planned = due.qty.sum(), due.planned.sum()
    missing = int((due.planned < due.qty).sum())
    facts = (
        (f"Orders due in {NEXT_DAYS} days", str(len(due))),
        ("Units ordered", number(ordered, "units")),
        ("Units planned", number(planned, "units")),
        ("Orders not fully planned", str(missing)),
    )
    share = 100 * float(planned) / float(ordered) if ordered > 0 else None
    detail = f"{missing} of {len(due)} orders short"
    return Face(share, share, f"% of {NEXT_DAYS} days to come", detail, facts, same=False)


def planning_hub_efficiency(kpi: Kpi, now: Now) -> Face:
    parts = _parts(kpi, now)
    known = {title: rate for title, rate in parts.items() if rate is not None}
    lowest = min(known, key=lambda title: known[title], default="")
    detail = (
        f"lowest: {lowest[0].lower() + lowest[1:]} {quantity(known[lowest], '%')}" if lowest else "nothing to score yet"
    )
    facts = tuple((title, quantity(rate, "%")) for title, rate in parts.items())
    return replace(plain(kpi, now), detail=detail, facts=facts)


def _parts(kpi: Kpi, now: Now) -> dict[str, float | None]:
    """What the score is the mean of, by title."""
    row = now.sums(kpi.window).to_frame().T
    row = row.reindex(columns=row.columns.union([*kpi.measures]))
    found = {title: line.evaluate(row).iloc[0] for title, line in kpi.further.items()}
    return {title: None if pd.isna(rate) else float(rate) for title, rate in found.items()}


def planning_pipeline_trend(kpi: Kpi, now: Now) -> Face:
    found, boms = now.sums(kpi.window), len(waiting(now.live, "bom"))
    made, released = (number(_per_day(found, name), "count") for name in ("boms_created", "boms_released"))
    facts = (("BOMs waiting now", str(boms)), ("Made per work day", made), ("Released per work day", released))
    return replace(plain(kpi, now), detail=f"{boms} waiting, {released} released a day", facts=facts)


def _per_day(found: pd.Series, name: str) -> float | None:
    total, days = of(found, name), of(found, "work_days")
    return total / days if total is not None and days else None


FACES: dict[str, MakeFace] = {
    **{
        face.__name__: face
        for face in (
            planning_pipeline,
            so_to_wo_rate,
            bom_to_wo_time,
            so_fulfillment_planning,
            planning_hub_efficiency,
            planning_pipeline_trend,
        )
    },
    "bom_utilization": counted(
        "{} of {} BOMs", ("Released within the SLA", "bom_release_met"), ("BOMs whose SLA ended", "bom_release_due")
    ),
    "so_planning_efficiency": counted(
        "{} of {} orders", ("Planned within the SLA", "so_planned_in_sla"), ("Orders planned", "so_planned")
    ),
    "planning_lead_time": counted(
        "{} orders released", ("Orders released", "so_released"), ("Sum of their waits", "so_release_hours")
    ),
    "planning_complexity": counted(
        "{} BOMs for {} orders", ("BOMs released", "boms_released"), ("Orders released", "so_released")
    ),
    "multi_bom_coordination": counted(
        "{} of {} orders", ("BOMs finished within 24 h", "so_multi_in_step"), ("Fulfilled, several BOMs", "so_multi")
    ),
}
LISTS: dict[str, MakeList] = {
    "planning_pipeline": planning_lists.everything,
    "so_to_wo_rate": planning_lists.unreleased_orders,
    "bom_utilization": planning_lists.boms,
    "bom_to_wo_time": planning_lists.boms,
    "planning_complexity": planning_lists.several_boms,
    "multi_bom_coordination": planning_lists.several_boms,
    "so_fulfillment_planning": planning_lists.due_orders,
    "planning_hub_efficiency": planning_lists.parts,
    "planning_pipeline_trend": planning_lists.boms,
}
