"""What a machine's orders write into the log: from the working axis to events on the wall clock."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from data.source.demo.dice import Dice, Floats
from data.source.demo.machine import KEYS, Track
from data.source.demo.reasons import HOLD
from data.source.demo.site import HOUR
from data.source.demo.worktime import WorkTime

MINUTE = 60.0
LONG = 1.5 * HOUR  # a gap this long ends a stop: the repair is done when the people come back
EVERY = 5 * HOUR
NONE = -1


class Counts(NamedTuple):
    """Since when (UTC seconds), and how often (s), pieces are reported as they are made."""

    since: float
    every: float


def _segments(track: Track) -> pd.DataFrame:
    """The states of the orders in working time: order, at, status, reason, made (run seconds of its order so far)."""
    orders, stops = track.orders, track.stops
    row = np.arange(len(orders))
    start, ready = orders["start"].to_numpy(), (orders["start"] + orders["setup"]).to_numpy()
    setup = orders["setup"].to_numpy() > 0
    parts = [
        {"order": row[setup], "at": start[setup], "status": "Setup", "reason": NONE, "made": 0.0},
        {"order": row, "at": ready, "status": "Start", "reason": NONE, "made": 0.0},
        {
            "order": stops["order"],
            "at": stops["at"],
            "status": "Hold",
            "reason": stops["reason"],
            "made": stops["offset"],
        },
        {
            "order": stops["order"],
            "at": stops["at"] + stops["length"],
            "status": "Start",
            "reason": NONE,
            "made": stops["offset"],
        },
    ]
    found = pd.concat([pd.DataFrame(part) for part in parts])
    return found.sort_values(["order", "at"], kind="stable", ignore_index=True)


def _reports(dice: Dice, machine: int, clock: WorkTime, handovers: Floats, counts: Counts) -> Floats:
    """When quantities are reported: every few hours and just before a shift ends, and in the end every few minutes."""
    keys = machine * KEYS + np.arange(int(clock.total / EVERY) + 1)
    regular = (np.arange(len(keys)) + dice.uniform("report", keys, 0.1, 0.8)) * EVERY
    early = dice.uniform("handover", machine * 10**9 + (handovers // 60).astype(np.int64), 30, 240)
    begin = float(clock.work(np.array([counts.since]))[0])
    slots = np.arange(int(begin // counts.every), int(clock.total // counts.every))
    counted = (slots + dice.uniform("counted", machine * KEYS + slots, 0, 0.5)) * counts.every
    return np.sort(np.concatenate([regular, clock.work(handovers - early), counted]))


def _takeovers(dice: Dice, machine: int, clock: WorkTime, handovers: Floats) -> Floats:
    """When the operators of the next shift sign on at what is running."""
    late = dice.uniform("takeover", machine * 10**9 + (handovers // 60).astype(np.int64), 10, 180)
    at = handovers + late
    work = clock.work(at)
    return np.unique(work[np.abs(clock.wall(work) - at) < 1])  # nobody signs on when the plant is closed


def events(
    track: Track, clock: WorkTime, dice: Dice, machine: int, handovers: Floats, counts: Counts
) -> pd.DataFrame:
    """Columns order (row), wall (UTC seconds), status, reason (index or NONE), made, report; ordered by order and time.

    A gap in the machine's working time puts its order on Hold with the gap's reason and takes it up again afterwards;
    over closed hours the order waits, Assigned, and holds nothing up.
    """
    found = _segments(track)
    at, state = found["at"].to_numpy(), found["status"].to_numpy()
    end = track.orders["end"].to_numpy()

    def cut(work: Floats) -> tuple[np.ndarray, np.ndarray, Floats]:
        segment = np.searchsorted(at, work, side="right") - 1
        inside = (segment >= 0) & (work < end[found["order"].to_numpy()[segment]]) & (work > at[segment])
        segment = segment[inside]
        ran = np.where(state[segment] == "Start", work[inside] - at[segment], 0.0)
        return inside, segment, found["made"].to_numpy()[segment] + ran

    inside, segment, made = cut(clock.ends[:-1])
    gaps = pd.DataFrame(
        {
            "order": found["order"].to_numpy()[segment],
            "made": made,
            "was": state[segment],
            "reason": clock.reason[:-1][inside],
            "begin": clock.closes[:-1][inside],
            "over": clock.opens[1:][inside],
        }
    )
    long = gaps["over"] - gaps["begin"] > LONG
    gaps = gaps[(gaps["was"] != "Hold") | long]
    held, shut = gaps["was"] == "Hold", gaps["reason"] == HOLD["NSH"]
    pauses = gaps.assign(
        wall=gaps["begin"], status=np.where(shut, "Assigned", "Hold"), reason=gaps["reason"].where(~shut, NONE)
    )
    resumed = gaps.assign(wall=gaps["over"], status=gaps["was"], reason=np.where(held, HOLD["RST"], NONE))

    def running(work: Floats, least: float, report: bool) -> pd.DataFrame:
        """Lines of what runs, for at least so long, at moments of working time."""
        inside, segment, made = cut(work)
        chosen = (state[segment] == "Start") & (work[inside] - at[segment] > least)
        lines = {"order": found["order"].to_numpy()[segment], "wall": clock.wall(work[inside]), "made": made}
        return pd.DataFrame({**lines, "status": "Start", "reason": NONE, "report": report})[chosen]

    handovers = handovers[(handovers > clock.opens[0]) & (handovers < clock.closes[-1])]
    told = running(_reports(dice, machine, clock, handovers, counts), 3 * MINUTE, report=True)
    signed = running(_takeovers(dice, machine, clock, handovers), 0, report=False)
    done = pd.DataFrame(
        {
            "order": np.arange(len(end)),
            "wall": clock.wall(end),
            "status": "Completed",
            "reason": NONE,
            "made": track.orders["run"].to_numpy(),
        }
    )
    found["wall"] = clock.wall(at)
    every = pd.concat([found, pauses, resumed, told, signed, done])
    every = every[["order", "wall", "status", "reason", "made", "report"]]
    every["report"] = every["report"].eq(True)
    return every.sort_values(["order", "wall", "made"], kind="stable", ignore_index=True)
