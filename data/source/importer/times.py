"""Written times -> naive UTC."""

import numpy as np
import pandas as pd

_SHAPE = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?"
_OFFSET = r":.*(?:Z|[+-]\d{2}(?::?\d{2})?)$"
_YEARS = "19|20|21"
"""A year outside 1900-2199 is a slip, and some of them no database stores."""


def to_utc(cells: pd.Series, zone: str, orders: pd.Series | None = None) -> tuple[pd.Series, pd.Series]:
    """ISO 8601 text (no NaN) -> (naive UTC moments, NaT where not readable; mask of local times that do not exist).

    Without an offset a time is local to `zone`. One that a clock change skips becomes the first moment after the gap.
    One that a clock change repeats is the first of the two, or the second where the log of its order (`orders`, in the
    order of the file) has already been later in that hour.
    """
    shaped = cells.str.fullmatch(_SHAPE) & cells.str.match(_YEARS)
    offset = shaped & cells.str.contains(_OFFSET)
    fixed = pd.to_datetime(cells.where(offset), format="ISO8601", errors="coerce", utc=True).dt.tz_localize(None)
    wall = pd.to_datetime(cells.where(shaped & ~offset), format="ISO8601", errors="coerce").astype("datetime64[us]")
    first = np.ones(len(wall), dtype=bool)
    if orders is not None:
        repeated = wall.notna() & wall.dt.tz_localize(zone, ambiguous="NaT", nonexistent="shift_forward").isna()
        first = ~_second(wall, orders, repeated).to_numpy()
    gap = wall.notna() & wall.dt.tz_localize(zone, ambiguous=first, nonexistent="NaT").isna()
    local = wall.dt.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    return fixed.astype("datetime64[us]").fillna(local.dt.tz_convert("UTC").dt.tz_localize(None)), gap


def newest_first(moments: pd.Series, orders: pd.Series) -> bool:
    """Whether a log runs backwards: within its orders more steps go back in time than forth."""
    steps = moments.groupby(orders, sort=False).diff()
    zero = pd.Timedelta(0)
    return bool((steps < zero).sum() > (steps > zero).sum())


def _second(wall: pd.Series, orders: pd.Series, repeated: pd.Series) -> pd.Series:
    """Which of the `repeated` times belong to the second pass: those after a later one of the same order."""
    found = pd.Series(False, index=wall.index)
    if not repeated.any():
        return found
    times, owner = wall[repeated], orders[repeated]
    if newest_first(wall, orders):
        times, owner = times[::-1], owner[::-1]
    back = times < times.groupby([owner, times.dt.date]).cummax()
    found[repeated] = back.groupby([owner, times.dt.date]).cummax().reindex(found.index[repeated])
    return found
