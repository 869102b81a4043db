"""Forecasts of the machine groups' busy hours, and how they turned out (docs/forecast.md explains the model)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.facts import machine_time, planned
from data.facts.block import Windows, group_then
from data.facts.calendar import DAY
from data.facts.compute import Facts, windows
from data.facts.history import HOUR, Floats, History, Ints, moment
from data.facts.hourly import NO_GROUP, by_group
from data.facts.plant import Plant

AHEAD = 14
"""Days that a forecast covers; the day on which it is made, at its beginning, is the first."""
LEAD = 7
"""A day is judged by the forecast that was made so many days before."""
WEEKS = 6
"""How many weekdays the recurring pattern is the mean of."""
BACK = 7 * (WEEKS + (AHEAD - 1) // 7)
"""Days before a forecast that it looks back on."""
JUDGED = {
    "group": ("forecast_hours", "forecast_error_hours", "forecast_busy_hours"),
    "factory": ("forecast_hours", "forecast_error_hours", "forecast_busy_hours", "bottleneck_predictions",
                "bottleneck_hits"),
}  # fmt: skip
"""What judging adds to the rows of an entity."""
TINY = 1e-9


def forecasts(history: History, first: date, last: date) -> pd.DataFrame:
    """The forecasts made on each of the days first..last, each from what was known when that day began: the orders that
    existed, and the days that had closed.

    Columns: made_on, for_day, id (of the group; NO_GROUP: machines without one), hours, bottleneck (the group that is
    expected to be the day's). A row for every group that has machines in service that day.
    """
    past = _Past.of(history, first - BACK * DAY, last + (AHEAD - 1) * DAY)
    count = (last - first).days + 1
    made = np.arange(BACK, BACK + count)
    hours = np.stack([past.expected(made, lead) for lead in range(AHEAD)], axis=1)  # made x lead x group
    target = made[:, None] + np.arange(AHEAD)
    load = hours / np.where(past.scheduled > 0, past.scheduled, np.nan)[target]
    load[..., -1] = np.nan  # machines without a group are no group that could be the bottleneck
    load = np.where(load > TINY, load, -1.0)  # NaN too
    worst = (np.arange(load.shape[2]) == load.argmax(axis=2)[..., None]) & (load > 0)
    when, lead, group = np.nonzero(past.there[target])
    days = np.array(past.days, dtype=object)
    ids = np.r_[history.plant.groups.id.to_numpy(dtype="int64"), NO_GROUP]
    return pd.DataFrame(
        {
            "made_on": days[made[when]],
            "for_day": days[made[when] + lead],
            "id": ids[group],
            "hours": hours[when, lead, group],
            "bottleneck": worst[when, lead, group],
        }
    )


@dataclass(frozen=True)
class _Past:
    """Arrays of days x groups (the last group: machines without one): busy hours of the closed days, scheduled hours,
    whether machines were in service; `known` also by lead: the planned load that was known so many days before.
    `counts`: whether the day is not before the first log; `works`: whether it has a shift."""

    days: list[date]
    busy: Floats
    known: Floats
    scheduled: Floats
    there: np.ndarray
    counts: np.ndarray
    works: np.ndarray

    @staticmethod
    def of(history: History, first: date, last: date) -> "_Past":
        plant = history.plant
        whole = planned.whole_days(plant.calendar, first, last)
        scheduled, there = capacity(plant, whole.days)
        busy = np.zeros(scheduled.shape)
        closed = windows(history, first, last)
        # the closed days are those with a record: each has its place among all
        place = np.searchsorted(np.array(whole.days, "datetime64[D]"), np.array(closed.days, "datetime64[D]"))
        found = by_group(plant, machine_time.hours(history, closed), place[closed.day], ["busy_hours"])
        position = pd.Index(plant.groups.id).get_indexer(pd.Index(found.id))  # -1 is the last
        busy[found.slot.to_numpy(), position] = found.busy_hours
        start = np.array([moment(plant.calendar.start_of(day)) for day in whole.days])
        begins = np.searchsorted(start, history.log_at.min(), "right") - 1 if len(history.log_at) else len(start)
        counts = np.arange(len(start)) >= begins
        works = np.array([bool(plant.calendar.scheduled(day)) for day in whole.days])
        return _Past(whole.days, busy, _known(history, whole, start, busy.shape), scheduled, there, counts, works)

    def expected(self, made: Ints, lead: int) -> Floats:
        """made x groups: hours expected `lead` days after each of the days `made` (positions)."""
        target = made + lead
        beyond, hours = np.zeros((2, len(made), self.busy.shape[1]))
        count = np.zeros((len(made), 1))
        for week in range(lead // 7 + 1, lead // 7 + 1 + WEEKS):
            before = target - 7 * week  # closed when the forecast was made
            like = (self.counts[before] & (self.works[before] == self.works[target]))[:, None]
            beyond += np.where(like, self.busy[before] - self.known[before, :, lead], 0.0)
            hours += np.where(like, self.scheduled[before], 0.0)
            count += like
        # per scheduled hour, so that it goes with the machines and shifts that are added or given up
        mean = beyond / np.maximum(count, 1)
        pattern = np.where(hours > 0, beyond / np.where(hours > 0, hours, 1) * self.scheduled[target], mean)
        return np.maximum(self.known[target, :, lead] + pattern, 0.0)


def _known(history: History, whole: Windows, start: Ints, shape: tuple[int, ...]) -> Floats:
    """days x groups x leads: planned load of each day, of the orders that existed when the day `lead` before began."""
    order, pieces = planned.planned_in(history, whole)
    hours = planned.load_hours(history, pieces, order, whole)
    whose = order[pieces.interval]
    day = whole.day[pieces.window]
    # from the first day that begins after the order was created
    lead = np.minimum(day - np.searchsorted(start, history.created[whose], "right"), AHEAD - 1)
    known = np.zeros((*shape, AHEAD))
    early = lead >= 0
    group = group_then(history, whole, pieces.window, history.machine[whose])
    np.add.at(known, (day[early], group[early], lead[early]), hours[early])
    # what is known at a longer lead is known at a shorter one
    return np.flip(np.cumsum(np.flip(known, -1), axis=-1), -1)


def capacity(plant: Plant, days: list[date]) -> tuple[Floats, np.ndarray]:
    """days x groups (the last: no group): scheduled hours, and whether machines are in service."""
    whole = planned.whole_days(plant.calendar, days[0], days[-1])
    day, machine = np.nonzero(plant.in_service(whole.days))
    group = plant.machine_groups(whole.days)[day, machine]
    there = np.zeros((len(whole.days), len(plant.groups) + 1), bool)
    there[day, group] = True  # -1 is the last
    hours = np.zeros(there.shape)
    on = machine_time.scheduled(plant, whole) * ((whole.end - whole.start) / HOUR)[:, None]
    of_day = np.zeros((len(whole.days), len(plant.machines)))
    np.add.at(of_day, whole.day, on)
    np.add.at(hours, (day, group), of_day[day, machine])
    return hours, there


def judged(facts: Facts) -> dict[str, pd.DataFrame]:
    """What the forecasts made LEAD days before were worth, on the days whose last shift has ended: for "group" by day
    and id, for "factory" by day, the measures of JUDGED. No row where nothing had been forecast; {} if nobody looked.

    Facts.told: columns for_day, id, hours, bottleneck; one row a day and group.
    """
    if facts.told is None:
        return {}
    calendar, now = facts.history.plant.calendar, facts.history.now
    closed = {day: n for n, day in enumerate(facts.windows.days) if calendar.last_shift_end(day) <= now}
    rows = facts.told[facts.told.for_day.isin(list(closed))]
    rows = rows.rename(columns={"for_day": "day", "hours": "forecast_hours"}).reset_index(drop=True)
    names = ["busy_hours", "scheduled_hours"]
    real = by_group(facts.history.plant, facts.blocks, facts.windows.day, names).set_index(["slot", "id"])
    at = pd.MultiIndex.from_arrays([rows.day.map(closed).astype("int64"), rows.id])
    rows["forecast_busy_hours"] = real.busy_hours.reindex(at).fillna(0.0).to_numpy()
    rows["forecast_error_hours"] = (rows.forecast_hours - rows.forecast_busy_hours).abs()
    groups = real[real.index.get_level_values("id") != NO_GROUP]
    load = groups.busy_hours / groups.scheduled_hours.where(groups.scheduled_hours > 0)
    highest = load.groupby(level="slot").max().reindex(at.get_level_values(0)).fillna(0.0).to_numpy()
    mine = load.reindex(at).fillna(0.0).to_numpy()
    rows["bottleneck_predictions"] = rows.bottleneck.astype(float)
    rows["bottleneck_hits"] = (rows.bottleneck & (mine > TINY) & (mine >= highest - TINY)).astype(float)
    return {
        "group": rows.loc[rows.id != NO_GROUP, ["day", "id", *JUDGED["group"]]].reset_index(drop=True),
        "factory": rows.groupby("day", as_index=False)[list(JUDGED["factory"])].sum(),
    }


def with_judged(rows: pd.DataFrame, told: Mapping[str, pd.DataFrame], entity: str) -> pd.DataFrame:
    """An entity's rows by day (rollup.by_day) with what was `judged`: null where nothing had been forecast."""
    found = told.get(entity)
    if found is None or found.empty:
        return rows
    keys = [name for name in ("day", "id") if name in found]
    return rows.merge(found, "outer", on=keys)
