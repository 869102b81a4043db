"""Customer orders on a few hand-written rows: 10 units ordered on Sunday 08:00, due on Monday (06:00 to Tuesday 06:00).

Part 1 sells at 5 and costs 3 a unit.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from data.facts import rollup
from data.facts.compute import compute
from data.facts.traces import TRACE, traces
from tests.data.facts.factory import history
from tests.data.facts.shop import DAY, MONDAY, at, shop
from tests.oracle.factories import frames

TUESDAY, SUNDAY = MONDAY + DAY, MONDAY - DAY
NOW = at("+++00:00")
OLD = NOW - timedelta(days=90)


def sale(*boms, qty=10.0, price=5.0, target: date | None = MONDAY, created="-08:00", settings=None):
    """The tables of one customer order. A BOM: its words, "created -09:00" of the BOM, "work -10:00 20" a work order
    and its quantity, "06:30 4" a report of 4 OK units on the work order named last."""
    made = shop()
    made["factories"][0]["settings"] |= settings or {}
    made["part_numbers"][0]["standard_cost"] = 3.0
    made["customers"] = [{"id": n, "customer_id": f"C{n}", "name": f"Customer {n}"} for n in (1, 2)]
    stamp = {"updated_at": at("-00:00")}
    made["purchase_orders"] = [
        {"id": 1, "unique_id": "SO1", "customer_id": 2, "part_number_id": 1, "qty": qty, "price": price,
         "delivery_target_date": target, "created_at": at(created), **stamp}
    ]  # fmt: skip
    made["boms"] = []
    for number, words in enumerate(boms, 1):
        bom = {
            "id": number, "unique_id": f"B{number}", "purchase_order_id": 1, "part_number_id": 1, "status": "open",
            "machine_group_id": None, "operator_proficiency_id": None, "created_at": at("-09:00"), **stamp,
        }  # fmt: skip
        made["boms"].append(bom)
        for word in words:
            _tell(made, bom, *word.split())
    return made


def _tell(made, bom, *word):
    if word[0] == "created":
        bom["created_at"] = at(word[1])
    elif word[0] == "work":
        number = len(made["work_orders"]) + 1
        made["work_orders"].append(
            {"id": number, "unique_id": f"W{number}", "bom_id": bom["id"], "machine_id": 1, "operator_id": None,
             "qty": float(word[2]), "status": "Start", "start_time": None, "end_time": None,
             "created_at": at(word[1]), "updated_at": at(word[1])}
        )  # fmt: skip
    else:
        logs = made["work_order_logs"]
        logs.append(
            {"id": len(logs) + 1, "work_order_id": len(made["work_orders"]), "status": "Start",
             "changed_at": at(word[0]), "ok_qtys": float(word[1]), "scrapped_qtys": 0.0, "rework_qtys": 0.0,
             "scrapped_reason_id": None, "hold_reason_id": None, "updated_at": at(word[0])}
        )  # fmt: skip


def days(tables, entity="factory", now=NOW):
    """The rows of Sunday to Tuesday by day."""
    rows = rollup.by_day(compute(history(frames(tables), now), SUNDAY, TUESDAY), entity)
    return rows.set_index("day")


def told(tables, *names, now=NOW):
    """The measures of each day that are not 0, a dict by day."""
    found = days(tables, now=now)[list(names)]
    return {day: {n: v for n, v in row.items() if v} for day, row in found.iterrows() if row.any()}


DELIVERED = ("revenue", "delivered_cost")


def test_an_order_is_delivered_as_far_as_its_slowest_bom_is_made():
    tables = sale(["work -10:00 20", "07:00 6", "+07:00 6"], ["work -10:00 20", "08:00 4", "+08:00 20"])
    # Monday 4 of both; Tuesday 07:00 still 4, 08:00 all 10
    assert told(tables, *DELIVERED) == {
        MONDAY: {"revenue": 4 * 5, "delivered_cost": 4 * 3}, TUESDAY: {"revenue": 6 * 5, "delivered_cost": 6 * 3},
    }  # fmt: skip
    assert told(tables, "so_due_units", "so_due_units_ok", "so_due_met", "so_due_value", "so_due_met_value") == {
        MONDAY: {"so_due_units": 10, "so_due_units_ok": 4, "so_due_value": 50}
    }
    done = told(tables, "so_fulfilled", "so_fulfilled_on_time", "so_fulfil_hours", "so_multi", "so_multi_fulfil_hours")
    assert done == {TUESDAY: {"so_fulfilled": 1, "so_fulfil_hours": 48, "so_multi": 1, "so_multi_fulfil_hours": 48}}


def test_what_is_made_beyond_the_order_is_not_delivered():
    tables = sale(["work -10:00 20", "07:00 8", "09:00 8", "+07:00 8"])
    assert told(tables, *DELIVERED) == {MONDAY: {"revenue": 50, "delivered_cost": 30}}
    assert told(tables, "so_due_units_ok", "so_due_met_value", "so_fulfil_hours", "so_multi", "ok_units") == {
        MONDAY: {"so_due_units_ok": 10, "so_due_met_value": 50, "so_fulfil_hours": 25, "ok_units": 16},
        TUESDAY: {"ok_units": 8},
    }


@pytest.mark.parametrize(("last", "met"), [("+06:00", 1), ("+06:01", 0)])
def test_the_target_day_is_a_production_day(last, met):
    tables = sale(["work -10:00 20", "07:00 9", f"{last} 1"])
    found = days(tables)
    assert found.so_due_met[MONDAY] == met and found.so_due_units_ok[MONDAY] == 9 + met
    assert found.so_fulfilled_on_time.sum() == met and found.so_fulfilled.sum() == 1
    assert found.so_fulfilled[MONDAY if met else TUESDAY] == 1


def test_an_order_without_a_target_is_never_due_nor_on_time():
    found = days(sale(["work -10:00 20", "07:00 10"], target=None)).sum(numeric_only=True)
    assert (found.so_due, found.so_fulfilled, found.so_fulfilled_on_time, found.revenue) == (0, 1, 0, 50)


def test_planned_are_work_orders_of_every_bom_by_the_end_of_the_target():
    first = ["work -10:00 6", "work +05:59 6"]
    for last, units in (("+05:59 9", 9), ("+06:00 9", 0), ("-12:00 4", 4), ("-12:00 20", 10)):
        assert days(sale(first, [f"work {last}"])).so_due_units_planned[MONDAY] == units
    assert days(sale(first, [])).so_due_units_planned[MONDAY] == 0
    assert days(sale()).so_due_units_planned[MONDAY] == 0


@pytest.mark.parametrize(("at_", "met"), [("08:00", 1), ("08:01", 0)])
def test_the_planning_sla_ends_after_24_hours(at_, met):
    tables = sale([f"created {at_}", f"work {at_} 20"])
    assert told(tables, "so_planned", "so_planned_in_sla", "so_released", "so_release_due", "so_release_met") == {
        MONDAY: {"so_planned": 1, "so_released": 1, "so_release_due": 1}
        | ({"so_planned_in_sla": 1, "so_release_met": 1} if met else {})
    }
    found = days(sale([f"work -{at_} 20"], settings={"planning_sla_hours": 12}))
    assert found.so_release_due[SUNDAY] == 1 and found.so_release_met[SUNDAY] == 1  # the setting moves the end


def test_a_bom_that_is_not_released_is_due_and_waits():
    tables = sale(["work -10:00 20"], ["created -09:30"])
    names = ("boms_created", "boms_released", "bom_release_hours", "bom_release_due", "bom_release_met")
    assert told(tables, *names) == {
        SUNDAY: {"boms_created": 2, "boms_released": 1, "bom_release_hours": 1},
        MONDAY: {"bom_release_due": 2, "bom_release_met": 1},
    }
    stocks = days(tables)[["pipeline_unplanned", "pipeline_unreleased", "pipeline_overdue"]]
    # at 14:00, when the shift ends; the SLA of the second BOM ends on Monday at 09:30
    assert stocks.to_numpy().tolist() == [[0, 1, 0], [0, 1, 1], [0, 1, 1]]


def test_an_order_without_a_bom_waits_until_it_has_one():
    names = ["pipeline_unplanned", "pipeline_unreleased", "pipeline_overdue"]
    assert days(sale())[names].to_numpy().tolist() == [[1, 0, 0], [1, 0, 1], [1, 0, 1]]
    late = days(sale(["created +14:00"]))[names]
    assert late.to_numpy().tolist() == [[1, 0, 0], [1, 0, 1], [0, 1, 0]]
    assert days(sale(created="+15:00"))[names].to_numpy().sum() == 0  # it came after Tuesday's shift


def test_an_order_is_released_by_the_first_work_order_of_any_bom():
    tables = sale(["work +07:00 5", "work -20:00 5"], ["work -18:30 5"])
    assert told(tables, "so_released", "so_release_hours", "boms_released", "bom_release_hours") == {
        SUNDAY: {"so_released": 1, "so_release_hours": 10.5, "boms_released": 2, "bom_release_hours": 11 + 9.5}
    }


@pytest.mark.parametrize(("second", "step"), [("+06:30", 1), ("+06:31", 0)])
def test_boms_are_in_step_within_24_hours(second, step):
    found = days(sale(["work -10:00 20", "06:30 10"], ["work -10:00 20", "07:00 9", f"{second} 1"])).sum()
    assert (found.so_multi, found.so_multi_in_step) == (1, step)


def test_a_correction_takes_back_what_was_delivered():
    tables = sale(["work -10:00 20", "07:00 10", "08:00 -4", "+07:00 3"])
    assert told(tables, "revenue", "so_due_units_ok", "so_due_met", "so_fulfilled") == {
        MONDAY: {"revenue": 30, "so_due_units_ok": 6, "so_fulfilled": 1}, TUESDAY: {"revenue": 15},
    }  # fmt: skip


def test_fractions_of_a_unit_add_up():
    tables = sale(["work -10:00 1", *(f"07:0{n} 0.3" for n in range(3))], qty=0.9)  # 0.8999999999999999 as floats add
    found = days(tables)
    assert found.so_due_met[MONDAY] == 1 and found.so_fulfilled[MONDAY] == 1


def test_the_running_day_knows_nothing_of_later():
    tables = sale(["work -10:00 20", "07:00 6", "11:00 4"])
    found = days(tables, now=at("10:00"))
    assert found.so_due_units_ok[MONDAY] == 6 and found.so_fulfilled.sum() == 0 and found.revenue.sum() == 30
    assert found.so_due[MONDAY] == 1 and TUESDAY not in found.index
    assert days(tables, now=at("-08:00")).so_received.sum() == 0  # half open: at now itself it has not come


def test_customers_have_what_is_made_for_them():
    tables = sale(["work -10:00 20", "07:00 6"])
    tables["boms"].append(tables["boms"][0] | {"id": 2, "unique_id": "B2", "purchase_order_id": None})
    _tell(tables, tables["boms"][1], "work", "-10:00", "20")
    _tell(tables, tables["boms"][1], "07:30", "5")
    rows = days(tables, "customer")
    assert set(rows.id) == {2} and rows.ok_units[MONDAY] == 6  # what is made for stock has no customer
    assert rows.so_received[SUNDAY] == 1 and rows.revenue[MONDAY] == 30
    part = days(tables, "part")
    assert part.revenue[MONDAY] == 30 and part.ok_units[MONDAY] == 11
    assert days(tables).boms_released.sum() == 2


def test_what_is_not_recorded_is_unknown():
    priceless = days(sale(["work -10:00 20", "07:00 10"], price=None))
    assert priceless[["revenue", "so_due_value", "so_due_met_value"]].isna().all(axis=None)
    assert priceless.delivered_cost[MONDAY] == 30 and priceless.so_fulfilled[MONDAY] == 1
    tables = sale()
    tables["purchase_orders"] = []
    none = days(tables)
    assert none[["so_received", "so_due", "so_fulfilled", "revenue", "delivered_cost"]].isna().all(axis=None)
    assert (none[["boms_created", "pipeline_unplanned", "pipeline_overdue"]] == 0).all(axis=None)


def test_the_totals_of_customers_and_parts_are_the_factorys():
    tables = sale(["work -10:00 20", "07:00 6", "+07:00 4"], ["work -10:00 20", "08:00 10"])
    tables["purchase_orders"].append(tables["purchase_orders"][0] | {"id": 2, "unique_id": "SO2", "customer_id": 1})
    tables["boms"].append(tables["boms"][0] | {"id": 3, "unique_id": "B3", "purchase_order_id": 2})
    _tell(tables, tables["boms"][2], "work", "-10:00", "20")
    _tell(tables, tables["boms"][2], "+07:30", "12")
    whole, shared = days(tables), days(tables, "customer")
    names = [name for name in shared if name != "id"]
    assert set(shared.id) == {1, 2} and len(names) > 15
    found = shared.groupby("day")[names].sum().reindex(whole.index, fill_value=0)
    pd.testing.assert_frame_equal(found, whole[names], check_names=False)


def test_orders_without_operator_are_a_stock_of_every_day():
    tables = sale(["work -10:00 20", "07:00 1"])
    tables["operators"] = [
        {"id": 1, "name": "O", "emp_id": "E1", "operator_proficiency_id": None, "shift_id": None, "hourly_rate": None}
    ]
    past = history(frames(tables), at("12:00"))
    assert rollup.by_day(compute(past, MONDAY, MONDAY), "machine").open_unassigned.tolist() == [1.0, 0.0]
    nobody = history(frames(sale(["work -10:00 20", "07:00 1"])), at("12:00"))
    assert rollup.by_day(compute(nobody, MONDAY, MONDAY), "machine").open_unassigned.isna().all()


def test_what_an_order_counts_is_found_again_whoever_is_looked_at_with_it():
    late = sale(("work -10:00 10", "06:30 10"), target=SUNDAY - 3 * DAY)  # due before it came
    both = sale(("work -10:00 10", "06:30 10"), target=SUNDAY - 3 * DAY)
    both["purchase_orders"].append(both["purchase_orders"][0] | {"id": 2, "unique_id": "SO2", "created_at": OLD})
    alone, among = (traces(history(frames(tables), NOW).demand) for tables in (late, both))
    assert alone[0] == among[0]
    days = np.frombuffer(alone[0], dtype=TRACE)["day"]
    assert (SUNDAY - 3 * DAY).toordinal() in days
