"""The tiles of planning: what they tell of a few rows written by hand, and of the small plant."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from answers import now
from answers.faces import FACES, LISTS, Now
from answers.source import Present, present
from data.facts.ahead import Ahead
from data.summary import forecasts
from kpis.catalogue import KPIS, find
from tests.answers.conftest import oracle

pytestmark = pytest.mark.parametrize("plant", ["sqlite"], indirect=True)
MOMENT = datetime(2025, 4, 1, 10, 20)
DAY = date(2025, 4, 1)
MINE = [kpi.id for kpi in KPIS.values() if kpi.category == "planning"]
NONE = float("nan")
GROUPS = {
    "group": ["", "G1", "G2", "G3"],
    "planned_load_hours": [4.0, 30.0, 20.0, 0.0],
    "scheduled_hours": [16.0, 40.0, 40.0, 0.0],
    "backlog_hours": [99.0, 20.0, 60.0, 5.0],
    "operator_hours": [8.0, 30.0, 10.0, 0.0],
}


@pytest.fixture
def tuesday(plant, at):
    at(MOMENT)
    return plant


@pytest.fixture
def seen(tuesday):
    """`seen(orders=..., pipeline=...)`: the plant on Tuesday, but for some frames of Live."""
    found = present(tuesday)

    def make(**changed):
        return Now(tuesday, Present(replace(found.live, **changed), found.recent, found.members))

    return make


def face(kpi_id, seen):
    made = FACES[kpi_id](find(kpi_id), seen)
    return made, dict(made.facts)


def listed(kpi_id, seen):
    return LISTS[kpi_id](find(kpi_id), seen)


def ahead(groups=None, shift_hours=16.0, rostered=64.0):
    made = Ahead(pd.DataFrame(groups or GROUPS), shift_hours, rostered)
    return {"24h": made, "7d": made}


def test_every_tile_and_list_can_be_made(tuesday):
    for kpi_id in MINE:
        tile = now(tuesday, kpi_id)
        assert tile.table is not None and (kpi_id in LISTS or find(kpi_id).breakdowns), kpi_id
        assert tile.detail, kpi_id
        assert all(isinstance(label, str) and isinstance(text, str) for label, text in tile.facts), kpi_id
        assert not any("nan" in text for _, text in (*tile.facts, ("", tile.detail))), kpi_id


@pytest.mark.parametrize("kpi_id", ["planning_accuracy_group", "wo_planning_adherence", "planning_vs_execution"])
def test_tiles_of_the_formula_are_the_oracles(tuesday, source, kpi_id):
    expected = oracle(source, kpi_id, DAY, DAY, MOMENT)
    assert expected is not None and now(tuesday, kpi_id).value == pytest.approx(expected)


def test_what_the_next_day_asks_for_against_what_there_is(seen):
    made, facts = face("resource_demand", seen(ahead=ahead()))
    assert made.value == pytest.approx(100 * 54 / 96)  # machines of no group in it
    assert facts["Operators needed in shifts"] == "3.0" and facts["Operators rostered"] == "4.0"
    assert made.detail == "3.0 of 4.0 operators" and facts["Work left of open orders"] == "184 h"
    table = listed("resource_demand", seen(ahead=ahead())).set_index("Group")
    assert table.index.tolist() == ["G1", "G2", "No group", "G3", "All"]
    assert table["Load"].tolist() == ["75.0 %", "50.0 %", "25.0 %", "–", "56.2 %"]
    assert table["Operators rostered"].tolist() == ["", "", "", "", "4.0"]


def test_off_shift_and_without_operators_nothing_is_made_up(seen):
    idle = GROUPS | {"planned_load_hours": [0.0] * 4, "scheduled_hours": [0.0] * 4}
    made, facts = face("resource_demand", seen(ahead=ahead(idle, shift_hours=0.0, rostered=0.0)))
    assert made.value is None and facts["Operators needed in shifts"] == "–"
    made, _ = face("resource_demand", seen(ahead=ahead(GROUPS | {"operator_hours": [NONE] * 4}, rostered=NONE)))
    assert made.value is not None and made.detail == "– of – operators"


def test_the_bottleneck_is_the_group_with_the_highest_load(seen):
    made, facts = face("bottleneck", seen(ahead=ahead()))
    # 60 h in 40 of G2; machines of no group are none, and G3 has no hours to compare its work with
    assert (made.shown, made.detail) == (150, "G2: 60.0 h of work left")
    assert list(facts)[:2] == ["G2", "G1"] and facts["G1"] == "50.0 %"
    assert listed("bottleneck", seen(ahead=ahead()))["Group"].tolist() == ["G2", "G1", "G3"]
    made, _ = face("bottleneck", seen(ahead=ahead(GROUPS | {"backlog_hours": [NONE] * 4})))
    assert made.shown is None and "no work" in made.detail


def test_the_bottleneck_is_the_load_to_come_beside_the_busiest_group_of_today(tuesday, source):
    busy = [oracle(source, "machine_utilization", DAY, DAY, MOMENT, "group", key) for key in (1, 2)]
    tile = now(tuesday, "bottleneck")
    assert tile.value >= max(rate for rate in busy if rate is not None)  # busy is running, setup and hold
    assert tile.suffix == "% of the next 24 h" and tile.status == "neutral" and tile.spark[-1] == tile.value


def test_how_evenly_the_plan_loads_the_groups(seen):
    made, facts = face("resource_planning_optimization", seen(ahead=ahead()))
    # 12.5 points away from their mean of 62.5 each: 25 / (2 * 2 * 62.5) would have to move
    assert made.value == pytest.approx(90) and facts == {"G1": "75.0 %", "G2": "50.0 %"}
    idle = GROUPS | {"planned_load_hours": [0.0] * 4}
    assert face("resource_planning_optimization", seen(ahead=ahead(idle)))[0].value is None


def open_orders(**columns):
    """Three open orders: late and nobody's, at risk, on track."""
    frame = {
        "unique_id": ["W1", "W2", "W3"], "machine_name": "M", "part": "P", "state": "Start", "operator": ["", "A", "B"],
        "done": 1.0, "qty": 4.0, "age_hours": [30.0, 2.0, 1.0], "unassigned": [True, False, False],
        "overdue": [True, False, False], "at_risk": [False, True, False],
        "due": pd.to_datetime(["2025-04-01 08:00", "2025-04-01 12:00", None]),
    }  # fmt: skip
    return pd.DataFrame(frame | columns)


