"""A plant and its history from tables of rows, as the reader makes them from a database."""

from datetime import date, datetime, time

import pandas as pd

from data.facts.calendar import Calendar, shifts_from
from data.facts.history import History
from data.facts.plant import Plant

PLANT = {
    "machines": "machines", "groups": "machine_groups", "operators": "operators",
    "proficiencies": "operator_proficiencies", "parts": "part_numbers", "hold_reasons": "hold_reasons",
    "scrapped_reasons": "scrapped_reasons", "trainings": "operator_trainings",
}  # fmt: skip


def plant(frames: dict[str, pd.DataFrame]) -> Plant:
    row = frames["factories"].iloc[0]
    shifts = frames["shifts"].astype(object).where(frames["shifts"].notna(), None).to_dict("records")
    settings = row.settings or {}
    start = settings.get("day_start")
    calendar = Calendar(
        row.timezone, shifts_from(shifts), frozenset(frames["factory_holidays"].day),
        time.fromisoformat(start) if start else None,
    )  # fmt: skip
    return Plant(calendar=calendar, settings=settings, **{name: frames[table] for name, table in PLANT.items()})


def history(frames: dict[str, pd.DataFrame], now: datetime) -> History:
    boms = frames["boms"].rename(
        columns={
            "id": "bom_id", "machine_group_id": "planned_group_id",
            "operator_proficiency_id": "planned_proficiency_id",
        }
    )[["bom_id", "part_number_id", "planned_group_id", "planned_proficiency_id", "purchase_order_id"]]  # fmt: skip
    orders = frames["work_orders"].merge(boms, on="bom_id")
    return History(plant(frames), orders, frames["work_order_logs"], now)


def far(last: date) -> datetime:
    """A now long after the last day, at which everything asked for is over."""
    return datetime(last.year + 1, 1, 1)
