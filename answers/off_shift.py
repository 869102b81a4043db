"""Production days without a shift on which something ran all the same: their numbers are of work off shift. They are
what they are, and are never shown without a word of that."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from answers import sums
from answers.source import live_of
from data.facts.calendar import OFF_SHIFT
from data.summary import query
from data.summary.live import Live
from data.tenancy import Scope
from kpis import text
from kpis.measures import MEASURES
from kpis.model import Kpi

NAMED = 3
"""Days that a sentence names; more are counted."""
COLUMNS = ("run_hours", "ok_units", "scrapped_units")


def bare(kpi: Kpi, live: Live, buckets: pd.DataFrame, grain: str) -> tuple[date, ...]:
    """The days of an answer's buckets that have a value and no shift; none where the KPI is not counted by shift, or
    the factory has no shifts at all."""
    if grain not in ("day", "shift") or not _worked(kpi, live):
        return ()
    days = dict.fromkeys(buckets.start[buckets.value.notna()])
    return tuple(day for day in days if not live.plant.calendar.scheduled(day))


def today(kpi: Kpi, live: Live) -> bool:
    """Whether the running day has no shift, so that a tile of it tells of work off shift."""
    return kpi.window == "today" and _worked(kpi, live) and not live.plant.calendar.scheduled(live.today)


def _worked(kpi: Kpi, live: Live) -> bool:
    counted = any(MEASURES[name].counted_by("shift") for name in kpi.compiled.measures)
    return counted and bool(live.plant.calendar.shifts)


def note(days: Sequence[date]) -> str:
    """The days in a sentence."""
    named = [text.weekday(day) for day in days[:NAMED]]
    rest = len(days) - len(named)
    said = [*named, f"{rest} more day{'s' if rest > 1 else ''}"] if rest else named
    listed = " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
    whose = "its numbers are" if len(days) == 1 else "their numbers are"
    return f"No shift was planned on {listed}: {whose} of work off shift."


def work(scope: Scope, day: date | None, fresh: bool = False) -> tuple[float, float] | None:
    """Hours run and units made off shift on a production day (None: today); None where nothing was done."""
    live = live_of(scope, fresh)
    day = day or live.today
    rows = live.shifts if day == live.today else query.shifts(scope, COLUMNS, day, day)
    found = sums.total(rows[rows.shift_id == OFF_SHIFT], [*COLUMNS]).fillna(0.0)
    if not found.any():
        return None
    units = float(found.ok_units + found.scrapped_units)
    return float(found.run_hours), units
