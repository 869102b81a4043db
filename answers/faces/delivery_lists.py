"""The lists behind the tiles of delivery: customer orders by their target day, customers by value and satisfaction."""

import pandas as pd

from answers.faces.face import Now
from answers.faces.lists import MOST
from data.summary.live import Live
from kpis.model import Kpi
from kpis.text import day, number, quantity

SOON = 7
"""Days ahead that count as soon."""


def open_orders(live: Live) -> pd.DataFrame:
    """Customer orders that are not fulfilled, the next to be due first."""
    orders = live.customer_orders
    return orders[~orders.fulfilled.astype(bool)]


def due_today(live: Live) -> pd.DataFrame:
    """Customer orders with today as their target day, met or not."""
    return live.customer_orders[live.customer_orders.days_left == 0]


def progress(orders: pd.DataFrame) -> pd.DataFrame:
    """Customer orders: made against ordered, and the days to their target."""
    shown = orders.head(MOST)
    share = [100 * made / qty if qty else None for made, qty in zip(shown.delivered, shown.qty, strict=True)]
    return pd.DataFrame(
        {
            "Order": shown.unique_id, "Customer": shown.customer, "Part": shown.part,
            "Made": [number(v, "units") for v in shown.delivered],
            "Ordered": [number(v, "units") for v in shown.qty],
            "Progress": [quantity(v, "%", 0) for v in share],
            "Target": ["" if pd.isna(v) else day(pd.Timestamp(v).date()) for v in shown.target],
            "Days left": ["" if pd.isna(v) else number(v, "count") for v in shown.days_left],
        }
    )  # fmt: skip


def by_value(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Customers by the value of their orders due in the KPI's window, the most first."""
    found = now.valued(kpi, "customer")
    shown = found[found.so_due_value > 0].sort_values("so_due_value", ascending=False).head(MOST)
    return pd.DataFrame(
        {
            "Customer": shown["name"],
            "Value due": [quantity(v, now.unit_of("so_due_value")) for v in shown.so_due_value],
            "Value met": [quantity(v, now.unit_of("so_due_met_value")) for v in shown.so_due_met_value],
            kpi.name: [quantity(v, "%") for v in shown.value],
        }
    )  # fmt: skip


def by_part_of_index(kpi: Kpi, now: Now) -> pd.DataFrame:
    """Customers with an index, the least satisfied first, and what it is made of."""
    found = now.valued(kpi, "customer").dropna(subset="value").sort_values(["value", "name"]).head(MOST)
    columns: dict[str, object] = {"Customer": found["name"], kpi.name: [quantity(v, "%") for v in found.value]}
    for title, line in kpi.further.items():
        columns[title] = [quantity(v, "%") for v in line.evaluate(found)]
    return pd.DataFrame(columns)
