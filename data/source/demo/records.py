"""The records of a story: BOMs, work orders and log lines, numbered and in order of time."""

import numpy as np
import pandas as pd

from data.source.demo.crew import Crew
from data.source.demo.dice import Floats
from data.source.demo.masters import Masters
from data.source.demo.orders import Work
from data.source.demo.people import RANKS
from data.source.demo.site import HOUR, Site

CANCELLED = 2 * 10**9  # keys of orders that were cancelled before anything was made


def stamps(seconds: Floats | pd.Series) -> pd.Series:
    """Naive UTC, whole seconds."""
    return pd.Series(pd.to_datetime(np.round(np.asarray(seconds, dtype=float)), unit="s")).astype("datetime64[us]")


def names(texts: list[str], index: np.ndarray | pd.Series) -> np.ndarray:
    """texts[index], None where the index is negative."""
    return np.array([*texts, None], dtype=object)[index]


def numbered(frame: pd.DataFrame, by: str, prefix: str, first: int) -> pd.DataFrame:
    """In order of `by`, with a running number as unique_id; a number never changes, since nothing comes in between."""
    made = frame.sort_values([by, "key"], ignore_index=True)
    made["unique_id"] = [f"{prefix}-{first + n}" for n in range(len(made))]
    made["at"] = stamps(made[by])
    return made


def _cancelled(site: Site, lots: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Orders planned with a lot and cancelled before the machine took them: extra rows for `orders`, + `over`."""
    gone = lots[site.dice.chance("cancelled", lots["key"].to_numpy(), 0.04)]
    made = orders.drop_duplicates("lot").set_index("lot").loc[gone["key"]].reset_index()
    waits = site.dice.exponential("cancelled.after", gone["key"].to_numpy(), 7 * HOUR)
    made["over"] = site.office.wall(site.office.work(gone["release"].to_numpy()) + waits)
    return made.assign(key=made["key"] + CANCELLED, cancelled=True)


def all_orders(site: Site, made: Work, lots: pd.DataFrame) -> pd.DataFrame:
    """Every work order with created (UTC seconds): the orders of a lot are entered one after the other."""
    orders = made.orders.assign(cancelled=False, row=np.arange(len(made.orders)))
    orders = pd.concat([orders, _cancelled(site, lots, orders).assign(row=-1)], ignore_index=True)
    place = orders.sort_values("key").groupby("lot").cumcount()
    release = lots.set_index("key")["release"]
    orders["created"] = orders["lot"].map(release) + 25.0 * place
    orders["over"] = np.maximum(orders["over"], orders["created"] + 600)  # nobody cancels what is just being entered
    return orders


def log_rows(site: Site, made: Work, orders: pd.DataFrame) -> pd.DataFrame:
    """The log of every order: order (unique_id), wall, status, ok, scrap, rework, scrapped_reason, reason,
    operator."""
    done = orders[~orders["cancelled"]]
    gone = orders[orders["cancelled"]]
    closed = done["over"] + 300 + site.dice.exponential("closed", done["key"].to_numpy(), 1.6 * HOUR)
    edges = [
        (orders, orders["created"], "Assigned", 0),
        (done, closed, "Closed", 2),
        (gone, gone["over"], "Cancelled", 2),
    ]
    own = made.log.assign(order=done.set_index("row")["unique_id"].loc[made.log["order"]].to_numpy(), step=1)
    parts = [
        pd.DataFrame(
            {
                "order": rows["unique_id"].to_numpy(),
                "wall": np.asarray(at),
                "status": status,
                "step": step,
                "ok": 0,
                "scrap": 0,
                "rework": 0,
                "reason": -1,
                "scrapped_reason": -1,
                "operator": -1,
            }
        )
        for rows, at, status, step in edges
    ]
    every = pd.concat([own, *parts], ignore_index=True)
    every["at"] = stamps(every["wall"])
    # an order's own sequence decides where two of its lines fall on the same second
    every["line"] = np.arange(len(every))
    return every.sort_values(["at", "order", "step", "line"], ignore_index=True)


def bom_rows(site: Site, base: Masters, people: Crew, batch: pd.DataFrame, sold: pd.DataFrame) -> pd.DataFrame:
    """The BOMs of the lots: at, unique_id, purchase_order, part, machine_group, proficiency, lead_time, key."""
    dice, rank = site.dice, people.operators["rank"].to_numpy()
    made = numbered(batch, "bom", "BOM", 20001)
    key = made["key"].to_numpy()
    group = base.machines["group"].to_numpy()[made["machine"]]
    groups = [g.name for g in site.plant.groups]
    moved = (group + 1 + (dice.uniform("group.other", key) * (len(groups) - 1)).astype(np.int64)) % len(groups)
    wanted = rank[made["operator"]] + dice.pick("skill", key, (1, 8, 1)) - 1 - dice.chance("skill.less", key, 0.3)
    buyer = sold.set_index("key")["unique_id"].reindex(made["leader"])
    return pd.DataFrame(
        {
            "at": made["at"],
            "unique_id": made["unique_id"],
            "purchase_order": buyer.astype(object).where(buyer.notna(), None).to_numpy(),
            "part": base.parts["partnumber"].to_numpy()[made["part"]],
            "machine_group": np.array(groups, dtype=object)[
                np.where(dice.chance("group.moved", key, 0.04), moved, group)
            ],
            "proficiency": np.array([name for name, _ in RANKS], dtype=object)[wanted.clip(0, 3)],
            "lead_time": ((made["due"] - made["begin"]) / HOUR).round(1),
            "key": key,
        }
    )