def test_who_is_assigned_and_what_is_on_track(seen):
    floor = seen(orders=open_orders())
    made, facts = face("assignment_status", floor)
    assert made.value == pytest.approx(200 / 3) and facts == {"With operator": "2", "Without operator": "1"}
    assert listed("assignment_status", floor)["Order"].tolist() == ["W1"]
    made, facts = face("timeline_pipeline", floor)
    assert made.value == pytest.approx(100 / 3) and facts == {"On track": "1", "At risk": "1", "Late": "1"}
    table = listed("timeline_pipeline", floor)
    assert table[["Order", "Timeline"]].values.tolist() == [["W1", "Late"], ["W2", "At risk"]]


def test_a_factory_without_operators_does_not_say_that_all_orders_lack_one(seen):
    floor = seen(orders=open_orders())
    plant = replace(floor.live.plant, operators=floor.live.plant.operators.iloc[:0])
    clock = replace(floor.live.clock, plant=plant)
    floor = seen(orders=open_orders(), clock=clock)
    made, _ = face("assignment_status", floor)
    assert made.value is None and listed("assignment_status", floor).empty
    assert face("planning_pipeline", floor)[1]["Work orders without operator"] == "–"


def test_without_open_orders_there_is_no_share(seen):
    floor = seen(orders=open_orders().iloc[:0])
    assert face("assignment_status", floor)[0].value is None and face("timeline_pipeline", floor)[0].value is None


def pipeline():
    return pd.DataFrame(
        {
            "kind": ["order", "bom", "bom", "bom"], "unique_id": ["S1", "B1", "B2", "B3"], "customer": "C", "part": "P",
            "qty": [5.0, 5.0, 5.0, NONE], "age_hours": [3.0, 40.0, 26.0, 1.0],
            "overdue_sla": [False, True, True, False],
        }
    )  # fmt: skip


