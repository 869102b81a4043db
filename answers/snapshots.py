"""What a KPI's tile says now: headline, short line, facts and the list behind it (kpis.csv, column snapshot)."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from answers import lists
from answers.sums import plain as as_numbers
from data.summary.live import Live
from kpis.model import Kpi
from kpis.text import duration, figure, number, quantity

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Face:
    """What a tile shows. `value` is what the status judges; `shown` and `suffix` the headline; `before` is yesterday's
    `shown` at the same scheduled time, in `unit`. Fields left out come from the KPI's formula."""

    value: float | None
    shown: float | None = None
    suffix: str | None = None
    detail: str = ""
    facts: Facts = ()
    table: pd.DataFrame | None = None
    before: float | None = None
    unit: str | None = None
    notes: tuple[str, ...] = field(default=())


def sums(rows: pd.DataFrame) -> pd.Series:
    """The factory's row of a day as numbers; empty without one."""
    numbers = rows.drop(columns=["summary_date"], errors="ignore")
    return numbers.iloc[0].astype(float) if len(numbers) else pd.Series(dtype=float)


def of(row: pd.Series, name: str) -> float | None:
    value = row.get(name)
    return None if value is None or pd.isna(value) else float(value)


def value(kpi: Kpi, row: pd.Series) -> float | None:
    """The KPI's formula over one day's sums; None: no data."""
    needed = dict.fromkeys((*kpi.measures, "stock_days"), np.nan)
    return kpi.value(needed | as_numbers(row))


def plain(kpi: Kpi, live: Live) -> Face:
    """The formula over today so far, with the sums it used."""
    today, before = sums(live.rows["factory"]), sums(live.yesterday)
    return Face(value(kpi, today), before=value(kpi, before))


def machine_status(kpi: Kpi, live: Live) -> Face:
    count = live.machines.state.value_counts()
    total = len(live.machines)
    running = int(count.get("running", 0))
    facts = tuple(
        (name.capitalize(), str(int(count.get(name, 0)))) for name in ("running", "setup", "hold", "scheduled", "idle")
    )
    # off shift nobody expects a machine to run: then it is a count without a judgement
    share = 100 * running / total if total and (live.shift or running) else None
    before = of(sums(live.yesterday), "machines_running")
    return Face(
        share, running if total else None, f"of {total}", _target(kpi), facts, lists.machines(live), before, "machines"
    )


def _target(kpi: Kpi) -> str:
    if kpi.target is None:
        return ""
    return f"{'limit' if kpi.better == 'lower' else 'target'} {figure(kpi.target)} {kpi.unit}"


def machine_utilization(kpi: Kpi, live: Live) -> Face:
    face = plain(kpi, live)
    today = pd.DataFrame([sums(live.rows["factory"])])
    busy = next(iter(kpi.further.values())).evaluate(today).iloc[0]
    facts = (("Running", quantity(face.value, "%")), ("Scheduled utilization", quantity(busy, "%")))
    return Face(face.value, detail=_target(kpi), facts=facts, table=lists.utilization(kpi, live), before=face.before)


def work_order_status(kpi: Kpi, live: Live) -> Face:
    row, orders = sums(live.rows["factory"]), live.orders
    count = orders.state.value_counts()
    overdue = int(orders.overdue.sum())
    facts = (
        *((name, str(int(count.get(state, 0)))) for name, state in lists.ORDER_STATES),
        ("Completed today", number(of(row, "orders_completed"), "orders")),
        ("Closed today", number(of(row, "orders_closed"), "orders")),
        ("Overdue", str(overdue)),
    )
    before = value(kpi, sums(live.yesterday))
    return Face(
        len(orders), len(orders), "orders", f"{overdue} overdue", facts, lists.open_orders(live), before, "orders"
    )


def schedule_adherence(kpi: Kpi, live: Live) -> Face:
    face, row = plain(kpi, live), sums(live.rows["factory"])
    risky = live.orders[live.orders.at_risk]
    facts = (
        ("Early", number(of(row, "completed_early"), "orders")),
        ("On time (within 15 min)", number(of(row, "completed_on_time"), "orders")),
        ("Late", number(of(row, "completed_late"), "orders")),
        ("Running orders at risk", str(len(risky))),
    )
    return Face(
        face.value, detail=f"{len(risky)} at risk", facts=facts, table=lists.orders(risky, live), before=face.before
    )


