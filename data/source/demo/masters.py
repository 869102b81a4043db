"""The master data of a demo factory: what it has before the first order. Frames with the columns of the source tables,
references by natural key, and the arrays that the simulation asks for."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.source.demo.site import Site


@dataclass(frozen=True)
class Masters:
    machines: pd.DataFrame  # + group (index), name, asset_id; commissioned_on and retired_on as dates or None
    parts: pd.DataFrame  # + group (index), cycle (what it really takes), family, customer (index), price
    customers: pd.DataFrame


def machines(site: Site) -> pd.DataFrame:
    """One machine starts in the middle of the history (the last of group 2), one retires (the first of group 1)."""
    rows = []
    for index, group in enumerate(site.plant.groups):
        for number in range(1, group.machines + 1):
            new, old = index == 1 and number == group.machines, index == 0 and number == 1
            rows.append(
                {
                    "name": f"{group.prefix}-{number:02}",
                    "asset_id": f"M{index + 1}{number:02}",
                    "group": index,
                    "machine_group": group.name,
                    "hourly_cost": group.cost,
                    "purchase_cost": group.price,
                    "commissioned_on": site.day(0.45)
                    if new
                    else date(2011 + (3 * number + 5 * index) % 12, 1 + number % 12, 15),
                    "retired_on": site.day(0.7) if old else None,
                }
            )
    made = pd.DataFrame(rows)
    keys = np.arange(len(made))
    made["hourly_cost"] = (made["hourly_cost"] * site.dice.uniform("machine.cost", keys, 0.9, 1.1)).round(0)
    made["purchase_cost"] = (made["purchase_cost"] * site.dice.uniform("machine.price", keys, 0.8, 1.2)).round(-3)
    return made


def parts(site: Site) -> pd.DataFrame:
    """Seven to ten parts a group; the second part of group 3 has no ideal cycle time on record."""
    dice, rows = site.dice, []
    for index, group in enumerate(site.plant.groups):
        for number in range(7 + (index * 2) % 4):
            key = np.array([index * 100 + number])
            share = dice.uniform("part.size", key)[0]
            cycle = round(group.cycle[0] * (group.cycle[1] / group.cycle[0]) ** share)
            cost = (
                cycle / 3600 * (group.cost * 0.55 + site.plant.wage) * 1.1
                + dice.lognormal("part.material", key, 4.0 + cycle / 45, 0.35)[0]
            )
            rows.append(
                {
                    "partnumber": f"P-{101 + index * 20 + number}",
                    "revision": "ABC"[int(dice.pick("part.rev", key, (5, 3, 1))[0])],
                    "description": f"{group.family} {chr(65 + number)}{int(12 + 80 * share)}",
                    "group": index,
                    "family": group.family,
                    "cycle": float(cycle),
                    "cycle_time": None if (index, number) == (2, 1) else float(cycle),
                    "setup_time": 60.0
                    * round(group.setup[0] + (group.setup[1] - group.setup[0]) * dice.uniform("part.setup", key)[0]),
                    "standard_cost": round(cost, 2),
                    "price": round(cost * dice.uniform("part.margin", key, 1.18, 1.42)[0], 2),
                    "customer": int(dice.uniform("part.customer", key)[0] * len(site.plant.customers)),
                    "scrap": dice.lognormal("part.scrap", key, 0.0195, 0.35)[0],
                }
            )
    return pd.DataFrame(rows)


def masters(site: Site) -> Masters:
    customers = pd.DataFrame(
        {
            "customer_id": [f"C{1001 + n}" for n in range(len(site.plant.customers))],
            "name": site.plant.customers,
        }
    )
    return Masters(machines(site), parts(site), customers)
