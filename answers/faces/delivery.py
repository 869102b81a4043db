"""Tiles of what customers get, and when."""

from dataclasses import replace

from answers.faces import delivery_lists
from answers.faces.counted import counted
from answers.faces.delivery_lists import SOON, due_today, open_orders
from answers.faces.face import Face, MakeFace, MakeList, Now, of, plain
from answers.faces.planning_lists import several_boms
from kpis.model import Kpi
from kpis.text import duration, number, quantity


def lead_time(kpi: Kpi, now: Now) -> Face:
    face = plain(kpi, now)
    done = number(of(now.today, "orders_completed"), "orders")
    facts = (("Completed today", done), ("Sum of their lead times", duration(of(now.today, "lead_hours"))))
    return Face(face.value, detail=f"{done} completed today", facts=facts, before=face.before)


def part_fulfillment(kpi: Kpi, now: Now) -> Face:
    orders = open_orders(now.live)
    late, soon = int((orders.days_left < 0).sum()), int(orders.days_left.between(0, SOON).sum())
    facts = (
        ("Open orders", str(len(orders))),
        ("Units ordered", number(orders.qty.sum(), "units")),
        ("Made of them", number(orders.delivered.sum(), "units")),
        ("Past their target day", str(late)),
        (f"Due within {SOON} days", str(soon)),
    )
    return replace(plain(kpi, now), detail=f"{len(orders)} open orders, {late} past their date", facts=facts)


def order_fulfillment_time(kpi: Kpi, now: Now) -> Face:
    done = number(of(now.sums(kpi.window), "so_fulfilled"), "orders")
    slow = open_orders(now.live).age_hours
    oldest = ("Oldest open order", duration(slow.max()) if len(slow) else "none is open")
    return replace(plain(kpi, now), detail=f"{done} fulfilled in 7 days", facts=(("Fulfilled", done), oldest))


def customer_satisfaction(kpi: Kpi, now: Now) -> Face:
    row = now.sums(kpi.window).reindex(sorted(kpi.measures)).to_frame().T.astype(float)
    parts = [(title, quantity(line.evaluate(row).iloc[0], "%")) for title, line in kpi.further.items()]
    return replace(plain(kpi, now), detail=" · ".join(f"{title} {part}" for title, part in parts), facts=tuple(parts))


_DUE_UNITS = (("Delivered in time", "so_due_units_ok"), ("Units due", "so_due_units"), ("Orders due", "so_due"))

FACES: dict[str, MakeFace] = {
    **{
        face.__name__: face
        for face in (
            lead_time,
            part_fulfillment,
            order_fulfillment_time,
            customer_satisfaction,
        )
    },
    "on_time_delivery": counted(
        "{} of {} met", ("Met", "so_due_met"), ("Due today", "so_due"), ("Still open", "so_due - so_due_met")
    ),
    "order_complexity_impact": counted(
        "{} of {} orders have several BOMs",
        ("Fulfilled, of several BOMs", "so_multi"),
        ("Fulfilled in 30 days", "so_fulfilled"),
        ("Mean time, several BOMs", "so_multi_fulfil_hours / so_multi"),
        ("Mean time, one BOM", "(so_fulfil_hours - so_multi_fulfil_hours) / (so_fulfilled - so_multi)"),
    ),
    "customer_predictability": counted(
        "{1} units in {0} orders", ("Orders in 13 weeks", "so_received"), ("Units in them", "so_received_units")
    ),
    "delivery_performance": counted("{} of {} units due today", *_DUE_UNITS),
    "so_delivery_performance": counted(
        "{} of {} orders in time", ("In time", "so_fulfilled_on_time"), ("Fulfilled in 7 days", "so_fulfilled")
    ),
    "customer_performance": counted(
        "{} of {} met",
        ("Value met", "so_due_met_value"),
        ("Value due", "so_due_value"),
        ("Orders due", "so_due"),
        ("Orders met", "so_due_met"),
    ),
}
LISTS: dict[str, MakeList] = {
    "part_fulfillment": lambda kpi, now: delivery_lists.progress(open_orders(now.live)),
    "on_time_delivery": lambda kpi, now: delivery_lists.progress(due_today(now.live)),
    "delivery_performance": lambda kpi, now: delivery_lists.progress(due_today(now.live)),
    "order_complexity_impact": several_boms,
    "customer_performance": delivery_lists.by_value,
    "customer_satisfaction": delivery_lists.by_part_of_index,
}
