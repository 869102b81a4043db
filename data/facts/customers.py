"""Customer orders: received, planned, released, due, fulfilled, and what each delivery was worth."""

import numpy as np

from data.facts.block import Block, Windows
from data.facts.demand import Demand, hours
from data.facts.moments import HOUR, NEVER, Floats, Ints

IN_STEP = 24 * HOUR
"""BOMs of one order that are finished within this time of each other are in step."""


def customer_orders(demand: Demand, windows: Windows) -> list[Block]:
    """Blocks of the customer orders' key times, and of their deliveries."""
    return [*_planning(demand, windows), _due(demand, windows), _fulfilled(demand, windows), _sold(demand, windows)]


def _block(demand: Demand, window: Ints, order: Ints, values: dict[str, Floats]) -> Block:
    inside = np.flatnonzero(window >= 0)
    order = order[inside]
    keys = {"customer": demand.customer[order], "part": demand.part[order], "owner": order}
    return Block(window[inside], {name: np.asarray(v, dtype=float)[inside] for name, v in values.items()}, keys)


def _at(demand: Demand, window: Ints, values: dict[str, Floats]) -> Block:
    """A block with a row for each order with a window."""
    return _block(demand, window, np.arange(len(window)), values)


def _planning(demand: Demand, windows: Windows) -> list[Block]:
    d = demand
    one, limit = np.ones(len(d.known)), d.created + d.sla
    return [
        _at(d, windows.opened_by(d.created), {"so_received": one, "so_received_units": d.qty}),
        _at(d, windows.opened_by(d.planned), {"so_planned": one, "so_planned_in_sla": d.planned <= limit}),
        _at(d, windows.opened_by(d.released), {"so_released": one, "so_release_hours": hours(d.created, d.released)}),
        _at(d, windows.closed_by(limit), {"so_release_due": one, "so_release_met": d.released <= limit}),
    ]


def _due(demand: Demand, windows: Windows) -> Block:
    d = demand
    got, covered = d.at_target
    met, value = got >= d.qty, np.nan_to_num(d.price) * d.qty
    values = {
        "so_due": np.ones(len(d.known)),
        "so_due_met": met,
        "so_due_units": d.qty,
        "so_due_units_ok": got,
        "so_due_units_planned": covered,
        "so_due_value": value,
        "so_due_met_value": np.where(met, value, 0.0),
    }
    return _block(d, windows.of_day(d.target), np.arange(len(d.known)), values)


def _fulfilled(demand: Demand, windows: Windows) -> Block:
    d = demand
    one, took = np.ones(len(d.known)), hours(d.created, d.fulfilled)
    many, (first, last) = d.boms_of > 1, d.finished
    together = (last != NEVER) & (last - np.where(first == NEVER, 0, first) <= IN_STEP)
    values = {
        "so_fulfilled": one,
        "so_fulfilled_on_time": (d.fulfilled <= d.target_end) & (d.target_end != NEVER),
        "so_fulfil_hours": took,
        "so_multi": many,
        "so_multi_in_step": many & together,
        "so_multi_fulfil_hours": np.where(many, took, 0.0),
    }
    return _at(d, windows.closed_by(d.fulfilled), values)


def _sold(demand: Demand, windows: Windows) -> Block:
    """What was delivered more, at the time of each report; a correction takes it back."""
    d, s = demand, demand.steps
    window = windows.closed_by(s.at)
    inside = window >= 0
    window, order, gain = window[inside], s.order[inside], s.gain[inside]
    part, costs = d.part[order], d.plant.standard_cost(windows.days)
    cost = np.where(part < 0, 0.0, costs[windows.day[window], part] if costs.size else 0.0)
    values = {"revenue": gain * np.nan_to_num(d.price)[order], "delivered_cost": gain * cost}
    return _block(d, window, order, values)
