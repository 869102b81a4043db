"""Alerts of the demo: the past is judged by the same rules, and somebody acknowledges them after a while."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from answers.alerts import MEASURES, changes, raised
from data import cache
from data.facts.calendar import OFF_SHIFT
from data.facts.compute import Facts
from data.source.demo.dice import Dice
from data.summary import alerts as stored
from data.summary.clock import Clock
from data.summary.write import shift_rows
from data.tenancy import Scope

AFTER = timedelta(minutes=1)
"""How long after the end of a shift its aggregate is there, and the rules are evaluated."""
LOOKED_AT = 0.9
"""Share of the alerts that somebody acknowledges."""
MINUTES, SPREAD, MOST = 25.0, 1.1, 300.0
"""Median and spread of the time until then, and the longest: shorter than a shift, at whose end an alert may end."""


def begin(scope: Scope) -> None:
    """The factory's rules are evaluated from its first log on."""
    with scope.connect() as db:
        first = db.scalar(select(func.min(scope.t.work_order_logs.c.changed_at)))
    if first is not None:
        stored.begin(scope, Clock.of(scope).plant.calendar.day_of(first))


class Replay:
    """Sees the facts of a factory in the order of time, and raises and ends the alerts that its rules would have."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.standing: dict[str, int] = {}

    def __call__(self, facts: Facts) -> None:
        now = facts.history.now
        rows = shift_rows(facts)
        rows = rows[(rows.shift_id != OFF_SHIFT) & (rows.shift_end_time + AFTER <= now)]
        rows = rows.sort_values("shift_end_time", ignore_index=True)
        rows = rows.reindex(columns=[*rows.columns, *(name for name in MEASURES if name not in rows)])
        made: dict[str, dict[str, Any]] = {}
        every, over = [], {}
        for change in changes(facts.history.plant, rows, self.standing):
            shift = rows.iloc[change.row]
            at = (shift.shift_end_time + AFTER).to_pydatetime()
            if change.critical:
                alert = raised(change, shift.shift_date, int(shift.shift_id)) | {"raised_at": at, "ended_at": None}
                made[change.kpi] = alert | _acknowledged(self.scope, alert, now)
                every.append(made[change.kpi])
                self.standing[change.kpi] = 0
            else:
                key = self.standing.pop(change.kpi)
                if change.kpi in made:
                    made.pop(change.kpi)["ended_at"] = at
                else:
                    over[key] = at
        stored.record(self.scope, every, over)
        opened = stored.standing(self.scope)
        self.standing = dict(zip(opened.kpi, opened.id.tolist(), strict=True))


def acknowledge(scope: Scope, now: datetime) -> None:
    """Acknowledge what is due. A factory that is not of the demo has nothing that anyone made up."""
    opened = stored.standing(scope)
    done = False
    for alert in opened[opened.acknowledged_at.isna()].to_dict("records"):
        due = _acknowledged(scope, alert, now)
        if due["acknowledged_at"]:
            done |= stored.acknowledge(scope, alert["id"], due["acknowledged_by"], due["acknowledged_at"])
    if done:
        cache.flush(factory=scope.factory.slug)


def _acknowledged(scope: Scope, alert: Mapping[Any, Any], now: datetime) -> dict[str, Any]:
    """When and by whom, if anyone does and that is not still to come. The same for the same alert."""
    dice, nobody = Dice("alerts", scope.factory.slug), {"acknowledged_at": None, "acknowledged_by": None}
    key, name = np.array([alert["shift_date"].toordinal() * 16 + alert["shift_id"]]), alert["kpi"]
    minutes = min(float(dice.lognormal(f"{name} wait", key, MINUTES, SPREAD)[0]), MOST)
    at = pd.Timestamp(alert["raised_at"]).to_pydatetime() + timedelta(minutes=minutes)
    if at > now or not dice.chance(f"{name} seen", key, LOOKED_AT)[0]:
        return nobody
    role = ("supervisor", "manager")[int(dice.pick(f"{name} who", key, (4, 1))[0])]
    return {"acknowledged_at": at, "acknowledged_by": f"{role}@demo"}
