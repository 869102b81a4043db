"""All machines together: every order with its operator, quantities, plan and log."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.source.demo.calendars import calendar
from data.source.demo.crew import Crew
from data.source.demo.events import MINUTE, Counts, events
from data.source.demo.machine import RUSH, Track, main_track, rush_track, tool_life
from data.source.demo.masters import Masters
from data.source.demo.output import quantities, wear
from data.source.demo.planning import plan
from data.source.demo.reasons import HOLD
from data.source.demo.site import DAY, Site
from data.source.demo.worktime import WorkTime


@dataclass(frozen=True)
class Work:
    """orders: key, machine, lot, part, operator (-1: nobody), rush, begin and over (real, UTC seconds), planned_start,
    planned_end, qty, good (units that turn out well). log: order (row), wall, status, reason, ok, scrap, rework,
    scrapped_reason, operator (who was there; -1: nobody)."""

    orders: pd.DataFrame
    log: pd.DataFrame


def _on_shift(site: Site, crew: Crew, position: np.ndarray, wall: np.ndarray) -> np.ndarray:
    """The operator who holds each position in the shift of a moment."""
    at = np.maximum(np.searchsorted(site.windows["open"].to_numpy(), wall, side="right") - 1, 0)
    shift = site.windows["shift"].to_numpy()[at]
    shift = np.where(shift < len(crew.first), shift, 0)  # a shift without a crew is worked by the first one
    return crew.at(shift, position, wall)


def _operators(site: Site, crew: Crew, machine: int, machines: int, orders: pd.DataFrame) -> pd.DataFrame:
    """Columns operator (-1: nobody), position (at the machines), speed, clumsy (times the usual scrap): whoever is on
    shift half-way through."""
    key, dice = orders["key"].to_numpy(), site.dice
    middle = (orders["begin_at"].to_numpy() + orders["over"].to_numpy()) / 2
    home = machine * site.plant.crew // machines
    other = (site.dice.uniform("operator.other", key) * site.plant.crew).astype(np.int64)
    position = np.where(dice.chance("operator.away", key, 0.14), other, home)
    who = _on_shift(site, crew, position, middle)
    nobody = dice.chance("operator.none", key, 0.02)
    return pd.DataFrame(
        {
            "operator": np.where(nobody, -1, who),
            "position": np.where(nobody, -1, position),
            "speed": crew.speed(who, middle),
            "clumsy": crew.scrap(who, middle),
        }
    )


def _yield(site: Site, masters: Masters, machine: int, orders: pd.DataFrame) -> pd.DataFrame:
    """Columns units (all the order makes) and scrap (share at half a tool life)."""
    dice, key = site.dice, orders["key"].to_numpy()
    part = masters.parts.iloc[orders["part"].to_numpy()]
    young = masters.machines["commissioned_on"].iloc[machine]
    age = (orders["begin_at"].to_numpy() - site.utc(young)) / DAY
    running_in = np.exp(-np.maximum(age, 0) / 25)
    speed = orders["speed"] * dice.lognormal("speed", key, 1.0, 0.025) * (1 - 0.15 * running_in)
    bad = (orders["begin_at"] >= site.bad_week[0]) & (orders["begin_at"] < site.bad_week[1])
    return pd.DataFrame(
        {
            "units": np.maximum(
                orders["run"].to_numpy() * speed.clip(upper=0.99).to_numpy() // part["cycle"].to_numpy(), 1
            ),
            "scrap": part["scrap"].to_numpy() * orders["clumsy"] * (1 + 1.5 * running_in) * np.where(bad, 2.4, 1.0),
        }
    )


def _machine(site: Site, masters: Masters, crew: Crew, number: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    machine = masters.machines.iloc[number]
    last = site.utc(machine["retired_on"]) if machine["retired_on"] else np.inf
    clock = calendar(site, number, site.utc(max(machine["commissioned_on"], site.start)), last)
    main = main_track(site, masters, number, clock.total)
    rush = rush_track(site, masters, number, main)
    changes = np.sort(main.stops.loc[main.stops["reason"] == HOLD["TCH"], "run"].to_numpy())
    tables = [_track(site, masters, crew, number, track, clock, changes) for track in (main, rush) if len(track.orders)]
    ahead = len(main.orders)
    logs = [log.assign(order=log["order"] + place * ahead) for place, (_, log) in enumerate(tables)]
    return pd.concat([orders for orders, _ in tables], ignore_index=True), pd.concat(logs, ignore_index=True)


def _track(
    site: Site, masters: Masters, crew: Crew, machine: int, track: Track, clock: WorkTime, changes: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    orders = track.orders.reset_index(drop=True)
    counts = Counts(site.counts_from, site.plant.counted * MINUTE)
    log = events(track, clock, site.dice, machine, site.windows["close"].to_numpy(), counts)
    orders["begin_at"], orders["over"] = clock.wall(orders["start"].to_numpy()), clock.wall(orders["end"].to_numpy())
    orders["planned_start"], orders["planned_end"] = plan(site.dice, orders, clock)
    orders = orders.join(_operators(site, crew, machine, len(masters.machines), orders))
    orders = orders.join(_yield(site, masters, machine, orders))
    run = orders["begin"].to_numpy()[log["order"]] + log["made"].to_numpy()
    log["wear"] = wear(run, changes, tool_life(site, machine))
    log, orders["qty"] = quantities(site.dice, log, orders)
    orders["good"] = np.bincount(log["order"], log["ok"], minlength=len(orders))
    position, wall = orders["position"].to_numpy()[log["order"]], log["wall"].to_numpy()
    log["operator"] = np.where(position < 0, -1, _on_shift(site, crew, np.maximum(position, 0), wall))
    unplanned = site.dice.chance("plan.none", orders["key"].to_numpy(), 0.01)
    orders.loc[unplanned, ["planned_start", "planned_end"]] = np.nan
    orders["machine"], orders["rush"] = machine, orders["key"] % (2 * RUSH) >= RUSH
    return orders, log


def work(site: Site, masters: Masters, crew: Crew) -> Work:
    """Everything that the machines do until the end of the simulated time."""
    orders, logs, rows = [], [], 0
    for number in range(len(masters.machines)):
        made, log = _machine(site, masters, crew, number)
        orders.append(made)
        logs.append(log.assign(order=log["order"] + rows))
        rows += len(made)
    return Work(pd.concat(orders, ignore_index=True), pd.concat(logs, ignore_index=True))
