"""The demo's alerts: raised by the rules from its own shifts, acknowledged by somebody, the same every time."""

from datetime import timedelta

import pandas as pd
from sqlalchemy import delete, func, select

from data.summary import alerts as stored
from data.summary import clock
from data.summary.aggregate import backfill
from data.tenancy import open_scope
from jobs import demo_alerts
from tests import floor

NAMES = ["kpi", "value", "target", "shift_date", "shift_id", "raised_at", "ended_at", "acknowledged_at"]


def told(scope):
    return scope.frame(select(scope.t.kpi_alerts)).sort_values(["raised_at", "kpi"], ignore_index=True)


def test_the_past_is_judged_by_the_rules(sqlite_database, monkeypatch):
    monkeypatch.setattr(clock, "wall", lambda: floor.NOW)
    rows = floor.rows() | {"kpi_alerts": []}
    rows["factories"][0]["settings"].pop("alerts_since")
    demo_alerts.begin(floor.store(rows))
    scope = open_scope("floor")
    backfill(scope, watch=demo_alerts.Replay(scope))
    first = told(scope)
    assert len(first) > 5 and set(first.status) == {"critical"}
    for _, of in first.groupby("kpi"):  # one at a time
        assert (of.raised_at.iloc[1:].to_numpy() >= of.ended_at.iloc[:-1].to_numpy()).all()
    seen = first[first.acknowledged_at.notna()]
    assert len(seen) and (seen.acknowledged_at > seen.raised_at).all()
    assert not (seen.acknowledged_at > seen.ended_at).any()
    days = scope.t.kpi_daily_summaries.c
    raised, acknowledged = scope.frame(select(func.sum(days.alerts_raised), func.sum(days.alerts_acknowledged))).iloc[0]
    assert (raised, acknowledged) == (len(first), len(seen))
    with scope.begin() as db:
        db.execute(delete(scope.t.kpi_alerts))
    backfill(scope, watch=demo_alerts.Replay(scope))
    pd.testing.assert_frame_equal(told(scope)[NAMES], first[NAMES])


def test_somebody_acknowledges_what_stands(sqlite_database, monkeypatch):
    monkeypatch.setattr(clock, "wall", lambda: floor.NOW)
    scope = floor.store(floor.rows())
    before = stored.standing(scope).set_index("id").acknowledged_at
    demo_alerts.acknowledge(scope, floor.NOW - timedelta(days=60))
    assert stored.standing(scope).set_index("id").acknowledged_at.equals(before)  # still to come
    demo_alerts.acknowledge(scope, floor.NOW + timedelta(days=1))
    after = told(scope).set_index("id")
    assert after.acknowledged_at.notna().sum() > before.notna().sum()
    assert set(after.acknowledged_by.dropna()) <= {"somebody", "supervisor@demo", "manager@demo"}
