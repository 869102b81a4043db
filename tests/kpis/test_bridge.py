"""Why a KPI moved, on a few rows by hand, and the law that the parts add up to the change."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.bridge import bridge
from kpis.catalogue import KPIS

SCRAP = KPIS["scrap_rate"]


def rows(**made):
    """Members of the scrap rate: name to OK and scrapped units."""
    frame = pd.DataFrame(
        [(name, ok, scrapped) for name, (ok, scrapped) in made.items()], columns=["name", "ok_units", "scrapped_units"]
    ).set_index("name", drop=False)
    return frame.assign(value=100 * frame.scrapped_units / (frame.ok_units + frame.scrapped_units))


def rate(frame):
    units = frame.ok_units.sum() + frame.scrapped_units.sum()
    return 100 * frame.scrapped_units.sum() / units if units else None


def test_a_rate_that_changes_alone_is_all_of_the_change():
    before, now = rows(A=(90, 10), B=(95, 5)), rows(A=(98, 2), B=(95, 5))
    found = bridge(SCRAP, now, before, rate(now), rate(before))
    assert found.steps == (("A", pytest.approx(-4)), ("B", pytest.approx(0)))  # half of the units, 8 points better
    assert found.mix == pytest.approx(0) and (found.before, found.now) == pytest.approx((7.5, 3.5))


def test_shares_that_change_alone_are_the_mix():
    """Both scrap as before (10 and 2 %), and the good one makes three quarters instead of half."""
    before, now = rows(A=(90, 10), B=(98, 2)), rows(A=(45, 5), B=(147, 3))
    found = bridge(SCRAP, now, before, rate(now), rate(before))
    assert [amount for _, amount in found.steps] == pytest.approx([0, 0])
    assert found.mix == pytest.approx(-2) == found.now - found.before


def test_a_member_of_one_period_alone_is_mix():
    before, now = rows(A=(90, 10)), rows(A=(90, 10), NEW=(80, 20))
    found = bridge(SCRAP, now, before, rate(now), rate(before))
    assert found.mix == pytest.approx(5) and dict(found.steps) == pytest.approx({"A": 0, "NEW": 0})


def test_amounts_add_up_without_a_mix():
    kpi = KPIS["production_volume"]
    before = pd.DataFrame({"name": ["A", "B"], "value": [10.0, 4.0]}, index=["A", "B"])
    now = pd.DataFrame({"name": ["B", "C"], "value": [7.0, 1.0]}, index=["B", "C"])
    found = bridge(kpi, now, before, 8.0, 14.0)
    assert found.steps == (("A", -10.0), ("B", 3.0), ("C", 1.0)) and (found.mix, found.others) == (None, 0.0)


def test_nothing_is_told_where_the_members_are_not_the_whole():
    before, now = rows(A=(90, 10)), rows(A=(98, 2))
    assert bridge(SCRAP, now, before, 7.0, rate(before)) is None
    assert bridge(SCRAP, now, before, rate(now), None) is None
    assert bridge(KPIS["oee"], now, before, 50.0, 60.0) is None


UNITS = st.tuples(st.integers(0, 500), st.integers(0, 60))


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), UNITS), st.dictionaries(st.sampled_from("ABCDEFGH"), UNITS))
def test_the_parts_add_up_to_the_change(before, now):
    old, new = rows(**before), rows(**now)
    if rate(old) is None or rate(new) is None:
        return
    found = bridge(SCRAP, new, old, rate(new), rate(old))
    assert found is not None
    added = sum(amount for _, amount in found.steps) + found.others + (found.mix or 0.0)
    assert added == pytest.approx(rate(new) - rate(old), abs=1e-9)
    assert len(found.steps) <= 4
