"""What lies ahead: what the plan and the open orders ask of each machine group, against the shifts to come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from data.facts import roster
from data.facts.block import Windows
from data.facts.calendar import DAY
from data.facts.history import HOUR, NEVER, Floats, History, Ints, moment
from data.facts.machine_time import cut, scheduled, shares
from data.facts.plant import name_at
from data.facts.stocks import Open

HORIZONS = {"24h": DAY, "7d": 7 * DAY}
MEASURES = ("planned_load_hours", "scheduled_hours", "backlog_hours", "operator_hours")


@dataclass(frozen=True)
class Ahead:
    """The time from now to a horizon.

    groups: a row a machine group with machines in service, and one without a name for machines of no group: group
    (name), planned_load_hours (scheduled time within the plans of the open orders; orders at once on a machine add
    up), scheduled_hours, backlog_hours (all that is left of the open orders, at ideal cycle times), operator_hours
    (planned time of the orders by their operators; of an operator's orders at once each gets a part, an order without
    operator needs one of its own). What the factory does not record is NaN.
    shift_hours: clock time with a shift. rostered_hours: the operators' shift hours in it; NaN without operators.
    """

    groups: pd.DataFrame
    shift_hours: float
    rostered_hours: float


def ahead(history: History, found: Open, until: timedelta) -> Ahead:
    """From the history's now on; `found` are the orders that are open then."""
    windows = _windows(history, history.now + until)
    on = scheduled(history.plant, windows)
    length = (windows.end - windows.start) / HOUR
    machines = pd.DataFrame(
        {
            "scheduled_hours": (on * length[:, None]).sum(axis=0),
            "backlog_hours": _backlog(history, found, windows.days),
            **_planned(history, found.order, windows, on),
        }
    )
    # a machine that is not there any more still matters while it has open orders
    there = history.plant.in_service(windows.days).any(axis=0) | (machines.backlog_hours > 0).to_numpy()
    names = name_at(history.plant.groups, "group_name", history.plant.machine_groups(windows.days[:1])[0])
    groups = machines[there].groupby(names[there]).sum().reindex(columns=list(MEASURES))
    unknown = history.plant.unknown | ({"operator_hours"} if not history.plant.calendar.shifts else set())
    groups[[name for name in MEASURES if name in unknown]] = np.nan
    people = [block.values.get("rostered_hours", np.zeros(0)) for block in roster.roster(history, windows)]
    return Ahead(
        groups.rename_axis("group").reset_index(),
        float(length[windows.on_shift & ~windows.pause].sum()),
        np.nan if "rostered_hours" in unknown else float(sum(hours.sum() for hours in people)),
    )


def _windows(history: History, until: datetime) -> Windows:
    """The windows of the calendar from now to `until`."""
    calendar, now = history.plant.calendar, history.now
    frame = calendar.windows(calendar.day_of(now), calendar.day_of(until))
    frame = frame[(frame.end > now) & (frame.start < until)].reset_index(drop=True)
    days = sorted(set(frame.day))
    start = np.maximum(frame.start.to_numpy("datetime64[us]").astype("int64"), moment(now))
    end = np.minimum(frame.end.to_numpy("datetime64[us]").astype("int64"), moment(until))
    day = np.searchsorted(np.array(days, dtype="datetime64[D]"), frame.day.to_numpy(dtype="datetime64[D]"))
    return Windows(frame, start, end, day, days, end)


def _planned(history: History, order: Ints, windows: Windows, on: np.ndarray) -> dict[str, Floats]:
    """planned_load_hours and operator_hours of each machine."""
    h = history
    order = order[(h.plan_start[order] != NEVER) & (h.plan_end[order] != NEVER) & (h.machine[order] >= 0)]
    pieces = cut(h.plan_start[order], h.plan_end[order], windows)
    whose = order[pieces.interval]
    inside = on[pieces.window, h.machine[whose]]
    whose, start, end = whose[inside], pieces.start[inside], pieces.end[inside]
    # an order without operator takes one of its own: a number that no operator has
    operator = np.where(h.operator[whose] >= 0, h.operator[whose], len(h.plant.operators) + whose)
    hands = shares(operator, np.zeros(len(whose), dtype=np.int64), start, end, ranks=1)
    size = len(h.plant.machines)
    return {
        "planned_load_hours": np.bincount(h.machine[whose], (end - start) / HOUR, minlength=size),
        "operator_hours": np.bincount(h.machine[whose], hands, minlength=size),
    }


def _backlog(history: History, found: Open, days: list[date]) -> Floats:
    """backlog_hours of each machine, by the cycle times of the first of the days."""
    ideal = history.of_part(history.plant.cycle_hours(days[:1]), 0, found.order)
    left = np.maximum(history.qty[found.order] - found.done, 0) * np.nan_to_num(ideal)
    machine = found.machine
    return np.bincount(machine[machine >= 0], left[machine >= 0], minlength=len(history.plant.machines))
