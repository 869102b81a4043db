"""Lines of a log that people correct, add and take back: what is written, what is kept, and what is refused."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pandas as pd
import pytest
from sqlalchemy import select

from data.source import corrections, order
from data.source.corrections import Line, Meanwhile, seen
from data.source.masters import BadValue
from data.source.order import NoOrder
from data.tenancy import central, create_factory, open_scope
from tests import floor

NOW = datetime(2025, 4, 2, 12)
START, DONE = datetime(2025, 4, 1, 7), datetime(2025, 4, 1, 9)
RIGHT = Line("Completed", DONE, ok_qtys=100.0)


def rows():
    made = floor.rows() | {"work_orders": [], "work_order_logs": []}
    made["work_orders"].append(
        {"id": 1, "unique_id": "W1", "bom_id": 3, "machine_id": 1, "operator_id": 1, "qty": 100.0,
         "status": "Completed", "start_time": START, "end_time": DONE, "ok_qtys": 1000.0, "scrapped_qtys": 0.0,
         "hold_reason_id": None, "created_at": START - timedelta(hours=1)}
    )  # fmt: skip
    made["work_order_logs"] += [
        {"work_order_id": 1, "status": status, "changed_at": at, "ok_qtys": ok, "scrapped_qtys": 0.0,
         "rework_qtys": 0.0, "external_id": f"L{ok:.0f}", "created_at": at, "updated_at": at}
        for status, at, ok in (("Start", START, 0.0), ("Completed", DONE, 1000.0))
    ]  # fmt: skip
    return made


@pytest.fixture
def scope(database):
    return _stored()


@pytest.fixture
def one(sqlite_database):
    return _stored()


def _stored():
    north = floor.store(rows(), "north")
    with central().begin() as db:
        create_factory(db, name="South", slug="south", timezone="UTC", currency="EUR")
    return north


def line(scope, n=-1):
    return order.read(scope, "W1").lines.iloc[n].to_dict()


def head(scope):
    found = order.read(scope, "W1").head
    return found["ok_qtys"], found["scrapped_qtys"], found["status"]


def whole(scope):
    tables = (scope.t.work_orders, scope.t.work_order_logs, scope.t.log_changes)
    return [scope.frame(select(table)).to_csv() for table in tables]


def correct(scope, new, old, why="typed a 0 too many", by="ann@x"):
    corrections.correct(scope, "W1", old["id"], new, seen(old), why, by, NOW)


def test_a_mistyped_count_is_corrected_where_it_stands_and_the_old_one_kept(scope):
    old = line(scope)
    correct(scope, replace(RIGHT, scrapped_qtys=3.0, scrapped_reason="S1", machine="M2", operator="E2"), old)
    new = line(scope)
    assert (new["id"], new["ok_qtys"], new["scrapped_reason"], new["machine"], new["operator"], new["external_id"]) == (
        old["id"], 100, "S1", "M2", "E2", "L1000"
    )  # fmt: skip
    assert head(scope) == (100, 3, "Completed")
    (kept,) = order.read(scope, "W1").changes.to_dict("records")
    assert (kept["action"], kept["changed_by"], kept["reason"]) == ("corrected", "ann@x", "typed a 0 too many")
    assert json.loads(kept["said"]) == {
        "status": "Completed", "changed_at": "2025-04-01T09:00:00.000000", "ok_qtys": 1000.0, "scrapped_qtys": 0.0,
        "rework_qtys": 0.0, "scrapped_reason_id": None, "hold_reason_id": None, "machine_id": None,
        "operator_id": None, "operation": None, "external_id": "L1000", "deleted_at": None,
    }  # fmt: skip
    touched = scope.frame(select(scope.t.work_order_logs.c.updated_at).where(scope.t.work_order_logs.c.id == old["id"]))
    assert touched.updated_at.iloc[0] > DONE, "the summaries find it by that"


def test_a_line_is_added_taken_back_and_put_back(scope):
    corrections.add(scope, "W1", Line("Hold", datetime(2025, 4, 1, 8), hold_reason="H1"), "forgotten", "bob@x", NOW)
    assert order.read(scope, "W1").lines.status.tolist() == ["Start", "Hold", "Completed"]
    done = line(scope)
    corrections.take_back(scope, "W1", done["id"], seen(done), "of another order", "bob@x")
    assert head(scope) == (0, 0, "Hold"), "the order is what its log says"
    gone = line(scope)
    with pytest.raises(Meanwhile):
        corrections.take_back(scope, "W1", done["id"], seen(gone), "twice", "bob@x")
    with pytest.raises(Meanwhile):
        correct(scope, RIGHT, gone)
    corrections.put_back(scope, "W1", done["id"], seen(gone), "it was ours", "ann@x")
    assert head(scope) == (1000, 0, "Completed") and line(scope)["ok_qtys"] == 1000
    changes = order.read(scope, "W1").changes
    assert changes.action.tolist() == ["added", "taken back", "put back"]
    assert changes.said.isna().tolist() == [True, False, False]


def test_pieces_of_an_order_are_those_of_its_last_operation(one):
    with one.begin() as db:
        db.execute(one.t.work_orders.update().values(last_operation="20"))
    for operation, ok in (("10", 50.0), ("20", 40.0)):
        corrections.add(one, "W1", Line("Start", DONE, ok_qtys=ok, operation=operation), "x", "ann@x", NOW)
    assert head(one)[0] == 1040, "the line without an operation speaks for the whole order"


def test_a_status_that_does_not_follow_the_log_is_left_alone(scope):
    with scope.begin() as db:
        db.execute(scope.t.work_orders.update().values(status="Assigned"))
    correct(scope, replace(RIGHT, status="Closed"), line(scope))
    assert head(scope) == (100, 0, "Assigned")


def test_of_two_who_change_a_line_at_once_one_is_told(scope):
    old, gate, ended = line(scope), Barrier(2), []

    def change(ok):
        gate.wait()
        try:
            correct(open_scope("north"), replace(RIGHT, ok_qtys=ok), old)
        except Meanwhile:
            ended.append(None)
        else:
            ended.append(ok)

    threads = [Thread(target=change, args=(ok,)) for ok in (100.0, 10.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (done,) = [ok for ok in ended if ok]
    assert len(ended) == 2 and line(scope)["ok_qtys"] == done == head(scope)[0]
    assert len(order.read(scope, "W1").changes) == 1


def test_another_factory_has_no_such_order(scope):
    before, old, south = whole(scope), line(scope), open_scope("south")
    with pytest.raises(NoOrder, match="no order “W1” in this factory"):
        order.read(south, "W1")
    with pytest.raises(NoOrder):
        corrections.correct(south, "W1", old["id"], RIGHT, seen(old), "why", "eve@x", NOW)
    with pytest.raises(NoOrder):
        corrections.add(south, "W1", RIGHT, "why", "eve@x", NOW)
    mine = {"id": 50, "unique_id": "W1", "bom_id": 1, "machine_id": 1, "qty": 1.0, "status": "Assigned"}
    with south.begin() as db:
        south.insert(db, south.t.work_orders, [mine])
    with pytest.raises(Meanwhile):  # the line of the order of that name, next door
        corrections.take_back(south, "W1", old["id"], seen(old), "why", "eve@x")
    assert whole(scope) == before and order.read(south, "W1").changes.empty


@pytest.mark.parametrize(
    ("field", "new", "told"),
    [
        ("status", {"status": "Strat"}, "did you mean 'Start'"),
        ("at", {"at": NOW + timedelta(days=1, seconds=1)}, "more than a day ahead"),
        ("at", {"at": START - timedelta(days=2)}, "before the order was created"),
        ("ok_qtys", {"ok_qtys": -1.0}, "from 0 to"),
        ("scrapped_qtys", {"scrapped_qtys": 4006381333931.0}, "from 0 to"),
        ("rework_qtys", {"rework_qtys": float("nan")}, "from 0 to"),
        ("scrapped_reason", {"scrapped_reason": "S9"}, "no scrapped reason “S9”; known: S1, S2"),
        ("hold_reason", {"hold_reason": "Q"}, "no hold reason “Q”; known: H1, H2, H3"),
        ("machine", {"machine": "M9"}, "no machine"),
        ("operator", {"operator": "E9"}, "no operator"),
        ("operation", {"operation": "x" * 61}, "longer than 60"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_changes(one, field, new, told):
    before = whole(one)
    with pytest.raises(BadValue, match=told) as refused:
        correct(one, replace(RIGHT, **new), line(one))
    assert refused.value.field == field
    with pytest.raises(BadValue) as refused:
        corrections.add(one, "W1", replace(RIGHT, **new), "why", "ann@x", NOW)
    assert refused.value.field == field
    assert whole(one) == before


def test_no_change_without_a_reason_or_without_a_difference(one):
    before, old = whole(one), line(one)
    for why, field in (("  ", "why"), ("x" * 401, "why"), ("typed", "status")):
        with pytest.raises(BadValue) as refused:
            correct(one, Line("Completed", DONE, ok_qtys=1000.0), old, why=why)
        assert refused.value.field == field
    assert whole(one) == before


def test_a_line_that_lies_where_it_cannot_may_be_corrected_but_for_its_time(one):
    with one.begin() as db:
        db.execute(one.t.work_order_logs.update().where(one.t.work_order_logs.c.ok_qtys > 0)
                   .values(changed_at=datetime(2062, 1, 1)))  # fmt: skip
    correct(one, replace(RIGHT, at=datetime(2062, 1, 1)), line(one))
    assert line(one)["ok_qtys"] == 100


@pytest.mark.parametrize(
    ("log", "last", "state"),
    [
        ("Start:", None, "Start"), ("", None, ""), ("Start: Completed: Closed:", None, "Closed"),
        ("Start:10 Completed:10", None, "Assigned"), ("Start:10 Hold:20", None, "Start"),
        ("Start:10 Completed:10 Hold:20", None, "Hold"), ("Start:10 Start:20 Completed:20", "20", "Completed"),
        ("Start:10 Completed:", None, "Completed"), ("Completed: Start:", None, "Start"),
    ],
)  # fmt: skip
def test_the_state_of_an_order_by_its_log(log, last, state):
    steps = [one.split(":") for one in log.split()]
    assert order.standing(pd.DataFrame(steps, columns=["status", "operation"]), last) == state


def test_what_looks_wrong_in_a_log_is_told(one):
    for status, hour in (("Start", 10), ("Hold", 6), ("Hold", 6.5)):
        new = Line(status, datetime(2025, 4, 1) + timedelta(hours=hour), ok_qtys=1.0 * (hour == 10))
        corrections.add(one, "W1", new, "seen", "ann@x", NOW)
    told = [what for _, what in order.doubts(order.read(one, "W1").lines, None)]
    assert told == ["Hold comes after Hold", "Units are told after Completed"]


def test_orders_are_found_by_how_they_begin(scope):
    with scope.begin() as db:
        more = [{"id": 100 + n, "unique_id": name, "bom_id": 1, "machine_id": 1, "qty": 1.0, "status": "Assigned"}
                for n, name in enumerate(("W10", "W_1", "X1", "W2", "W%3"))]  # fmt: skip
        scope.insert(db, scope.t.work_orders, more)
    assert order.find(scope, "W1") == ["W1", "W10"] and order.find(scope, "w1") == ["W1", "W10"]
    assert order.find(scope, "W_") == ["W_1"] and order.find(scope, "W%") == ["W%3"]
    assert order.find(scope, "W", 2) == order.find(scope, "W")[:2] and order.find(scope, " ") == []
    assert order.find(open_scope("south"), "W") == []
    with pytest.raises(NoOrder, match="did you mean W1"):
        order.read(scope, "W1x")


def test_the_search_looks_into_the_index(one):
    c = one.t.work_orders.c
    asked = select(c.unique_id).where(order._begins(one, c.unique_id, "W1")).order_by(c.unique_id).limit(8)
    sql = str(asked.compile(one.engine, compile_kwargs={"literal_binds": True}))
    with closing(sqlite3.connect(one.engine.url.database)) as raw:  # beside the guard, which lets no text through
        plan = raw.execute(f"EXPLAIN QUERY PLAN {sql.replace('WHERE', 'WHERE factory_id = 1 AND')}").fetchall()
    assert "unique_id>? AND unique_id<?" in str(plan), plan
