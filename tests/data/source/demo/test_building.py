"""Building the demo: whole, consistent, or not at all."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from sqlalchemy import func, select

from data.source.demo import DemoError, build
from data.tenancy import factories, open_scope
from tests.databases import environment

NOW = datetime(2026, 11, 18, 13, 20)  # a Wednesday; 08:20 in Detroit


def table(scope, name):
    return scope.frame(select(getattr(scope.t, name)))


@pytest.fixture(scope="module")
def both(empty_database):
    """A database with both demo factories."""
    with empty_database("sqlite") as url:
        build(2, 14, now=NOW)
        yield url


def test_status_and_quantities_of_an_order_are_those_of_its_log(database):
    said = []
    assert build(1, 20, now=NOW, progress=lambda text, share: said.append((text, share))) == ["stuttgart"]
    assert said[0] == ("Simulating Stuttgart Plant", 0.0)
    assert said[-1] == ("Built Stuttgart Plant", 1.0)
    scope = open_scope("stuttgart")
    assert scope.factory.settings["demo"] is True  # by which the timetable knows whom to tick
    orders, logs = table(scope, "work_orders").set_index("id"), table(scope, "work_order_logs")
    logs = logs.sort_values(["changed_at", "id"])
    assert len(orders) > 300
    assert logs["changed_at"].max() <= NOW
    last = logs.groupby("work_order_id").last().loc[orders.index]
    assert (orders["status"] == last["status"]).all()
    assert (orders["updated_at"] == last["changed_at"]).all()
    for name in ("ok_qtys", "scrapped_qtys"):
        assert (orders[name] == logs.groupby("work_order_id")[name].sum().loc[orders.index]).all()
    held = orders["status"] == "Hold"
    assert held.any()
    assert (orders["hold_reason_id"].notna() == held).all()
    boms = table(scope, "boms").set_index("id")
    assert ((boms["status"] == "Released") == boms.index.isin(orders["bom_id"])).all()


def test_every_reference_leads_somewhere(both):
    for slug in ("stuttgart", "detroit"):
        scope = open_scope(slug)
        references = {
            "machines": {"machine_group_id": "machine_groups"},
            "operators": {"operator_proficiency_id": "operator_proficiencies", "shift_id": "shifts"},
            "operator_trainings": {"operator_id": "operators"},
            "purchase_orders": {"customer_id": "customers", "part_number_id": "part_numbers"},
            "boms": {"purchase_order_id": "purchase_orders", "machine_group_id": "machine_groups"},
            "work_orders": {"bom_id": "boms", "machine_id": "machines", "operator_id": "operators"},
            "work_order_logs": {"work_order_id": "work_orders", "hold_reason_id": "hold_reasons"},
        }
        for name, columns in references.items():
            rows = table(scope, name)
            for column, target in columns.items():
                assert rows[column].notna().mean() > 0.05, (name, column)
                assert rows[column].dropna().isin(table(scope, target)["id"]).all(), (name, column)


def test_two_plants_of_different_size_and_zone(both):
    one, other = factories()
    assert (one.slug, one.timezone, one.currency) == ("stuttgart", "Europe/Berlin", "EUR")
    assert (other.slug, other.timezone, other.currency) == ("detroit", "America/Detroit", "USD")
    counts = [
        (len(table(open_scope(f.slug), "machines")), len(table(open_scope(f.slug), "machine_groups")))
        for f in (one, other)
    ]
    assert counts == [(16, 5), (40, 8)]
    parts = table(open_scope("detroit"), "part_numbers")
    assert parts["cycle_time"].isna().sum() == 1
    machines = table(open_scope("detroit"), "machines")
    assert machines["retired_on"].notna().sum() == 1
    assert (pd.to_datetime(machines["commissioned_on"]) >= pd.Timestamp(date(2026, 11, 5))).sum() == 1


def test_the_same_seed_builds_the_same(empty_database):
    found = []
    for moment in (NOW, NOW.replace(tzinfo=UTC)):
        with empty_database("sqlite"):
            build(1, 14, seed=3, now=moment)
            scope = open_scope("stuttgart")
            found.append(
                [table(scope, n) for n in ("machines", "operators", "work_orders", "work_order_logs", "demo_upcoming")]
            )
    for one, other in zip(*found, strict=True):
        volatile = {"created_at", "updated_at"} if "seq" in one else set()
        pd.testing.assert_frame_equal(one.drop(columns=volatile), other.drop(columns=volatile))


def test_a_factory_that_exists_is_left_alone(sqlite_database):
    build(1, 14, now=NOW)
    scope = open_scope("stuttgart")
    count = select(func.count()).select_from(scope.t.work_order_logs)
    before = scope.frame(count)
    with pytest.raises(DemoError, match="stuttgart exists already"):
        build(2, 14, now=NOW)
    assert [f.slug for f in factories()] == ["stuttgart"]
    assert scope.frame(count).equals(before)


@pytest.mark.parametrize(
    ("wrong", "said"), [({"factories": 3}, "1 to 2"), ({"factories": 0}, "1 to 2"), ({"days": 3}, "14 to 1500")]
)
def test_arguments_out_of_range_are_refused(sqlite_database, wrong, said):
    with pytest.raises(DemoError, match=said):
        build(**wrong)
    assert factories() == []


def test_a_build_that_fails_leaves_nothing(sqlite_database, monkeypatch):
    def broken(*_args):
        raise OSError("disk full")

    monkeypatch.setattr("data.source.demo.building.keep", broken)
    with pytest.raises(OSError, match="disk full"):
        build(1, 14, now=NOW)
    assert factories() == []


def test_a_database_for_each_factory(sqlite_database):
    with environment(TENANT_MODE="database_per_factory"):
        build(2, 14, now=NOW)
        sizes = [len(table(open_scope(slug), "work_orders")) for slug in ("stuttgart", "detroit")]
        assert all(factory.database_url for factory in factories())
    assert sizes[1] > sizes[0] > 100
