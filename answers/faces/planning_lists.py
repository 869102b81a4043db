"""The lists behind the tiles of the planning office: what waits, what is due, and what has several BOMs."""

import pandas as pd

from answers.faces.face import Now, value
from answers.faces.lists import MOST
from data.summary.live import Live
from kpis.catalogue import find
from kpis.model import Kpi
from kpis.text import day, duration, number, quantity

WAITS = {"order": "Order without BOM", "bom": "BOM without work order"}
NO_OPERATOR = "Work order without operator"
NEXT_DAYS = 7
"""Today and the days after it in which orders are due "in the next 7 days"."""


def without_operator(live: Live) -> pd.DataFrame:
    """Open orders that nobody is assigned to; none where the factory records no operators."""
    return live.orders[live.orders.unassigned & ("open_unassigned" not in live.plant.unknown)]


def waiting(live: Live, kind: str) -> pd.DataFrame:
    """What waits for planning, of one kind (a key of WAITS), the oldest first."""
    return live.pipeline[live.pipeline.kind == kind]


def unreleased(live: Live) -> pd.DataFrame:
    """Customer orders without a work order."""
    orders = live.customer_orders
    return orders[~orders.released.astype(bool) & ~orders.fulfilled.astype(bool)]


def due_soon(live: Live) -> pd.DataFrame:
    """Customer orders due today or in the days after, the least planned first."""
    orders = live.customer_orders
    found = orders[orders.days_left.between(0, NEXT_DAYS - 1)].astype({"qty": float, "planned": float})
    return found.assign(share=found.planned / found.qty).sort_values(["share", "days_left"])


def everything(kpi: Kpi, now: Now) -> pd.DataFrame:
    """All that waits, of all three kinds; the oldest first."""
    orders = without_operator(now.live)
    unmanned = pd.DataFrame(
        {"what": NO_OPERATOR, "unique_id": orders.unique_id, "part": orders.part, "qty": orders.qty,
         "age_hours": orders.age_hours, "customer": "", "overdue_sla": False}
    )  # fmt: skip
    pipeline = now.live.pipeline
    every = [frame for frame in (pipeline.assign(what=pipeline.kind.map(WAITS)), unmanned) if len(frame)]
    return _waiting_list(pd.concat(every) if every else unmanned)


def boms(kpi: Kpi, now: Now) -> pd.DataFrame:
    """BOMs without a work order."""
    return _waiting_list(waiting(now.live, "bom").assign(what=WAITS["bom"]))


def _waiting_list(found: pd.DataFrame) -> pd.DataFrame:
    shown = found.sort_values("age_hours", ascending=False).head(MOST)
    return pd.DataFrame(
        {
            "What": shown.what, "Number": shown.unique_id, "Customer": shown.customer, "Part": shown.part,
            "Units": [number(qty, "units") for qty in shown.qty],
            "Waiting": [duration(age) for age in shown.age_hours],
            "SLA": shown.overdue_sla.map({True: "past", False: ""}),
        }
    )  # fmt: skip


def unreleased_orders(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Customer orders without a work order, the oldest first."""
    shown = unreleased(now.live).sort_values("age_hours", ascending=False).head(MOST)
    return pd.DataFrame(
        {
            "Order": shown.unique_id, "Customer": shown.customer, "Part": shown.part,
            "Units": [number(qty, "units") for qty in shown.qty],
            "BOM": shown.has_bom.map({True: "yes", False: "none"}),
            "Waiting": [duration(age) for age in shown.age_hours],
            "SLA": shown.overdue_sla.map({True: "past", False: ""}),
            "Target": [_date(target) for target in shown.target],
        }
    )  # fmt: skip


def due_orders(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Orders due in the next days with what is planned of them."""
    shown = due_soon(now.live).head(MOST)
    return pd.DataFrame(
        {
            "Order": shown.unique_id, "Customer": shown.customer, "Part": shown.part,
            "Target": [_date(target) for target in shown.target],
            "Ordered": [number(qty, "units") for qty in shown.qty],
            "Planned": [number(qty, "units") for qty in shown.planned],
            "Delivered": [number(qty, "units") for qty in shown.delivered],
            kpi.name: [quantity(100 * share, "%") for share in shown.share],
        }
    )  # fmt: skip


def several_boms(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Open customer orders of several BOMs, the most first."""
    orders = now.live.customer_orders
    found = orders[(orders.boms >= 2) & ~orders.fulfilled.astype(bool)]
    shown = found.sort_values(["boms", "days_left"], ascending=[False, True]).head(MOST)
    return pd.DataFrame(
        {
            "Order": shown.unique_id, "Customer": shown.customer, "BOMs": shown.boms.astype(str),
            "Ordered": [number(qty, "units") for qty in shown.qty],
            "Delivered": [number(qty, "units") for qty in shown.delivered],
            "Target": [_date(target) for target in shown.target],
        }
    )  # fmt: skip


def _date(target: object) -> str:
    return "" if pd.isna(target) else day(pd.Timestamp(target).date())  # type: ignore[call-overload,arg-type]


def parts(kpi: Kpi, now: Now) -> pd.DataFrame:
    """The KPIs that the score is the mean of, over its own window."""
    found = [find(name) for name in kpi.rests_on]
    rates = [value(part, now.sums(kpi.window)) for part in found]
    return pd.DataFrame(
        {
            "Part": [part.name for part in found], "Value": [quantity(rate, "%") for rate in rates],
            "Target": [quantity(part.target, "%") for part in found],
        }
    )  # fmt: skip
