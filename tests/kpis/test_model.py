import pickle
from dataclasses import replace
from datetime import date

import pytest

from kpis.answer import Question
from kpis.catalogue import KPIS
from kpis.model import Example, Kpi, KpiError, and_up

SCRAP = KPIS["scrap_rate"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"formula": "scraped_units"}, "scrap_rate: unknown measure 'scraped_units'; did you mean 'scrapped_units'"),
        ({"lines": {"More": "ok_unit"}}, "did you mean 'ok_units'"),
        ({"breakdowns": ("machines",)}, "unknown breakdown 'machines'; did you mean 'machine'"),
        ({"breakdowns": ("hour",)}, "no measure of its formula is counted by hour"),
        ({"tier": "3X"}, "unknown tier '3X'"),
        ({"better": "high"}, "unknown better 'high'; did you mean 'higher'"),
        ({"audience": ("manger",)}, "unknown audience 'manger'; did you mean 'manager'"),
        ({"category": "qualty"}, "did you mean 'quality'"),
        ({"chart": "pie"}, "unknown chart 'pie'; known: line, area, bar, stacked"),
        ({"target": float("nan")}, "target is nan; give a number or None"),
    ],
)
def test_a_declaration_checks_itself(wrong, said):
    with pytest.raises(KpiError, match=said):
        replace(SCRAP, **wrong)


def test_audience_of_a_role_and_those_above_it():
    assert and_up("manager") == ("manager", "executive", "admin")


def test_the_factorys_own_target_comes_first():
    throughput = KPIS["throughput"]
    assert throughput.target_in({"daily_target_units": "480"}) == 480
    assert throughput.target_in({}) is None
    assert SCRAP.target_in({"daily_target_units": 480}) == 5


def test_value_of_one_set_of_sums():
    assert SCRAP.value({"ok_units": 117, "scrapped_units": 3}) == 2.5
    assert SCRAP.value({"ok_units": 0, "scrapped_units": 0}) is None
    assert SCRAP.value({"ok_units": None, "scrapped_units": None}) is None


def test_measures_are_those_of_the_value_and_the_further_lines():
    assert KPIS["machine_utilization"].compiled.measures == {"run_hours", "scheduled_hours", "off_shift_work_hours"}
    assert "busy_hours" in KPIS["machine_utilization"].measures


def test_kpis_can_be_cached_and_be_keys():
    kpi = KPIS["oee"]
    assert pickle.loads(pickle.dumps(kpi)) == kpi
    assert len({kpi, pickle.loads(pickle.dumps(kpi)), SCRAP}) == 2


def test_questions_can_be_keys():
    question = Question("oee", date(2025, 1, 1), date(2025, 1, 2), where=("machine", "7"))
    assert hash(question) == hash(replace(question))


def test_a_kpi_may_be_written_in_others():
    kpi = replace(
        SCRAP,
        id="index",
        formula="0.5 * min(100, quality_rate) + 0.5 * scrap_rate",
        parts={k.id: k.formula for k in (KPIS["quality_rate"], SCRAP)},
        breakdowns=("machine",),
        example=Example({}, 0),
    )
    assert isinstance(kpi, Kpi)
    assert kpi.value({"ok_units": 60, "scrapped_units": 40}) == 50
    assert kpi.compiled.explain({"ok_units": 60, "scrapped_units": 40}) == "0.5 * min(100, 60) + 0.5 * 40 = 50"
