"""How good a value is against its target, and whether a change is one for the better."""

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

_ROUNDING = 1e-9
"""Relative: a value that misses a limit by less missed it in the last digits of a float."""


class Status(StrEnum):
    EXCELLENT = "excellent"
    GOOD = "good"
    WARNING = "warning"
    CRITICAL = "critical"
    NEUTRAL = "neutral"


Bands = tuple[float, float, float]
"""Shares of the target: up to which, or from which on, a value is excellent, good, and no worse than a warning."""
STEPS = (Status.EXCELLENT, Status.GOOD, Status.WARNING)
BANDS: dict[str, Bands] = {"higher": (1.0, 0.9, 0.75), "lower": (0.5, 0.75, 1.0), "target": (0.05, 0.1, 0.2)}
"""Those that hold where a factory set none, by what is better; of a target that is best itself, how near to it."""


@dataclass(frozen=True)
class Goal:
    """What a value is judged by: the target in force (None: none), and its bands where the factory set its own."""

    target: float | None
    bands: Bands | None = None


def known(value: float | None) -> bool:
    """Whether there is a value: neither None nor NaN."""
    return value is not None and not math.isnan(value)


def ordered(bands: Bands, better: str) -> bool:
    """Whether bands can be met one after another, the strictest first."""
    steps = bands[::-1] if better == "higher" else bands
    return min(bands) >= 0 and all(before < after for before, after in pairwise(steps))


def status(value: float | None, target: float | None, better: str, bands: Bands | None = None) -> Status:
    """Status of a value against its target (same unit); neutral without a value or a target.

    Higher is better: from 100, 90, 75 % of the target on; lower: up to 50, 75, 100 %; target: within 5, 10, 20 %;
    or as the factory's own `bands` say.
    """
    if value is None or target is None or not known(value) or not known(target):
        return Status.NEUTRAL
    if better not in BANDS:
        raise ValueError(f"better is {better!r}; give higher, lower or target")
    slack, shares = _ROUNDING * abs(target), bands or BANDS[better]
    if better == "higher":
        met = [value >= share * target - slack for share in shares]
    elif better == "lower":
        met = [value <= share * target + slack for share in shares]
    else:
        met = [abs(value - target) <= share * abs(target) + slack for share in shares]
    return next((step for step, reached in zip(STEPS, met, strict=True) if reached), Status.CRITICAL)


def stretches(target: float, better: str, bands: Bands | None = None) -> list[tuple[Status, float, float]]:
    """Each stretch of values that has one status, from the lowest up: status, from, to; open ends are infinite.

    The target is above zero, as shares of nothing are nothing.
    """
    ends = [share * target for share in bands or BANDS[better]]
    named = [*STEPS, Status.CRITICAL]
    if better == "target":
        low = [target - end for end in ends]
        high = [target + end for end in ends]
        cuts = [-math.inf, *reversed(low), *high, math.inf]
        named = [*reversed(named), *named[1:]]
    elif better == "lower":
        cuts = [-math.inf, *ends, math.inf]
    else:
        cuts, named = [-math.inf, *reversed(ends), math.inf], named[::-1]
    return [(name, *ends) for name, ends in zip(named, pairwise(cuts), strict=True) if ends[0] < ends[1]]


@dataclass(frozen=True)
class Change:
    """`difference` in the KPI's unit, `percent` of the value before (None from zero).

    `trend` is up, down, flat, or "" without both values; `verdict` is improved, worsened, unchanged, or "" where the
    KPI has no direction.
    """

    difference: float | None
    percent: float | None
    trend: str
    verdict: str


def change(now: float | None, before: float | None, better: str, target: float | None = None) -> Change:
    """What became of a value; the verdict follows the KPI's direction, for better="target" the distance to it."""
    if now is None or before is None or not known(now) or not known(before):
        return Change(None, None, "", "")
    difference = now - before
    if math.isclose(now, before, rel_tol=_ROUNDING, abs_tol=_ROUNDING):
        return Change(0.0, None if before == 0 else 0.0, "flat", "unchanged")
    percent = 100 * difference / abs(before) if before else None
    trend = "up" if difference > 0 else "down"
    return Change(difference, percent, trend, _verdict(now, before, better, target))


def _verdict(now: float, before: float, better: str, target: float | None) -> str:
    if better == "target":
        if target is None:
            return ""
        gain = abs(before - target) - abs(now - target)
    else:
        gain = now - before if better == "higher" else before - now
    if math.isclose(gain, 0, abs_tol=_ROUNDING):
        return "unchanged"
    return "improved" if gain > 0 else "worsened"
