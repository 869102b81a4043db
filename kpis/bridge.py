"""Why a KPI moved: its change as the sum of what each member added, exactly.

A ratio of sums is a mean of the members' own ratios, weighted by their shares of the denominator. Its change is what
their ratios did, at their mean shares, and what their shares did (the mix), without a rest (Marshall and Edgeworth).
A KPI whose members add up changes by the sum of their changes.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kpis.fraction import fraction
from kpis.model import Kpi

MOST = 4
"""Members that are told one by one."""
_CLOSE = 1e-6


@dataclass(frozen=True)
class Bridge:
    """From the value before to that of now. steps: member and what it added, the largest first, at most MOST; `others`:
    what the rest of them added; `mix`: what their shares did, None where members add up."""

    before: float
    now: float
    steps: tuple[tuple[str, float], ...]
    others: float
    mix: float | None


def bridge(kpi: Kpi, now: pd.DataFrame, before: pd.DataFrame, value: float | None, then: float | None) -> Bridge | None:
    """The change of a KPI from its members' rows of both periods (index: what tells them apart; name, value and the
    measures of the formula). None where the members do not make up the whole."""
    if value is None or then is None or not now.index.is_unique or not before.index.is_unique:
        return None
    every = now.index.union(before.index)
    names = {**before["name"].to_dict(), **now["name"].to_dict()}
    rows = [frame.reindex(every) for frame in (before, now)]
    values = [row["value"].astype(float).fillna(0.0) for row in rows]
    mix: float | None = None
    if near(values[0].sum(), then) and near(values[1].sum(), value):
        added = values[1] - values[0]
    else:
        parted = _parted(kpi, rows, then, value)
        if parted is None:
            return None
        added, mix = parted
    if not near(added.sum() + (mix or 0.0), value - then, abs(value) + abs(then)):
        return None
    added = added.loc[added.abs().sort_values(ascending=False, kind="stable").index]
    steps = tuple((str(names[key]), float(amount)) for key, amount in added.head(MOST).items())
    return Bridge(then, value, steps, float(added.iloc[MOST:].sum()), mix)


def _parted(kpi: Kpi, rows: list[pd.DataFrame], then: float, value: float) -> tuple[pd.Series, float] | None:
    """What the members' ratios did, each, and what their shares did, all of them; None where they make no mean."""
    divided = fraction(kpi)
    if divided is None or any(not divided.top.measures | divided.bottom.measures <= set(row) for row in rows):
        return None
    tops = [divided.top.evaluate(row).astype(float).fillna(0.0) for row in rows]
    bottoms = [divided.bottom.evaluate(row).astype(float).fillna(0.0) for row in rows]
    if any((bottom < 0).any() or bottom.sum() <= 0 for bottom in bottoms):
        return None
    if any(((bottom == 0) & (top != 0)).any() for top, bottom in zip(tops, bottoms, strict=True)):
        return None
    whole = [top.sum() / bottom.sum() for top, bottom in zip(tops, bottoms, strict=True)]
    factor = next((total / ratio for total, ratio in zip((then, value), whole, strict=True) if ratio), None)
    if factor is None or not all(near(factor * r, t) for r, t in zip(whole, (then, value), strict=True)):
        return None
    shares = [bottom / bottom.sum() for bottom in bottoms]
    with np.errstate(invalid="ignore"):
        ratios = [factor * top / bottom for top, bottom in zip(tops, bottoms, strict=True)]
    # who was there once only has changed its share and no ratio
    ratios = [ratios[0].fillna(ratios[1]).fillna(0.0), ratios[1].fillna(ratios[0]).fillna(0.0)]
    own = (shares[0] + shares[1]) / 2 * (ratios[1] - ratios[0])
    mix = (shares[1] - shares[0]) * ((ratios[0] + ratios[1]) / 2 - (then + value) / 2)
    return own, float(mix.sum())


def near(a: float, b: float, size: float = 0.0) -> bool:
    """Whether two numbers differ by no more than what sums of floats of that size do."""
    return abs(a - b) <= _CLOSE * max(abs(a), abs(b), size, 1e-9)
