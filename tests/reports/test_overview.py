"""Several KPIs as one file: a line each, typed cells, and the numbers of the answers themselves."""

import io

import pandas as pd
import pytest

from reports import overview
from tests.made_up import answer, unknown

ANSWERS = [answer("scrap_rate"), answer("oee", compared=False), unknown("lead_time")]


def test_csv_has_a_line_a_kpi() -> None:
    rows = pd.read_csv(io.BytesIO(overview.csv(ANSWERS))).set_index("kpi")
    assert list(rows.index) == ["scrap_rate", "oee", "lead_time"]
    assert rows.value["scrap_rate"] == pytest.approx(2.31) and rows.before["scrap_rate"] == pytest.approx(2.93)
    assert (rows.unit["scrap_rate"], rows.verdict["scrap_rate"], rows.target["oee"]) == ("%", "improved", 75)
    assert pd.isna(rows.before["oee"]) and pd.isna(rows.value["lead_time"])
    assert rows.status["scrap_rate"] == str(ANSWERS[0].status)


def test_excel_has_their_course_and_what_they_mean() -> None:
    made = io.BytesIO(overview.xlsx(ANSWERS, "Quality"))
    kpis, course, words = pd.read_excel(made, None, engine="calamine").values()
    assert kpis["from"].dtype.kind == "M" and kpis.value.dtype.kind == "f" and len(kpis) == 3
    own = course[course.kpi == "scrap_rate"]
    assert own.value.tolist() == pytest.approx(ANSWERS[0].buckets["value"].tolist())
    assert own.before.tolist() == pytest.approx(ANSWERS[0].comparison.buckets["value"].tolist())
    assert course[course.kpi == "oee"].before.isna().all()
    assert {"scrap_rate", "oee", "run_hours", "scrapped_units"} <= set(words.name) and words.name.is_unique
