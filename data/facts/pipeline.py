"""The way from a customer order to work on the floor: BOMs released, and what waits for planning at a moment."""

import numpy as np

from data.facts.block import Block, Windows
from data.facts.demand import Demand, hours
from data.facts.moments import Floats, Ints


def boms(demand: Demand, windows: Windows) -> list[Block]:
    """Blocks of BOMs created, released by their first work order, and due for it one planning SLA after they came."""
    d, one = demand, np.ones(len(demand.boms))
    limit = d.bom_created + d.sla
    return [
        _at(d, windows.opened_by(d.bom_created), {"boms_created": one}),
        _at(d, windows.opened_by(d.bom_released), {
            "boms_released": one, "bom_release_hours": hours(d.bom_created, d.bom_released),
        }),
        _at(d, windows.closed_by(limit), {
            "bom_release_due": one, "bom_release_met": (d.bom_released <= limit).astype(float),
        }),
    ]  # fmt: skip


def _at(demand: Demand, window: Ints, values: dict[str, Floats]) -> Block:
    inside = window >= 0
    return Block(
        window[inside], {name: value[inside] for name, value in values.items()}, {"owner": demand.owner[inside]}
    )


def waits(demand: Demand) -> list[tuple[Ints, Ints]]:
    """The moments at which `waiting` counts one more or less, each with the owner that does (Demand.owner)."""
    d, late = demand, demand.sla + 1
    orders = np.arange(len(d.known))
    return [
        *((orders, at) for at in (d.created, d.created + late, d.planned)),
        *((d.owner, at) for at in (d.bom_created, d.bom_created + late, d.bom_released)),
    ]


def waiting(demand: Demand, moments: Ints, window: Ints) -> Block:
    """Stocks of what waits at each moment; `window` is the window that stands for each."""
    d = demand
    late = d.sla + 1
    values = {
        "pipeline_unplanned": _standing(d.created, d.planned, moments),
        "pipeline_unreleased": _standing(d.bom_created, d.bom_released, moments),
        "pipeline_overdue": _standing(d.created + late, d.planned, moments)
        + _standing(d.bom_created + late, d.bom_released, moments),
    }
    return Block(window, values)


def _standing(start: Ints, end: Ints, moments: Ints) -> Floats:
    """How many had begun and not ended at each moment; the moment itself counts as begun, and as ended."""
    begun, ended = np.sort(start), np.sort(np.maximum(start, end))
    return (np.searchsorted(begun, moments, "right") - np.searchsorted(ended, moments, "right")).astype(float)
