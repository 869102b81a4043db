"""Now: the facts of today so far and of yesterday at the same scheduled time, by the function that fills the tables."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from data.facts import progress, stocks
from data.facts.ahead import HORIZONS, Ahead, ahead
from data.facts.calendar import DAY, Calendar
from data.facts.compute import compute
from data.facts.history import ASSIGNED, NEVER, START, STATUSES, History, Ints, moment, take
from data.facts.plant import Plant, name_at
from data.source import read
from data.summary import alerts, demand_now, hourly
from data.summary.clock import Clock
from data.summary.write import day_rows, shift_rows
from data.tenancy import Scope

STATES = ("running", "setup", "hold", "scheduled", "idle")


@dataclass(frozen=True)
class Live:
    """What is known of the running production day.

    rows: by entity ("factory" too) the daily rows of today so far. shifts: today's shift rows. hours: today's rows by
    group and hour of the clock (data.summary.hourly).
    yesterday, shifts_yesterday: the factory's row and the shift rows of the day before, up to the same scheduled time.
    orders: open orders (work_order_id, unique_id, asset_id, state, since, age_hours, qty, done, due, operator, part,
    reason, overdue, at_risk; `unassigned`: it has no operator; category: of the hold reason; emp_id, proficiency: of
    the operator; scrapped_today: units; started: it has been; expected: when it will be done (data.facts.progress),
    UTC, NaT without an estimate). machines: the machine grid.
    customer_orders: the customer orders that are open, and those due from today to a week ahead though they are done:
    purchase_order_id, unique_id, customer (name), customer_key (their code), part (number), qty, delivered, planned
    (units for which work orders exist, at most qty), value (price times qty; NaN without a price), target (date or
    None), days_left (to the target day, negative when it is over; NaN without one), created (UTC), age_hours, boms
    (how many), has_bom, released (a work order exists), overdue_sla (not released, and older than the planning SLA),
    fulfilled. By target, those without one last.
    pipeline: what waits for planning, the oldest first: kind ("order": a customer order without a BOM, "bom": a BOM
    without a work order), unique_id, customer, part, qty (NaN for a BOM of no customer order), created (UTC),
    age_hours, overdue_sla.
    ahead: by horizon ("24h", "7d" from now) what the plan and the open orders ask of each machine group.
    doubts: the open findings by rule, day and machine (data.summary.findings.spread); empty where nobody looked.
    """

    clock: Clock
    rows: dict[str, pd.DataFrame]
    shifts: pd.DataFrame
    hours: pd.DataFrame
    yesterday: pd.DataFrame
    shifts_yesterday: pd.DataFrame
    orders: pd.DataFrame
    machines: pd.DataFrame
    customer_orders: pd.DataFrame
    pipeline: pd.DataFrame
    ahead: dict[str, Ahead]
    shift: tuple[str, datetime, datetime] | None
    newest: datetime | None
    doubts: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def today(self) -> date:
        return self.clock.today

    @property
    def over(self) -> bool:
        """Whether the day has ended, as it has at most factories whose data ended in the past."""
        return self.clock.now >= self.plant.calendar.end_of(self.today)

    @property
    def plant(self) -> Plant:
        return self.clock.plant


def live(scope: Scope) -> Live:
    """Compute now. Four statements: the plant, the orders, their logs, the customer orders."""
    clock = Clock.of(scope)
    calendar, today = clock.plant.calendar, clock.today
    history = read.history(scope, clock.plant, clock.now, today - DAY, today, demand_now.AHEAD)
    facts = replace(compute(history, today, today), alerts=clock.plant.alerts)
    yesterday = today - DAY
    so_far = history.until(same_time(calendar, today, clock.now, yesterday))
    before = replace(compute(so_far, yesterday, yesterday), alerts=clock.plant.alerts)
    found = stocks.open_orders(history, np.array([moment(clock.now)]))
    rows = day_rows(facts)
    demand = history.demand
    assert demand is not None
    return Live(
        clock=clock,
        rows=rows,
        shifts=shift_rows(facts),
        hours=hourly.rows(facts),
        yesterday=day_rows(before, ["factory"])["factory"],
        shifts_yesterday=shift_rows(before),
        orders=_orders(history, found),
        machines=_machines(history, stocks.at_work(history, np.array([moment(clock.now)]))),
        customer_orders=demand_now.customer_orders(demand, today),
        pipeline=demand_now.pipeline(demand),
        ahead={name: ahead(history, found, until) for name, until in HORIZONS.items()},
        shift=current_shift(clock),
        newest=_newest(history),
    )


def same_time(calendar: Calendar, today: date, now: datetime, other: date) -> datetime:
    """The moment of another day at which as much of its scheduled time has passed as of today's until now.

    On a day without scheduled time: as much of the day itself. Never after that day's end.
    """
    if calendar.scheduled(today) and calendar.scheduled(other):
        return calendar.after(other, calendar.scheduled(today, now))
    return min(calendar.start_of(other) + (now - calendar.start_of(today)), calendar.end_of(other))


def partial(scope: Scope, day: date, clock: Clock) -> dict[str, pd.DataFrame]:
    """A past day up to the scheduled time that has passed today: its daily rows by entity, shift rows and hours."""
    calendar = clock.plant.calendar
    until = same_time(calendar, clock.today, clock.now, day)
    facts = alerts.remembered(scope, compute(read.history(scope, clock.plant, until, day, day), day, day))
    rows = day_rows(facts)
    return rows | {"shift": shift_rows(facts), "hour": hourly.rows(facts)}


def current_shift(clock: Clock) -> tuple[str, datetime, datetime] | None:
    """Name, start and end (naive UTC) of the shift that runs now, of a stopped clock the day's last; None off shift."""
    calendar = clock.plant.calendar
    at = clock.now - timedelta(microseconds=1) if clock.stopped else clock.now
    worked = calendar.shifts_of(clock.today)
    running = worked[(worked.start <= at) & (worked.end > at)]
    if running.empty:
        return None
    row = running.sort_values("start").iloc[-1]
    name = next(shift.name for shift in calendar.shifts if shift.id == row.shift_id)
    return name, row.start.to_pydatetime(), row.end.to_pydatetime()


