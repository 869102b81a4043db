"""One machine's orders and stops on its working axis (seconds of working time since the start)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.source.demo.dice import Dice, Floats, Ints
from data.source.demo.masters import Masters
from data.source.demo.reasons import FAILURES, HOLD, HOLDS, MINOR
from data.source.demo.site import HOUR, Site

MINUTE = 60.0
KEYS = 10**7  # keys of one machine; the second half belongs to rush orders
RUSH = KEYS // 2


@dataclass(frozen=True)
class Track:
    """Orders that follow one another on a machine, and their stops.

    orders: key, lot (key), part, start, setup, run, begin (run time of the machine before it), stopped, end
    stops: order (row), offset (into the run), at, length, reason; ordered by order and offset
    """

    orders: pd.DataFrame
    stops: pd.DataFrame


def _until(dice: Dice, name: str, key: int, mean: float, total: float, ramp: bool) -> tuple[Ints, Floats]:
    """Keys and positions of events `mean` apart up to `total`; `ramp`: more of them at first, as on a new machine."""
    keys = key + np.arange(int(total / mean * 1.6) + 60)
    gaps = dice.exponential(name, keys, mean)
    if ramp:
        gaps = gaps * (1 - 0.65 * np.exp(-np.arange(len(keys)) / 12))
    at = np.cumsum(gaps)
    return keys[at < total], at[at < total]


def _stops(site: Site, machine: int, total: float, ramp: bool) -> pd.DataFrame:
    """Stops by the machine's run time: columns run, length, reason, ordered by run."""
    dice, key = site.dice, machine * KEYS
    weak = dice.lognormal("machine.weak", np.array([machine]), 1.0, 0.35)[0]
    found = []
    for name, pool, mean in (("minor", MINOR, 8 * HOUR), ("failure", FAILURES, 78 * HOUR / weak)):
        keys, at = _until(dice, name, key, mean, total, ramp)
        reason = np.array(pool)[dice.pick(name + ".why", keys, [HOLDS[n].weight for n in pool])]
        median, sigma = np.array([h.minutes for h in HOLDS])[reason], np.array([h.sigma for h in HOLDS])[reason]
        length = dice.lognormal(name + ".long", keys, median, sigma).clip(2, 30 * 60) * MINUTE
        found.append(pd.DataFrame({"run": at, "length": length, "reason": reason}))
    life, change = tool_life(site, machine), HOLDS[HOLD["TCH"]]
    keys = key + np.arange(int(total / life * 1.4) + 2)
    at = np.cumsum(life * dice.uniform("tool", keys, 0.75, 1.25))
    keys, at = keys[at < total], at[at < total]
    length = dice.lognormal("tool.long", keys, change.minutes * MINUTE, change.sigma)
    found.append(pd.DataFrame({"run": at, "length": length, "reason": HOLD["TCH"]}))
    return pd.concat(found).sort_values("run", ignore_index=True)


def tool_life(site: Site, machine: int) -> float:
    """Run seconds between two tool changes, on average."""
    return float(site.dice.uniform("tool.life", np.array([machine]), 14, 32)[0]) * HOUR


def _orders(site: Site, masters: Masters, machine: int, total: float) -> pd.DataFrame:
    """The machine's orders with their lots (one to four orders of a part in a row) and run times, without stops."""
    dice, key = site.dice, machine * KEYS
    lots = key + np.arange(int(total / (4.5 * HOUR)) + 30)
    size = 1 + dice.pick("lot.size", lots, (40, 30, 20, 10))
    mine = np.flatnonzero(masters.parts["group"].to_numpy() == masters.machines["group"].iloc[machine])
    shift = machine * 3  # every machine has its favourites among its group's parts
    part = mine[(shift + (dice.uniform("lot.part", lots) ** 1.6 * len(mine)).astype(np.int64)) % len(mine)]
    lot = np.repeat(np.arange(len(lots)), size)
    keys = key + np.arange(len(lot))
    made = pd.DataFrame({"key": keys, "lot": lots[lot], "part": part[lot]})
    same = np.concatenate([[False], made["part"].to_numpy()[1:] == made["part"].to_numpy()[:-1]])
    skipped = dice.chance("setup.skip", keys, np.where(same, 0.75, 0.04))
    standard = masters.parts["setup_time"].to_numpy()[made["part"]] * np.where(same, 0.85, 1.0)
    made["setup"] = np.where(skipped, 0, dice.lognormal("setup", keys, standard * 1.15, 0.24))
    made["run"] = dice.lognormal("run", keys, 5.2 * HOUR, 0.4).clip(1.2 * HOUR, 13 * HOUR)
    tight = site.plant.groups[masters.machines["group"].iloc[machine]].name == site.plant.tight
    slack = dice.uniform("machine.slack", np.array([machine]), 0.4, 1.8)[0] * (0.3 if tight else 2.2)
    long = dice.chance("idle.long", keys, 0.075 * slack)
    made["idle"] = dice.exponential("idle", keys, 5 * MINUTE) + np.where(
        long, dice.exponential("idle.h", keys, 5 * HOUR), 0
    )
    return made


