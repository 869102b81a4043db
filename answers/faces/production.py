"""Tiles of the work orders: where they stand, how old and how far they are."""

from dataclasses import replace

import pandas as pd

from answers.faces import lists, production_lists
from answers.faces.counted import counted
from answers.faces.face import Face, MakeFace, MakeList, Now, of, plain, row, value
from answers.faces.trends import trend
from kpis.model import Kpi
from kpis.text import duration, number

AGES = (("Under 1 d", 0, 24), ("1-3 d", 24, 72), ("3-7 d", 72, 168), ("Over 7 d", 168, float("inf")))
"""Title, and hours from and below which an order belongs there."""


def work_order_status(kpi: Kpi, now: Now) -> Face:
    orders, today = now.live.orders, now.today
    overdue = int(orders.overdue.sum())
    facts = (
        *_by_state(now),
        ("Completed today", number(of(today, "orders_completed"), "orders")),
        ("Closed today", number(of(today, "orders_closed"), "orders")),
        ("Overdue", str(overdue)),
    )
    before = value(kpi, row(now.live.yesterday))
    return Face(len(orders), len(orders), "orders", f"{overdue} overdue", facts, before, "orders")


def _by_state(now: Now) -> tuple[tuple[str, str], ...]:
    count = now.live.orders.state.value_counts()
    return tuple((name, str(int(count.get(state, 0)))) for name, state in lists.ORDER_STATES)


def work_order_aging(kpi: Kpi, now: Now) -> Face:
    orders = now.live.orders
    ages, overdue = orders.age_hours, int(orders.overdue.sum())
    facts = (
        *((name, str(int(((ages >= least) & (ages < below)).sum()))) for name, least, below in AGES),
        ("Overdue", str(overdue)),
    )
    oldest = f", oldest {duration(ages.max())}" if len(orders) else ""
    return replace(plain(kpi, now), detail=f"{overdue} overdue{oldest}", facts=facts)


def work_progress(kpi: Kpi, now: Now) -> Face:
    orders = now.live.orders[now.live.orders.started]
    late = int((orders.expected > orders.due).sum())
    facts = (
        ("Started orders", str(len(orders))),
        ("Made", number(of(now.today, "active_done"), "units")),
        ("Planned", number(of(now.today, "active_qty"), "units")),
        ("Expected after their planned end", str(late)),
        ("Without estimate", str(int(orders.expected.isna().sum()))),
    )
    return replace(plain(kpi, now), detail=f"{len(orders)} started, {late} expected late", facts=facts)


def machine_wo_status(kpi: Kpi, now: Now) -> Face:
    held = now.live.orders[now.live.orders.state == "Hold"]
    detail = f"{len(held)} on hold at {held.asset_id.nunique()} machines"
    return replace(plain(kpi, now), detail=detail, facts=_by_state(now))


def wo_aging_trend(kpi: Kpi, now: Now) -> Face:
    old = float(AGES[-1][1])
    found = trend(kpi, now)
    more = ("Over 7 d now", str(int((now.live.orders.age_hours >= old).sum())))
    return replace(found, facts=(*found.facts, more))


def overdue(kpi: Kpi, now: Now) -> pd.DataFrame:
    return lists.orders(now.live.orders[now.live.orders.overdue], now.live)


FACES: dict[str, MakeFace] = {
    **{
        face.__name__: face
        for face in (work_order_status, work_order_aging, work_progress, machine_wo_status, wo_aging_trend)
    },
    "wo_completion_rate": counted(
        "{1} of {0} due", ("Due so far today", "orders_due"), ("Done of these", "orders_due_done")
    ),
}
LISTS: dict[str, MakeList] = {
    "work_order_status": lambda kpi, now: lists.open_orders(now.live),
    "work_order_aging": production_lists.oldest,
    "work_progress": production_lists.started,
    "machine_wo_status": production_lists.by_machine,
    "wo_completion_rate": overdue,
}