def test_what_waits_for_planning(seen):
    floor = seen(pipeline=pipeline(), orders=open_orders())
    made, facts = face("planning_pipeline", floor)
    assert made.value == 50 and made.detail == "2 of 4 past the SLA"
    assert list(facts.values()) == ["1", "3", "1", "2"]
    table = listed("planning_pipeline", floor)
    assert table["Number"].tolist() == ["B1", "W1", "B2", "S1", "B3"]  # the oldest first
    assert table["SLA"].tolist() == ["past", "", "past", "", ""] and table["Units"].iloc[-1] == "–"
    assert face("bom_to_wo_time", floor)[1]["Waiting longest"] == "40 h 0 min"
    assert listed("bom_to_wo_time", floor)["Number"].tolist() == ["B1", "B2", "B3"]
    nothing = seen(pipeline=pipeline().iloc[:0], orders=open_orders().iloc[:0])
    assert face("planning_pipeline", nothing)[0].value is None and listed("planning_pipeline", nothing).empty
    assert face("bom_to_wo_time", nothing)[1]["Waiting longest"] == "none waits"


def customer_orders():
    """S1 and S2 are due in the next seven days, S3 was, S4 is a week away, S5 has no date."""
    return pd.DataFrame(
        {
            "unique_id": ["S1", "S2", "S3", "S4", "S5"], "customer": "C", "part": "P", "qty": [100.0, 60.0, 9, 9, 9],
            "planned": [100.0, 20.0, 0, 0, 0], "delivered": 0.0, "days_left": [0, 6, -1, 7, NONE],
            "target": [DAY + timedelta(days=n) for n in (0, 6, -1, 7)] + [None], "age_hours": [1.0, 2, 3, 4, 5],
            "boms": [1, 2, 3, 0, 0], "has_bom": [True, True, True, False, False],
            "released": [True, True, False, False, False], "overdue_sla": [False, False, True, False, False],
            "fulfilled": [True, False, False, False, False],
        }
    )  # fmt: skip


def test_what_is_due_in_the_next_seven_days(seen):
    floor = seen(customer_orders=customer_orders())
    made, facts = face("so_fulfillment_planning", floor)
    assert made.value == 75 and made.detail == "1 of 2 orders short"
    assert facts["Units planned"] == "120" and facts["Units ordered"] == "160"
    assert listed("so_fulfillment_planning", floor)["Order"].tolist() == ["S2", "S1"]
    nothing = seen(customer_orders=customer_orders().iloc[:0])
    assert face("so_fulfillment_planning", nothing)[0].value is None
    assert listed("so_fulfillment_planning", nothing).empty


def test_which_customer_orders_wait_or_have_several_boms(seen):
    floor = seen(customer_orders=customer_orders())
    assert face("so_to_wo_rate", floor)[1]["Waiting for a work order"] == "3"
    table = listed("so_to_wo_rate", floor)
    assert table["Order"].tolist() == ["S5", "S4", "S3"] and table["SLA"].tolist() == ["", "", "past"]
    assert table["Target"].tolist() == ["", "8 Apr", "31 Mar"]
    assert listed("multi_bom_coordination", floor)["Order"].tolist() == ["S3", "S2"]


def test_the_score_names_its_lowest_part(tuesday):
    tile, table = now(tuesday, "planning_hub_efficiency"), now(tuesday, "planning_hub_efficiency").table
    assert table["Part"].tolist() == [find(name).name for name in find("planning_hub_efficiency").rests_on]
    assert [text for _, text in tile.facts] == table["Value"].tolist()
    known = [text for text in table["Value"] if text != "–"]
    assert known and min(known, key=lambda text: float(text.split(" ")[0])) in tile.detail


def test_todays_prediction_comes_before_those_of_the_days_ahead(plant, at):
    at(MOMENT)
    clock = present(plant).live.clock
    forecasts.make(plant, clock.today)
    found = forecasts.outlook(plant, clock)
    table = now(plant, "bottleneck_prediction", fresh=True).table
    assert table["Day"].iloc[0] == "Today" and table["Day"].iloc[1] == "Wed 2 Apr"
    assert table["Predicted bottleneck"].iloc[0] == f"G{found.bottleneck}"
    assert len(now(plant, "demand_forecast_accuracy", fresh=True).table) == len(found.days)
