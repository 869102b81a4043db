"""What a machine's orders write into the log: from the working axis to events on the wall clock."""

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


def _reports(dice: Dice, machine: int, clock: WorkTime, handovers: Floats) -> Floats:
    """When the operator reports quantities: every few hours, and just before a shift ends."""
    keys = machine * KEYS + np.arange(int(clock.total / EVERY) + 1)
    regular = (np.arange(len(keys)) + dice.uniform("report", keys, 0.1, 0.8)) * EVERY
    handovers = handovers[(handovers > clock.opens[0]) & (handovers < clock.closes[-1])]
    early = dice.uniform("handover", machine * 10**9 + (handovers // 60).astype(np.int64), 30, 240)
    return np.sort(np.concatenate([regular, clock.work(handovers - early)]))


def events(track: Track, clock: WorkTime, dice: Dice, machine: int, handovers: Floats) -> pd.DataFrame:
    """Columns order (row), wall (UTC seconds), status, reason (index or NONE), made, report; ordered by order and time.

    A gap in the machine's working time puts its order on Hold with the gap's reason and takes it up again afterwards.
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
    forgotten = dice.chance("forgotten", machine * 10**9 + (gaps["begin"] // 60).to_numpy(np.int64), 0.001)
    gaps = gaps[~(forgotten & (gaps["was"] == "Start"))]
    held = gaps["was"] == "Hold"
    pauses = gaps.assign(wall=gaps["begin"], status="Hold")
    resumed = gaps.assign(wall=gaps["over"], status=gaps["was"], reason=np.where(held, HOLD["RST"], NONE))

    reports = _reports(dice, machine, clock, handovers)
    inside, segment, made = cut(reports)
    running = (state[segment] == "Start") & (reports[inside] - at[segment] > 20 * MINUTE)
    told = pd.DataFrame(
        {
            "order": found["order"].to_numpy()[segment],
            "wall": clock.wall(reports[inside]),
            "status": "Start",
            "reason": NONE,
            "made": made,
            "report": True,
        }
    )[running]
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
    every = pd.concat([found, pauses, resumed, told, done])[["order", "wall", "status", "reason", "made", "report"]]
    every["report"] = every["report"].eq(True)
    return every.sort_values(["order", "wall", "made"], kind="stable", ignore_index=True)
