"""Units, scrap and rework: what the run times of a machine yield, and in which report they appear."""

import numpy as np
import pandas as pd

from data.source.demo.dice import Dice, Floats, Ints
from data.source.demo.reasons import SCRAPS


def wear(run: Floats, changes: Floats, life: float) -> Floats:
    """How worn the tool is at each run time of the machine: 0 new, about 1 at the change."""
    last = np.concatenate([[0.0], changes])[np.searchsorted(changes, run, side="right")]
    return np.minimum((run - last) / life, 1.6)


def round_quantity(units: Floats | Ints) -> Ints:
    """The quantity a planner would have ordered: the nearest 1, 5, 10 or 20."""
    step = np.select([units < 30, units < 150, units < 800], [1, 5, 10], 20)
    return np.maximum(np.round(units / step) * step, 1).astype(np.int64)


def quantities(dice: Dice, events: pd.DataFrame, orders: pd.DataFrame) -> tuple[pd.DataFrame, Ints]:
    """The events with ok, scrap, rework and scrapped_reason, and the orders' planned quantities.

    events: order (row of `orders`), made, status, report, wear. orders: key, run, units (all it makes), setup, scrap
    (its usual share). An order ends at its planned quantity, but for one in twenty that ends short.
    """
    row = events["order"].to_numpy()
    order = orders.iloc[row]
    key = order["key"].to_numpy() * 1024 + events.groupby("order").cumcount().to_numpy() % 1024
    share = np.where(events["status"] == "Completed", 1.0, events["made"].to_numpy() / order["run"].to_numpy())
    total = np.floor(share * order["units"].to_numpy() + 1e-9).astype(np.int64)
    first = np.concatenate([[True], row[1:] != row[:-1]])
    made = np.where(first, total, total - np.concatenate([[0], total[:-1]]))
    worn = events["wear"].to_numpy()
    expected = made * order["scrap"].to_numpy() * (0.6 + 1.3 * worn**2)
    first_units = first | (events["status"].to_numpy() == "Setup")
    expected = np.where((made > 0) & ~first_units, expected + 0.02 * (order["setup"].to_numpy() > 0), expected)
    scrap = np.minimum(dice.whole("scrap", key, expected), made)
    ok = made - scrap

    good = np.bincount(row, ok, minlength=len(orders))
    planned = round_quantity(good)
    short = dice.chance("short", orders["key"].to_numpy(), 0.05)
    more = round_quantity(good * dice.uniform("short.by", orders["key"].to_numpy(), 1.02, 1.06))
    planned = np.where(short, np.maximum(more, good), planned).astype(np.int64)
    last = np.flatnonzero(events["status"].to_numpy() == "Completed")
    fitted = ok[last] + np.where(short, 0, planned - good)[row[last]]
    planned[row[last[fitted < 0]]] = np.maximum(good[row[last[fitted < 0]]], 1).astype(np.int64)
    ok[last] = np.where(fitted < 0, ok[last], fitted).astype(np.int64)

    weights = np.array([[reason.weight, reason.worn] for reason in SCRAPS]).T
    usual, old = (dice.pick("scrap.why", key, w) for w in weights)
    found = events.assign(ok=ok, scrap=scrap)
    found["rework"] = np.minimum(dice.whole("rework", key, ok * 0.018), ok)
    found["scrapped_reason"] = np.where(scrap > 0, np.where(worn > 0.75, old, usual), -1)
    return found[~(found["report"] & (made == 0))].reset_index(drop=True), planned
