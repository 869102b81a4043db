"""What customers ordered and what waits for planning, now: the frames of Live.customer_orders and Live.pipeline."""

from datetime import date

import numpy as np
import pandas as pd

from data.facts.demand import Demand
from data.facts.moments import HOUR, NEVER, Ints, moment
from data.facts.plant import codes, name_at

AHEAD = 7
"""Days after today whose customer orders are shown though they are done."""


def customer_orders(demand: Demand, today: date) -> pd.DataFrame:
    """Open customer orders and those due from today to AHEAD days after; columns as in Live."""
    d, plant, now = demand, demand.plant, moment(demand.now)
    delivered = d.delivered(np.full(len(d.known), NEVER))
    left = (d.target - np.datetime64(today, "D")).astype("timedelta64[D]")
    days_left = np.where(np.isnat(left), np.nan, left.astype(float))
    released = d.released <= now
    targets = [None if np.isnat(day) else day.item() for day in d.target]
    frame = pd.DataFrame(
        {
            "purchase_order_id": d.known.id,
            "unique_id": d.known.unique_id,
            "customer": name_at(plant.customers, "name", d.customer),
            "customer_key": name_at(plant.customers, "customer_id", d.customer),
            "part": name_at(plant.parts, "partnumber", d.part),
            "qty": d.qty,
            "delivered": delivered,
            "planned": d.covered(np.full(len(d.known), NEVER)),
            "value": d.price * d.qty,
            "target": pd.Series(targets, dtype=object),
            "days_left": days_left,
            "created": d.created.astype("datetime64[us]"),
            "age_hours": (now - d.created) / HOUR,
            "boms": d.boms_of,
            "has_bom": d.planned <= now,
            "released": released,
            "overdue_sla": ~released & (d.created + d.sla < now),
            "fulfilled": delivered >= d.qty,
        }
    )
    shown = frame[~frame.fulfilled | frame.days_left.between(0, AHEAD)]
    return shown.sort_values(["days_left", "created"], na_position="last", ignore_index=True)


def pipeline(demand: Demand) -> pd.DataFrame:
    """Customer orders without a BOM and BOMs without a work order; columns as in Live."""
    d, now = demand, moment(demand.now)
    orders = np.flatnonzero(d.planned > now)
    boms = np.flatnonzero((d.bom_created <= now) & (d.bom_released > now))
    part = codes(d.plant.parts.id, d.boms.part_number_id)
    of_bom = d.bom_order[boms]
    frames = [
        _waiting(d, "order", d.known.unique_id.iloc[orders], orders, d.part[orders], d.created[orders]),
        _waiting(d, "bom", d.boms.unique_id.iloc[boms], of_bom, part[boms], d.bom_created[boms]),
    ]
    return pd.concat(frames, ignore_index=True).sort_values("created", ignore_index=True)


def _waiting(d: Demand, kind: str, unique_id: pd.Series, order: Ints, part: Ints, created: Ints) -> pd.DataFrame:
    """`order`: position of the customer order behind each; -1 for a BOM of none."""
    age = moment(d.now) - created
    return pd.DataFrame(
        {
            "kind": kind,
            "unique_id": unique_id.to_numpy(),
            "customer": name_at(d.plant.customers, "name", np.r_[d.customer, -1][order]),
            "part": name_at(d.plant.parts, "partnumber", part),
            "qty": np.r_[d.qty, np.nan][order],
            "created": created.astype("datetime64[us]"),
            "age_hours": age / HOUR,
            "overdue_sla": age > d.sla,
        }
    )
