"""Why the machines worked: customer orders and their BOMs, told backwards from the lots that were made."""

import numpy as np
import pandas as pd

from data.source.demo.masters import Masters
from data.source.demo.planning import office_work
from data.source.demo.site import DAY, HOUR, Site


def lots(site: Site, masters: Masters, orders: pd.DataFrame) -> pd.DataFrame:
    """One row a lot (one BOM): key, part, machine, rush, begin, due, qty, good, operator, hours, + office_work's."""
    first = orders[["begin_at", "planned_start"]].min(axis=1)  # an unknown plan is no plan
    last = orders[["over", "planned_end"]].min(axis=1)
    grouped = orders.assign(begin=first, due=last).groupby("lot", sort=True)
    made = grouped.agg(
        part=("part", "first"),
        machine=("machine", "first"),
        rush=("rush", "first"),
        begin=("begin", "min"),
        due=("due", "max"),
        qty=("qty", "sum"),
        good=("good", "sum"),
        operator=("operator", "max"),
        hours=("run", "sum"),
    ).reset_index(names="key")
    return made.join(office_work(site, made))


def pairs(site: Site, lots: pd.DataFrame, group: np.ndarray) -> np.ndarray:
    """For every lot the key of the lot that leads its customer order: itself, or its partner's.

    Lots due within two days and of about the same quantity, made in two machine groups, become one customer order.
    """
    leader = lots["key"].to_numpy().copy()
    chosen = lots[site.dice.chance("pair", leader, 0.45) & ~lots["rush"].to_numpy()]
    day = (chosen["due"] // (2 * DAY)).to_numpy()
    order = np.lexsort((chosen["key"].to_numpy(), chosen["qty"].to_numpy(), day))
    rows, day, qty = chosen.index.to_numpy()[order], day[order], chosen["qty"].to_numpy()[order]
    # within its two days every second lot looks at the one after it
    place = np.arange(len(rows)) - np.searchsorted(day, day)
    a = np.flatnonzero((place[:-1] % 2 == 0) & (day[:-1] == day[1:]))
    fit = (group[rows[a]] != group[rows[a + 1]]) & (qty[a] >= 0.8 * qty[a + 1])
    leader[rows[a[fit] + 1]] = leader[rows[a[fit]]]
    return leader


def _target(site: Site, key: np.ndarray, due: np.ndarray, customer: np.ndarray) -> pd.Series:
    """The date promised: some days after the planned end, for one order in twelve before it; never on a weekend."""
    patience = site.dice.uniform("customer.patience", customer, 1.2, 2.9)
    slack = np.round(patience + site.dice.normal("target", key, 0, 1.7)).clip(-2, 12)
    local = pd.to_datetime(due - 6 * HOUR, unit="s", utc=True).tz_convert(site.plant.timezone)
    day = pd.Series(local.tz_localize(None).normalize()) + pd.to_timedelta(slack, unit="D")
    return (day + pd.to_timedelta((7 - day.dt.day_of_week) * (day.dt.day_of_week > 4), unit="D")).dt.date


def purchase_orders(site: Site, masters: Masters, lots: pd.DataFrame) -> pd.DataFrame:
    """One row a leader of `lots`: key, part, customer, qty, price, target, received."""
    dice, parts = site.dice, masters.parts
    sold = lots[~site.dice.chance("stock", lots["leader"].to_numpy(), 0.03)]
    grouped = sold.groupby("leader", sort=True)
    made = grouped.agg(
        part=("part", "first"),
        due=("due", "max"),
        qty=("qty", "min"),
        good=("good", "min"),
        received=("received", "min"),
        rush=("rush", "first"),
    ).reset_index(names="key")
    key, part = made["key"].to_numpy(), parts.iloc[made["part"].to_numpy()]
    other = (dice.uniform("customer", key) * len(masters.customers)).astype(np.int64)
    made["customer"] = np.where(dice.chance("customer.usual", key, 0.7), part["customer"].to_numpy(), other)
    planned = made["qty"].to_numpy() / dice.uniform("allowance", key, 1.012, 1.03)
    step = np.select([planned < 40, planned < 300], [1, 5], 10)
    # what scrap took is settled with the customer: an order that can never be met would stay open for ever
    made["qty"] = np.maximum(np.floor(np.minimum(planned, made["good"].to_numpy()) / step) * step, 1)
    made["price"] = (
        part["price"].to_numpy() * dice.uniform("price", key, 0.96, 1.05) * np.where(made["rush"], 1.2, 1)
    ).round(2)
    made["target"] = _target(site, key, made["due"].to_numpy(), made["customer"].to_numpy())
    return made
