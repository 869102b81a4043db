"""A factory's own settings: what numbers no log tells. An empty one is not set."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import select, update

from data.source.masters import BadValue
from data.tenancy import Scope, central
from data.tenancy.schema import CENTRAL


@dataclass(frozen=True)
class Setting:
    """`unit` "time": a clock time, "month": one by its number, else a number from 0 to `most`; "money" stands for the
    factory's currency."""

    name: str
    title: str
    unit: str
    about: str
    most: float = math.inf
    positive: bool = False


SETTINGS = (
    Setting("day_start", "Start of the production day", "time", "Empty: the earliest start of any of the shifts."),
    Setting(
        "planning_sla_hours", "Time for planning", "h", "How soon a customer order is to be planned. Empty: 24 h.",
        positive=True,
    ),
    Setting(
        "maintenance_rate", "Maintenance rate", "money/h",
        "What an hour of breakdown or maintenance costs. Empty: what maintenance costs is unknown.",
    ),
    Setting(
        "rework_share", "Rework share", "of the standard cost",
        "What reworking a unit costs: a share from 0 to 1 of the part's standard cost. Empty: rework cost is unknown.",
        most=1,
    ),
    Setting(
        "daily_target_units", "Daily target", "units/day",
        "What the factory wants to make in a day. Empty: production and throughput have no target.", positive=True,
    ),
    Setting(
        "fiscal_year_start", "Start of the fiscal year", "month",
        "“This year” begins with it, and a quarter with each third month from it on. Weeks begin on Monday.",
        most=12, positive=True,
    ),
)  # fmt: skip


def current(scope: Scope) -> dict[str, Any]:
    """The settings as they are stored now, all of them."""
    c = CENTRAL.factories.c
    with central().connect() as db:
        return dict(db.scalar(select(c.settings).where(c.id == scope.factory.id)) or {})


def save(scope: Scope, texts: Mapping[str, str]) -> dict[str, Any]:
    """Set those of SETTINGS that are named, as typed, and leave all others; what changed. BadValue names the first
    that cannot be; then nothing is written."""
    return change(scope, {one.name: read(one, texts[one.name]) for one in SETTINGS if one.name in texts})


def change(scope: Scope, told: Mapping[str, Any]) -> dict[str, Any]:
    """Set some settings to their values (None takes one back) and leave all others; what changed."""
    t = CENTRAL.factories
    mine = t.c.id == scope.factory.id
    with central().begin() as db:
        # a change of nothing takes the lock on any database: two that save at once keep what each of them set
        db.execute(update(t).where(mine).values(updated_at=t.c.updated_at))
        before = dict(db.scalar(select(t.c.settings).where(mine)) or {})
        after = {name: value for name, value in {**before, **told}.items() if value is not None}
        if after != before:
            db.execute(update(t).where(mine).values(settings=after))
    return {name: value for name, value in told.items() if before.get(name) != value}


def read(setting: Setting, text: str) -> float | str | None:
    """A setting as typed: a number, a clock time as "06:00", None for nothing. BadValue."""
    text = text.strip()
    if not text:
        return None
    if setting.unit == "time":
        try:
            return time.fromisoformat(text).strftime("%H:%M")
        except ValueError as error:
            raise BadValue(setting.name, f"{setting.title}: “{text}” is not a time such as 06:00.") from error
    try:
        value = float(text)
    except ValueError as error:
        raise BadValue(setting.name, f"{setting.title}: “{text}” is not a number such as 0.35.") from error
    if not math.isfinite(value) or value < 0 or value > setting.most or (setting.positive and value == 0):
        least = "more than 0" if setting.positive else "0 or more"
        bounds = f"from 0 to {setting.most:g}" if math.isfinite(setting.most) else least
        raise BadValue(setting.name, f"{setting.title}: “{text}” cannot be; give a number {bounds}.")
    if setting.unit == "month" and value != round(value):
        raise BadValue(setting.name, f"{setting.title}: “{text}” is no month; give 1 for January to 12.")
    return value
