"""The individuals chart: what a process does of itself, and the points that say something else happened.

Shewhart (1931), Western Electric, Statistical Quality Control Handbook (1956). The centre is the mean of the points
drawn, not the KPI over the period: the limits are about the scatter of the points.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

D2 = 1.128
"""Expected moving range of two points in standard deviations."""
LEAST = 8
"""Points below which limits would be guesses."""
RULES = {
    1: "beyond the limits",
    2: "two of three far from the centre",
    3: "four of five off the centre on one side",
    4: "eight in a row on one side",
}
"""Each rule: so many points of the last so many, on one side, beyond so many standard deviations."""
_RULES = {1: (1, 1, 3.0), 2: (2, 3, 2.0), 3: (4, 5, 1.0), 4: (8, 8, 0.0)}


@dataclass(frozen=True)
class Limits:
    """Centre and limits (three standard deviations), and by position of the point the first rule that it breaks."""

    centre: float
    lower: float
    upper: float
    marks: dict[int, int]


def individuals(values: pd.Series, least: float | None = None) -> Limits | None:
    """Limits of a series in time, gaps (NaN) left out; None for fewer than LEAST points.

    `least` is what a value cannot fall below (0 of a rate): the lower limit stops there.
    """
    known = values.reset_index(drop=True).dropna()
    if len(known) < LEAST:
        return None
    points, positions = known.to_numpy(dtype=float), known.index.tolist()
    centre, sigma = float(points.mean()), float(np.abs(np.diff(points)).mean() / D2)
    lower = centre - 3 * sigma
    marks: dict[int, int] = {}
    for rule, (hits, among, far) in _RULES.items():
        for side in (1.0, -1.0):
            beyond = side * (points - centre) > far * sigma
            for at in np.flatnonzero(beyond):
                window = beyond[max(at - among + 1, 0) : at + 1]
                if len(window) == among and window.sum() >= hits:
                    marks.setdefault(positions[at], rule)
    return Limits(centre, lower if least is None else max(lower, least), centre + 3 * sigma, marks)