def production_volume(kpi: Kpi, live: Live) -> Face:
    row, before = sums(live.rows["factory"]), sums(live.yesterday)
    units, then = _units(row), _units(before)
    pace = value(kpi, row)
    facts = (
        ("OK units", number(of(row, "ok_units"), "units")),
        ("Scrapped units", number(of(row, "scrapped_units"), "units")),
        ("Pace", quantity(pace, kpi.unit)),
        ("Target", quantity(kpi.target_in(live.plant.settings), kpi.unit)),
        ("Yesterday at this time", number(then, "units")),
    )
    detail = f"pace {number(pace, 'units', 0)}/day"
    return Face(pace, units, "units", detail, facts, lists.output(live, "part"), then, "units")


def _units(row: pd.Series) -> float | None:
    ok, scrapped = of(row, "ok_units"), of(row, "scrapped_units")
    return None if ok is None or scrapped is None else ok + scrapped


def wo_completion_rate(kpi: Kpi, live: Live) -> Face:
    face, row = plain(kpi, live), sums(live.rows["factory"])
    due, done = of(row, "orders_due"), of(row, "orders_due_done")
    facts = (("Due so far today", number(due, "orders")), ("Done of these", number(done, "orders")))
    late = live.orders[live.orders.overdue]
    detail = f"{number(done, 'orders')} of {number(due, 'orders')} due"
    return Face(face.value, detail=detail, facts=facts, table=lists.orders(late, live), before=face.before)


def throughput(kpi: Kpi, live: Live) -> Face:
    row = sums(live.rows["factory"])
    pace, ok = value(kpi, row), of(row, "ok_units")
    per_hour = None
    if live.shift is not None:
        shifts = live.shifts[(live.shifts.shift_name == live.shift[0])]
        hours = (min(live.clock.now, live.shift[2]) - live.shift[1]).total_seconds() / 3600
        made = shifts.ok_units.sum(min_count=1)
        per_hour = None if pd.isna(made) or hours <= 0 else float(made) / hours
    facts = (("OK units today", number(ok, "units")), ("Pace", quantity(pace, kpi.unit)))
    detail = f"{number(ok, 'units')} OK today" if live.shift else "no shift is running"
    table = lists.output(live, "group")
    return Face(pace, per_hour, "units/h", detail, facts, table, None, "units/h")


def scrap_rate(kpi: Kpi, live: Live) -> Face:
    face, row = plain(kpi, live), sums(live.rows["factory"])
    scrapped = number(of(row, "scrapped_units"), "units")
    facts = (("Scrapped", scrapped), ("Units made", number(_units(row), "units")))
    return Face(face.value, detail=_target(kpi), facts=facts, table=lists.scrap_reasons(live), before=face.before)


def quality_rate(kpi: Kpi, live: Live) -> Face:
    face, row = plain(kpi, live), sums(live.rows["factory"])
    facts = (("OK units", number(of(row, "ok_units"), "units")), ("Units made", number(_units(row), "units")))
    return Face(face.value, detail=_target(kpi), facts=facts, table=lists.output(live, "machine"), before=face.before)


def lead_time(kpi: Kpi, live: Live) -> Face:
    face, row = plain(kpi, live), sums(live.rows["factory"])
    done = number(of(row, "orders_completed"), "orders")
    facts = (("Completed today", done), ("Sum of their lead times", duration(of(row, "lead_hours"))))
    return Face(face.value, detail=f"{done} completed today", facts=facts, before=face.before)


def downtime(kpi: Kpi, live: Live) -> Face:
    face, row = plain(kpi, live), sums(live.rows["factory"])
    planned, unplanned = of(row, "planned_down_hours"), of(row, "unplanned_down_hours")
    facts = (("Planned", duration(planned)), ("Unplanned", duration(unplanned)))
    detail = f"{number(unplanned, 'h')} h unplanned"
    return Face(face.value, detail=detail, facts=facts, table=lists.stops(live), before=face.before)


def oee(kpi: Kpi, live: Live) -> Face:
    face, today = plain(kpi, live), pd.DataFrame([sums(live.rows["factory"])])
    parts = {name: part.evaluate(today).iloc[0] for name, part in kpi.factors.items()}
    facts = tuple((name.capitalize(), quantity(v, "%")) for name, v in parts.items())
    detail = " ".join(f"{name[0].upper()} {number(v, '%', 0)}" for name, v in parts.items())
    return Face(face.value, detail=detail, facts=facts, table=lists.oee(kpi, live), before=face.before)


FACES: dict[str, Callable[[Kpi, Live], Face]] = {
    made.__name__: made
    for made in (
        machine_status, machine_utilization, work_order_status, schedule_adherence, production_volume,
        wo_completion_rate, throughput, scrap_rate, quality_rate, lead_time, downtime, oee,
    )
}  # fmt: skip
__all__ = ["FACES", "Face", "plain", "sums", "value"]
