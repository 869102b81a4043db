"""Unknown is not zero: what a factory does not record has no value, on a tile or in a chart; factories of the past."""

from datetime import date, datetime, timedelta

import pytest

from answers import ask, board, now, today
from data import cache
from data.summary import clock
from data.summary.aggregate import backfill
from kpis.answer import Question
from kpis.catalogue import KPIS, find
from tests import floor
from tests.answers.conftest import oracle

START, END = date(2025, 3, 28), date(2025, 4, 4)
NO_LOG = {"work_orders": [], "work_order_logs": []}


def summarised(made):
    cache.flush()
    scope = floor.store(made)
    backfill(scope, date(2025, 3, 24))
    return scope


def without(table, **values):
    """The plant's rows with some columns of a table emptied."""
    made = floor.rows()
    return made | {table: [row | values for row in made[table]]}


@pytest.fixture(autouse=True)
def april(sqlite_database, redis_url, at):
    at(floor.NOW)


def test_without_holds_there_is_no_downtime_and_no_availability():
    made = floor.rows()
    logs = [log for log in made["work_order_logs"] if log["status"] != "Hold"]
    scope = summarised(made | {"hold_reasons": [], "work_order_logs": logs})
    for kpi in ("downtime", "oee"):
        answer = ask(scope, Question(kpi, START, END, by="machine"))
        assert answer.value is None and answer.buckets.value.isna().all() and answer.breakdown.value.isna().all()
        assert answer.measures["planned_down_hours"] is None
        assert now(scope, kpi).text == "–"
    assert ask(scope, Question("scrap_rate", START, END)).value is not None
    assert ask(scope, Question("machine_utilization", START, END)).value is not None


def test_without_plans_nothing_is_on_time_and_nothing_on_track():
    scope = summarised(without("work_orders", start_time=None, end_time=None))
    for kpi in ("wo_planning_adherence", "timeline_pipeline", "resource_demand", "planning_vs_execution"):
        answer = ask(scope, Question(kpi, START, END, by="machine"))
        assert answer.value is None and answer.buckets.value.isna().all() and answer.breakdown.value.isna().all()
        assert now(scope, kpi).text == "–"
    assert ask(scope, Question("lead_time", START, END)).value is not None


def test_without_cycle_times_there_is_no_oee():
    made = without("part_numbers", cycle_time=None)
    scope = summarised(made)
    answer = ask(scope, Question("oee", START, END))
    assert answer.value is None and answer.lines["Performance"].isna().all()
    assert answer.lines["Availability"].notna().any()
    assert answer.notes == ("No part that was made has an ideal cycle time, so there is no performance to speak of.",)
    assert now(scope, "oee").text == "–"


def test_with_some_cycle_times_the_answer_says_how_much_it_covers():
    made = floor.rows()
    scope, source = summarised(made), floor.source(made)
    answer = ask(scope, Question("oee", START, END))
    assert answer.value == pytest.approx(oracle(source, "oee", START, END))
    share = 1 - answer.measures["uncovered_run_hours"] / answer.measures["run_hours"]
    assert answer.coverage == pytest.approx(share) and 0.3 < share < 0.9
    assert f"Covers {100 * share:.0f} % of run time: the other parts have no ideal cycle time." in answer.notes


def test_an_ideal_cycle_time_that_is_too_long_is_named():
    made = without("part_numbers", cycle_time=3600.0)
    answer = ask(summarised(made), Question("oee", START, END, by="machine"))
    said = next(note for note in answer.notes if note.startswith("Performance is"))
    assert "over 100 %: check the ideal cycle times, first at M" in said


def test_without_operators_there_is_nothing_by_operator():
    made = without("work_orders", operator_id=None) | {"operators": [], "operator_trainings": []}
    scope = summarised(made)
    assert ask(scope, Question("scrap_rate", START, END, by="operator")).breakdown.empty
    assert ask(scope, Question("scrap_rate", START, END)).value is not None


def test_without_shifts_nothing_was_scheduled():
    made = floor.rows() | {"shifts": []}
    scope = summarised(made)
    for kpi in ("downtime", "machine_utilization", "oee"):
        assert ask(scope, Question(kpi, START, END)).value is None, kpi
    assert ask(scope, Question("throughput", START, END)).value is not None


