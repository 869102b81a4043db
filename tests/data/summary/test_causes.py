"""A restatement says whose correction of which line was the cause."""

from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import select

from data.source import corrections, order
from data.source.corrections import Line
from data.summary import late
from tests import floor
from tests.data.summary.lateness import APRIL, MARCH, add, expect, log, restated, summarised


def causes(scope):
    """By day the causes of its restatements."""
    frame = scope.frame(select(scope.t.kpi_restatements))
    days = pd.to_datetime(frame.day).dt.date
    return {day: set(of.cause.fillna("")) for day, of in frame.groupby(days)}


def correct(scope, n, line, why="a 0 too many"):
    old = order.read(scope, f"W{n}").lines.iloc[-1].to_dict()
    corrections.correct(scope, f"W{n}", old["id"], line, corrections.seen(old), why, "ann@x", floor.NOW)


def test_a_corrected_line_restates_its_day_and_says_why(database, at):
    scope = summarised(at)
    correct(scope, 31, Line("Completed", datetime(2025, 3, 31, 9), ok_qtys=1.0))
    add(scope, log(2, "Closed", datetime(2025, 4, 2, 10), 5.0))
    assert late.settle(scope) == [MARCH[31], APRIL[2]]
    # the plant is in Berlin
    told = "line of order W31 at 2025-03-31 11:00 corrected by ann@x: a 0 too many"
    assert causes(scope) == {MARCH[31]: {told}, APRIL[2]: {late.LATE}}
    expect(scope, {MARCH[31], APRIL[2]})


@pytest.fixture
def scope(sqlite_database, at):
    return summarised(at)


def test_a_line_moved_to_another_day_restates_both(scope):
    correct(scope, 1, Line("Completed", datetime(2025, 4, 3, 9), ok_qtys=10.0), "wrong day")
    days = late.settle(scope)
    assert {APRIL[1], APRIL[3]} <= set(days)
    told = {"line of order W1 at 2025-04-03 11:00 corrected by ann@x: wrong day"}
    assert causes(scope) == dict.fromkeys(days, told)


def test_several_causes_of_a_day_are_all_told(scope):
    correct(scope, 31, Line("Completed", datetime(2025, 3, 31, 9), ok_qtys=1.0), "first")
    correct(scope, 31, Line("Completed", datetime(2025, 3, 31, 9), ok_qtys=2.0), "second")
    late.settle(scope)
    (told,) = causes(scope)[MARCH[31]]
    assert told.count("line of order W31") == 2 and "first; " in told and told.endswith("second")


def test_a_settled_correction_is_not_the_cause_of_what_comes_next(scope):
    correct(scope, 31, Line("Completed", datetime(2025, 3, 31, 9), ok_qtys=1.0))
    late.settle(scope)
    before = len(scope.frame(select(scope.t.kpi_restatements)))
    add(scope, log(30, "Hold", datetime(2025, 3, 30, 10)), log(30, "Closed", datetime(2025, 3, 31, 10), 5.0))
    assert MARCH[31] in late.settle(scope)
    rows = scope.frame(select(scope.t.kpi_restatements).order_by("id")).iloc[before:]
    assert len(rows) and (rows.cause == late.LATE).all()


def test_nor_of_more_of_the_same_order(scope):
    correct(scope, 31, Line("Completed", datetime(2025, 3, 31, 9), ok_qtys=1.0))
    late.settle(scope)
    before = len(scope.frame(select(scope.t.kpi_restatements)))
    add(scope, log(31, "Closed", datetime(2025, 3, 31, 10), 5.0))
    assert late.settle(scope) == [MARCH[31]]
    rows = scope.frame(select(scope.t.kpi_restatements).order_by("id")).iloc[before:]
    assert len(rows) and (rows.cause == late.LATE).all()
    correct(scope, 31, Line("Closed", datetime(2025, 3, 31, 10), ok_qtys=6.0))  # in the same words, an hour later
    late.settle(scope)
    told = scope.frame(select(scope.t.kpi_restatements).order_by("id")).cause.iloc[-1]
    assert told == "line of order W31 at 2025-03-31 12:00 corrected by ann@x: a 0 too many"


def test_a_line_taken_back_counts_no_more_and_put_back_again(database, at):
    scope = summarised(at)
    old = order.read(scope, "W31").lines.iloc[-1].to_dict()
    corrections.take_back(scope, "W31", old["id"], corrections.seen(old), "another order's", "ann@x")
    days = late.settle(scope)  # without its end the order runs on
    assert days[:2] == [MARCH[31], APRIL[1]]
    told = causes(scope)
    assert told[MARCH[31]] == {"line of order W31 at 2025-03-31 11:00 taken back by ann@x: another order's"}
    assert restated(scope)[MARCH[31], "ok_units"] == (10, 0)
    expect(scope, set(days))
    gone = order.read(scope, "W31").lines.iloc[-1].to_dict()
    corrections.put_back(scope, "W31", old["id"], corrections.seen(gone), "it was ours", "ann@x")
    assert late.settle(scope) == days
    assert order.read(scope, "W31").head["ok_qtys"] == 10 and late.dirty(scope) == []


def test_what_an_import_changed_by_the_thousand_is_counted(scope, monkeypatch):
    monkeypatch.setattr("data.summary.causes.MANY", 1)
    correct(scope, 31, Line("Completed", datetime(2025, 3, 31, 9), ok_qtys=1.0))
    correct(scope, 30, Line("Completed", datetime(2025, 3, 30, 9), ok_qtys=1.0))
    late.settle(scope)
    told = {"2 lines of 2 orders changed by ann@x: a 0 too many"}
    assert causes(scope) == {MARCH[30]: told, MARCH[31]: told}
