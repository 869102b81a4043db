"""The tiles of production, delivery and business, against the rows of the small plant and against the oracle."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from answers import ask, now
from answers.source import live_of
from kpis.answer import Question
from kpis.catalogue import KPIS, find
from kpis.text import quantity
from tests.answers.conftest import oracle
from tests.oracle import measure

pytestmark = pytest.mark.parametrize("plant", ["sqlite"], indirect=True)
MOMENT = datetime(2025, 4, 1, 10, 20)
DAY = date(2025, 4, 1)
BEFORE = DAY - timedelta(days=1)
MINE = [kpi.id for kpi in KPIS.values() if kpi.category in ("production", "delivery", "business")]


@pytest.fixture
def tuesday(plant, at):
    at(MOMENT)
    return plant


def told(tile):
    return dict(tile.facts)


def test_every_tile_and_list_can_be_made(tuesday):
    for kpi_id in MINE:
        tile = now(tuesday, kpi_id)
        assert tile.table is not None, kpi_id
        assert all(isinstance(label, str) and isinstance(text, str) for label, text in tile.facts), kpi_id
        told = (*tile.facts, ("", tile.detail))
        assert not any("nan" in text or "money" in text for _, text in told), kpi_id


def test_the_ages_of_open_orders(tuesday, source):
    tile, orders = now(tuesday, "work_order_aging"), live_of(tuesday).orders
    counts = [int(told(tile)[name]) for name in ("Under 1 d", "1-3 d", "3-7 d", "Over 7 d")]
    hours = sorted((MOMENT - created).total_seconds() / 3600 for created in orders.created)
    assert counts == [sum(a <= h < b for h in hours) for a, b in ((0, 24), (24, 72), (72, 168), (168, 1e9))]
    assert sum(counts) == len(tile.table) and int(told(tile)["Overdue"]) == measure(
        source, "open_overdue", DAY, DAY, now=MOMENT
    )
    assert tile.value == pytest.approx(oracle(source, "work_order_aging", DAY, DAY, MOMENT))


def test_started_orders_with_what_is_made_and_the_expected_finish(tuesday, source):
    tile, orders = now(tuesday, "work_progress"), live_of(tuesday).orders
    assert float(told(tile)["Made"]) == measure(source, "active_done", DAY, DAY, now=MOMENT)
    begun = orders[orders.started]
    assert len(tile.table) == len(begun) and set(tile.table["Order"]) == set(begun.unique_id)
    known = begun.expected.dropna()
    assert len(known) and (known >= pd.Timestamp(MOMENT)).all()
    late = (begun.expected > begun.due).sum()
    assert int(told(tile)["Expected after their planned end"]) == late == (tile.table["Late by"] != "").sum()


def test_machines_behind_the_plan_of_this_minute(tuesday, source):
    made, planned = (measure(source, name, DAY, DAY, "machine", now=MOMENT) for name in ("ok_units", "planned_units"))
    behind = [key for key, units in planned.items() if made.get(key, 0) < units - 1e-6]
    tile = now(tuesday, "production_status")
    assert told(tile)["Machines behind plan"] == f"{len(behind)} of {sum(units > 0 for units in planned.values())}"
    assert sorted(tile.table["Machine"]) == sorted(f"Machine {key}" for key in behind)


def test_the_shift_beside_the_same_one_of_yesterday(tuesday, source):
    tile = now(tuesday, "shift_performance")
    then = MOMENT - timedelta(days=1)
    for day, moment, column in ((DAY, MOMENT, "This shift"), (BEFORE, then, "Same shift yesterday")):
        units = sum(measure(source, n, day, day, "shift", now=moment)[1] for n in ("ok_units", "scrapped_units"))
        shown = tile.table.set_index("")[column]
        assert float(shown["Units"].split(" ")[0]) == units
        assert shown["OEE"] == quantity(oracle(source, "shift_performance", day, day, moment, "shift", 1), "%")
    assert tile.value == pytest.approx(oracle(source, "shift_performance", DAY, DAY, MOMENT, "shift", 1))
    assert tile.detail == "Early shift"


def test_off_shift_there_is_no_shift_to_judge(plant, at):
    at(datetime(2025, 4, 5, 9, 30))  # a Saturday
    tile = now(plant, "shift_performance")
    assert tile.value is None and tile.detail == "no shift is running" and tile.table.empty
    assert now(plant, "throughput").text == "–"


def test_open_orders_by_state_and_machine(tuesday):
    table, orders = now(tuesday, "machine_wo_status").table, live_of(tuesday).orders
    assert table["Open"].astype(int).sum() == len(orders)
    assert table["On hold"].astype(int).sum() == (orders.state == "Hold").sum()


def test_shares_of_the_parts_add_up(tuesday):
    table = now(tuesday, "production_by_part").table
    assert table["Share"].str.removesuffix(" %").astype(float).sum() == pytest.approx(100, abs=0.2)


def test_money_is_in_the_factorys_currency(tuesday, source):
    scrap, rework = (measure(source, name, DAY, DAY, now=MOMENT) for name in ("scrap_cost", "rework_cost"))
    tile = now(tuesday, "quality_cost")  # the first of the month: the month is today
    assert told(tile)["Quality cost"].startswith("EUR ")
    assert float(told(tile)["Quality cost"].removeprefix("EUR ")) == pytest.approx(scrap + rework, abs=0.5)
    assert now(tuesday, "maintenance_cost").suffix == "EUR/h"
    answer = ask(tuesday, Question("maintenance_cost", BEFORE, DAY))
    assert (answer.kpi.unit, answer.currency) == ("EUR/h", "EUR") and find("maintenance_cost").unit == "money/h"


def test_the_open_alerts_of_the_moment(tuesday, source):
    tile = now(tuesday, "alert_summary")
    raised = measure(source, "alerts_raised", DAY, DAY, now=MOMENT)
    assert tile.value == pytest.approx(raised / measure(source, "work_days", DAY, DAY, now=MOMENT))
    # of the eight, one came last evening and one this morning; the others are over, or still to come
    assert (tile.text, tile.suffix) == ("2", "open")
    assert list(tile.table["KPI"]) == [find(kpi).name for kpi in ("downtime", "oee")]
    assert told(tile)["Raised today"] == "1"


def test_the_index_is_the_mean_of_how_far_its_parts_reach_their_targets(tuesday, source):
    parts = [find(name) for name in find("strategic_index").rests_on]
    values = [oracle(source, part.id, DAY, DAY, MOMENT) for part in parts]
    tile = now(tuesday, "strategic_index")
    assert list(tile.table["Part"]) == [part.name for part in parts]
    if None in values:
        assert tile.value is None
    else:
        reached = [min(1.2, value / part.target) for value, part in zip(values, parts, strict=True)]
        assert tile.value == pytest.approx(100 * sum(reached) / 5)


def test_customers_orders_due_today(tuesday, source):
    due, met = (measure(source, name, DAY, DAY, now=MOMENT) for name in ("so_due", "so_due_met"))
    tile = now(tuesday, "on_time_delivery")
    assert told(tile)["Due today"] == f"{due:.0f} orders" and told(tile)["Still open"] == f"{due - met:.0f} orders"
