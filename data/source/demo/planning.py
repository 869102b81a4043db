"""What was planned: start and end of each order, and when planners and sales did their part."""

import numpy as np
import pandas as pd

from data.source.demo.dice import Dice, Floats
from data.source.demo.site import HOUR, Site
from data.source.demo.worktime import WorkTime

MINUTE = 60.0


def plan(dice: Dice, orders: pd.DataFrame, clock: WorkTime) -> tuple[Floats, Floats]:
    """Planned first Start and end, UTC seconds.

    The plan follows the machine as it is, except that it expects few stops, that some orders are started late, and that
    one in nine had to let others pass for hours or days.
    """
    key = orders["key"].to_numpy()
    stops = np.maximum(orders["stopped"].to_numpy() - 45 * MINUTE, 0)
    passed = np.where(dice.chance("passed", key, 0.11), dice.lognormal("passed.h", key, 8 * HOUR, 0.8), 0)
    early = np.where(dice.chance("early", key, 0.05), dice.uniform("early.by", key, 18, 90) * MINUTE, 0)
    late = stops + passed - early + dice.normal("plan.end", key, 0, 6.5 * MINUTE)
    delay = np.where(dice.chance("delayed", key, 0.09), dice.exponential("delayed.by", key, 50 * MINUTE), 0)
    delay = delay + 0.9 * passed + dice.normal("plan.start", key, 0, 5 * MINUTE)
    start = np.maximum((orders["start"] + orders["setup"]).to_numpy() - delay, 0)
    least = 0.6 * orders["run"].to_numpy()
    return clock.wall(start), clock.wall(
        np.minimum(np.maximum(orders["end"].to_numpy() - late, start + least), clock.total)
    )


def office_work(site: Site, lots: pd.DataFrame) -> pd.DataFrame:
    """When each lot's orders were released, its BOM made and its customer order received, UTC seconds.

    lots: key, begin (first planned or real start), rush. Returns columns release, bom, received; not before the origin.
    """
    dice, office, key = site.dice, site.office, lots["key"].to_numpy()
    ahead = np.where(
        lots["rush"], dice.uniform("release.rush", key, 0.1, 1.5), dice.lognormal("release", key, 21, 0.45).clip(4, 50)
    )
    slow = dice.chance("bom.slow", key, 0.05)
    thinking = dice.exponential("bom.to.release", key, 1.6) + np.where(slow, dice.uniform("bom.slow.by", key, 8, 22), 0)
    slow = dice.chance("plan.slow", key, 0.04)
    planning = dice.exponential("order.to.bom", key, 1.4) + np.where(slow, dice.uniform("plan.slow.by", key, 8, 20), 0)
    quick = np.where(lots["rush"], 0.15, 1.0)
    made, before = {}, office.work(lots["begin"].to_numpy())
    for name, hours in (("release", ahead), ("bom", thinking * quick), ("received", planning * quick)):
        before = np.maximum(before - hours * HOUR, 0)
        made[name] = np.maximum(office.wall(before), site.origin)
    return pd.DataFrame(made, index=lots.index)
