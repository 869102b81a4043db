"""The tiles of the machines' time and stops, by hand on a Monday at 10:00 (floor_now)."""

import pytest

from answers import ask, now
from kpis.answer import Question
from tests.answers import floor_now
from tests.answers.floor_now import NOW
from tests.data.facts.shop import MONDAY, shop


@pytest.fixture
def monday(shop_now):
    return shop_now(floor_now.tables(), NOW)


def rows(tile, *columns):
    return list(tile.table[list(columns)].itertuples(index=False, name=None))


def test_an_alert_is_a_machine_in_an_unplanned_hold_now(monday):
    tile = now(monday, "downtime_alerts")
    assert (tile.text, tile.suffix, tile.detail) == ("2", "of 4", "longest: Machine 1, 30 min")
    assert rows(tile, "Machine", "Reason", "For", "Order") == [
        ("Machine 1", "Motor", "30 min", "W1"),
        ("Machine 3", "Blowholes", "20 min", "W3"),
    ]
    assert dict(tile.facts)["Unplanned stops today"] == "2"  # the planned service of W6 is none
    assert tile.value == pytest.approx(2 / 0.5)  # half of the shift has passed


def test_a_machine_that_runs_another_order_is_no_alert(shop_now):
    tables = floor_now.tables()
    tables["work_orders"][1]["machine_id"] = 1  # W2 runs on the machine where W1 waits
    tile = now(shop_now(tables, NOW), "downtime_alerts")
    assert tile.text == "1" and rows(tile, "Machine") == [("Machine 3",)]


def test_without_hold_reasons_nobody_knows_what_was_planned(shop_now):
    tables = floor_now.tables()
    tables["hold_reasons"] = []
    for log in tables["work_order_logs"]:
        log["hold_reason_id"] = None
    tile = now(shop_now(tables, NOW), "downtime_alerts")
    assert (tile.text, tile.value, tile.detail) == ("–", None, "no hold reasons are recorded")


def test_causes_are_a_pareto_of_unplanned_hours(monday):
    tile = now(monday, "downtime_by_cause")
    assert tile.value == pytest.approx((30 + 20) / 60 / 0.5) and tile.detail == "most: Motor, 30 min"
    assert rows(tile, "Reason", "Hours", "Share", "Cumulative") == [
        ("Motor", "30 min", "60.0 %", "60.0 %"),
        ("Blowholes", "20 min", "40.0 %", "100.0 %"),
    ]


def test_downtime_is_split_into_planned_and_not(monday):
    tile = now(monday, "planned_downtime_share")
    assert tile.value == pytest.approx(100 * 30 / 80)
    assert dict(tile.facts) == {"Planned": "30 min", "Unplanned": "50 min"}


def test_setups_that_run_are_told_with_their_length(monday):
    tile = now(monday, "setup_time")
    assert tile.value == pytest.approx((40 + 30) / 2) and tile.detail == "1 running now"
    assert rows(tile, "Machine", "Order", "Operator", "For") == [("Machine 4", "W4", "Ben", "45 min")]
    assert dict(tile.facts)["Ended today"] == "2"
    efficiency = now(monday, "changeover_efficiency")
    assert efficiency.value == pytest.approx(100 * 48 / 70) and efficiency.detail == "0.80 h standard, 1.2 h taken"


def test_a_breakdown_that_is_open_is_no_repair_yet(monday):
    tile = now(monday, "mttr")
    assert (tile.value, tile.text, tile.detail) == (None, "–", "1 open now")
    assert rows(tile, "Machine", "Reason", "For") == [("Machine 1", "Motor", "30 min")]


def test_failures_are_told_with_the_run_time(monday):
    tile = now(monday, "mtbf")
    run = (20 + 10 + 150 + 120 + 20 + 40) / 60
    assert tile.value == pytest.approx(run) and tile.detail == "1 failure in 6.0 h of running"


def test_no_failure_is_told_instead_of_a_mean(shop_now):
    tables = floor_now.tables()
    tables["hold_reasons"][0]["category"] = "other"
    scope = shop_now(tables, NOW)
    tile, answer = now(scope, "mtbf"), ask(scope, Question("mtbf", MONDAY, MONDAY, by="machine"))
    assert (tile.value, tile.text, tile.detail) == (None, "–", "no failure in 6.0 h of running")
    assert answer.value is None and answer.breakdown["value"].isna().all()
    said = "No failure in 6.0 h of running: the time between failures is longer than that."
    assert said in answer.notes
    assert now(scope, "machine_reliability").value == 100
    assert said not in ask(scope, Question("machine_reliability", MONDAY, MONDAY)).notes


def test_groups_are_ranked_and_the_lowest_is_named(monday):
    tile = now(monday, "group_utilization")
    assert tile.detail == "lowest: G8, 16.7 %"  # 40 min of 4 h
    assert rows(tile, "Group", "Machine group utilization") == [("G8", "16.7 %"), ("G7", "66.7 %")]


def test_the_day_hour_by_hour(monday):
    tile = now(monday, "utilization_by_hour")
    # 06:00: 20 + 10 min of W6 and 20 of W5; 07:00: M1; 08:00: M1 and M2; 09:00: 30 of M1, M2, 40 of M3
    assert rows(tile, "Hour", "Utilization", "Run time") == [
        ("06:00–07:00", "20.8 %", "50 min"),
        ("07:00–08:00", "25.0 %", "1 h 0 min"),
        ("08:00–09:00", "50.0 %", "2 h 0 min"),
        ("09:00–10:00", "54.2 %", "2 h 10 min"),
    ]
    assert tile.detail == "lowest: 06:00–07:00, 20.8 %"


def test_the_index_is_told_with_its_factors(monday):
    tile = now(monday, "machine_performance_index")
    facts, index = dict(tile.facts), tile.table.set_index("Machine")
    assert facts["Machine availability"] == "38.7 %"  # 6 of 15.5 h
    assert facts["Quality rate"] == "89.7 %"  # 130 of 145 units
    # M2: 140 of 240 min; 0.95 h of 140 min; 90 of 95 units
    expected = 0.4 * 100 * 140 / 240 + 0.3 * 100 * 57 / 140 + 0.3 * 100 * 90 / 95
    assert index["Machine performance index"]["Machine 2"] == f"{expected:.1f} %"
    assert "Machine 1" not in index.index  # it made nothing


def test_a_trend_is_the_slope_of_the_closed_days(shop_now):
    days = {3: "14:00", 2: "12:00", 1: "10:00", 0: "06:30"}  # run from 06:00 until; on the running day for half an hour
    words = {back: ("-" * back + "06:00 Start", "-" * back + until + " Completed") for back, until in days.items()}
    tables = shop([("M1", *logs) for logs in words.values()], groups=(7,))
    tables["hold_reasons"] = floor_now.tables()["hold_reasons"]
    for log in tables["work_order_logs"]:
        hours = int(str(log["changed_at"])[11:13]) - 6
        log["ok_qtys"] = 100.0 * hours  # as fast as ideal, none scrapped: availability alone moves the index
    tile = now(shop_now(tables, NOW, summed=True), "machine_performance_trend")
    slope = -0.4 * 25 * 365.25 / 12  # 100, 90, 80: ten points a day
    assert tile.detail == f"−{-slope:.1f} pt per month"
    assert rows(tile, "Machine", "Change per month") == [("Machine 1", f"−{-slope:.1f} pt")]


def test_one_day_makes_no_trend(monday):
    assert now(monday, "machine_performance_trend").detail == "too few days to tell a change"
