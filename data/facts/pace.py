"""Hour by hour through a production day: what was made, and what the plan asked for, also in the hours to come."""

from datetime import date

import numpy as np
import pandas as pd

from data.facts import events, planned
from data.facts.block import Windows
from data.facts.history import History, Ints, moment
from data.facts.hourly import full_hours
from data.facts.output import output

MEASURES = ("ok_units", "scrapped_units", "planned_units")


def hour_windows(history: History, day: date) -> Windows:
    """The shifts and breaks of a whole day (not cut off at now), cut at full hours of the local clock."""
    calendar = history.plant.calendar
    frame = calendar.windows(day, day)
    start, end = (frame[name].to_numpy("datetime64[us]").astype("int64") for name in ("start", "end"))
    edges, _ = full_hours(calendar, start[0], end[-1])
    begins = np.unique(np.r_[start, edges[(edges > start[0]) & (edges < end[-1])]])
    at: Ints = np.searchsorted(start, begins, "right") - 1
    day_end = np.full(len(begins), moment(calendar.end_of(day)), dtype=np.int64)
    rows = frame.iloc[at].reset_index(drop=True)
    return Windows(rows, begins, np.r_[begins[1:], end[-1]], np.zeros(len(begins), np.int64), [day], day_end)


def hour_by_hour(history: History, day: date) -> pd.DataFrame:
    """A row an hour (a piece of one where a shift begins within it): start, end (naive UTC), shift_id, MEASURES. A
    break is no row of its own: the plan of its hour is as much less."""
    cut = hour_windows(history, day)
    found = {name: np.zeros(len(cut.start)) for name in MEASURES}
    for block in (*events.quantities(history, cut, output(history, cut)), *planned.load(history, cut)):
        for name in found.keys() & block.values.keys():
            found[name] += np.bincount(block.window, block.values[name], minlength=len(cut.start))
    unknown = {name: np.nan for name in MEASURES if name in history.plant.unknown}
    times = {name: getattr(cut, name).astype("datetime64[us]") for name in ("start", "end")}
    pieces = pd.DataFrame({**times, "shift_id": cut.frame.shift_id, **found})
    edges, _ = full_hours(history.plant.calendar, cut.start[0], cut.end[-1])
    new = np.isin(cut.start, edges) | (pieces.shift_id != pieces.shift_id.shift())
    whole = {"start": "first", "end": "last", "shift_id": "first", **dict.fromkeys(MEASURES, "sum")}
    return pieces.groupby(new.cumsum()).agg(whole).reset_index(drop=True).assign(**unknown)
