"""A made-up plant that answers questions: every value comes from the KPI's own formula over sums of measures."""

import functools
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from data.tenancy import Factory
from kpis import text
from kpis.answer import Answer, Comparison, Question
from kpis.catalogue import find
from kpis.measures import MEASURES
from kpis.status import change, status

DAY = date(2025, 11, 21)
TODAY = date(2025, 11, 22)
AS_OF = datetime(2025, 11, 22, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
PLANT = Factory(1, "Stuttgart Plant", "stuttgart", "Europe/Berlin", "EUR", None, {})
MACHINES = {f"CNC-{at:02}": at for at in range(1, 8)}
PARTS = {f"P-{at:03}": at for at in range(1, 4)}


@functools.cache
def sums(key: int, day: date) -> dict[str, float]:
    """The measures of one machine (or part) on one day; machine 7 is the one with the scrap, weekends are short."""
    swing = (day.toordinal() * 7 + key * 13) % 11
    hours = 8.0 if day.weekday() < 5 else 2.0
    run = hours * (0.62 + 0.03 * swing - 0.02 * key)
    made = int(run * (90 + 9 * key))
    bad = int(made * (0.012 + 0.002 * swing + (0.18 if key == 7 else 0)))
    due = 3 + key % 3
    hours_of = {
        "run_hours": run, "scheduled_hours": hours, "busy_hours": min(hours, run + 1), "planned_down_hours": 0.2,
        "unplanned_down_hours": 0.04 * swing * hours, "ideal_hours": run * 0.85,
        "good_hours": run * 0.85 * (made - bad) / made, "lead_hours": 90.0 * due,
    }  # fmt: skip
    counts = {
        "ok_units": made - bad, "scrapped_units": bad, "orders_due": due, "orders_due_done": due - (key % 2),
        "completed_early": 1, "completed_on_time": due, "completed_late": key % 2, "orders_completed": due,
        "open_assigned": 3, "open_setup": 1, "open_running": 2, "open_hold": key % 2,
    }  # fmt: skip
    known = {**hours_of, **counts}
    return {name: known.get(name, 0) for name in MEASURES}


def total(days: list[date], keys: list[int]) -> dict[str, Any]:
    found = [sums(key, day) for day in days for key in keys]
    per_day = dict.fromkeys(("work_days", "calendar_days", "stock_days"), len(days))
    return {name: sum(one[name] for one in found) for name in found[0]} | per_day


@functools.cache
def ask(question: Question) -> Answer:
    kpi, keys = find(question.kpi), list(MACHINES.values())
    days = [question.start + timedelta(at) for at in range((question.end - question.start).days + 1)]
    value = kpi.value(total(days, keys))
    buckets = pd.DataFrame(
        [
            {"start": d, "end": d, "label": text.day(d), "value": kpi.value(total([d], keys)), "running": d == TODAY}
            for d in days
        ]
    )
    lines = {title: buckets["value"] * share for title, share in zip(kpi.further, (0.5, 0.6, 0.8), strict=False)}
    comparison = None
    if question.compare:
        past = kpi.value(total([question.compare[0]], keys))
        found = change(value, past, kpi.better, kpi.target)
        comparison = Comparison(
            *question.compare,
            past,
            found.difference,
            found.percent,
            found.trend,
            found.verdict,
            buckets[["start", "value"]],
        )
    used = {name: count for name, count in total(days, keys).items() if name in kpi.measures}
    breakdown = _breakdown(question, days) if question.by else None
    return Answer(
        kpi, PLANT.slug, question.start, question.end, value, status(value, kpi.target, kpi.better), kpi.target, used,
        "day", "kpi_daily_summaries", False, buckets, breakdown, comparison, None, AS_OF, (), lines,
    )  # fmt: skip


def _breakdown(question: Question, days: list[date]) -> pd.DataFrame:
    kpi = find(question.kpi)
    rows = []
    for name, key in (MACHINES if question.by == "machine" else PARTS).items():
        counts = total(days, [key])
        value = kpi.value(counts)
        judged = str(status(value, kpi.target, kpi.better))
        rows.append(
            {"key": name, "name": name, "value": value, "status": judged, **{m: counts[m] for m in kpi.measures}}
        )
    return pd.DataFrame(rows).sort_values("value", ascending=kpi.better == "higher").reset_index(drop=True)
