"""The tiles of quality and workforce, by hand on a Monday at 10:00 (floor_now)."""

import pytest

from answers import now
from data.facts.calendar import DAY
from tests.answers import floor_now
from tests.answers.floor_now import NOW


@pytest.fixture
def monday(shop_now):
    return shop_now(floor_now.tables(), NOW)


def rows(tile, *columns):
    return list(tile.table[list(columns)].itertuples(index=False, name=None))


def test_issues_are_quality_holds_then_running_orders_with_scrap(monday):
    tile = now(monday, "quality_issues")
    assert (tile.text, tile.suffix, tile.detail) == ("2", "orders", "1 on hold, 1 with scrap")
    assert rows(tile, "Order", "Issue", "On hold for", "Scrapped today") == [
        ("W3", "Blowholes", "20 min", "10"),
        ("W2", "Scrap", "", "5"),
    ]
    assert dict(tile.facts)["Quality events today"] == "3"  # two reports of scrap and the hold
    assert tile.value == pytest.approx(3 / 0.5)


def test_an_order_that_scrapped_yesterday_is_no_issue_today(shop_now):
    tables = floor_now.tables()
    tables["work_order_logs"][3]["scrapped_qtys"] = 0.0
    tables["work_order_logs"][2] |= {"scrapped_qtys": 5.0, "changed_at": NOW - DAY}
    assert rows(now(shop_now(tables, NOW), "quality_issues"), "Order") == [("W3",)]


def test_the_rates_name_the_worst(monday):
    tile = now(monday, "quality_by_operator")
    assert tile.detail == "lowest: Ben, 80.0 %" and tile.value == pytest.approx(100 * 130 / 145)
    assert rows(tile, "Operator", "Quality rate by operator") == [("Ben", "80.0 %"), ("Ann", "94.7 %")]
    levels = now(monday, "quality_by_proficiency")
    assert rows(levels, "Proficiency")[0] == ("Level 1",)


def test_rework_is_no_first_pass(shop_now):
    tables = floor_now.tables()
    tables["work_order_logs"][3]["rework_qtys"] = 29.0
    tile = now(shop_now(tables, NOW), "first_pass_yield")
    assert tile.value == pytest.approx(100 * (130 - 29) / 145) and tile.detail == "29 reworked, 15 scrapped"


def test_workload_is_the_balance_of_the_backlog_of_all_who_are_employed(monday):
    tile = now(monday, "operator_workload")
    # left: Ann 100 of W1 and 210 of W2, Ben 60 of W3 and 100 of W4, Dan none, and Cem has left
    hours = (3.1, 1.6, 0.0)
    mean = sum(hours) / 3
    balance = 100 * (1 - sum(abs(h - mean) for h in hours) / (2 * sum(hours)))
    assert tile.value == pytest.approx(balance) and (tile.suffix, tile.status) == ("% even backlog", "neutral")
    assert rows(tile, "Operator", "Backlog", "Open orders") == [
        ("Ann", "3 h 6 min", "2"),
        ("Ben", "1 h 36 min", "2"),
        ("Dan", "0 min", "0"),
    ]
    assert tile.spark[-1] is not None and tile.spark[-1] != tile.value  # the line is of the hours worked


def test_without_cycle_times_the_backlog_is_unknown(shop_now):
    tables = floor_now.tables()
    tables["part_numbers"][0]["cycle_time"] = None
    tile = now(shop_now(tables, NOW), "operator_workload")
    assert (tile.value, tile.detail) == (None, "no backlog is known")
    assert {row[0] for row in rows(tile, "Backlog")} == {"–"}


def test_operators_at_work_are_counted_once_by_proficiency(shop_now):
    tables = floor_now.tables()
    tables["work_orders"][4]["operator_id"] = None
    tables["work_order_logs"].append(tables["work_order_logs"][2] | {"id": 99, "work_order_id": 1})  # Ann twice
    tables["work_order_logs"][-1]["changed_at"] = NOW - DAY / 48
    tile = now(shop_now(tables, NOW), "skill_distribution")
    facts = dict(tile.facts)
    assert (facts["Operators at work now"], facts["Level 1"], facts["Level 2"]) == ("2", "1", "1")
    assert tile.detail == "Level 2; 2 at work now"


def test_hours_are_shared_out_by_proficiency(monday):
    tile = now(monday, "skill_distribution")
    # Ann 07:00 to 10:00; Ben 08:30 to 10:00 but for nothing: W4 begins before W3 is held; Dan 06:00 to 07:00 but 30 min
    assert tile.value == pytest.approx(100 * 180 / (180 + 90 + 30))
    assert rows(tile, "Proficiency", "At work now", "Share of hours") == [
        ("Level 1", "1", "30.0 %"),
        ("Level 2", "1", "60.0 %"),
    ]


def test_the_best_and_the_worst_operators_are_told_apart(monday):
    tile = now(monday, "operator_efficiency")
    # Ann 90 units of 36 s in 3 h, Ben 40 in 1.5 h; Dan made nothing in his half hour
    assert rows(tile, "Place", "Operator", "Operator efficiency") == [
        ("1 of 3", "Ann", "30.0 %"),
        ("2 of 3", "Ben", "26.7 %"),
        ("3 of 3", "Dan", "0.00 %"),
    ]
    assert dict(tile.facts) == {"Best": "Ann 30.0 %", "Worst": "Dan 0.00 %"}


def test_of_many_operators_five_from_each_end_are_listed(shop_now):
    tables = floor_now.tables()
    someone = tables["operators"][0]
    tables["operators"] = [someone | {"id": n, "name": f"O{n:02d}", "emp_id": f"E{n}"} for n in range(1, 13)]
    orders, logs = tables["work_orders"], tables["work_order_logs"]
    for n in range(1, 13):
        orders.append(orders[1] | {"id": 100 + n, "unique_id": f"X{n}", "operator_id": n})
        logs.append(logs[2] | {"id": 200 + n, "work_order_id": 100 + n, "ok_qtys": 10.0 * n})
    for order in orders[:6]:
        order["operator_id"] = None
    tile = now(shop_now(tables, NOW), "operator_efficiency")
    assert [name for (name,) in rows(tile, "Operator")] == [f"O{n:02d}" for n in (12, 11, 10, 9, 8, 5, 4, 3, 2, 1)]
    assert rows(tile, "Place")[5] == ("8 of 12",)


def test_trained_operators_are_set_against_the_others(monday):
    tile = now(monday, "training_effectiveness")
    facts = dict(tile.facts)
    trained, others = 90 / 100 / 3, 40 / 100 / 2
    assert tile.value == pytest.approx(100 * trained / others)
    assert (facts["Trained"], facts["Others"]) == ("30.0 %", "20.0 %") and tile.detail == "1 of 3 operators trained"
    assert rows(tile, "Operator", "Trained", "Earned per hour") == [
        ("Ann", "2 Mar 2024", "30.0 %"),
        ("All others", "", "20.0 %"),
    ]


def test_a_training_that_is_too_old_counts_no_more(shop_now):
    tables = floor_now.tables()
    tables["operator_trainings"][0]["trained_on"] -= 89 * DAY
    tile = now(shop_now(tables, NOW), "training_effectiveness")
    assert tile.value is None and tile.detail == "0 of 3 operators trained"


def test_labor_counts_all_rostered_hours(monday):
    tile = now(monday, "labor_efficiency")
    assert tile.value == pytest.approx(100 * 1.3 / 12)  # Ann, Ben and Dan, four hours each; Cem has left
