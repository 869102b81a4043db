import pickle
from dataclasses import replace
from datetime import date

import pytest

from kpis import catalogue
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


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"window": "8d"}, "unknown window '8d'"),
        ({"trend": "weekly"}, "unknown trend 'weekly'; did you mean 'week'"),
        (
            {"learning": "orders_complete"},
            "unknown learning measure 'orders_complete'; did you mean 'orders_completed'",
        ),
        ({"each": "ok_unit"}, "unknown measure 'ok_unit'; did you mean 'ok_units'"),
        (
            {"formula": "max(ok_units by group)", "breakdowns": ("part",)},
            "there are no rows by group within a part; give it `each`, or drop it",
        ),
        ({"formula": "max(ok_units by group)", "breakdowns": ("shift",)}, "there are no rows by group within a shift"),
        ({"each": "run_hours", "breakdowns": ("operator",)}, "no measure of its formula is counted by operator"),
    ],
)
def test_what_a_formula_over_members_may_be_broken_down_by(wrong, said):
    with pytest.raises(KpiError, match=said):
        replace(SCRAP, **wrong)


def test_a_breakdown_may_be_by_what_the_members_belong_to_or_are():
    made = replace(SCRAP, formula="max(ok_units by machine)", breakdowns=("group", "machine"))
    assert made.of_member == made.compiled and made.measures == {"ok_units"}
    own = replace(SCRAP, each="ok_units / whole(run_hours)", breakdowns=("part", "shift"))
    assert own.of_member.text == own.each and own.measures == {"ok_units", "scrapped_units", "run_hours"}


def test_a_kpi_rests_on_kpis_that_are_there():
    lame = replace(SCRAP, id="lame", rests_on=("scrap_rat",))
    with pytest.raises(KpiError, match="lame rests on unknown KPI 'scrap_rat'; did you mean 'scrap_rate'"):
        catalogue._checked({"scrap_rate": SCRAP, "lame": lame})
    judged = replace(SCRAP, id="judged", formula="ok_units / target(oe)", breakdowns=())
    with pytest.raises(KpiError, match="judged rests on unknown KPI 'oe'; did you mean 'oee'"):
        catalogue._checked({**KPIS, "judged": judged})


def test_kpis_of_one_formula_share_a_target():
    names = {one.id for one in catalogue.alike(KPIS["quality_rate"])}
    assert {"quality_rate", "quality_by_part", "quality_by_machine", "quality_by_operator"} <= names
    assert "first_pass_yield" not in names and "scrap_rate" not in names
    assert {one.id for one in catalogue.alike(KPIS["wo_aging_trend"])} == {"work_order_aging", "wo_aging_trend"}
