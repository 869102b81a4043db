"""Which numbers a report asks for, and what it recommends."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from kpis.answer import Answer, Question
from kpis.catalogue import KPIS
from kpis.status import status
from reports.advice import met, recommendations
from reports.content import HEADLINES, MACHINE_KPIS, TREND_DAYS, TRENDS, Report, gather
from reports.content import KPIS as REPORTED
from tests.reports import shop


def with_value(answer: Answer, value: float | None) -> Answer:
    return replace(answer, value=value, status=status(value, answer.target, answer.kpi.better))


def rows(kpi: str, *found: dict[str, object]) -> Answer:
    plain = shop.ask(Question(kpi, shop.DAY, shop.DAY))
    return replace(plain, breakdown=pd.DataFrame(found))


def test_only_declared_kpis_are_reported() -> None:
    assert {*REPORTED, *HEADLINES, *TRENDS, *MACHINE_KPIS} <= set(KPIS)


def test_each_kpi_is_asked_for_the_day_and_the_day_before(report: Report) -> None:
    before = shop.DAY - timedelta(days=1)
    for answer in report.kpis:
        assert (answer.start, answer.end) == (shop.DAY, shop.DAY)
        assert answer.comparison and (answer.comparison.start, answer.comparison.end) == (before, before)
    assert all((answer.end - answer.start).days + 1 == TREND_DAYS for answer in report.trends)


def test_the_top_machines_are_those_with_the_most_units(report: Report) -> None:
    made = report.machines["ok_units"] + report.machines["scrapped_units"]
    assert len(made) == 5 and made.is_monotonic_decreasing
    volume = shop.ask(Question("production_volume", shop.DAY, shop.DAY, by="machine")).breakdown
    assert volume is not None and made.iloc[0] == volume["value"].max()


def test_data_are_as_old_as_the_oldest_answer() -> None:
    def ask(question: Question) -> Answer:
        found = shop.ask(question)
        return replace(found, as_of=found.as_of - timedelta(hours=3)) if question.kpi == "downtime" else found

    assert gather(shop.PLANT, shop.DAY, shop.TODAY, ask).as_of == shop.AS_OF - timedelta(hours=3)


def test_notes_are_said_once() -> None:
    def ask(question: Question) -> Answer:
        return replace(shop.ask(question), notes=("Check the ideal cycle time of P-104.",), coverage=0.83)

    notes = gather(shop.PLANT, shop.DAY, shop.TODAY, ask).notes
    assert notes.count("Check the ideal cycle time of P-104.") == 1
    assert "Scrap rate covers 83 % of run time." in notes


def test_a_day_that_has_not_begun_is_refused() -> None:
    with pytest.raises(ValueError, match="2025-11-23 has not begun in Stuttgart Plant"):
        gather(shop.PLANT, shop.TODAY + timedelta(days=1), shop.TODAY, shop.ask)


@pytest.mark.parametrize(
    ("kpi", "value", "kept"),
    [("scrap_rate", 5.0, True), ("scrap_rate", 5.01, False), ("oee", 75.0, True), ("oee", 74.9, False),
     ("oee", None, None), ("production_volume", 10.0, None)],
)  # fmt: skip
def test_meeting_a_target_follows_the_kpis_direction(kpi: str, value: float | None, kept: bool | None) -> None:
    assert met(with_value(shop.ask(Question(kpi, shop.DAY, shop.DAY)), value)) is kept


def test_nothing_is_recommended_when_targets_are_met(report: Report) -> None:
    good = [
        with_value(answer, {"scrap_rate": 1.0, "oee": 90.0, "wo_completion_rate": 99.0}.get(answer.kpi.id))
        for answer in report.kpis
    ]
    assert recommendations(good, shop.ask) == ()


def test_the_target_is_the_answers_own_not_a_written_one(report: Report) -> None:
    tight = [
        replace(a, target=20.0, value=12.0) if a.kpi.id == "scrap_rate" else with_value(a, None) for a in report.kpis
    ]
    assert recommendations(tight, shop.ask) == ()
    tight = [replace(a, target=2.0) if a.kpi.id == "scrap_rate" else a for a in tight]
    (said,) = recommendations(tight, shop.ask)
    assert said.startswith("Scrap rate was 12.0 %, 10.0 pt over its target of 2 %.")


def test_the_place_with_most_scrap_is_named_not_the_highest_rate(report: Report) -> None:
    bad = [with_value(a, 8.0 if a.kpi.id == "scrap_rate" else None) for a in report.kpis]

    def ask(question: Question) -> Answer:
        few = {"key": "P-1", "name": "P-1", "value": 50.0, "ok_units": 1, "scrapped_units": 1}
        many = {"key": "P-2", "name": "Shaft", "value": 9.0, "ok_units": 910, "scrapped_units": 90}
        fine = {"key": "P-3", "name": "P-3", "value": 2.0, "ok_units": 9800, "scrapped_units": 200}
        return rows("scrap_rate", few, many, fine)

    (said,) = recommendations(bad, ask)
    assert "machine P-2 Shaft (9.00 %, 90 units scrapped) and part P-2 Shaft" in said


def test_a_machine_that_did_not_run_is_not_blamed_for_its_oee(report: Report) -> None:
    bad = [with_value(a, 50.0 if a.kpi.id == "oee" else None) for a in report.kpis]

    def ask(question: Question) -> Answer:
        idle = {"key": "M1", "name": "M1", "value": 0.0, "run_hours": 0.0}
        slow = {"key": "M2", "name": "M2", "value": 31.0, "run_hours": 6.5}
        return rows("oee", idle, slow)

    assert recommendations(bad, ask)[0].endswith("Look first at machine M2 (31.0 %, 6.5 h run).")


def test_completion_says_how_many_of_the_due_orders_were_done(report: Report) -> None:
    bad = [with_value(a, 60.0 if a.kpi.id == "wo_completion_rate" else None) for a in report.kpis]
    found = {"key": "M1", "name": "M1", "value": 60.0, "orders_due": 10.0, "orders_due_done": 6.0}
    (said,) = recommendations(bad, lambda question: rows("wo_completion_rate", found))
    assert "machine M1 (60.0 %, 6 of 10 due orders done)" in said
