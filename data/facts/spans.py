"""What each machine did, one span after another: the states that the hours are sums of, drawn as a timeline."""

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from data.facts.block import Windows
from data.facts.compute import windows
from data.facts.history import History
from data.facts.machine_time import PLANNED, RUN, SET, cut, occupying, scheduled, worked

NAMES = {RUN: "running", SET: "setup"}
COLUMNS = ["machine", "state", "start", "end", "order", "reason", "planned"]


def spans(history: History, first: date, last: date) -> pd.DataFrame:
    """Spans of each machine over production days: machine (position), state (running, setup, hold, idle), start, end
    (naive UTC), order and reason (positions, -1: none), planned (of a hold).

    A machine is in one state at a time (the one that wins); of several orders in it the one that came first is named.
    Idle is scheduled time without an order; off shift there is nothing.
    """
    cut_at = windows(history, first, last)
    held, rank = occupying(history)
    pieces = cut(held.start, held.end, cut_at)
    pieces = worked(history.plant, pieces, held.machine[pieces.interval], cut_at)
    on = scheduled(history.plant, cut_at)
    rows: list[tuple[int, str, int, int, int, int, bool]] = []
    machine = held.machine[pieces.interval]
    for position in range(len(history.plant.machines)):
        mine = np.flatnonzero(machine == position)
        found = [
            (int(rank[i]), int(held.start[i]), int(i), int(pieces.start[p]), int(pieces.end[p]))
            for p, i in zip(mine, pieces.interval[mine], strict=True)
        ]
        edges = sorted({at for *_, start, end in found for at in (start, end)} | _shifts(cut_at, on[:, position]))
        for start, end in pairwise(edges):
            there = [one for one in found if one[3] <= start and one[4] >= end]
            at = cut_at.opened_by(np.array([start]))[0]
            if there:
                wins, _, i, *_ = min(there)
                reason = int(held.reason[i])
                state = NAMES.get(wins, "hold")
                rows.append((position, state, start, end, int(held.order[i]), reason, wins == PLANNED))
            elif at >= 0 and on[at, position]:
                rows.append((position, "idle", start, end, -1, -1, False))
    return _joined(pd.DataFrame(rows, columns=COLUMNS))


def _shifts(cut_at: Windows, on: np.ndarray) -> set[int]:
    """Where the scheduled time of a machine begins and ends."""
    return {int(at) for edge in (cut_at.start, cut_at.end) for at in edge[on]}


def _joined(rows: pd.DataFrame) -> pd.DataFrame:
    """Spans that only a window's edge parts made one again; times as timestamps."""
    same = ["machine", "state", "order", "reason", "planned"]
    before = rows.shift()
    new = (rows[same] != before[same]).any(axis=1) | (rows.start != before.end)
    run = new.cumsum()
    made = rows.groupby(run).agg({**dict.fromkeys(same, "first"), "start": "first", "end": "last"})
    for name in ("start", "end"):
        made[name] = made[name].to_numpy(dtype="int64").astype("datetime64[us]")
    return made[COLUMNS].reset_index(drop=True)