def _newest(history: History) -> datetime | None:
    known = [f.updated_at.max() for f in (history.orders, history.logs) if len(f)]
    return max(known).to_pydatetime() if known else None


def _orders(history: History, found: stocks.Open) -> pd.DataFrame:
    plant, order = history.plant, found.order
    i = history.intervals
    since = i.start[found.interval].astype("datetime64[us]")
    due = history.plan_end[order]
    done, qty = found.done, history.qty[order]
    left = np.where(due == NEVER, NEVER, due - found.at)
    risk = np.zeros(len(order), bool)
    for within, least in stocks.RISKS:
        risk |= (found.state == START) & (left >= 0) & (left <= within) & (done < least * qty)
    reason = i.reason[found.interval]
    day = plant.calendar.day_of(history.now - timedelta(microseconds=1))
    skill, groups = plant.operator_levels([day])[0], plant.machine_groups([day])[0]
    return pd.DataFrame(
        {
            "work_order_id": history.orders.id.to_numpy()[order],
            "unique_id": history.orders.unique_id.to_numpy()[order],
            "machine": found.machine,
            "asset_id": name_at(plant.machines, "asset_id", found.machine),
            "machine_name": name_at(plant.machines, "name", found.machine),
            "group": name_at(plant.groups, "group_name", take(groups, found.machine)),
            "state": np.array(STATUSES, dtype=object)[found.state],
            "since": since,
            "created": history.created[order].astype("datetime64[us]"),
            "age_hours": (found.at - history.created[order]) / 3.6e9,
            "qty": qty,
            "done": done,
            "due": _time(due),
            "starts": history.plan_start[order],
            "operator": name_at(plant.operators, "name", found.operator),
            "emp_id": name_at(plant.operators, "emp_id", found.operator),
            "proficiency": name_at(plant.proficiencies, "proficiency", take(skill, found.operator)),
            "part": name_at(plant.parts, "partnumber", history.part[order]),
            "reason": name_at(plant.hold_reasons, "description", reason),
            "category": name_at(plant.hold_reasons, "category", reason),
            "planned": np.r_[plant.planned, [False]][reason],
            "unassigned": found.operator < 0,
            "overdue": left < 0,
            "at_risk": risk,
            "started": history.started[order] <= found.at,
            "expected": _time(progress.expected(history, found)),
            "scrapped_today": stocks.scrapped_since(history, found, moment(plant.calendar.start_of(day))),
        }
    )


def _time(at: Ints) -> np.ndarray:
    """Microseconds as times; NaT for NEVER."""
    return np.where(at == NEVER, np.datetime64("NaT"), at.astype("datetime64[us]"))


def _machines(history: History, found: stocks.Open) -> pd.DataFrame:
    """The machine grid: one row a machine in service, in the order of their names."""
    plant = history.plant
    day = plant.calendar.day_of(history.now - timedelta(microseconds=1))
    state = stocks.machine_states(history, found, np.array([moment(history.now)]))[0]
    service = plant.in_service([day])[0]
    orders = _orders(history, found)
    orders["soon"] = orders.starts
    rank = {"Start": 0, "Setup": 1, "Hold": 2, "Assigned": 3}
    # the order that the tile shows: of the winning state, the one longest in it; of waiting ones the next to start
    orders["rank"] = orders.state.map(rank)
    orders = (
        orders.sort_values(["machine", "rank", "soon", "since"], kind="stable")
        .drop_duplicates("machine")
        .set_index("machine")
    )
    grid = plant.machines[["asset_id", "name"]].copy()
    grid["group"] = name_at(plant.groups, "group_name", plant.machine_groups([day])[0])
    grid["state"] = np.array(STATES, dtype=object)[state]
    shown_of_order = ["unique_id", "reason", "planned", "since", "part", "operator", "qty", "done", "due"]
    grid = grid.join(orders[shown_of_order]).rename(columns={"unique_id": "order"})
    shown = grid.state != "idle"
    grid.loc[~shown, ["order", "part", "operator", "reason"]] = ""
    grid.loc[~shown, ["qty", "done"]] = np.nan
    idle_since = _idle_since(history)
    grid["since"] = np.where(shown & (grid.state != "scheduled"), grid.since, idle_since.astype("datetime64[us]"))
    grid["progress"] = np.where(grid.qty > 0, (grid.done / grid.qty).clip(0, 1), np.nan)
    grid.loc[grid.state != "hold", "reason"] = ""
    grid["planned"] = grid.planned.eq(True) & (grid.state == "hold")
    return (
        grid[service]
        .fillna({"order": "", "part": "", "operator": "", "reason": ""})
        .sort_values("asset_id", ignore_index=True)
    )


def _idle_since(history: History) -> np.ndarray:
    """When each machine's last occupying interval ended; NaT where none is known."""
    i = history.intervals
    on = (i.state != ASSIGNED) & (i.machine >= 0)
    last = np.full(len(history.plant.machines), np.iinfo(np.int64).min)
    np.maximum.at(last, i.machine[on], i.end[on])
    return last


__all__ = ["Live", "current_shift", "live", "partial", "same_time"]
