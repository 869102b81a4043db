"""The facts of some days, from the orders that may concern them."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd

from data.facts.compute import Facts, compute
from data.facts.history import History, moment
from data.facts.plant import Plant
from data.facts.stops import breakdowns, merged
from data.source import concern, read
from data.summary.clock import Clock
from data.tenancy import Scope


def facts_of(scope: Scope, first: date, last: date, clock: Clock | None = None) -> Facts:
    """The facts of the production days first..last, from the orders that may concern them."""
    clock = clock or Clock.of(scope)
    return compute(_history(scope, clock, first, last), first, last)


def _history(scope: Scope, clock: Clock, first: date, last: date) -> History:
    """The orders that a range of days may concern, those of the customer orders that it may concern, and those behind
    breakdowns that it begins in.

    Breakdowns that overlap on a machine are one: its length, told when the last ends, may go back to an order that had
    left the floor before.
    """
    history = read.history(scope, clock.plant, clock.now, first, last)
    start = clock.plant.calendar.start_of(first)
    while True:
        machines, since = _running_at(history, moment(start))
        if not machines:
            return history
        before = concern.held(scope, concern.concerned(scope, since, start), machines, _failing(clock.plant))
        more = before - set(history.orders.id)
        if not more:
            return history
        history = _with(scope, history, more)


def _with(scope: Scope, history: History, more: set[int]) -> History:
    """A history and some more work orders (ids)."""
    orders = pd.concat([history.orders, read.orders(scope, more)], ignore_index=True)
    logs = pd.concat([history.logs, read.logs(scope, more)], ignore_index=True)
    return replace(history, orders=orders, logs=logs)


def _failing(plant: Plant) -> list[int]:
    return plant.hold_reasons.id[plant.breakdown & ~plant.planned].tolist()


def _running_at(history: History, at: int) -> tuple[list[int], datetime]:
    """Ids of the machines that had been broken down for some time at a moment, and since when the first of them."""
    broken = breakdowns(history)
    machine, start, end = merged(broken.machine, broken.start, broken.end)
    on = (start < at) & (end >= at)
    if not on.any():
        return [], history.now
    since = np.datetime64(int(start[on].min()), "us").item()
    return history.plant.machines.id.to_numpy()[machine[on]].tolist(), since
