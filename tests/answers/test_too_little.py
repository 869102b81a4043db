"""A rate over next to no time keeps its number, is not judged, and says why."""


import pandas as pd
import pytest

from answers import ask, board
from kpis.answer import Question
from kpis.catalogue import KPIS
from kpis.little import hours
from tests.data.facts.shop import MONDAY, at, shop


def tables():
    """M1 makes 100 units (1 h of ideal time) in 36 seconds, M2 the same in 2 h."""
    made = shop([("M1", "07:00 Start", "07:00:36 Completed"), ("M2", "08:00 Start", "10:00 Completed")])
    for log in (1, 3):
        made["work_order_logs"][log]["ok_qtys"] = 100.0
    return made


def test_a_member_over_too_little_time_is_not_judged(shop_now):
    scope = shop_now(tables(), at("15:00"))
    found = ask(scope, Question("cycle_time_efficiency", MONDAY, MONDAY, by="machine"), fresh=True)
    rows = found.breakdown.set_index("key")
    assert rows.value["M1"] == pytest.approx(10_000) and rows.status["M1"] == "neutral"
    assert rows.value["M2"] == pytest.approx(50) and rows.status["M2"] == "critical" and found.status == "excellent"
    assert "Too little time to judge: Machine 1 (0.60 min)." in found.notes
    alone = ask(scope, Question("cycle_time_efficiency", MONDAY, MONDAY, where=("machine", "M1")), fresh=True)
    assert (alone.status, alone.value) == ("neutral", pytest.approx(10_000))
    assert "Too little time to judge: the rate rests on 0.60 min." in alone.notes
    pairs = ask(scope, Question("cycle_time_efficiency", MONDAY, MONDAY, by="machine,part"), fresh=True).breakdown
    assert pairs.set_index("key").status.to_dict() == {"M1": "neutral", "M2": "critical"}


def test_a_tile_waits_with_its_badge(shop_now):
    tile = board(shop_now(tables(), at("07:30")), ("cycle_time_efficiency",), fresh=True).snapshots
    shown = tile["cycle_time_efficiency"]
    assert (shown.status, shown.target) == ("neutral", None) and shown.value == pytest.approx(10_000)
    assert shown.detail.startswith("too little time yet")


def test_it_is_about_time_that_may_shrink_to_nothing():
    row = pd.DataFrame({"earned_hours": [1.0] * 4, "operator_hours": [0.05, 0.0, 0.5, 0.1],
                        "uncovered_operator_hours": 0.0})  # fmt: skip
    short = hours(KPIS["operator_efficiency"], row)
    assert short.notna().tolist() == [True, False, False, False] and short[0] == 0.05
    units = pd.DataFrame({"ok_units": [1.0], "scrapped_units": [0.0]})
    assert hours(KPIS["quality_rate"], units).isna().all()
