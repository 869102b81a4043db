"""Which members add up to the whole, and so have no share in its target."""

import pytest

from kpis.additive import additive
from kpis.catalogue import KPIS

ADDED = {
    "downtime_alerts", "work_order_status", "production_volume", "quality_issues", "downtime_by_cause", "throughput",
    "production_by_part", "skill_distribution",
}  # fmt: skip


@pytest.mark.parametrize("kpi", KPIS.values(), ids=lambda kpi: kpi.id)
def test_what_is_counted_adds_up_over_members_and_rates_do_not(kpi):
    expected = {entity: kpi.id in ADDED or entity == "reason" for entity in kpi.breakdowns}
    if kpi.id == "cross_order_optimization":  # starts are not counted by group: its groups are shares of the factory's
        expected["group"] = True
    assert {entity: additive(kpi, entity) for entity in kpi.breakdowns} == expected


def test_several_at_once():
    assert additive(KPIS["throughput"], "machine", "part") and not additive(KPIS["oee"], "machine", "shift")
    assert additive(KPIS["scrap_rate"], "part", "reason") and not additive(KPIS["scrap_rate"], "part", "shift")
    assert not additive(KPIS["throughput"])  # the whole itself