def main_track(site: Site, masters: Masters, machine: int, total: float) -> Track:
    """Everything that is planned for a machine with `total` seconds of working time."""
    orders = _orders(site, masters, machine, total)
    orders["begin"] = orders["run"].cumsum() - orders["run"]
    stops = _stops(site, machine, total, ramp=masters.machines["commissioned_on"].iloc[machine] > site.start)
    late = masters.parts["family"].to_numpy()[orders["part"]] == site.plant.late_family
    late &= (orders["lot"] != orders["lot"].shift()).to_numpy()
    late &= site.dice.chance("late", orders["key"].to_numpy(), 0.22)
    wait = site.dice.lognormal("late.long", orders["key"].to_numpy(), 75 * MINUTE, 0.7).clip(0, 10 * HOUR)
    missing = pd.DataFrame({"run": orders["begin"] + 0.06 * orders["run"], "length": wait, "reason": HOLD["MAT"]})[late]
    stops = pd.concat([stops, missing]).sort_values("run", ignore_index=True)
    row = np.searchsorted(orders["begin"], stops["run"], side="right") - 1
    stops["order"], stops["offset"] = row, stops["run"] - orders["begin"].to_numpy()[row]
    stops = stops[stops["offset"] < orders["run"].to_numpy()[row] - 2 * MINUTE].reset_index(drop=True)
    orders["stopped"] = np.bincount(stops["order"], stops["length"], minlength=len(orders))
    busy = orders["setup"] + orders["run"] + orders["stopped"]
    orders["end"] = (orders["idle"] + busy).cumsum()
    orders["start"] = orders["end"] - busy
    first = stops.groupby("order")["length"].transform("cumsum") - stops["length"]
    stops["at"] = (orders["start"] + orders["setup"]).to_numpy()[stops["order"]] + stops["offset"] + first
    whole = orders.groupby("lot")["end"].transform("max") <= total  # a lot that does not fit any more is not begun
    kept = int(whole.to_numpy().argmin()) if not whole.all() else len(orders)
    return Track(orders.iloc[:kept], stops[stops["order"] < kept])


def rush_track(site: Site, masters: Masters, machine: int, main: Track) -> Track:
    """Urgent small orders, made while the machine's own order waits for material or a measurement."""
    waits = main.stops[
        main.stops["reason"].isin([HOLD["MAT"], HOLD["QHD"], HOLD["QCM"]]) & (main.stops["length"] > 55 * MINUTE)
    ]
    keys = machine * KEYS + RUSH + waits["order"].to_numpy() * 8 + waits.groupby("order").cumcount().to_numpy()
    dice = site.dice
    made = pd.DataFrame({"key": keys, "lot": keys})
    mine = np.flatnonzero(masters.parts["group"].to_numpy() == masters.machines["group"].iloc[machine])
    made["part"] = mine[(dice.uniform("rush.part", keys) * len(mine)).astype(np.int64)]
    made["setup"] = dice.uniform("rush.setup", keys, 6, 14) * MINUTE
    made["run"] = waits["length"].to_numpy() - made["setup"] - dice.uniform("rush.rest", keys, 5, 20) * MINUTE
    made["start"] = waits["at"].to_numpy() + dice.uniform("rush.start", keys, 1, 4) * MINUTE
    orders = main.orders.iloc[waits["order"].to_numpy()]
    made["begin"] = orders["begin"].to_numpy() + waits["offset"].to_numpy()
    made["stopped"], made["idle"] = 0.0, 0.0
    made["end"] = made["start"] + made["setup"] + made["run"]
    taken = dice.chance("rush", keys, 0.3)
    return Track(made[taken].reset_index(drop=True), main.stops.iloc[:0])
