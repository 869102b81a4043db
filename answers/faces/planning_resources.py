"""Tiles of what the plan asks of machines and people in the time to come."""

from dataclasses import replace

import numpy as np
import pandas as pd

from answers.faces.counted import counted
from answers.faces.face import Face, Facts, MakeFace, MakeList, Now
from data.facts.ahead import Ahead
from data.summary.forecasts import Outlook, outlook
from kpis.model import Kpi
from kpis.text import number, quantity, weekday

DAY, WEEK = "24h", "7d"
NO_GROUP = "No group"
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
    said = detail if hours > 0 else "nothing is scheduled in the next 24 h"
    return Face(share, share, "% of the next 24 h", said, facts)


def people(ahead: Ahead) -> tuple[float, float]:
    """Operators needed and rostered, on average over the shifts to come; NaN where unknown."""
    hours = ahead.shift_hours or np.nan
    return float(ahead.groups.operator_hours.sum(min_count=1)) / hours, ahead.rostered_hours / hours


def demand_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Each machine group in the next 24 hours, and all of them."""
    ahead = now.live.ahead[DAY]
    groups = ahead.groups.assign(load=ratio(ahead.groups.planned_load_hours, ahead.groups.scheduled_hours))
    shown = groups.sort_values("load", ascending=False, na_position="last")
    names = shown.group.replace("", NO_GROUP).tolist()
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
    """The headline is the load to come, which the target of the KPI (the busiest group of a day) is not for."""
    known = backlogs(now.live.ahead[DAY]).dropna(subset="load")
    busy = now.valued(kpi, "group").dropna(subset="value").nlargest(1, "value")
    today = tuple(
        ("Busiest today", f"{name}, {quantity(value, '%')}")
        for name, value in zip(busy["name"], busy["value"], strict=True)
    )
    if known.empty:
        return Face(now.value(kpi), None, "", "no work, or no scheduled time, in the next 24 h", today)
    worst = known.iloc[0]
    detail = f"{worst.group}: {quantity(worst.backlog_hours, 'h')} of work left"
    facts = (*_each(known), *today)
    return Face(now.value(kpi), float(worst.load), "% of the next 24 h", detail, facts, same=False)


def backlogs(ahead: Ahead) -> pd.DataFrame:
    """The groups with the load of their backlog, the highest first."""
    groups = ahead.groups[ahead.groups.group != ""]
    load = ratio(groups.backlog_hours, groups.scheduled_hours)
    return groups.assign(load=load).sort_values("load", ascending=False, na_position="last")


def bottleneck_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Each machine group: work left against the hours of the next 24, and how long it was busy today."""
    groups = backlogs(now.live.ahead[DAY])
    busy = now.valued(kpi, "group").set_index("name")["value"]
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
    return Face(value, value, "% even, next 7 days", detail, _each(known))


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


def predictions_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """The group that is predicted to be the bottleneck, today and in the days to come."""
    seen, names = _outlook(now)
    days = seen.days[seen.days.bottleneck]
    rows = [
        (weekday(day), names.get(group, NO_GROUP), quantity(hours, "h"), quantity(load, "%"))
        for day, group, hours, load in zip(days.for_day, days.id, days.hours, days.load, strict=True)
    ]
    today = [("Today", names.get(seen.bottleneck, NO_GROUP), "", "")] if seen.bottleneck is not None else []
    return pd.DataFrame([*today, *rows], columns=["Day", "Predicted bottleneck", "Expected", "Load"])


def forecast_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """The hours that each group is expected to be busy in the seven days after today."""
    seen, names = _outlook(now)
    return pd.DataFrame(
        {
            "Day": [weekday(day) for day in seen.days.for_day],
            "Group": [names.get(group, NO_GROUP) for group in seen.days.id],
            "Expected": [quantity(v, "h") for v in seen.days.hours],
            "Scheduled": [quantity(v, "h") for v in seen.days.scheduled_hours],
            "Load": [quantity(v, "%") for v in seen.days.load],
        }
    )


def _outlook(now: Now) -> tuple[Outlook, dict[int, str]]:
    """The forecast with the load of its days, and the names of the groups. One statement."""
    seen, groups = outlook(now.scope, now.live.clock), now.live.plant.groups
    load = ratio(seen.days.hours, seen.days.scheduled_hours)
    return replace(seen, days=seen.days.assign(load=load)), dict(zip(groups.id, groups.group_name, strict=True))


FACES: dict[str, MakeFace] = {
    face.__name__: face for face in (resource_demand, bottleneck, resource_planning_optimization)
} | {
    "bottleneck_prediction": counted(
        "{} of {} days", ("Right on", "bottleneck_hits"), ("Predicted for", "bottleneck_predictions")
    ),
    "demand_forecast_accuracy": counted(
        "{} h off of {} h", ("Forecast wrongly", "forecast_error_hours"), ("Busy hours", "forecast_busy_hours")
    ),
}
LISTS: dict[str, MakeList] = {
    "resource_demand": demand_list,
    "bottleneck": bottleneck_list,
    "resource_planning_optimization": loads_list,
    "bottleneck_prediction": predictions_list,
    "demand_forecast_accuracy": forecast_list,
}
