"""When each machine can work: the shifts, a little overtime, less breaks, maintenance and the bad week's outages."""

import numpy as np
import pandas as pd

from data.source.demo.dice import Floats
from data.source.demo.reasons import HOLD
from data.source.demo.site import HOUR, Site
from data.source.demo.worktime import WorkTime, carve

MINUTE = 60.0


def _join(site: Site, key: int) -> tuple[Floats, Floats]:
    """The shifts, joined where one follows the other: people take a moment to begin, and clear up at the end."""
    shifts = site.windows
    opens, closes = shifts["open"].to_numpy(), shifts["close"].to_numpy()
    first = np.concatenate([[True], opens[1:] > closes[:-1]])
    opens, closes = opens[first], closes[np.concatenate([first[1:], [True]])]
    keys = key + (opens // HOUR).astype(np.int64)
    dice = site.dice
    opens = opens + dice.uniform("open", keys, 0.3, 3) * MINUTE
    longer = dice.chance("overtime", keys, 0.02) & (np.append(opens[1:], np.inf) - closes > 3 * HOUR)
    return opens, closes - dice.uniform("close", keys, 0.3, 4) * MINUTE + np.where(longer, 1.5 * HOUR, 0)


def _blocks(site: Site, machine: int, key: int) -> pd.DataFrame:
    """Columns start, stop, reason: the breaks of attended machines, the weekly maintenance, the outages."""
    dice, shifts = site.dice, site.windows
    opens = shifts["open"].to_numpy()
    keys = key + shifts["day"].to_numpy() * 10 + shifts["shift"].to_numpy()
    found = []

    def block(chosen: np.ndarray, start: Floats, length: Floats | float, reason: str) -> None:
        found.append(pd.DataFrame({"start": start, "stop": start + length, "reason": HOLD[reason]})[chosen])

    if dice.chance("attended", np.array([machine]), 0.45)[0]:
        block(np.full(len(opens), True), opens + 3.6 * HOUR + machine % 4 * 20 * MINUTE, 30 * MINUTE, "BRK")
    weekday = (shifts["day"].to_numpy() - 1) % 7
    upkeep = (weekday == machine % 5) & (shifts["shift"].to_numpy() == machine % 2)
    block(upkeep, opens + dice.uniform("pm.at", keys, 1, 5) * HOUR, dice.uniform("pm", keys, 1.0, 2.2) * HOUR, "PM")
    bad = (opens >= site.bad_week[0]) & (opens < site.bad_week[1])
    for reason, share in (("PWR", 0.3), ("MAT", 0.45)):
        hit = bad & dice.chance(f"bad.{reason}", keys, share)
        block(
            hit,
            opens + dice.uniform(f"bad.{reason}.at", keys, 0.5, 3) * HOUR,
            dice.uniform(f"bad.{reason}.h", keys, 0.7, 3) * HOUR,
            reason,
        )
    return pd.concat(found).drop_duplicates("start")


def calendar(site: Site, machine: int, first: float, last: float) -> WorkTime:
    """The working time of one machine in service from `first` to `last` (UTC seconds)."""
    key = machine * 10**9
    opens, closes = _join(site, key)
    extra = site.saturdays[site.dice.chance("saturday", key + np.arange(len(site.saturdays)), 0.025)]
    opens, closes = np.concatenate([opens, extra]), np.concatenate([closes, extra + 5 * HOUR])
    kept = (closes > first) & (opens < last)
    opens, closes = np.maximum(opens[kept], first), np.minimum(closes[kept], last)
    blocks = _blocks(site, machine, key)
    return carve(
        opens, closes, blocks["start"].to_numpy(), blocks["stop"].to_numpy(), blocks["reason"].to_numpy(), HOLD["NSH"]
    )
