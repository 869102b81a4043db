"""Moments that cannot be: ahead of now, or years away from the order that they belong to."""

import pandas as pd

from data.source.importer.format import File

AHEAD = pd.Timedelta(days=1)
"""What clocks and time zones may be wrong by."""
BEFORE = pd.DateOffset(years=5)
_HAPPENED = ("changed_at", "created_at", "as_of")
_PLANNED = ("start_time", "end_time", "delivery_target_date")


def impossible(file: File, typed: pd.DataFrame, now: pd.Timestamp) -> list[tuple[str, pd.Series, str]]:
    """Of a file's typed columns: column, mask of the rows in which it cannot be, and why. `now` as naive UTC."""
    told = f"is more than a day ahead of now ({now:%Y-%m-%d %H:%M} UTC); is the year right?"
    found = [(name, typed[name] > now + AHEAD, told) for name in _HAPPENED if name in typed and name in file.columns]
    if "created_at" in typed:
        least = typed["created_at"] - BEFORE
        told = "is more than five years before its order was created; is the year right, here and in created_at?"
        found += [(name, typed[name] < least, told) for name in _PLANNED if name in typed]
    return found


def begun_late(created: pd.Series, logs: pd.Series, orders: pd.Series) -> pd.Series:
    """The first log of each order (`logs` with their `orders`) that was `created` (by order) over five years before
    it: moment by order."""
    first = logs.groupby(orders).min()
    made = created.reindex(first.index)
    return first[(first > made + BEFORE).fillna(False)]
