"""Why a KPI that is made of named parts moved: what the change of each part added, exactly.

A product, a mean or a weighted sum of rates has no members that add up to it, but it has its parts. What one of them
added depends on which of the others had changed before; the mean over all orders is fair to each and leaves no rest
(Shapley).
"""

import math
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from kpis import grammar
from kpis.bridge import Bridge, near
from kpis.formula import Formula

TARGETS = "Targets"
"""What the targets that a formula names added together, where they changed."""

Level = Mapping[str, float]
"""The parts of a formula by name, and "target <id>" for each target in it."""


def by_factors(formula: Formula, titles: Mapping[str, str], now: Level, before: Level) -> Bridge | None:
    """The change of a formula as what its parts added, the largest first; `titles` names them. None where it is made
    of other things too, or one of them has no data."""
    used = set(grammar.names(grammar.read(formula.text, formula.parts)))
    if not formula.parts or used != set(formula.parts) or formula.members:
        return None
    goals = tuple(f"target {one}" for one in sorted(formula.targets))
    needed = [*formula.parts, *goals]
    if any(math.isnan(level.get(name, math.nan)) for level in (now, before) for name in needed):
        return None
    turns: dict[str, tuple[str, ...]] = {titles[name]: (name,) for name in formula.parts}
    if any(now[name] != before[name] for name in goals):
        turns[TARGETS] = goals
    # a row for each set of those that have changed already, one bit each; the parts are columns of their own
    rows = []
    for changed in range(2 ** len(turns)):
        moved = {name for at, names in enumerate(turns.values()) if changed >> at & 1 for name in names}
        rows.append({name: (now if name in moved else before)[name] for name in needed})
    values = replace(formula, parts={}).evaluate(pd.DataFrame(rows)).tolist()
    added = {title: _mean(values, at, len(turns)) for at, title in enumerate(turns)}
    if not near(sum(added.values()), values[-1] - values[0], max(map(abs, values))):  # NaN is near nothing
        return None
    steps = sorted(added.items(), key=lambda step: -abs(step[1]))
    return Bridge(values[0], values[-1], tuple(steps), 0.0, None)


def _mean(values: list[float], at: int, count: int) -> float:
    """What a change adds in the mean over all orders of `count` of them. values: by the set of those before it."""
    total, mine = 0.0, 1 << at
    for before in range(2**count):
        if not before & mine:
            size = before.bit_count()
            share = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
            total += share * (values[before | mine] - values[before])
    return total
