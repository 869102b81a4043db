"""The alert rules: what a shift raises and ends, once, and for nobody who could not act on it."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from answers import alerts, ask, now, open_alerts
from answers.alerts import MEASURES, RULES, changes, stands
from data.source.factory_settings import current
from data.summary import alerts as stored
from data.summary import targets
from data.summary.aggregate import aggregate, backfill
from data.tenancy import open_scope
from kpis.answer import Question
from kpis.catalogue import find
from kpis.formula import Formula
from kpis.measures import MEASURES as REGISTRY
from kpis.status import Goal, Status, status
from tests import floor
from tests.data.facts import shop as one_shop
from tests.data.facts.factory import plant
from tests.data.facts.shop import MONDAY, shop
from tests.oracle import measure
from tests.oracle.factories import frames

DAY = date(2025, 4, 1)
EARLY, LATE = datetime(2025, 4, 1, 12, 1), datetime(2025, 4, 1, 20, 1)  # a minute after the shift's end


def test_every_rule_is_of_a_shift_and_of_a_kpi_with_a_direction_and_a_target():
    for rule in RULES:
        kpi = find(rule.kpi)
        needed = kpi.compiled.measures | Formula.parse(rule.counted).measures
        assert kpi.better in ("higher", "lower") and kpi.target is not None, rule.kpi
        assert needed <= set(MEASURES) and all(REGISTRY[name].counted_by("shift") for name in needed), rule.kpi
        assert all(REGISTRY[name].kind == "flow" for name in needed) and not kpi.compiled.members, rule.kpi


@pytest.mark.parametrize(
    ("kpi", "target", "limit", "clear"), [("oee", 80.0, 60.0, 63.0), ("scrap_rate", 5.0, 5.0, 4.75)]
)
def test_an_alert_is_raised_beyond_the_limit_and_ends_a_margin_within_it(kpi, target, limit, clear):
    better = 1 if find(kpi).better == "higher" else -1
    for value, was_open, expected in (
        (limit, False, False), (limit - better * 0.01, False, True),
        (limit, True, True), (clear - better * 0.01, True, True), (clear, True, False),
    ):  # fmt: skip
        assert stands(find(kpi), value, Goal(target), was_open) is expected, (value, was_open)
    for was_open in (True, False):  # what nobody knows changes nothing
        assert stands(find(kpi), float("nan"), Goal(target), was_open) is was_open
        assert stands(find(kpi), limit, Goal(None), was_open) is was_open


def shifts(*scrapped: float, ok: float = 100.0, run: float = 8.0) -> pd.DataFrame:
    """A shift a day with so much scrap; of everything else there is nothing to say."""
    plain = dict.fromkeys(MEASURES, 0.0) | {"ok_units": ok, "run_hours": run}
    rows = [plain | {"scrapped_units": bad} for bad in scrapped]
    return pd.DataFrame(rows).assign(shift_date=[DAY + timedelta(days=n) for n in range(len(rows))], shift_id=1)


def told(frame: pd.DataFrame, *standing: str) -> list[tuple[int, str, bool]]:
    quiet = plant(frames(shop()))
    return [(one.row, one.kpi, one.critical) for one in changes(quiet, frame, standing)]


def test_one_alert_stands_until_it_is_over():
    scrap = "scrap_rate"
    assert told(shifts(3, 9, 12, 5.2, 3, 9)) == [(1, scrap, True), (4, scrap, False), (5, scrap, True)]
    assert told(shifts(9, 3), scrap) == [(1, scrap, False)]


def test_a_shift_without_work_or_with_too_little_says_nothing():
    assert told(shifts(9, run=0.5)) == told(shifts(9, ok=10.0)) == told(shifts(np.nan)) == []
    assert told(shifts(0, ok=10.0), "scrap_rate") == []


def test_what_is_critical_against_the_target_of_that_day():
    made = plant(frames(shop()))
    row = {"kpi": "scrap_rate", "entity": "factory", "entity_key": "", "value": 20.0, "valid_from": DAY + timedelta(1)}
    object.__setattr__(made, "targets", pd.DataFrame([row]))
    found = changes(made, shifts(9, 9), ())
    assert [(one.row, one.critical, one.target) for one in found] == [(0, True, 5.0), (1, False, 20.0)]


def test_a_shift_has_a_target_of_its_own():
    made = plant(frames(shop()))
    of = {"kpi": "scrap_rate", "entity": "shift", "entity_key": "Shift 1", "value": 20.0, "valid_from": DAY}
    object.__setattr__(made, "targets", pd.DataFrame([of]))
    assert changes(made, shifts(9), ()) == []
    assert [one.critical for one in changes(made, shifts(9).assign(shift_id=2), ())] == [True]


def critical(at: datetime, shift_id: int) -> set[str]:
    """The rules' KPIs that are critical in a shift of DAY by the oracle's sums."""
    source = floor.source(floor.rows(EARLY))
    sums = {name: measure(source, name, DAY, DAY, "shift", now=at) for name in MEASURES}
    row = pd.DataFrame([{name: of and of.get(shift_id, 0.0) for name, of in sums.items()}]).astype(float)
    found = set()
    for rule in RULES:
        value = float(find(rule.kpi).compiled.evaluate(row).iloc[0])
        enough = float(Formula.parse(rule.counted).evaluate(row).iloc[0]) >= rule.least and row.run_hours[0] >= 1
        if enough and status(value, find(rule.kpi).target, find(rule.kpi).better) is Status.CRITICAL:
            found.add(rule.kpi)
    return found


@pytest.fixture
def scope(database, redis_url, at):
    at(EARLY)
    rows = floor.rows(EARLY) | {"kpi_alerts": []}
    rows["factories"][0]["settings"].pop("alerts_since")
    return floor.store(rows)


def alerts_of(scope) -> pd.DataFrame:
    return scope.frame(select(scope.t.kpi_alerts).order_by(scope.t.kpi_alerts.c.id))


def test_a_shift_is_judged_once_when_it_has_ended(scope, at):
    assert alerts.evaluate(scope) == 0 and "alerts_since" not in current(scope)  # nothing was aggregated
    backfill(scope, DAY - timedelta(days=2))
    expected = critical(EARLY, 1)
    assert len(expected) >= 1
    assert alerts.evaluate(scope) == len(expected)
    rows = alerts_of(scope)
    assert set(rows.kpi) == expected and set(rows.raised_at) == {pd.Timestamp(EARLY)} and rows.ended_at.isna().all()
    assert alerts.evaluate(open_scope("floor")) == 0 and len(alerts_of(scope)) == len(expected)
    assert open_alerts(scope) == dict.fromkeys(expected, False)
    # the day is known from now on, those before are not
    assert current(scope)["alerts_since"] == DAY.isoformat()
    again = open_scope("floor")
    at(EARLY + timedelta(minutes=30))
    key = int(rows.id.iloc[0])
    assert stored.acknowledge(again, key, "supervisor@demo") and not stored.acknowledge(again, key, "manager@demo")
    at(EARLY + timedelta(minutes=31))
    live = now(again, "alert_summary")
    assert dict(live.facts)["Acknowledged today"] == "1" and live.text == str(len(expected))
    aggregate(again, "daily", DAY)
    daily = again.frame(select(again.t.kpi_daily_summaries)).set_index("summary_date")
    daily.index = pd.to_datetime(daily.index).date
    assert daily.alerts_raised[DAY] == len(expected) and daily.alert_ack_hours[DAY] == pytest.approx(0.5)
    assert daily.alerts_raised.drop(DAY).isna().all()
    assert ask(again, Question("alert_summary", DAY, DAY)).value == pytest.approx(live.value)


def test_the_next_shift_ends_what_is_better(scope, at):
    backfill(scope, DAY - timedelta(days=2))
    row = {
        "entity": "factory", "entity_key": "", "status": "critical", "value": 50.0, "target": 75.0, "shift_date": DAY,
        "shift_id": 3, "raised_at": EARLY - timedelta(hours=8),
    }  # fmt: skip
    # repairs there were none, so that nothing is known of them; the scrap is within its limit of that day
    standing = {"oee", "mttr", "scrap_rate"}
    stored.record(scope, [{**row, "kpi": kpi} for kpi in standing], {})
    targets.put(scope, "scrap_rate", 50.0, DAY, "factory", "")
    alerts.evaluate(scope)
    rows = alerts_of(scope)
    assert sorted(rows.kpi) == sorted(standing | critical(EARLY, 1))  # none twice
    assert dict(rows[rows.ended_at.notna()].set_index("kpi").ended_at) == {"scrap_rate": pd.Timestamp(EARLY)}


def test_nobody_is_told_of_a_factory_whose_data_has_ended(scope, at):
    backfill(scope, DAY - timedelta(days=2))
    at(EARLY + timedelta(days=30))
    assert alerts.evaluate(scope) == 0 and alerts_of(scope).empty and "alerts_since" not in current(scope)


def test_an_alert_that_has_ended_is_acknowledged_by_nobody(scope):
    row = alerts.raised(alerts.Change(0, "oee", True, 1.0, 75.0), DAY, 1) | {"raised_at": EARLY}
    stored.record(scope, [row], {})
    (key,) = stored.standing(scope).id.tolist()
    stored.record(scope, [], {key: LATE})
    assert stored.standing(scope).empty and not stored.acknowledge(scope, key, "somebody")
    assert stored.ended(scope, EARLY).id.tolist() == [key]


def test_alerts_before_the_rules_were_evaluated_are_not_invented(shop_now):
    quiet = shop_now(shop([("M1", "06:00 Start", "08:00 Completed")]), one_shop.at("12:00"))
    tile = now(quiet, "alert_summary")
    assert (tile.value, tile.text, tile.detail) == (None, "–", "the alert rules were not evaluated yet")
    assert {said for _, said in tile.facts} == {"–"} and tile.table.empty
    assert ask(quiet, Question("alert_summary", MONDAY, MONDAY)).value is None
