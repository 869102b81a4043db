"""How long an answer may be kept, by how near to now its period ends and by the KPI's tier."""

from datetime import date, datetime

from data.facts.calendar import DAY
from data.summary.clock import Clock
from kpis.model import Kpi

MINUTE = 60
LIVE = 5 * MINUTE
NAMES = 5 * MINUTE
CROSS = 30 * MINUTE
"""Two breakdowns at once: dear to compute, and from the log, which changes."""


def _running(start: date, today: date) -> int:
    """Seconds for a period that ends today."""
    days = (today - start).days + 1
    if days == 1:
        return 5 * MINUTE
    if days <= 7:
        return 15 * MINUTE
    if days >= 61 and start == date(today.year, 1, 1):
        return 120 * MINUTE
    return 60 * MINUTE if days >= 61 or start.day == 1 else 30 * MINUTE


def _next_shift_end(clock: Clock) -> datetime | None:
    for day in (clock.today, clock.today + DAY):
        later = [end for end in clock.plant.calendar.shift_ends(day) if end > clock.now]
        if later:
            return min(later)
    return None


def seconds(kpi: Kpi, start: date, end: date, clock: Clock) -> int:
    """Seconds that the KPI's answer over start..end is kept."""
    if end >= clock.today:
        return _running(start, clock.today)
    if kpi.tier == "1":
        return 30 * MINUTE
    following = _next_shift_end(clock) if kpi.tier == "2" and not clock.stopped else None
    if following:
        return max(int((following - clock.now).total_seconds()), MINUTE)
    return 24 * 60 * MINUTE
