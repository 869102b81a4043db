"""An order's page as it is told: quantities, what it did in each operation, and what was changed about its log."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from answers import corrected
from answers.order import choices, order, spans
from data.source import corrections
from data.source.corrections import Line, seen
from data.summary import late
from tests.data.summary.lateness import LATER, MARCH, summarised

NOW = LATER.replace(tzinfo=UTC)
DAY = datetime(2025, 4, 1)


@pytest.fixture
def scope(sqlite_database, monkeypatch):
    from data.summary import clock

    return summarised(lambda moment: monkeypatch.setattr(clock, "wall", lambda: moment))


def correct(scope, line, why="miscounted"):
    old = order(scope, "W31", NOW).lines.iloc[-1].to_dict()
    corrections.correct(scope, "W31", old["id"], line, seen(old), why, "ann@x", LATER)


def test_an_order_is_told_in_local_time_with_its_changes(scope):
    done = datetime(2025, 3, 31, 9)
    correct(scope, Line("Completed", done, ok_qtys=1.0, machine="M2"))
    correct(scope, Line("Completed", done + timedelta(minutes=30), ok_qtys=2.0, machine="M2", operator="E2"), "later")
    found = order(scope, "W31", NOW)
    assert (found.head["made"], found.head["scrapped"], found.head["part"], found.head["machine"]) == (2, 0, "P3", "M1")
    assert found.as_of == NOW and found.head["end_time"] == datetime(2025, 3, 31, 11), "planned, in Berlin"
    assert found.lines["at"].tolist() == [datetime(2025, 3, 31, 9), datetime(2025, 3, 31, 11, 30)]
    assert found.lines.changed.tolist()[0] == "" and found.lines.changed.iloc[1].startswith("ann@x, ")
    newest, first = found.changes
    assert first.moved == (("ok_qtys", "10", "1"), ("machine_id", "none", "M2")) and first.reason == "miscounted"
    assert newest.moved == (
        ("changed_at", "2025-03-31 11:00:00", "2025-03-31 11:30:00"), ("ok_qtys", "1", "2"),
        ("operator_id", "none", "E2"),
    )  # fmt: skip
    assert choices(scope)["operator"]["E2"] == "E2 · Operator 2" and choices(scope)["hold_reason"] == {
        "H1": "H1", "H2": "H2", "H3": "H3"
    }  # fmt: skip


def test_few_days_are_computed_at_once_and_many_are_left_to_the_worker(scope, monkeypatch):
    correct(scope, Line("Completed", datetime(2025, 3, 31, 9), ok_qtys=1.0))
    monkeypatch.setattr(corrected, "MOST", 0)
    assert corrected.settle(scope) is None and late.dirty(scope) == [MARCH[31]]
    monkeypatch.setattr(corrected, "MOST", 1)
    assert corrected.settle(scope) == [MARCH[31]]
    assert corrected.settle(scope) == [] == late.dirty(scope)


def test_a_correction_stands_when_the_days_cannot_be_computed(scope, monkeypatch):
    def broken(*_):
        raise RuntimeError("disk full")

    correct(scope, Line("Completed", datetime(2025, 3, 31, 9), ok_qtys=1.0))
    with monkeypatch.context() as patch:
        patch.setattr(late, "look", broken)
        assert corrected.settle(scope) is None
    assert corrected.settle(scope) == [MARCH[31]]


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("0 Assigned;1 Start;3 Hold;4 Completed", ["M1 assigned 0-1", "M1 running 1-3", "M1 hold 3-4"]),
        ("0 Start;2 Start;3 Hold;4 Start", ["M1 running 0-3", "M1 hold 3-4", "M1 running 4-9"]),
        ("0 Start", ["M1 running 0-9"]),
        ("0 Assigned;1 Start 10;2 Start 20 M2;3 Completed 10;5 Completed 20",
         ["M1 assigned 0-1", "10 · M1 running 1-3", "20 · M2 running 2-5"]),
        ("0 Start 10;1 Start 10 M2;2 Start 20;4 Closed",
         ["10 · M1 running 0-1", "10 · M2 running 1-4", "20 · M1 running 2-4"]),
        ("", []),
    ],
)  # fmt: skip
def test_what_an_order_did(log, told):
    rows = []
    for one in filter(None, log.split(";")):
        hour, status, operation, machine = [*one.split(), None, None][:4]
        rows.append((DAY + timedelta(hours=int(hour)), status, operation, machine, None))
    lines = pd.DataFrame(rows, columns=["at", "status", "operation", "machine", "hold_reason"])
    found = spans({"machine": "M1", "last_operation": "20"}, lines, DAY + timedelta(hours=9))
    assert [f"{one.machine} {one.state} {one.start:%-H}-{one.end:%-H}" for one in found.itertuples()] == told

