"""Customer orders from the database: the rows equal the oracle's, and only the orders concerned are read."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import event, select, update

from data.facts.compute import compute
from data.source import read
from data.source.demand import Range
from data.summary import clock
from data.summary.aggregate import aggregate, backfill, facts_of
from data.summary.clock import Clock
from data.summary.live import live
from data.summary.tables import measures_of
from data.summary.write import day_rows
from tests import floor
from tests.data.summary.conftest import same, table
from tests.data.summary.test_live import stopped
from tests.oracle import measure
from tests.oracle.oracle import SOURCES

FIRST = datetime(2025, 3, 26, 8)
MEASURES = [n for n in SOURCES if n.startswith(("so_", "bom", "pipeline_"))] + ["revenue", "delivered_cost"]


def rows():
    """The floor with more demand: SO1 of two BOMs, SO2 without any; SO3, whose BOM waits; SO4, long done; and a BOM for
    stock that waits."""
    made = floor.rows()
    made["customers"] = [made["customers"][0] | {"id": n, "customer_id": f"C{n}"} for n in (1, 2)]
    orders, boms = made["purchase_orders"], made["boms"]
    boms[1]["purchase_order_id"] = 1
    orders[0]["qty"] = 150.0
    base = {"updated_at": FIRST}
    orders.append(orders[0] | base | {"id": 3, "unique_id": "SO3", "customer_id": 2, "qty": 7.0, "price": None,
                  "created_at": datetime(2025, 4, 2, 10), "delivery_target_date": date(2025, 4, 5)})  # fmt: skip
    orders.append(orders[0] | base | {"id": 4, "unique_id": "SO4", "customer_id": 2, "qty": 5.0,
                  "delivery_target_date": date(2025, 3, 28)})  # fmt: skip
    for number, order, created in ((4, 3, datetime(2025, 4, 2, 12)), (5, 4, FIRST), (6, None, FIRST)):
        boms.append(boms[0] | base | {"id": number, "unique_id": f"B{number}", "purchase_order_id": order,
                    "created_at": created})  # fmt: skip
    done = datetime(2025, 3, 27, 12)
    number, log = len(made["work_orders"]) + 1, len(made["work_order_logs"]) + 1
    made["work_orders"].append(made["work_orders"][0] | base | {"id": number, "unique_id": "W-SO4", "bom_id": 5,
                               "created_at": FIRST, "start_time": None, "end_time": None})  # fmt: skip
    made["work_order_logs"].append(made["work_order_logs"][0] | {"id": log, "work_order_id": number, "ok_qtys": 5.0,
                                   "status": "Completed", "changed_at": done, "updated_at": done})  # fmt: skip
    return made


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def sold(request, empty_database):
    with pytest.MonkeyPatch.context() as patch, empty_database(request.param, "sold"):
        patch.setattr(clock, "wall", lambda: floor.NOW)
        scope = floor.store(rows())
        backfill(scope)
        yield scope


def test_the_rows_of_customer_orders_are_the_oracles(sold):
    source = floor.source(rows())
    whole, shared = table(sold, "kpi_daily_summaries"), table(sold, "kpi_customer_daily")
    for day in floor.DAYS:
        row = whole[whole.summary_date == day].iloc[0]
        for name in MEASURES:
            assert row[name] == pytest.approx(measure(source, name, day, day, now=floor.NOW)), (day, name)
        mine = shared[shared.summary_date == day].set_index("customer_id")
        for name in measures_of("customer"):
            for key, value in measure(source, name, day, day, "customer", now=floor.NOW).items():
                if key:
                    assert mine[name].get(key, 0.0) == pytest.approx(value), (day, name, key)
    sums = shared.sum(numeric_only=True)
    assert sums.so_due == 4 and sums.so_fulfilled >= 2 and sums.revenue > 1000
    weekly, monthly = (table(sold, f"kpi_customer_{grain}").sum(numeric_only=True) for grain in ("weekly", "monthly"))
    assert sums.revenue == pytest.approx(weekly.revenue) == pytest.approx(monthly.revenue)
    assert whole.open_unassigned.notna().all()


def test_the_orders_concerned_give_the_facts_of_all(sold):
    plant = Clock.of(sold).plant
    every = read.history(sold, plant, floor.NOW)
    for day in floor.DAYS:
        some, whole = facts_of(sold, day, day), compute(every, day, day)
        found = day_rows(some)
        same(found, day_rows(whole))
    orders, boms = read.customer_orders(sold, Range.of(plant, floor.LAST, floor.LAST))
    # SO4 is done; SO1 is, too, if its last BOM is, but it goes on being made; the BOM for stock waits
    assert 4 not in set(orders.id) and {2, 3} <= set(orders.id) and {4, 6} <= set(boms.id)


def test_without_a_ledger_everything_is_read(database, at):
    scope = floor.store(rows())
    clock_ = Clock.of(scope)
    orders, boms = read.customer_orders(scope, Range.of(clock_.plant, floor.LAST, floor.LAST))
    assert len(orders) == 4 and len(boms) == 6
    backfill(scope)
    orders, boms = read.customer_orders(scope, Range.of(clock_.plant, floor.LAST, floor.LAST))
    assert len(orders) < 4
    with scope.begin() as db:  # what changed since is read again, and a late delivery is found by its log
        db.execute(update(scope.t.purchase_orders).where(scope.t.purchase_orders.c.id == 4).values(qty=9.0))
    assert 4 in set(read.customer_orders(scope, Range.of(clock_.plant, floor.LAST, floor.LAST))[0].id)
    aggregate(scope, "daily", floor.LAST)
    noted = scope.frame(select(scope.t.kpi_demand_ledger)).set_index(["kind", "source_id"]).last_at
    assert noted["order", 4].year == 9999  # 5 of 9 are delivered: it is open again
    assert noted["order", 2].year == noted["order", 3].year == noted["bom", 6].year == 9999
    assert ("bom", 4) not in noted.index and noted["bom", 3].year == 2025


def test_now_shows_open_orders_and_the_pipeline(sold):
    statements: list[str] = []
    event.listen(sold.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    now = live(sold)
    assert len([s for s in statements if s.startswith("SELECT")]) == 4
    orders = now.customer_orders.set_index("unique_id")
    assert "SO4" not in orders.index
    late = orders.loc["SO3"]
    assert (late.customer, late.customer_key, late.part, late.qty) == ("Customer 1 (C2)", "C2", "P1", 7.0)
    assert (late.delivered, late.planned, late.boms) == (0, 0, 1) and late.has_bom and not late.released
    assert late.target == date(2025, 4, 5) and late.days_left == -1 and late.overdue_sla and pd.isna(late.value)
    assert late.age_hours == (floor.NOW - datetime(2025, 4, 2, 10)) / timedelta(hours=1)
    assert orders.loc["SO2"].boms == 0 and orders.loc["SO2"].planned == 0 and not orders.loc["SO2"].has_bom
    waiting = now.pipeline.set_index("unique_id")
    assert list(waiting.index) == ["SO2", "B6", "B4"] and waiting.overdue_sla.all()
    assert waiting.kind.tolist() == ["order", "bom", "bom"] and waiting.customer.tolist() == [
        "Customer 1 (C1)", "", "Customer 1 (C2)",
    ]  # fmt: skip
    assert waiting.qty["B4"] == 7.0 and pd.isna(waiting.qty["B6"])
    row = now.rows["factory"].iloc[0]
    assert row.open_unassigned == now.orders.unassigned.sum()
    assert now.rows["machine"].open_unassigned.sum() == now.rows["group"].open_unassigned.sum() + (
        now.rows["machine"].open_unassigned[now.rows["machine"].machine_group_id.isna()].sum()
    )


def test_now_in_the_past_knows_nothing_of_later(sold):
    now = live(stopped(sold, datetime(2025, 3, 28, 10)))
    orders = now.customer_orders.set_index("unique_id")
    assert "SO3" not in orders.index and not orders.loc["SO2"].has_bom
    assert orders.fulfilled["SO4"] and orders.days_left["SO4"] == 0  # due today, and done
    assert "B4" not in set(now.pipeline.unique_id)
    early = live(stopped(sold, datetime(2025, 3, 27, 6))).customer_orders.set_index("unique_id")
    assert early.delivered["SO4"] == 0 and not early.fulfilled["SO4"]
