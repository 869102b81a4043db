"""A plant and its history from tables of rows, as the reader makes them from a database."""

from dataclasses import replace
from datetime import date, datetime, time

import pandas as pd

from data.facts.calendar import Calendar, breaks_from, shifts_from
from data.facts.demand import Demand
from data.facts.history import History
from data.facts.plant import Plant
from data.facts.record import Record, begins

PLANT = {
    "machines": "machines", "groups": "machine_groups", "operators": "operators",
    "proficiencies": "operator_proficiencies", "parts": "part_numbers", "hold_reasons": "hold_reasons",
    "scrapped_reasons": "scrapped_reasons", "trainings": "operator_trainings", "customers": "customers",
    "assignments": "machine_assignments", "levels": "operator_levels", "standards": "part_standards",
}  # fmt: skip


def plant(frames: dict[str, pd.DataFrame]) -> Plant:
    row = frames["factories"].iloc[0]
    shifts = frames["shifts"].astype(object).where(frames["shifts"].notna(), None).to_dict("records")
    settings = row.settings or {}
    start = settings.get("day_start")
    calendar = Calendar(
        row.timezone, shifts_from(shifts), frozenset(frames["factory_holidays"].day),
        time.fromisoformat(start) if start else None,
        breaks_from(frames["shift_breaks"].to_dict("records")) if "shift_breaks" in frames else (),
        settings.get("day_named_by") or "start",
    )  # fmt: skip
    prices = pd.to_numeric(frames["purchase_orders"].price).fillna(0)
    return Plant(
        calendar=calendar, settings=settings, sells=len(prices) > 0, priced=bool((prices != 0).any()),
        plans_starts=bool(frames["work_orders"].start_time.notna().any()),
        plans_ends=bool(frames["work_orders"].end_time.notna().any()),
        **{name: frames[table] for name, table in PLANT.items() if table in frames},
    )  # fmt: skip


def record(known: Plant, frames: dict[str, pd.DataFrame], lines: pd.DataFrame) -> Record:
    """What is recorded: from the day of the first line or of the setting on, but for the days that are marked."""
    first = lines.changed_at.min() if len(lines) else None
    there = lines[lines.changed_at == first]
    counts = (there[["ok_qtys", "scrapped_qtys", "rework_qtys"]] != 0).any(axis=None)
    closes = bool(counts or there.status.isin(["Completed", "Closed"]).any())
    holes = frames["unrecorded_days"].day if "unrecorded_days" in frames else ()
    return Record(
        begins(known.calendar, first, closes, known.settings.get("recorded_from")), dict.fromkeys(holes, "")
    )  # fmt: skip


def history(frames: dict[str, pd.DataFrame], now: datetime) -> History:
    known, work, logs = plant(frames), frames["work_orders"], frames["work_order_logs"]
    logs = logs[logs.deleted_at.isna()] if "deleted_at" in logs else logs
    known = replace(known, record=record(known, frames, logs[logs.changed_at <= now]))
    boms = frames["boms"].rename(
        columns={
            "id": "bom_id", "machine_group_id": "planned_group_id",
            "operator_proficiency_id": "planned_proficiency_id",
        }
    )[["bom_id", "part_number_id", "planned_group_id", "planned_proficiency_id", "purchase_order_id"]]  # fmt: skip
    customer = frames["purchase_orders"].set_index("id").customer_id
    orders = work.merge(boms, on="bom_id").assign(customer_id=lambda f: f.purchase_order_id.map(customer))
    released = work.groupby("bom_id").created_at.min()
    planned = frames["boms"].assign(released_at=frames["boms"].id.map(released))
    return History(known, orders, logs, now, Demand(known, frames["purchase_orders"], planned, work, logs, now))


def far(last: date) -> datetime:
    """A now long after the last day, at which everything asked for is over."""
    return datetime(last.year + 1, 1, 1)
