"""What has to be said beside a number: a wider range, ideal cycle times that are missing or cannot be right."""

import pandas as pd

from answers import hours
from answers.sums import plain
from answers.widening import Ranges
from data.facts.calendar import Calendar
from data.quality import BY_ID
from data.quality.rule import UNITS
from data.summary.live import Live
from kpis import little, text
from kpis.answer import Doubt
from kpis.model import Kpi

OVER = 100 + 1e-9
NAMED = 3
"""Members that a sentence names; more are counted."""


def notes(
    kpi: Kpi, live: Live, sums: pd.Series, found: pd.DataFrame | None, days: Ranges, table: Ranges | None,
    doubt: Doubt | None = None, recorded: str = "",
) -> tuple[str, ...]:  # fmt: skip
    """Sentences for the page. `days`: what the value and the chart cover; `table`: what the breakdown does; `doubt`:
    the open findings that the value rests on; `recorded`: how much of it is recorded."""
    said = [recorded] if recorded else []
    if live.clock.stopped:
        said.append(as_of(live.plant.calendar, live))
    for wide, what in ((days, "all numbers cover"), (table, "the table covers")):
        if wide and wide.widened:
            said.append(_wider(wide, what, live))
    covered = kpi.compiled.coverage(plain(sums))
    if covered == 0:
        said.append("No part that was made has an ideal cycle time, so there is no performance to speak of.")
    elif covered is not None:
        said.append(f"Covers {100 * covered:.0f} % of run time: the other parts have no ideal cycle time.")
    performance = kpi.factors.get("performance")
    if performance is not None:
        value = performance.evaluate(sums.to_frame().T).iloc[0]
        if value > OVER:
            said.append(f"Performance is {text.quantity(value, '%')}, over 100 %: {_to_check(found, doubt)}.")
    without = without_failure(kpi, sums)
    if without:
        said.append(f"{without.capitalize()}: the time between failures is longer than that.")
    return tuple(said)


def _wider(wide: Ranges, what: str, live: Live) -> str:
    """Which weeks or months, or days with hours, stand for those asked for, in both of two compared periods."""
    if wide.grain == hours.HOUR:
        return hours.note(*wide.own, live.today)
    compared = f", compared with {text.span(*wide.other, live.today)}" if wide.other else ""
    covered = f"whole {wide.grain}s, {text.span(*wide.own, live.today)}{compared}"
    return f"Rows by day are no longer kept for this time: {what} {covered}."


def without_failure(kpi: Kpi, sums: pd.Series) -> str:
    """ "no failure in 812 h of running" where that is why a KPI per failure has no value; else ""."""
    if not {"failures", "run_hours"} <= kpi.compiled.measures or kpi.value(plain(sums)) is not None:
        return ""
    run = float(sums["run_hours"])
    return f"no failure in {text.quantity(run, 'h')} of running" if sums["failures"] == 0 and run > 0 else ""


def too_little(kpi: Kpi, short: float, found: pd.DataFrame | None, whole: pd.Series, by: str) -> tuple[str, ...]:
    """What rests on too little time to be judged: the value itself (`short`: its hours, else NaN), or its members."""
    if not pd.isna(short):
        return (f"Too little time to judge: the rate rests on {_minutes(short)}.",)
    if found is None or found.empty or hours.HOUR in by.split(","):
        return ()
    rows = little.hours(kpi, found, whole, by if "," not in by else None)
    few = found.assign(short=rows)[rows.notna() & found["value"].notna()]
    if few.empty:
        return ()
    told = [f"{name} ({_minutes(time)})" for name, time in zip(few["name"], few["short"], strict=True)]
    more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
    return (f"Too little time to judge: {', '.join(told[:NAMED])}{more}.",)


def _minutes(hours: float) -> str:
    return text.quantity(60 * hours, "min")


def _to_check(found: pd.DataFrame | None, doubt: Doubt | None) -> str:
    """What makes a performance that cannot be: rows that the rules found, before the ideal cycle times."""
    told = zip(doubt.rules, doubt.said, strict=True) if doubt else ()
    rows = [said for rule, said in told if UNITS in BY_ID[rule].touches]
    if rows:
        return f"it rests on doubtful quantities ({', '.join(rows[:3])}); see Data quality before the ideal cycle times"
    return f"check the ideal cycle times{_worst(found)}"


def _worst(found: pd.DataFrame | None) -> str:
    """Of the members shown, the one with the highest performance, if that is over 100 %."""
    if found is None or found.empty or not {"ideal_hours", "run_hours", "uncovered_run_hours"} <= set(found.columns):
        return ""
    ratio = 100 * found.ideal_hours / (found.run_hours - found.uncovered_run_hours).where(lambda h: h > 0)
    return f", first at {found.key.iloc[int(ratio.argmax())]}" if ratio.max() > OVER else ""


def as_of(calendar: Calendar, live: Live) -> str:
    """What every page of a factory says whose data ended in the past."""
    at = calendar.local(live.clock.now)
    return f"Data as of {at:%d %b %Y, %H:%M}: this factory's log ends there."
