"""A status is that of the number beside it: of what a tile shows, of a member by a target of its own."""

from datetime import date

import pytest

from answers import ask, board, goals
from answers.goals import set_target
from answers.shift import shift
from data import cache
from data.facts.calendar import DAY
from data.summary.aggregate import backfill
from kpis.answer import Question
from kpis.catalogue import KPIS
from kpis.fraction import per_day
from kpis.status import Status, status
from kpis.text import number
from tests import floor
from tests.answers import floor_now

START, END, SINCE = date(2025, 3, 28), date(2025, 4, 4), date(2020, 1, 1)
TARGETS = {"production_volume": 480.0, "downtime_alerts": 1.0, "work_order_status": 8.0, "quality_issues": 2.0}


@pytest.fixture(params=["floor", "now"])
def anywhere(request, sqlite_database, at):
    """The summarised floor, and the floor by hand at 10:00, each with targets for what adds up."""
    if request.param == "floor":
        at(floor.NOW)
        made = floor.store(floor.rows())
        backfill(made, date(2025, 3, 24))
    else:
        at(floor_now.NOW)
        made = floor.store(floor_now.tables(), "shop")
        backfill(made)
    for kpi, value in TARGETS.items():
        set_target(made, KPIS[kpi], value, SINCE)
    cache.flush()
    return made


@pytest.fixture
def summarised(sqlite_database, at):
    at(floor.NOW)
    made = floor.store(floor.rows())
    backfill(made, date(2025, 3, 24))
    return made


def test_the_badge_of_every_tile_is_that_of_the_number_beside_it(anywhere):
    shown = board(anywhere, tuple(KPIS), fresh=True).snapshots
    assert len(shown) == len(KPIS)
    judged = 0
    for kpi_id, tile in shown.items():
        kpi = tile.kpi
        if tile.status is Status.NEUTRAL:
            continue
        judged += 1
        # what is written is the value that was judged, in the unit of the target
        assert tile.value is not None and tile.target is not None, kpi_id
        assert tile.text == number(tile.value, kpi.unit), kpi_id
        assert tile.suffix.split(" of ")[0].split(" even")[0] == kpi.unit, kpi_id
        assert tile.status == status(tile.value, tile.target, kpi.better, tile.bands), kpi_id
        assert not per_day(kpi), f"{kpi_id} of a running day"
    assert judged > 10
    for tile in shown.values():
        assert tile.text != "–" or tile.status is Status.NEUTRAL


OTHERS = {
    "machine_status", "throughput", "downtime_alerts", "quality_issues", "alert_summary", "bottleneck",
    "operator_workload", "production_volume", "so_fulfillment_planning",
}  # fmt: skip


def test_a_headline_of_another_quantity_has_no_badge_and_the_line_of_days_keeps_the_target(anywhere):
    shown = board(anywhere, tuple(OTHERS), fresh=True).snapshots
    for kpi, tile in shown.items():
        assert (tile.status, tile.target) == ("neutral", None), kpi
    assert shown["production_volume"].aim == 480 and shown["bottleneck"].aim == KPIS["bottleneck"].target


def test_a_running_day_is_not_judged_as_if_it_were_whole(anywhere):
    scope = anywhere
    today = board(scope, ("oee",)).as_of.date()
    now = ask(scope, Question("production_volume", today, today), fresh=True)
    assert (now.status, now.target) == ("neutral", 480) and now.value
    past = ask(scope, Question("production_volume", today - 3 * DAY, today), fresh=True)
    assert past.status == status(past.value, 480, "higher") != "neutral"


def test_members_of_what_adds_up_are_judged_by_a_target_of_their_own_alone(summarised):
    scope = summarised
    set_target(scope, KPIS["production_volume"], 100, SINCE)
    set_target(scope, KPIS["production_volume"], 1, SINCE, "group", "G1")
    set_target(scope, KPIS["production_volume"], 10_000, SINCE, "machine", "M1")
    cache.flush()

    def found(by, **kept):
        return ask(scope, Question("production_volume", START, END, by=by, **kept), fresh=True)

    machines = found("machine").breakdown.set_index("key").status
    assert machines["M1"] == "critical" and set(machines.drop("M1")) == {"neutral"}  # also M2 of the group G1
    groups = found("group").breakdown.set_index("key").status
    assert groups["G1"] == "excellent" and set(groups.drop("G1")) == {"neutral"}
    assert set(found("shift").breakdown.status) == {"neutral"}
    assert set(found("machine,part").breakdown.status) == {"neutral"}
    assert found(None).status == "excellent" and found("machine").target == 100 and found("machine").shared is None
    alone = found(None, where=("machine", "M2"))
    assert (alone.status, alone.target) == ("neutral", None) and alone.buckets.target.isna().all()
    both = found(None, where=("machine", "M1"), and_where=("part", "P1"))
    assert (both.status, both.target) == ("neutral", None)
    assert [goal.target for goal in goals.in_force(scope, [KPIS["production_volume"]], "machine", "M2")] == [None]


def test_parts_of_a_sum_have_no_share_in_its_target_and_rates_keep_it(summarised):
    def judged(kpi, by):
        return ask(summarised, Question(kpi, START, END, by=by), fresh=True)

    for kpi in ("scrap_rate", "downtime"):
        reasons = judged(kpi, "reason")
        assert len(reasons.breakdown) and set(reasons.breakdown.status) == {"neutral"}, kpi
        rates = judged(kpi, "machine")
        assert rates.shared == rates.target == KPIS[kpi].target
        for row in rates.breakdown.to_dict("records"):
            assert row["status"] == status(row["value"], KPIS[kpi].target, "lower")
    assert set(judged("scrap_rate", "part,reason").breakdown.status) == {"neutral"}


def test_a_shift_that_runs_is_judged_by_its_own_target(shop_now):
    scope = shop_now(floor_now.tables(), floor_now.NOW)
    found = shift(scope, (KPIS["shift_performance"],))
    set_target(scope, KPIS["shift_performance"], 1, SINCE, "shift", found.name)
    cache.flush()
    tile = board(scope, ("shift_performance",), fresh=True).snapshots["shift_performance"]
    assert tile.value == pytest.approx(found.kpis[0].value) and (tile.target, tile.status) == (1, "excellent")
