"""The whole story of a demo factory as frames of its source tables, references by natural key, times naive UTC."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

import pandas as pd

from data.source.demo.crew import crew
from data.source.demo.demand import lots, pairs, purchase_orders
from data.source.demo.masters import masters
from data.source.demo.orders import work
from data.source.demo.plants import Plant
from data.source.demo.reasons import HOLDS, SCRAPS
from data.source.demo.records import all_orders, bom_rows, log_rows, names, numbered, stamps
from data.source.demo.site import Site


@dataclass(frozen=True)
class Story:
    """purchase_orders, boms, work_orders and work_order_logs, each in order of its time column `at`."""

    purchase_orders: pd.DataFrame
    boms: pd.DataFrame
    work_orders: pd.DataFrame
    work_order_logs: pd.DataFrame

    def between(self, after: datetime | None, until: datetime) -> Self:
        """What happens in (after, until]."""
        return type(self)(
            **{
                name: rows[(rows["at"] <= until) & ((rows["at"] > after) if after else True)].reset_index(drop=True)
                for name, rows in vars(self).items()
            }
        )


def tell(plant: Plant, seed: int, start: date, days: int, until: date) -> Story:
    """Everything that happens from local midnight of `start` to midnight UTC of `until`; the history has `days` days.

    A story told further begins with the same rows: told to June and cut in May, it equals the one told to May.
    """
    site = Site(plant, seed, start, days, until)
    base, people = masters(site), crew(site)
    made = work(site, base, people)
    batch = lots(site, base, made.orders)
    batch["leader"] = pairs(site, batch, base.machines["group"].to_numpy()[batch["machine"]])
    sold = numbered(purchase_orders(site, base, batch), "received", "PO", 10001)
    boms = bom_rows(site, base, people, batch, sold)
    orders = numbered(all_orders(site, made, batch), "created", "WO", 100001)
    logs = log_rows(site, made, orders)
    story = Story(
        pd.DataFrame(
            {
                "at": sold["at"],
                "unique_id": sold["unique_id"],
                "customer": base.customers["customer_id"].to_numpy()[sold["customer"]],
                "part": base.parts["partnumber"].to_numpy()[sold["part"]],
                "qty": sold["qty"],
                "price": sold["price"],
                "delivery_target_date": sold["target"],
            }
        ),
        boms.drop(columns="key"),
        pd.DataFrame(
            {
                "at": orders["at"],
                "unique_id": orders["unique_id"],
                "bom": boms.set_index("key")["unique_id"].loc[orders["lot"]].to_numpy(),
                "machine": base.machines["asset_id"].to_numpy()[orders["machine"]],
                "operator": names(people.operators["emp_id"].tolist(), orders["operator"]),
                "qty": orders["qty"],
                "start_time": stamps(orders["planned_start"]),
                "end_time": stamps(orders["planned_end"]),
            }
        ),
        pd.DataFrame(
            {
                "at": logs["at"],
                "work_order": logs["order"],
                "status": logs["status"],
                "ok_qtys": logs["ok"],
                "scrapped_qtys": logs["scrap"],
                "rework_qtys": logs["rework"],
                "scrapped_reason": names([r.code for r in SCRAPS], logs["scrapped_reason"]),
                "hold_reason": names([r.code for r in HOLDS], logs["reason"]),
                "operator": names(people.operators["emp_id"].tolist(), logs["operator"]),
            }
        ),
    )
    return story.between(None, datetime.combine(until, datetime.min.time()))
