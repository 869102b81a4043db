"""Numbers that rest on doubtful rows say so: tiles, answers, machines, days; a hint names them before cycle times."""

from datetime import date, datetime
from pathlib import Path

import pytest

import answers
from answers import doubts
from answers.doubts import RESTS
from answers.shift import shift
from answers.source import live_of
from data.summary import clock, findings
from data.summary.aggregate import backfill
from data.tenancy import Scope
from kpis.answer import Question
from kpis.catalogue import KPIS, find
from kpis.measures import MEASURES
from tests.data.summary.test_findings import CASES, LINES, imported

DAY = date(2024, 3, 4)
NOW = datetime(2024, 3, 4, 16)


@pytest.fixture
def scanned(sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scope:
    """On the Monday itself: a number scanned into the quantity of the day's order."""
    monkeypatch.setattr(clock, "wall", lambda: NOW)
    scope, found = imported(tmp_path, CASES["a scanned number"][0])
    assert set(found) == {"over_order", "impossible_pace"}
    backfill(scope)
    return scope


def test_what_rests_on_them_is_marked(scanned: Scope) -> None:
    board = answers.board(scanned, ["oee", "production_volume", "lead_time"])
    tile = board.snapshots["oee"].doubt
    assert tile and (tile.count, tile.first, tile.last) == (2, DAY, DAY)
    assert set(tile.said) == {"1 far over the order's quantity", "1 faster than can be"}
    assert board.doubts["M1"].count == 2 and set(board.doubts) == {"M1"}
    assert "over_order" not in doubts.rules_of(find("lead_time"))
    own = answers.board(scanned, ["oee"], where=("machine", "M1")).snapshots["oee"]
    assert own.doubt and own.doubt.count == 2
    told = shift(scanned, (find("scrap_rate"),))
    assert told and told.doubt and told.doubt.count == 2
    assert doubts.about(live_of(scanned), None, date(2024, 3, 1), date(2024, 3, 3)) is None


def test_the_hint_at_an_impossible_oee_names_the_quantities(scanned: Scope) -> None:
    answer = answers.ask(scanned, Question("oee", DAY, DAY))
    (note,) = [note for note in answer.notes if "over 100 %" in note]
    assert "it rests on doubtful quantities (1 far over the order's quantity, 1 faster than can be)" in note
    assert answer.doubt and answer.doubt.count == 2
    for key in findings.listed(scanned).id:
        findings.fine(scanned, int(key), "ann@plant")
    clear = answers.ask(scanned, Question("oee", DAY, DAY), fresh=True)
    assert clear.doubt is None and any("check the ideal cycle times" in note for note in clear.notes)


def test_nothing_is_marked_where_nothing_is_doubtful(
    sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "wall", lambda: NOW)
    scope, _ = imported(tmp_path, LINES)
    backfill(scope)
    board = answers.board(scope, list(KPIS))
    assert board.doubts == {} and all(tile.doubt is None for tile in board.snapshots.values())


def test_every_measure_is_known_to_rest_on_rows_or_not() -> None:
    rest = frozenset().union(*RESTS.values())
    assert rest <= MEASURES.keys()
    free = {name for name in MEASURES if name not in rest}
    begun = ("so_", "bom", "pipeline_", "planned_", "scheduled_", "calendar_", "alert", "bottleneck_", "forecast_")
    assert {name for name in free if not name.startswith(begun)} == {
        "work_days", "orders_created", "orders_due", "standard_changeover_hours", "rostered_hours", "training_hours",
        "asset_value",
    }  # fmt: skip
