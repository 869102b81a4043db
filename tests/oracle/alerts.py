"""Alerts, row by row: on which day they were raised, and on which somebody acknowledged them."""

from collections.abc import Collection
from datetime import date

from .plant import Facts, Plant
from .source import hours


def seen(plant: Plant, days: Collection[date]) -> Facts:
    """Of the days since the rules have been evaluated."""
    since = date.fromisoformat(plant.settings.get("alerts_since") or "9999-12-31")
    wanted = {day for day in days if day >= since}
    for alert in plant.source.kpi_alerts:
        raised, told = alert["raised_at"], alert["acknowledged_at"]
        if at := plant.opened(raised, wanted):
            yield "alerts_raised", 1, {"day": at["day"]}
        if at := plant.closed(told, wanted):
            yield "alerts_acknowledged", 1, {"day": at["day"]}
            yield "alert_ack_hours", hours(raised, told), {"day": at["day"]}
