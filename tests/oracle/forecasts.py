"""What forecasts were worth: those made seven days before, against the hours that the machines were busy."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from .calendar import DAY
from .plant import Facts, Plant
from .times import calendar_time, machine_time


def told(plant: Plant, days: Collection[date]) -> Facts:
    """Of days whose last shift has ended: one forecast a day and group; group 0 are the machines without one."""
    for day in days:
        rows = [
            row for row in plant.source.kpi_forecasts
            if row["for_day"] == day and row["made_on"] == day - 7 * DAY
        ]  # fmt: skip
        if not rows or not plant.exists(plant.calendar.last_shift_end(day)):
            continue
        busy, scheduled = sums(plant, day, "busy_hours"), sums(plant, day, "scheduled_hours")
        load = {group: busy[group] / hours for group, hours in scheduled.items() if group and hours}
        for row in rows:
            group = row["machine_group_id"]
            keys = {"day": day, "group": group}
            yield "forecast_hours", row["hours"], keys
            yield "forecast_busy_hours", busy[group], keys
            yield "forecast_error_hours", abs(row["hours"] - busy[group]), keys
            if row["bottleneck"]:
                highest = max(load.values(), default=0)
                yield "bottleneck_predictions", 1, {"day": day}
                yield "bottleneck_hits", highest > 0 and load.get(group, 0) >= highest - 1e-9, {"day": day}


def sums(plant: Plant, day: date, name: str) -> dict[int, float]:
    """A measure of machine time on one day, by group."""
    found: dict[int, float] = defaultdict(float)
    for family in (calendar_time, machine_time):
        for measure, value, keys in family(plant, [day]):
            if measure == name:
                found[keys["group"]] += value
    return found
