"""Periods of production days, and the other periods that they are compared with. Both ends always count.

Weeks start on Monday; no period reaches into the future, so one that is not over yet ends with today.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from kpis.naming import suggest

PERIODS = {
    "today": "Today",
    "yesterday": "Yesterday",
    "this_week": "This week",
    "last_week": "Last week",
    "this_month": "This month",
    "last_month": "Last month",
    "7d": "Last 7 days",
    "14d": "Last 14 days",
    "30d": "Last 30 days",
    "60d": "Last 60 days",
    "90d": "Last 90 days",
    "this_quarter": "This quarter",
    "last_quarter": "Last quarter",
    "this_year": "This year",
    "last_year": "Last year",
    "12m": "Last 12 months",
    "custom": "Custom",
}
"""Label of every period id, in the order of the menu."""

COMPARISONS = {
    "previous_period": "Previous period",
    "same_weekdays": "Same weekdays before",
    "previous_week": "Previous week",
    "previous_month": "Previous month",
    "previous_quarter": "Previous quarter",
    "previous_year": "Same period last year",
    "custom": "Custom",
}
ALIASES = {"mtd": "this_month", "ytd": "this_year"}
EARLIEST = date(1970, 1, 1)

Range = tuple[date, date]
_DAY = timedelta(days=1)
_LENGTHS = {"d": 1, "w": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class PeriodError(ValueError):
    """A period, comparison or date cannot be read; the message names it and the way out."""


def first_shown(tier: str) -> str:
    """Id of the period that a KPI of that tier opens with."""
    return {"1": "today", "2": "7d"}.get(tier, "30d")


def resolve(period_id: str, today: date, year_from: int = 1) -> Range:
    """First and last production day of a period, seen from the factory's running one; PeriodError for an unknown id.
    `year_from`: the month with which its year begins (4: April), and with it the quarters."""
    name = ALIASES.get(period_id, period_id)
    if name == "custom":
        raise PeriodError("a custom period needs its own dates; give from and to")
    if name not in PERIODS:
        raise PeriodError(f"unknown period {period_id!r}{suggest(period_id, [*PERIODS, *ALIASES])}")
    if name == "today":
        return today, today
    if name == "yesterday":
        return today - _DAY, today - _DAY
    if name == "12m":
        return shift_months(today, -12) + _DAY, today
    if name.endswith("d"):
        return today - (int(name[:-1]) - 1) * _DAY, today
    which, unit = name.split("_")
    start, _ = calendar_unit(today, unit, year_from)
    return (start, today) if which == "this" else calendar_unit(start - _DAY, unit, year_from)


def parse(start: str | None, end: str | None, today: date) -> Range:
    """A custom period from two texts YYYY-MM-DD; PeriodError says which one is wrong and why."""
    first, last = parse_day("from", start, today), parse_day("to", end, today)
    if first > last:
        raise PeriodError(f"from {first} is after to {last}; swap them")
    return first, last


def parse_day(label: str, text: str | None, today: date) -> date:
    """One production day, not before EARLIEST and not after today; `label` names it in the message."""
    if not text:
        raise PeriodError(f"{label} is missing; give a date such as {today}")
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        day = None
    if day is None:
        raise PeriodError(f"{label} {text!r} is not a date; give YYYY-MM-DD such as {today}")
    if day < EARLIEST:
        raise PeriodError(f"{label} {text} is too long ago; give a date from {EARLIEST} on")
    if day > today:
        raise PeriodError(f"{label} {text} is in the future; today is {today}")
    return day


def comparison(
    kind: str, start: date, end: date, today: date, custom: Range | None = None, year_from: int = 1
) -> Range:  # fmt: skip
    """The range that start..end is compared with; PeriodError for an unknown kind or custom without dates.

    The same weekdays are those of the fewest whole weeks before. The previous week, month or quarter is the calendar
    one before the one in which the period begins; of it only the same part while the period's own one is still running.
    """
    if kind == "previous_period":
        return start - (end - start + _DAY), start - _DAY
    if kind == "same_weekdays":
        back = 7 * -(-days(start, end) // 7) * _DAY
        return start - back, end - back
    if kind == "previous_year":
        return _year_before(start, end, today)
    if kind == "custom":
        if custom is None:
            raise PeriodError("a custom comparison needs its own dates; give from and to")
        return custom
    if kind not in COMPARISONS:
        raise PeriodError(f"unknown comparison {kind!r}{suggest(kind, COMPARISONS)}")
    unit = kind.removeprefix("previous_")
    own_start, own_end = calendar_unit(start, unit, year_from)
    other_start, other_end = calendar_unit(own_start - _DAY, unit, year_from)
    if not is_running(end, today) or end > own_end:
        return other_start, other_end
    return tuple(min(other_start + (day - own_start), other_end) for day in (start, end))  # type: ignore[return-value]


def is_running(end: date, today: date) -> bool:
    """Whether a period that ends on that day is not over yet."""
    return end >= today


def same_part(start: date, end: date, today: date, other: Range) -> tuple[Range | None, date | None]:
    """What of the other range is as far along as start..end: its whole days, and the day to be cut at this hour.

    A running period has its closed days compared with as many whole days, and today so far with the same scheduled
    time of the day after them. No day is cut when the period is over, or when none matches today: the other range has
    another number of days, and not for a 29 February within.
    """
    other_start, other_end = other
    matched = end - start == other_end - other_start or (end.month, end.day) == (other_end.month, other_end.day)
    if not is_running(end, today) or not matched:
        return other, None
    return ((other_start, other_end - _DAY) if other_start < other_end else None), other_end


def days(start: date, end: date) -> int:
    """Number of days, both ends included."""
    return (end - start).days + 1


def calendar_unit(day: date, unit: str, year_from: int = 1) -> Range:
    """First and last day of the week, month, quarter or year that a day is in; years begin with a month."""
    if unit == "week":
        monday = day - day.weekday() * _DAY
        return monday, monday + 6 * _DAY
    months = _MONTHS[unit]
    start = shift_months(day.replace(day=1), -((day.month - year_from) % months))
    return start, shift_months(start, months) - _DAY


def shift_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day where it is shorter: 31 March - 1 = 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _year_before(start: date, end: date, today: date) -> Range:
    """A closed period of whole months stays one, so that February 2025 meets all 29 days of February 2024."""
    first, last = shift_months(start, -12), shift_months(end, -12)
    whole_months = start.day == 1 and (end + _DAY).day == 1
    return first, calendar_unit(last, "month")[1] if whole_months and not is_running(end, today) else last


def window(name: str, today: date) -> Range:
    """What a tile covers: days or weeks up to today ("28d", "13w"), or a period's id; PeriodError otherwise."""
    if name[:-1].isdigit() and name[-1] in _LENGTHS:
        return today - (_LENGTHS[name[-1]] * int(name[:-1]) - 1) * _DAY, today
    return resolve(name, today)
