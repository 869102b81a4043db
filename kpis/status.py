"""How good a value is against its target, and whether a change is one for the better."""

import math
from dataclasses import dataclass
from enum import StrEnum

_ROUNDING = 1e-9
"""Relative: a value that misses a limit by less missed it in the last digits of a float."""


class Status(StrEnum):
    EXCELLENT = "excellent"
    GOOD = "good"
    WARNING = "warning"
    CRITICAL = "critical"
    NEUTRAL = "neutral"


_STEPS = (Status.EXCELLENT, Status.GOOD, Status.WARNING)
_HIGHER = (1.0, 0.9, 0.75)
_LOWER = (0.5, 0.75, 1.0)
NEAR = (0.05, 0.1, 0.2)
"""How near to a target that is best itself, by step."""


def known(value: float | None) -> bool:
    """Whether there is a value: neither None nor NaN."""
    return value is not None and not math.isnan(value)


def status(value: float | None, target: float | None, better: str) -> Status:
    """Status of a value against its target (same unit); neutral without a value or a target.

    Higher is better: from 100, 90, 75 % of the target on; lower: up to 50, 75, 100 %; target: within 5, 10, 20 %.
    """
    if value is None or target is None or not known(value) or not known(target):
        return Status.NEUTRAL
    slack = _ROUNDING * abs(target)
    if better == "higher":
        met = [value >= share * target - slack for share in _HIGHER]
    elif better == "lower":
        met = [value <= share * target + slack for share in _LOWER]
    elif better == "target":
        met = [abs(value - target) <= share * abs(target) + slack for share in NEAR]
    else:
        raise ValueError(f"better is {better!r}; give higher, lower or target")
    return next((step for step, reached in zip(_STEPS, met, strict=True) if reached), Status.CRITICAL)


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
