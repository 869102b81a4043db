"""A factory's own settings: what numbers no log tells. An empty one is not set."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select, update

from data.source.importer.format import CHOICES
from data.source.masters import BadValue
from data.tenancy import Scope, central
from data.tenancy.schema import CENTRAL, utcnow


@dataclass(frozen=True)
class Setting:
    """`unit` "time": a clock time, "day": a date, "month": one by its number, "choice": one of `choices` (how each
    reads, by what is stored; the first holds where nothing is set), else a number from 0 to `most`; "money" stands for
    the factory's currency."""

    name: str
    title: str
    unit: str
    about: str
    most: float = math.inf
    positive: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


def _choices(name: str, *read: str) -> dict[str, str]:
    """What a setting of factory.csv may be, and how each reads."""
    return dict(zip(CHOICES["factory", name], read, strict=True))


EVERYTHING = "A change of it changes all numbers of the past."
SETTINGS = (
    Setting(
        "day_start", "Start of the production day", "time",
        "Empty: the earliest start of any of the shifts; where days are named by their end, that of the shift that "
        f"passes midnight. {EVERYTHING}",
    ),
    Setting(
        "day_named_by", "A production day has the date of", "choice",
        "With the end of its last shift, the night shift from Sunday 22:00 is Monday's first; days, weeks, months, "
        f"holidays and delivery dates go by that name. {EVERYTHING}",
        choices=_choices("day_named_by", "its start", "the end of its last shift"),
    ),
    Setting(
        "credit", "Quantities count", "choice",
        "Made: spread over the run time since the report before, for people who book at the end of a shift or an "
        f"order. Reported: where machines or people book as they go. {EVERYTHING}",
        choices=_choices("credit", "when they are reported", "when they were made"),
    ),
    Setting(
        "recorded_from", "Recorded from", "day",
        f"The first day whose numbers count; days before have none. Empty: the day of the first log. {EVERYTHING}",
    ),
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
    """A setting as typed: a number, a clock time as "06:00", a day as "2024-03-04", one of its choices (None for the
    one that holds where nothing is set), None for nothing. BadValue."""
    text = text.strip()
    if not text:
        return None
    kinds = {"time": _clock, "day": _day, "choice": _choice}
    return kinds.get(setting.unit, _number)(setting, text)


def _clock(setting: Setting, text: str) -> str:
    try:
        return time.fromisoformat(text).strftime("%H:%M")
    except ValueError as error:
        raise BadValue(setting.name, f"{setting.title}: “{text}” is not a time such as 06:00.") from error


def _day(setting: Setting, text: str) -> str:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise BadValue(setting.name, f"{setting.title}: “{text}” is not a day such as 2024-03-04.") from error
    if found > utcnow().date() + timedelta(days=1):  # somewhere it is tomorrow already
        raise BadValue(setting.name, f"{setting.title}: {found} is in the future; give today or a day before.")
    return found.isoformat()


def _choice(setting: Setting, text: str) -> str | None:
    if text not in setting.choices:
        raise BadValue(setting.name, f"{setting.title}: “{text}” is none of {', '.join(setting.choices)}.")
    return None if text == next(iter(setting.choices)) else text


def _number(setting: Setting, text: str) -> float:
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
