"""The tiles: one computation of now behind all of them, few statements cold and none warm."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, insert

from answers import QuestionError, ask, board, now, open_alerts, warm
from answers.faces import FACES
from answers.narrowed import PLACES, TOLD, told
from data.cache import flush
from data.tenancy import central
from kpis.answer import Question
from kpis.catalogue import KPIS, UnknownKpi
from kpis.measures import MEASURES
from tests import floor
from tests.answers.conftest import BOTH, oracle
from tests.oracle import measure

MOMENT = datetime(2025, 4, 1, 10, 20)
DAY = date(2025, 4, 1)
PLAIN = [k for k in KPIS if k not in FACES and KPIS[k].window == "today" and not KPIS[k].compiled.members]
"""KPIs whose tile shows the formula over today so far."""
COUNTED = ["work_order_status", "production_volume"]


@pytest.fixture
def statements():
    """Every SQL statement from now on."""
    seen = []

    def note(_conn, _cursor, sql, *_rest):
        seen.append(sql)

    event.listen(central(), "before_cursor_execute", note)
    yield seen
    event.remove(central(), "before_cursor_execute", note)


@pytest.fixture
def tuesday(plant, at):
    at(MOMENT)
    return plant


@BOTH
def test_the_board_costs_six_statements_cold_and_none_warm(tuesday, statements):
    cold = board(tuesday, list(KPIS))
    assert 1 <= len(statements) <= 6
    statements.clear()
    warm_one = board(tuesday, list(KPIS))
    assert open_alerts(tuesday) == {"downtime": True, "oee": True} and statements == []  # the bell of every page
    for kpi in ("oee", "scrap_rate"):  # a list of more than today is read when it is first shown
        now(tuesday, kpi)
    statements.clear()
    for kpi in ("oee", "scrap_rate"):
        now(tuesday, kpi)
    assert statements == []
    flush(kpi="oee")  # one of them made anew stands where it stood
    assert list(board(tuesday, list(KPIS)).snapshots) == list(KPIS)
    assert {k: (t.text, t.spark, t.as_of) for k, t in warm_one.snapshots.items()} == {
        k: (t.text, t.spark, t.as_of) for k, t in cold.snapshots.items()
    }
    now(tuesday, "oee", fresh=True)
    assert 1 <= len(statements) <= 6


def test_warming_leaves_nothing_to_compute(tuesday, statements):
    assert warm(tuesday) == len(KPIS)
    statements.clear()
    board(tuesday, list(KPIS))
    for kpi, days in (("machine_status", 1), ("scrap_rate", 7), ("oee", 30)):  # as its page first asks
        start = DAY - timedelta(days=days - 1)
        before = (start - timedelta(days=days), start - timedelta(days=1))
        assert ask(tuesday, Question(kpi, start, DAY, by="machine", compare=before)).comparison
    assert statements == []


@BOTH
def test_the_tiles_are_the_numbers_of_now(tuesday, source):
    shown = board(tuesday, list(KPIS))
    for kpi in PLAIN:
        expected = oracle(source, kpi, DAY, DAY, MOMENT)
        tile = shown.snapshots[kpi]
        assert tile.value == (expected if expected is None else pytest.approx(expected)), kpi
        assert tile.spark[-1] == tile.value
        assert tile.as_of.isoformat() == "2025-04-01T12:20:00+02:00"
    running = measure(source, "machines_running", DAY, DAY, now=MOMENT)
    tile = shown.snapshots["machine_status"]
    assert (tile.text, tile.suffix) == (str(int(running)), "of 4") and tile.value == 25 * running
    opened = sum(measure(source, n, DAY, DAY, now=MOMENT) for n in MEASURES if n in KPIS["work_order_status"].measures)
    assert shown.snapshots["work_order_status"].value == opened
    assert len(shown.machines) == 4 and shown.shift == ("Early", "06:00–14:00") and not shown.stopped


def test_the_spark_line_is_the_last_fourteen_days(tuesday, source):
    tile = now(tuesday, "scrap_rate")
    days = [DAY - timedelta(days=n) for n in range(13, -1, -1)]
    expected = [oracle(source, "scrap_rate", day, day, MOMENT) for day in days]
    assert list(tile.spark) == [value if value is None else pytest.approx(value) for value in expected]


def test_the_delta_is_against_yesterday_at_the_same_scheduled_time(tuesday, source):
    tile, monday = now(tuesday, "machine_utilization"), DAY - timedelta(days=1)
    before = oracle(source, "machine_utilization", monday, monday, MOMENT - timedelta(days=1))
    assert tile.delta == pytest.approx(tile.value - before)
    assert tile.verdict in ("improved", "worsened", "unchanged")


def test_throughput_is_told_per_hour_of_the_shift(tuesday, source):
    units = measure(source, "ok_units", DAY, DAY, "shift", now=MOMENT)[1]
    tile = now(tuesday, "throughput")
    hours = (MOMENT - datetime(2025, 4, 1, 4)).total_seconds() / 3600
    assert tile.suffix == "units/h" and float(tile.text) == pytest.approx(units / hours, abs=0.06)


def test_fresh_sees_what_came_in_meanwhile(database, redis_url, at):
    at(MOMENT)
    scope = floor.store(floor.rows(MOMENT))
    first = now(scope, "production_volume", fresh=True)
    row = {"work_order_id": 1, "status": "Closed", "changed_at": MOMENT - timedelta(minutes=1), "ok_qtys": 7}
    with scope.begin() as db:
        db.execute(insert(scope.t.work_order_logs), [row])
    assert now(scope, "production_volume").text == first.text
    later = now(scope, "production_volume", fresh=True)
    assert float(later.text) == float(first.text) + 7 and later.newest > first.newest
    assert now(scope, "production_volume").text == later.text


def test_an_unknown_kpi_is_told_the_near_one(plant):
    with pytest.raises(UnknownKpi, match="oee"):
        board(plant, ["scrap_rate", "oe"])


def test_a_group_has_tiles_of_its_own(tuesday, source, statements):
    board(tuesday, ["oee"])
    statements.clear()
    shown = board(tuesday, list(KPIS), where=("group", "G1"))
    assert len(statements) <= 5
    monday = DAY - timedelta(days=1)
    for kpi in ("scrap_rate", "machine_utilization", "downtime", "oee", "quality_rate", "work_order_status"):
        now_of, before = (
            oracle(source, kpi, day, day, moment, "group", 1)
            for day, moment in ((DAY, MOMENT), (monday, MOMENT - timedelta(days=1)))
        )
        tile = shown.snapshots[kpi]
        assert tile.value == (now_of if now_of is None else pytest.approx(now_of)), kpi
        if kpi != "work_order_status" and now_of is not None and before is not None:
            assert tile.delta == pytest.approx(now_of - before), kpi
        days = [DAY - timedelta(days=n) for n in range(13, 0, -1)]
        past = [oracle(source, kpi, day, day, MOMENT, "group", 1) for day in days]
        assert list(tile.spark[:-1]) == [value if value is None else pytest.approx(value) for value in past], kpi
    assert set(shown.machines.group) == {"G1"}
    assert shown.snapshots["machine_status"].suffix == f"of {len(shown.machines)}"
    assert shown.snapshots["planning_pipeline"] == now_whole(tuesday, "planning_pipeline"), "nobody counts it by group"
    assert shown.snapshots["production_volume"].target is None, "the factory's target is not one group's to meet"


def test_machines_add_up_to_the_factory(tuesday):
    shown = board(tuesday, COUNTED)
    places = shown.machines.asset_id
    parts = [board(tuesday, COUNTED, where=("machine", place)).snapshots for place in places]
    for kpi in COUNTED:
        whole = shown.snapshots[kpi].value
        assert sum(part[kpi].value for part in parts) == pytest.approx(whole), kpi
    with pytest.raises(QuestionError, match="did you mean 'M1'"):
        board(tuesday, ["oee"], where=("machine", "M11"))


def now_whole(scope, kpi):
    return board(scope, [kpi]).snapshots[kpi]


def test_a_place_is_told_what_is_counted_for_it():
    for kpi in map(KPIS.__getitem__, TOLD):
        for entity in PLACES:
            counted = {name for name in kpi.measures if MEASURES[name].counted_by(entity)}
            others = {MEASURES[name].unit for name in kpi.measures - counted}
            assert not told(kpi, entity) or others <= {"days"}, (kpi.id, entity)
            assert not (told(kpi, entity) and (kpi.window != "today" or kpi.each or kpi.compiled.members)), kpi.id
