"""The facts of some days, from the orders that may concern them."""

from datetime import date, datetime

import numpy as np
from sqlalchemy import Select

from data.facts.compute import Facts, compute
from data.facts.history import History, moment
from data.facts.plant import Plant
from data.facts.stops import breakdowns, merged
from data.source import concern, demand, read
from data.summary.clock import Clock
from data.tenancy import Scope


def facts_of(scope: Scope, first: date, last: date, clock: Clock | None = None) -> Facts:
    """The facts of the production days first..last, from the orders that may concern them."""
    clock = clock or Clock.of(scope)
    over = demand.Range.of(clock.plant, first, last)
    return compute(read.sold(scope, history_of(scope, clock, over), over), first, last)


def history_of(scope: Scope, clock: Clock, over: demand.Range) -> History:
    """The orders that a range of days may concern, those of the customer orders that it may concern, and those behind
    breakdowns that it begins in.

    Breakdowns that overlap on a machine are one: its length, told when the last ends, may go back to an order that had
    left the floor before.
    """
    only = concern.either(concern.concerned(scope, over.start, over.end), demand.work_concerned(scope.t, over))
    history = _read(scope, clock, only)
    while True:
        machines, since = _running_at(history, moment(over.start))
        if not machines:
            return history
        before = concern.held(scope, concern.concerned(scope, since, over.start), machines, _failing(clock.plant))
        only = concern.either(only, before)
        wider = _read(scope, clock, only)
        if len(wider.orders) == len(history.orders):
            return history
        history = wider


def _read(scope: Scope, clock: Clock, only: Select) -> History:
    return History(clock.plant, read.orders(scope, only), read.logs(scope, only), clock.now)


def _failing(plant: Plant) -> list[int]:
    return plant.hold_reasons.id[plant.breakdown & ~plant.planned].tolist()


def _running_at(history: History, at: int) -> tuple[list[int], datetime]:
    """Ids of the machines that had been broken down for some time at a moment, and since when the first of them."""
    broken = breakdowns(history)
    machine, start, end = merged(history.machine[broken.order], broken.start, broken.end)
    on = (start < at) & (end >= at)
    if not on.any():
        return [], history.now
    since = np.datetime64(int(start[on].min()), "us").item()
    return history.plant.machines.id.to_numpy()[machine[on]].tolist(), since
