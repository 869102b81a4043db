"""Tiles of what is made, and of where the work orders stand."""

import pandas as pd

from answers.faces import lists
from answers.faces.face import Face, MakeFace, MakeList, Now, of, plain, row, value
from kpis.model import Kpi
from kpis.text import number, quantity


def work_order_status(kpi: Kpi, now: Now) -> Face:
    orders, today = now.live.orders, now.today
    count, overdue = orders.state.value_counts(), int(orders.overdue.sum())
    facts = (
        *((name, str(int(count.get(state, 0)))) for name, state in lists.ORDER_STATES),
        ("Completed today", number(of(today, "orders_completed"), "orders")),
        ("Closed today", number(of(today, "orders_closed"), "orders")),
        ("Overdue", str(overdue)),
    )
    before = value(kpi, row(now.live.yesterday))
    return Face(len(orders), len(orders), "orders", f"{overdue} overdue", facts, before, "orders")


def production_volume(kpi: Kpi, now: Now) -> Face:
    today, live = now.today, now.live
    units, then, pace = made(today), made(row(live.yesterday)), value(kpi, today)
    facts = (
        ("OK units", number(of(today, "ok_units"), "units")),
        ("Scrapped units", number(of(today, "scrapped_units"), "units")),
        ("Pace", quantity(pace, kpi.unit)),
        ("Target", quantity(kpi.target_in(live.plant.settings), kpi.unit)),
        ("Yesterday at this time", number(then, "units")),
    )
    return Face(pace, units, "units", f"pace {number(pace, 'units', 0)}/day", facts, then, "units")


def made(sums: pd.Series) -> float | None:
    """All units, OK and scrapped; None while one of them is unknown."""
    ok, scrapped = of(sums, "ok_units"), of(sums, "scrapped_units")
    return None if ok is None or scrapped is None else ok + scrapped


def wo_completion_rate(kpi: Kpi, now: Now) -> Face:
    face = plain(kpi, now)
    due, done = (number(of(now.today, name), "orders") for name in ("orders_due", "orders_due_done"))
    facts = (("Due so far today", due), ("Done of these", done))
    return Face(face.value, detail=f"{done} of {due} due", facts=facts, before=face.before)


def throughput(kpi: Kpi, now: Now) -> Face:
    live, pace, ok = now.live, value(kpi, now.today), of(now.today, "ok_units")
    per_hour = None
    if live.shift is not None:
        shifts = live.shifts[(live.shifts.shift_name == live.shift[0])]
        hours = (min(live.clock.now, live.shift[2]) - live.shift[1]).total_seconds() / 3600
        units = shifts.ok_units.sum(min_count=1)
        per_hour = None if pd.isna(units) or hours <= 0 else float(units) / hours
    facts = (("OK units today", number(ok, "units")), ("Pace", quantity(pace, kpi.unit)))
    detail = f"{number(ok, 'units')} OK today" if live.shift else "no shift is running"
    return Face(pace, per_hour, "units/h", detail, facts, None, "units/h")


FACES: dict[str, MakeFace] = {
    face.__name__: face for face in (work_order_status, production_volume, wo_completion_rate, throughput)
}
LISTS: dict[str, MakeList] = {
    "work_order_status": lambda kpi, now: lists.open_orders(now.live),
    "production_volume": lambda kpi, now: lists.output(now.live, "part"),
    "wo_completion_rate": lambda kpi, now: lists.orders(now.live.orders[now.live.orders.overdue], now.live),
    "throughput": lambda kpi, now: lists.output(now.live, "group"),
}
