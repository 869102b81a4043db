"""Two machines with one name are two everywhere: told apart by their codes."""

from datetime import date

import pandas as pd
import pytest

from answers import ask, board, now, views
from answers.machine import machine
from charts import breakdown, timeline
from data.source.labels import distinct
from data.summary.aggregate import backfill
from kpis.answer import Question
from tests import floor

START, END = date(2025, 3, 28), date(2025, 4, 4)


@pytest.fixture
def twins(sqlite_database, at):
    at(floor.NOW)
    made = floor.rows()
    for row in made["machines"][:2]:
        row["name"] = "TANK WELDER"
    made["machines"][2]["name"] = "Saw <left>"
    for row in made["operators"]:
        row["name"] = "Kim"
    for row in made["part_numbers"]:
        row["description"] = "Bolt"
    for table in ("hold_reasons", "scrapped_reasons"):
        for row in made[table]:
            row["description"] = "Other"
    scope = floor.store(made)
    backfill(scope, date(2025, 3, 24))
    return scope


def test_a_name_that_repeats_is_shown_with_its_code():
    names, codes = pd.Series(["Mill", "Saw", "Mill", "", "", None]), pd.Series(["M1", "M2", "M3", "M4", "M5", "M6"])
    assert distinct(names, codes).fillna("-").tolist() == ["Mill (M1)", "Saw", "Mill (M3)", "", "", "-"]


def test_each_has_a_bar_and_a_row_of_its_own(twins):
    for by, kpi in (("machine", "oee"), ("operator", "operator_efficiency"), ("part", "scrap_rate"),
                    ("reason", "scrap_rate"), ("reason", "downtime")):  # fmt: skip
        answer = ask(twins, Question(kpi, START, END, by=by))
        rows = answer.breakdown
        assert rows["name"].is_unique and len(rows) > 1, by
        assert len(set(breakdown.figure(answer).data[0].y)) == min(12, rows["value"].notna().sum()), by
    rows = ask(twins, Question("oee", START, END, by="machine")).breakdown
    assert {"TANK WELDER (M1)", "TANK WELDER (M2)", "Saw <left>"} <= set(rows["name"])
    # plotly would take it for a tag
    assert "Saw &lt;left&gt;" in breakdown.figure(ask(twins, Question("oee", START, END, by="machine"))).data[0].y


def test_lists_the_grid_and_the_timeline_tell_them_apart(twins):
    found = board(twins, ("machine_status",))
    assert found.machines["name"].is_unique
    table = now(twins, "oee").table
    assert table["Machine"].is_unique and "TANK WELDER (M2)" in set(table["Machine"])
    spans = views.timeline(twins, Question("machine_status", START, END))
    assert {"TANK WELDER (M1)", "TANK WELDER (M2)"} <= set(spans.machine)
    rows = {row for trace in timeline.figure(spans).data for row in trace.y}
    assert len(rows) == spans.machine.nunique()
    assert machine(twins, ["oee"], "M1").spans.machine.eq("TANK WELDER (M1)").all()
