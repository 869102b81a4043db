"""Facts added up by one or several entities at once (machine and part, reason and shift), over all of their days."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from data.facts import hourly, machine_time
from data.facts.block import Block
from data.facts.compute import Facts
from data.facts.history import Ints
from data.facts.rollup import REASON_KEYS, ids
from kpis.measures import MEASURES

DAY = "day"
ORDER = "order"
"""Beside entities: the position of the day among those of the facts; the work order that caused a fact."""


def counted(names: Iterable[str], *entities: str) -> list[str]:
    """Those of the measures that every one of the entities counts."""
    every = [entity for entity in entities if entity not in (DAY, ORDER)]
    return [name for name in names if name in MEASURES and all(MEASURES[name].counted_by(e) for e in every)]


def sums(facts: Facts, entities: tuple[str, ...], names: Iterable[str], kind: str = "") -> pd.DataFrame:
    """Sums of the measures that all of `entities` count; a measure of which nothing happened has no column.

    Index: a row for each combination with activity, by the ids of its members. 0: none given, or off shift; such rows
    make the sums over one entity those of the others. `kind` of the reasons: "hold" or "scrap".
    """
    wanted, (blocks, times) = counted(names, *entities), _blocks(facts, "hour" in entities)
    found = []
    for block in blocks:
        here = [name for name in wanted if name in block.values]
        keys = {
            e: times[e][block.window] if e in times else _members(facts, block, times[DAY], e, kind) for e in entities
        }
        if here and all(members is not None for members in keys.values()):
            rows = pd.DataFrame({**keys, **{name: block.values[name] for name in here}})
            found.append(rows.groupby(list(entities)).sum())
    if not found:
        levels: list[list[int]] = [[] for _ in entities]
        return pd.DataFrame(index=pd.MultiIndex.from_arrays(levels, names=entities))
    frame = pd.concat(found).groupby(level=list(range(len(entities)))).sum()
    frame[[name for name in frame.columns if name in facts.unknown]] = np.nan
    return frame


def _blocks(facts: Facts, by_hour: bool) -> tuple[list[Block], dict[str, Ints]]:
    """The blocks, and for each of their windows its shift and, where the blocks are cut at full hours, its hour."""
    lasting = facts.history.plant.calendar.lasting
    if not by_hour:
        cut = facts.windows
        return [*facts.blocks, *facts.stocks], {"shift": lasting(cut.frame.shift_id).to_numpy(), DAY: cut.day}
    windows, hours = hourly.windows(facts)
    shifts = lasting(windows.frame.shift_id).to_numpy()
    return machine_time.hours(facts.history, windows), {"shift": shifts, "hour": hours, DAY: windows.day}


def _members(facts: Facts, block: Block, day: Ints, entity: str, kind: str) -> Ints | None:
    """The id of each row's member, 0 for none; None where the block does not know the entity. `day`: of each window."""
    key = {"reason": REASON_KEYS.get(kind, ""), "proficiency": "operator"}.get(entity, entity)
    position = block.keys.get(key)
    if position is None:
        return None
    plant = facts.history.plant
    if entity == "proficiency":
        levels = plant.operator_levels(facts.windows.days)
        known, level = plant.proficiencies.id, np.c_[levels, np.full(len(levels), -1)]
        position = level[day[block.window], position] if len(levels) else position
    else:
        known = plant.scrapped_reasons.id if kind == "scrap" else plant.hold_reasons.id
    of = known.to_numpy(dtype="int64") if entity in ("reason", "proficiency") else ids(facts, entity)
    return np.r_[of, 0][position]  # position -1, nobody, takes the last
