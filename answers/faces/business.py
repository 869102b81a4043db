"""Tiles of money, and of the factory as a whole."""

from dataclasses import replace

import pandas as pd

from answers import sums
from answers.faces.counted import counted
from answers.faces.face import Face, MakeFace, MakeList, Now, of, plain, value
from answers.standing import standing
from answers.targets import with_targets
from kpis.catalogue import find
from kpis.catalogue.business import EARNED
from kpis.model import Kpi
from kpis.text import day, quantity

_ALERTS = counted(
    "{} raised today, {} acknowledged",
    ("Raised today", "alerts_raised"),
    ("Acknowledged today", "alerts_acknowledged"),
    ("Until acknowledged, on average", "alert_ack_hours / alerts_acknowledged"),
)


def alert_summary(kpi: Kpi, now: Now) -> Face:
    face = _ALERTS(kpi, now)
    if of(now.today, "alerts_raised") is None:
        return replace(face, detail="the alert rules were not evaluated yet")
    return replace(face, shown=float(len(_open(now))), suffix="open", unit="count", before=None)


def _open(now: Now) -> pd.DataFrame:
    """The open alerts, the newest first."""
    return standing(now.live.plant.alerts, now.live.clock.now).sort_values("raised_at", ascending=False)


def open_list(kpi: Kpi, now: Now) -> pd.DataFrame:
    """The open alerts: what, how bad against which target, since when, and whether somebody saw it."""
    rows, calendar = _open(now), now.live.plant.calendar
    kpis = [find(name).in_currency(now.scope.factory.currency) for name in rows.kpi]
    return pd.DataFrame(
        {
            "KPI": [one.name for one in kpis],
            "Value": [quantity(value, one.unit) for one, value in zip(kpis, rows.value, strict=True)],
            "Target": [quantity(value, one.unit) for one, value in zip(kpis, rows.target, strict=True)],
            "Raised": [f"{day(at.date())}, {at:%H:%M}" for at in map(calendar.local, rows.raised_at)],
            "Acknowledged": ["no" if pd.isna(at) else "yes" for at in rows.acknowledged_at],
        }
    )


def strategic_index(kpi: Kpi, now: Now) -> Face:
    facts = tuple((title, quantity(reached, "%")) for title, reached in _reached(kpi, now).items())
    return replace(plain(kpi, now), detail="how far five targets are reached", facts=facts)


def _reached(kpi: Kpi, now: Now) -> dict[str, float]:
    """How far each part reaches its target, in %; NaN: no data."""
    row = with_targets(now.sums(kpi.window).reindex(sums.columns_of(kpi)), kpi, now.targets, now.live.today)
    return {title: float(line.evaluate(row.to_frame().T).iloc[0]) for title, line in kpi.further.items()}


def index_parts(kpi: Kpi, now: Now) -> pd.DataFrame:
    """The KPIs that the index is the mean of: value, target, and how far that is reached."""
    parts, month = [find(name) for name in kpi.rests_on], now.sums(kpi.window)
    return pd.DataFrame(
        {
            "Part": [part.name for part in parts],
            "Month to date": [quantity(value(part, month), "%") for part in parts],
            "Target": [quantity(now.targets.of(part, now.live.today), "%") for part in parts],
            "Reached": [quantity(reached, "%") for reached in _reached(kpi, now).values()],
        }
    )


FACES: dict[str, MakeFace] = {
    "alert_summary": alert_summary,
    "quality_cost": counted(
        "{} of {} revenue",
        ("Quality cost", "scrap_cost + rework_cost"),
        ("Revenue", "revenue"),
        ("Scrap", "scrap_cost"),
        ("Rework", "rework_cost"),
    ),
    "maintenance_cost": counted(
        "{} in {} h run", ("Maintenance spend", "maintenance_spend"), ("Run time", "run_hours")
    ),
    "equipment_roi": counted(
        "{} on {}",
        ("Result of 90 days", EARNED),
        ("Machines in service, at cost", "avg(asset_value)"),
        ("Revenue", "revenue"),
        ("Cost of what was delivered", "delivered_cost"),
        ("Scrap", "scrap_cost"),
        ("Rework", "rework_cost"),
        ("Maintenance", "maintenance_spend"),
    ),
    "strategic_index": strategic_index,
}
LISTS: dict[str, MakeList] = {"alert_summary": open_list, "strategic_index": index_parts}
