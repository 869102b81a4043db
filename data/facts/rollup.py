"""Facts added up: per day or shift, for the factory or per machine, group, operator, part, customer, reason."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from data.facts.block import Block
from data.facts.compute import Facts
from data.facts.history import Ints
from kpis.measures import MEASURES

REASON_KEYS = {"hold": "hold_reason", "scrap": "scrap_reason"}
"""The two kinds of reason and the block keys that hold their positions."""


def _names(facts: Facts, entity: str, by_shift: bool) -> set[str]:
    return {
        name for name, measure in MEASURES.items()
        if entity in measure.entities and (not by_shift or "shift" in measure.entities)
    }  # fmt: skip


def _add(blocks: Iterable[Block], slots: Ints, key: str, size: int, wanted: set[str]) -> pd.DataFrame:
    """Sums by (slot, position): `slots` gives each window's slot, `key` names the entity ("factory": position 0)."""
    rows: list[Ints] = []
    found: list[tuple[Ints, Block, np.ndarray]] = []
    for block in blocks:
        position = np.zeros(len(block.window), dtype=np.int64) if key == "factory" else block.keys.get(key)
        if position is None or not wanted & block.values.keys():
            continue
        chosen = np.flatnonzero(position >= 0)
        code = slots[block.window[chosen]] * size + position[chosen]
        rows.append(np.unique(code))
        found.append((code, block, chosen))
    index = np.unique(np.concatenate(rows)) if rows else np.zeros(0, dtype=np.int64)
    sums: dict[str, np.ndarray] = {}
    for code, block, chosen in found:
        at = np.searchsorted(index, code)
        for name in wanted & block.values.keys():
            part = np.bincount(at, block.values[name][chosen], minlength=len(index))
            sums[name] = sums[name] + part if name in sums else part
    frame = pd.DataFrame(sums)
    frame.insert(0, "slot", index // max(size, 1))
    frame.insert(1, "position", index % max(size, 1))
    return frame


def _finish(frame: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    unknown = [name for name in frame.columns if name in facts.unknown]
    frame[unknown] = np.nan
    return frame


def ids(facts: Facts, entity: str) -> np.ndarray:
    """The id of each position of an entity, as the blocks' keys name them."""
    plant = facts.history.plant
    frames = {
        "machine": plant.machines, "group": plant.groups, "operator": plant.operators, "part": plant.parts,
        "customer": plant.customers, "order": facts.history.orders,
    }  # fmt: skip
    return frames[entity].id.to_numpy(dtype="int64")


def by_day(facts: Facts, entity: str) -> pd.DataFrame:
    """One row a day and member of `entity` with activity. Columns: day (date), id (but for "factory"), measures."""
    if entity == "reason":
        return _by_reason(facts)
    wanted = _names(facts, entity, by_shift=False)
    size = 1 if entity == "factory" else max(len(ids(facts, entity)), 1)
    frame = _add((*facts.blocks, *facts.stocks), facts.windows.day, entity, size, wanted)
    if not facts.windows.days:  # nothing is recorded: no row, but the columns that readers look for
        frame = frame.reindex(columns=list(dict.fromkeys([*frame, *sorted(wanted - set(facts.work_days))])))
    if entity == "factory":
        every = pd.DataFrame({"slot": np.arange(len(facts.windows.days))}).merge(frame, "left", on="slot").fillna(0.0)
        frame = pd.concat([every, facts.work_days], axis=1)
    return _finish(_labelled(frame, facts, entity), facts)


def _labelled(frame: pd.DataFrame, facts: Facts, entity: str) -> pd.DataFrame:
    days = np.array(facts.windows.days, dtype=object)
    frame.insert(0, "day", days[frame.slot] if len(days) else [])
    if entity != "factory":
        frame.insert(1, "id", ids(facts, entity)[frame.position])
    return frame.drop(columns=["slot", "position"])


def _by_reason(facts: Facts) -> pd.DataFrame:
    """By (kind, id) of the reason; id 0 where none was given."""
    plant = facts.history.plant
    made = []
    for kind, ids in (("hold", plant.hold_reasons.id), ("scrap", plant.scrapped_reasons.id)):
        key = REASON_KEYS[kind]
        # position 0 is "none given", so that what has no reason is counted too
        blocks = [
            Block(b.window, b.values, {"reason": b.keys[key] + 1}) for b in facts.blocks if key in b.keys
        ]  # fmt: skip
        known = np.r_[0, ids.to_numpy(dtype="int64")]
        wanted = reason_measures(kind, _names(facts, "reason", by_shift=False))
        frame = _add(blocks, facts.windows.day, "reason", len(known), wanted)
        values = frame[[name for name in frame.columns if name in wanted]]
        frame = frame[(values != 0).any(axis=1)].reset_index(drop=True)
        days = np.array(facts.windows.days, dtype=object)
        frame.insert(0, "day", days[frame.slot] if len(days) else [])
        frame.insert(1, "kind", kind)
        frame.insert(2, "id", known[frame.position] if len(frame) else [])
        made.append(frame.drop(columns=["slot", "position"]))
    return _finish(pd.concat(made, ignore_index=True), facts)


def reason_measures(kind: str, names: set[str]) -> set[str]:
    """Those of the measures that are counted by the reasons of a kind."""
    scrap = {"scrapped_units", "quality_events"}
    return names & scrap if kind == "scrap" else names - {"scrapped_units"}


def by_shift(facts: Facts, entity: str = "factory") -> pd.DataFrame:
    """One row a day and shift (0: off shift) for the factory, or a member of `entity` too: day, shift_id, measures."""
    frame = facts.windows.frame
    pairs = pd.MultiIndex.from_frame(frame[["day", "shift_id"]])
    slots, known = pd.factorize(pairs)
    size = 1 if entity == "factory" else max(len(ids(facts, entity)), 1)
    sums = _add(facts.blocks, slots, entity, size, _names(facts, entity, by_shift=True))
    if entity == "factory":
        sums = pd.DataFrame({"slot": np.arange(len(known))}).merge(sums, "left", on="slot").fillna(0.0)
    at = known.take(sums.slot.to_numpy()) if len(sums) else known[:0]
    sums.insert(0, "day", at.get_level_values(0))
    sums.insert(1, "shift_id", at.get_level_values(1))
    if entity != "factory":
        sums.insert(2, "id", ids(facts, entity)[sums.position])
    return _finish(sums.drop(columns=["slot", "position"]), facts)
