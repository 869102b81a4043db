"""A restated day tells what it said before, by KPI and by measure, and why."""

from datetime import datetime, timedelta

import pytest

from answers import corrected
from answers.restated import of_day, of_kpi
from data.source import corrections, order
from data.source.corrections import Line
from data.summary import clock
from kpis.catalogue import KPIS
from tests.data.summary.lateness import LATER, MARCH, add, log, summarised

OUTPUT, SCRAP = KPIS["production_volume"], KPIS["scrap_rate"]


@pytest.fixture
def scope(sqlite_database, monkeypatch):
    return summarised(lambda moment: monkeypatch.setattr(clock, "wall", lambda: moment))


def correct(scope, ok, bad, why):
    old = order.read(scope, "W31").lines.iloc[-1].to_dict()
    line = Line("Completed", datetime(2025, 3, 31, 9), ok, bad)
    corrections.correct(scope, "W31", old["id"], line, corrections.seen(old), why, "ann@x", LATER)


def test_two_corrections_are_told_apart_the_newest_first(scope, monkeypatch):
    correct(scope, 6.0, 4.0, "some were bad")
    corrected.settle(scope)
    monkeypatch.setattr(clock, "wall", lambda: LATER + timedelta(hours=1))
    add(scope, log(31, "Closed", datetime(2025, 3, 31, 10), 5.0, scrapped_qtys=5.0))
    corrected.settle(scope)
    newest, first = of_kpi(scope, SCRAP, MARCH[27], MARCH[31])
    assert (first.day, first.at.hour, first.cause) == (
        MARCH[31], 11, "line of order W31 at 2025-03-31 11:00 corrected by ann@x: some were bad"
    )  # fmt: skip
    assert [(m.name, m.before, m.after) for m in first.moved if m.kpi] == [("Scrap rate", 0, 40)]
    assert {m.name: (m.before, m.after) for m in first.moved if not m.kpi} == {
        "ok_units": (10, 6), "scrapped_units": (0, 4)
    }  # fmt: skip
    assert newest.cause == "" and [(m.before, m.after) for m in newest.moved if m.kpi] == [(40, 45)]
    assert of_kpi(scope, SCRAP, MARCH[27], MARCH[30]) == ()
    told = of_day(scope, [OUTPUT, SCRAP], MARCH[31])
    moved = [[m.name for m in one.moved if m.kpi] for one in told]
    assert moved == [["Production volume", "Scrap rate"], ["Scrap rate"]]
    assert of_day(scope, [OUTPUT], MARCH[30]) == ()
    every = of_day(scope, [*KPIS.values()], MARCH[31])  # no KPI is too odd to be told
    assert {"Quality rate", "Scrap rate"} <= {m.name for m in every[0].moved if m.kpi}
