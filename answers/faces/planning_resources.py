"""Tiles of what the plan asks of machines and people in the time to come."""

import numpy as np
import pandas as pd

from answers.faces.counted import counted
from answers.faces.face import Face, Facts, MakeFace, MakeList, Now
from data.facts.ahead import Ahead
from kpis.model import Kpi
from kpis.text import duration, number, quantity

DAY, WEEK = "24h", "7d"
MOST_FACTS = 6


def ratio(above: pd.Series, below: pd.Series) -> pd.Series:
    """In percent; no data where nothing is below the line."""
    return 100 * above / below.where(below > 0)


def resource_demand(kpi: Kpi, now: Now) -> Face:
    ahead = now.live.ahead[DAY]
    load, hours = (ahead.groups[name].sum(min_count=1) for name in ("planned_load_hours", "scheduled_hours"))
    needed, there = people(ahead)
    facts = (
        ("Planned in the next 24 h", quantity(load, "h")),
        ("Scheduled machine hours", quantity(hours, "h")),
        ("Work left of open orders", quantity(ahead.groups.backlog_hours.sum(min_count=1), "h")),
        ("Operators needed in shifts", number(needed, "", 1)),
        ("Operators rostered", number(there, "", 1)),
    )
    share = 100 * float(load) / float(hours) if hours > 0 else None
    detail = f"{number(needed, '', 1)} of {number(there, '', 1)} operators"
    return Face(share, detail=detail if hours > 0 else "nothing is scheduled in the next 24 h", facts=facts)


def people(ahead: Ahead) -> tuple[float, float]:
    """Operators needed and rostered, on average over the shifts to come; NaN where unknown."""
    hours = ahead.shift_hours or np.nan
    return float(ahead.groups.operator_hours.sum(min_count=1)) / hours, ahead.rostered_hours / hours


def demand_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Each machine group in the next 24 hours, and all of them."""
    ahead = now.live.ahead[DAY]
    groups = ahead.groups.assign(load=ratio(ahead.groups.planned_load_hours, ahead.groups.scheduled_hours))
    shown = groups.sort_values("load", ascending=False, na_position="last")
    names = shown.group.replace("", "No group").tolist()
    sums = shown[["planned_load_hours", "scheduled_hours", "backlog_hours", "operator_hours"]].sum(min_count=1)
    total = sums.to_frame().T.assign(load=lambda f: ratio(f.planned_load_hours, f.scheduled_hours))
    rows = pd.concat([shown, total], ignore_index=True)
    hours = ahead.shift_hours or np.nan
    return pd.DataFrame(
        {
            "Group": [*names, "All"],
            "Planned": [quantity(v, "h") for v in rows.planned_load_hours],
            "Scheduled": [quantity(v, "h") for v in rows.scheduled_hours],
            "Load": [quantity(v, "%") for v in rows.load],
            "Work left": [quantity(v, "h") for v in rows.backlog_hours],
            "Operators needed": [number(v / hours, "", 1) for v in rows.operator_hours],
            "Operators rostered": [*[""] * len(names), number(ahead.rostered_hours / hours, "", 1)],
        }
    )


def bottleneck(kpi: Kpi, now: Now) -> Face:
    groups = backlogs(now.live.ahead[DAY])
    known = groups.dropna(subset="load")
    if known.empty:
        return Face(None, detail="no work, or no scheduled time, in the next 24 h")
    worst = known.iloc[0]
    return Face(
        float(worst.load), detail=f"{worst.group}: {duration(worst.backlog_hours)} of work left", facts=_each(known)
    )


def backlogs(ahead: Ahead) -> pd.DataFrame:
    """The groups with the load of their backlog, the highest first."""
    groups = ahead.groups[ahead.groups.group != ""]
    load = ratio(groups.backlog_hours, groups.scheduled_hours)
    return groups.assign(load=load).sort_values("load", ascending=False, na_position="last")


def bottleneck_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Each machine group: work left against the hours of the next 24, and how long it was busy today."""
    groups = backlogs(now.live.ahead[DAY])
    today = now.members("group", "today")
    busy = kpi.of_member.evaluate(today, now.today, "group").set_axis(today["name"])
    return pd.DataFrame(
        {
            "Group": groups.group,
            "Work left": [quantity(v, "h") for v in groups.backlog_hours],
            "Scheduled in 24 h": [quantity(v, "h") for v in groups.scheduled_hours],
            "Load": [quantity(v, "%") for v in groups.load],
            "Busy today": [quantity(busy.get(name), "%") for name in groups.group],
        }
    )


def resource_planning_optimization(kpi: Kpi, now: Now) -> Face:
    groups = loads(now.live.ahead[WEEK])
    known = groups.dropna(subset="load")
    value = kpi.value({}, {"group": groups.set_axis([0] * len(groups))})
    if known.empty or value is None:
        return Face(None, detail="nothing is planned in the next 7 days")
    most, least = known.iloc[0], known.iloc[-1]
    detail = f"{most.group} {number(most.load, '%', 0)} %, {least.group} {number(least.load, '%', 0)} %"
    return Face(value, detail=detail, facts=_each(known))


def _each(groups: pd.DataFrame) -> Facts:
    """The load of the first groups."""
    shown = groups.head(MOST_FACTS)
    return tuple((str(name), quantity(load, "%")) for name, load in zip(shown.group, shown.load, strict=True))


def loads(ahead: Ahead) -> pd.DataFrame:
    """The groups with their planned load, the highest first."""
    groups = ahead.groups[ahead.groups.group != ""]
    load = ratio(groups.planned_load_hours, groups.scheduled_hours)
    return groups.assign(load=load).sort_values("load", ascending=False, na_position="last")


def loads_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Each machine group in the next 7 days."""
    groups = loads(now.live.ahead[WEEK])
    return pd.DataFrame(
        {
            "Group": groups.group,
            "Planned": [quantity(v, "h") for v in groups.planned_load_hours],
            "Scheduled": [quantity(v, "h") for v in groups.scheduled_hours],
            "Load": [quantity(v, "%") for v in groups.load],
        }
    )


FACES: dict[str, MakeFace] = {
    face.__name__: face for face in (resource_demand, bottleneck, resource_planning_optimization)
} | {
    "bottleneck_prediction": counted(
        "{} of {} days", ("Predicted rightly", "bottleneck_hits"), ("Days predicted", "bottleneck_predictions")
    ),
    "demand_forecast_accuracy": counted(
        "{} h off of {} h", ("Forecast wrongly", "forecast_error_hours"), ("Busy hours", "forecast_busy_hours")
    ),
}
LISTS: dict[str, MakeList] = {
    "resource_demand": demand_list,
    "bottleneck": bottleneck_list,
    "resource_planning_optimization": loads_list,
}