OF_THE_LOG = (
    "machine_status", "machine_utilization", "work_order_status", "schedule_adherence", "production_volume",
    "wo_completion_rate", "throughput", "scrap_rate", "quality_rate", "lead_time", "downtime", "oee",
)  # fmt: skip
"""KPIs that are told by the log alone; others count plans and customer orders, which are there without one."""


@pytest.mark.parametrize("rows", [{}, floor.rows(since=None) | NO_LOG], ids=["nothing at all", "no order yet"])
def test_tiles_of_a_factory_without_data_are_dashes(rows):
    cache.flush()
    scope = floor.store({"factories": floor.rows(since=None)["factories"]} | rows)
    assert backfill(scope) is None
    shown = board(scope, list(KPIS))
    assert today(scope) == floor.LAST and not shown.stopped
    counted = {"machine_status", "work_order_status", "production_volume"} if rows else {"work_order_status"}
    assert set(shown.snapshots) == set(KPIS)
    for kpi, tile in ((kpi, shown.snapshots[kpi]) for kpi in OF_THE_LOG):
        assert tile.text in ("–", "0") and (tile.text == "–" or kpi in counted | {"production_volume"}), (
            kpi,
            tile.text,
        )
        assert tile.spark[-1] in (None, 0) and len(tile.spark) == 14 and not any(tile.spark)
        assert tile.delta in (None, 0) and str(tile.status) in ("neutral", "critical", "excellent"), kpi
        assert tile.newest is None
        answer = ask(scope, Question(kpi, START, floor.LAST, by=find(kpi).breakdowns[0], compare=(START, END)))
        assert not answer.value and (answer.breakdown.empty or rows)


def test_a_factory_whose_log_ends_in_the_past_lives_there(monkeypatch):
    made = floor.rows()
    scope, source = summarised(made), floor.source(made)
    monkeypatch.setattr(clock, "wall", lambda: datetime(2026, 1, 1))  # naive UTC as everywhere
    cache.flush()
    assert today(scope) == floor.LAST and board(scope, ["oee"]).stopped
    answer = ask(scope, Question("scrap_rate", START, floor.LAST))
    assert answer.notes[0] == "Data as of 07 Apr 2025, 06:00: this factory's log ends there."
    assert answer.value == pytest.approx(oracle(source, "scrap_rate", START, floor.LAST, datetime(2025, 4, 7, 4)))
    assert answer.as_of.isoformat() == "2025-04-07T06:00:00+02:00"
    week = (floor.LAST - timedelta(days=1), floor.LAST)
    answer = ask(scope, Question("scrap_rate", *week, compare=(START, START + timedelta(days=1))))
    assert answer.comparison.note == ""  # its last day is over: whole days meet whole days
    assert answer.comparison.value == pytest.approx(oracle(source, "scrap_rate", START, START + timedelta(days=1)))


def test_a_factory_with_as_of_lives_at_that_moment():
    made = floor.rows()
    made["factories"][0]["settings"]["as_of"] = "2025-04-01T10:20:00"
    scope, source = summarised(made), floor.source(made)
    day, moment = date(2025, 4, 1), datetime(2025, 4, 1, 10, 20)
    assert today(scope) == day
    assert ask(scope, Question("oee", day, day)).value == pytest.approx(oracle(source, "oee", day, day, moment))
    assert now(scope, "oee").value == pytest.approx(oracle(source, "oee", day, day, moment))
    with pytest.raises(ValueError, match="is in the future; today is 2025-04-01"):
        ask(scope, Question("oee", day, day + timedelta(days=1)))
    compared = ask(scope, Question("scrap_rate", day, day, compare=(date(2025, 3, 31), date(2025, 3, 31)))).comparison
    assert compared.value == pytest.approx(
        oracle(source, "scrap_rate", date(2025, 3, 31), date(2025, 3, 31), moment - timedelta(days=1))
    )
    assert compared.note.startswith("the last day up to the same scheduled time")
