"""The work orders behind a number: they add up to it, whatever it is kept to."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from answers import orders
from data.facts.compute import compute
from kpis.answer import Question
from kpis.catalogue import KPIS
from kpis.measures import OF_ORDERS
from tests import floor
from tests.answers.conftest import BOTH
from tests.data.facts.factory import history
from tests.oracle import measure
from tests.oracle.factories import frames

START, LAST = date(2025, 3, 29), date(2025, 4, 6)
TOLD = [kpi.id for kpi in KPIS.values() if kpi.caused]


def of_orders(found: orders.Orders) -> pd.Series:
    return found.rows[[*found.total.index]].sum() + found.rest.reindex(found.total.index).fillna(0)


def test_what_orders_cause_is_what_is_known_with_its_order():
    facts = compute(history(frames(floor.rows()), floor.NOW), floor.FIRST, LAST)
    known = {name for block in facts.blocks if "order" in block.keys for name in block.values}
    others = {name for block in facts.blocks if "order" not in block.keys for name in block.values}
    assert known == OF_ORDERS and not known & others


@BOTH
def test_orders_add_up_to_the_oracles_sums(plant, source):
    for kpi in TOLD:
        found = orders.orders(plant, Question(kpi, START, LAST))
        for name, value in of_orders(found).items():
            expected = measure(source, name, START, LAST, now=floor.NOW) or 0.0
            assert value == pytest.approx(expected, abs=1e-8) == found.total[name], (kpi, name)
        assert set(found.total.index) <= set(KPIS[kpi].caused)


def test_orders_of_a_filter_add_up_to_the_oracles_part(plant, source):
    ids = {"machine": 1, "group": 1, "part": 1, "operator": 1}
    asked = Question("scrap_rate", START, LAST)
    for entity, key in (("machine", "M1"), ("group", "G1"), ("part", "P1"), ("operator", "E1")):
        found = of_orders(orders.orders(plant, replace(asked, where=(entity, key))))
        for name in ("ok_units", "scrapped_units"):
            expected = measure(source, name, START, LAST, entity, now=floor.NOW)[ids[entity]]
            assert found[name] == pytest.approx(expected), (entity, name)
    both = of_orders(orders.orders(plant, replace(asked, where=("machine", "M1"), and_where=("shift", "Early"))))
    expected = measure(source, "ok_units", START, LAST, ("machine", "shift"), now=floor.NOW)[1, 1]
    assert both["ok_units"] == pytest.approx(expected)


def test_an_order_has_the_units_of_its_own_reports(plant, source):
    """Units by order straight from the rows, on production days that begin at six."""
    found = orders.orders(plant, Question("scrap_rate", START, LAST)).rows
    names = {row["id"]: row["unique_id"] for row in source.work_orders}
    told: dict[str, int] = {}
    for log in source.work_order_logs:
        day = (log["changed_at"] + timedelta(hours=2) - timedelta(hours=6)).date()
        if date(2025, 4, 1) <= day <= LAST and log["changed_at"] < floor.NOW and log["scrapped_qtys"]:
            told[names[log["work_order_id"]]] = told.get(names[log["work_order_id"]], 0) + log["scrapped_qtys"]
    april = orders.orders(plant, Question("scrap_rate", date(2025, 4, 1), LAST)).rows
    assert dict(zip(april.order, april.scrapped_units, strict=True)) == pytest.approx(told | {
        order: 0.0 for order in april.order if order not in told
    })  # fmt: skip
    assert found.scrapped_units.is_monotonic_decreasing and {"machine", "part", "operator"} <= set(found)


def test_what_is_too_much_to_tell_is_added_up(plant, monkeypatch):
    asked = Question("scrap_rate", START, LAST)
    every = orders.orders(plant, asked)
    monkeypatch.setattr(orders, "MOST", 3)
    few = orders.orders(plant, replace(asked, start=START - timedelta(days=1)))
    assert len(few.rows) == 3 and few.others > 0
    assert few.rows.scrapped_units.sum() + few.rest.scrapped_units == few.total.scrapped_units
    assert every.others == 0 and every.days == 9
    year = orders.orders(plant, replace(asked, start=LAST - timedelta(days=364)))
    assert year.days == 92


def test_before_the_first_order_there_is_none(plant):
    day = floor.FIRST - timedelta(days=3)
    found = orders.orders(plant, Question("scrap_rate", day, day))
    assert (len(found.rows), found.others, found.total.sum()) == (0, 0, 0)
