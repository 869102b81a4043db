"""Formulas that go over members and weeks, or judge by targets, on rows written by hand."""

import math

import pandas as pd
import pytest

from kpis.formula import Formula
from kpis.grammar import FormulaError
from kpis.measures import MEASURES
from kpis.model import Example
from kpis.operations import MissingSums

BALANCE = Formula.parse("100 * (1 - hoover(operator_hours by operator))")
WORST = Formula.parse("max(100 * busy_hours / scheduled_hours by group)")
TOP = Formula.parse("100 * max(operator_hours by proficiency) / operator_hours")
SHARE = Formula.parse("100 * operator_hours / whole(operator_hours)")
EVEN = Formula.parse("100 * max(0, 1 - cv(so_received_units by week))")
JUDGED = Formula.parse(
    "100 * mean(min(1.2, q / target(quality_rate)), w / target(oee))", {"q": "ok_units", "w": "run_hours"}
)


def of(formula, entity, **columns):
    """The value of one row whose members have these numbers; None for no data."""
    members = Example({}, 0, {entity: columns}).frames
    found = formula.evaluate(pd.DataFrame([{}], index=[0]), members=members).iloc[0]
    return None if math.isnan(found) else found


def hours(*values):
    return of(BALANCE, "operator", operator_hours=values)


def test_hoover_is_the_share_that_would_have_to_change_hands():
    assert hours(8, 8, 8) == 100
    assert hours(6, 10) == pytest.approx(87.5)  # 2 of 16 hours
    assert hours(6, 10, 8, 0) == 75  # the idle one counts
    assert hours(24, 0, 0) == pytest.approx(100 / 3)  # all on one of three: two thirds would have to move
    assert hours(24) == 100


def test_hoover_of_nothing_is_no_data():
    assert hours() is None
    assert hours(0, 0) is None
    assert hours(None, None) is None


def test_a_member_without_data_is_left_out():
    assert hours(6, 10, None) == hours(6, 10)
    assert of(WORST, "group", busy_hours=(4, 6), scheduled_hours=(8, 0)) == 50
    assert of(WORST, "group", busy_hours=(4, None), scheduled_hours=(0, 8)) is None


def test_the_highest_ratio_is_that_of_a_member_not_the_ratio_of_highs_or_sums():
    # 30 / 40 and 8 / 8: the sums give 38 / 48, the highs 30 / 40
    assert of(WORST, "group", busy_hours=(30, 8), scheduled_hours=(40, 8)) == 100


def test_hoover_of_ratios_takes_the_ratio_of_each_member():
    load = Formula.parse("100 * (1 - hoover(planned_load_hours / scheduled_hours by group))")
    # both groups are loaded to 50 %, though the hours differ
    assert of(load, "group", planned_load_hours=(4, 40), scheduled_hours=(8, 80)) == 100


def test_variation_of_weeks_is_over_their_sums():
    assert of(EVEN, "week", so_received_units=(10, 10, 10)) == 100
    assert of(EVEN, "week", so_received_units=(6, 14)) == pytest.approx(60)  # population deviation 4 of mean 10
    assert of(EVEN, "week", so_received_units=(0, 0, 30)) == 0  # not below
    assert of(EVEN, "week", so_received_units=(10,)) is None
    assert of(EVEN, "week", so_received_units=()) is None
    assert of(EVEN, "week", so_received_units=(0, 0)) is None


def test_each_row_has_its_own_members():
    rows = pd.DataFrame({"operator_hours": [24.0, 4.0, 0.0]})
    members = {"proficiency": pd.DataFrame({"operator_hours": [18.0, 3.0, 6.0, 1.0]}, index=[0, 1, 0, 1])}
    found = TOP.evaluate(rows, members=members)
    assert found[:2].tolist() == [75, 75] and math.isnan(found[2])


def test_the_rows_keep_their_index():
    rows = pd.DataFrame({"operator_hours": [24.0, 4.0]}, index=["Mon", "Tue"])
    members = {"proficiency": pd.DataFrame({"operator_hours": [4.0, 18.0, 6.0]}, index=["Tue", "Mon", "Mon"])}
    assert TOP.evaluate(rows, members=members).to_dict() == {"Mon": 75, "Tue": 100}


def test_what_a_member_does_not_count_is_the_factorys():
    formula = Formula.parse("max(ok_units / work_days by machine)")
    rows = pd.DataFrame({"work_days": [4.0, 2.0]})
    members = {"machine": pd.DataFrame({"ok_units": [8.0, 12.0, 3.0]}, index=[0, 0, 1])}
    assert formula.evaluate(rows, members=members).tolist() == [3, 1.5]
    whole = pd.DataFrame({"work_days": [8.0, 1.0]})
    assert formula.evaluate(pd.DataFrame(index=[0, 1]), whole, "group", members).tolist() == [1.5, 3]


def test_the_share_of_a_member_is_of_the_factory():
    rows = pd.DataFrame({"operator_hours": [6.0, 18.0]})
    assert SHARE.evaluate(rows, pd.Series({"operator_hours": 30.0}), "proficiency").tolist() == [20, 60]
    each = pd.DataFrame({"operator_hours": [12.0, 0.0]})
    found = SHARE.evaluate(rows, each, "proficiency").tolist()
    assert found[0] == 50 and math.isnan(found[1])
    assert SHARE.evaluate(rows).tolist() == [100, 100]
    with pytest.raises(MissingSums, match="whole\\(\\) of a proficiency is the factory's"):
        SHARE.evaluate(rows, by="proficiency")


def test_members_that_were_not_read_are_an_error_not_no_data():
    with pytest.raises(MissingSums, match="goes over the rows by operator; pass them as members"):
        BALANCE.evaluate(pd.DataFrame([{}]))


def test_targets_stand_beside_the_sums():
    sums = {"ok_units": 90, "run_hours": 40, "target quality_rate": 60, "target oee": 80}
    assert JUDGED.targets == {"quality_rate", "oee"} and JUDGED.measures == {"ok_units", "run_hours"}
    assert JUDGED.evaluate(pd.DataFrame([sums])).tolist() == [100 * (1.2 + 0.5) / 2]
    assert JUDGED.explain(sums) == "100 * mean(min(1.2, 90 / 60), 40 / 80) = 85"
    assert math.isnan(JUDGED.evaluate(pd.DataFrame([sums | {"target oee": None}])).iloc[0])
    with pytest.raises(MissingSums, match="no 'target oee'"):
        JUDGED.evaluate(pd.DataFrame([{n: v for n, v in sums.items() if n != "target oee"}]))


def test_a_member_is_judged_by_the_factorys_targets():
    rows, whole = pd.DataFrame({"ok_units": [30.0], "run_hours": [8.0]}), {"target quality_rate": 60, "target oee": 16}
    assert JUDGED.evaluate(rows, pd.Series(whole), "machine").tolist() == [50]


def test_a_formula_tells_what_it_needs():
    both = Formula.parse("mean(b, w)", {"b": BALANCE.text, "w": WORST.text})
    assert both.members == {"operator": {"operator_hours"}, "group": {"busy_hours", "scheduled_hours"}}
    assert both.measures == {"operator_hours", "busy_hours", "scheduled_hours"}
    assert Formula.parse("max(rate by group)", {"rate": "run_hours / busy_hours"}).members == {
        "group": {"run_hours", "busy_hours"}
    }
    assert not Formula.parse("max(run_hours, 1)").members and Formula.parse("max(avg(open_hold) by machine)").averages


def test_explain_shows_each_member():
    frames = Example({}, 0, {"group": {"busy_hours": (6, 10), "scheduled_hours": (8, 20)}}).frames
    assert WORST.explain({}, frames) == "max(75, 50) = 75"
    many = Example({}, 0, {"operator": {"operator_hours": range(1, 21)}}).frames
    said = BALANCE.explain({}, many)
    assert said.startswith("100 * (1 - hoover(1, 2, 3, 4, 5, 6, 7, 8, … 20 in all)) = ")
    assert SHARE.explain({"operator_hours": 6}, whole=pd.Series({"operator_hours": 24}), by="proficiency") == (
        "100 * 6 / 24 = 25"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hoover(operator_hours by operater)", r"hoover\(\) by unknown 'operater'; did you mean 'operator'"),
        ("max(run_hours by shift)", "by unknown 'shift'"),
        ("houver(operator_hours by operator)", "unknown function 'houver'; did you mean 'hoover'"),
        ("hoover(operater_hours by operator)", "unknown measure 'operater_hours'; did you mean 'operator_hours'"),
        ("hoover(operator_hours)", r"hoover\(\) goes over members; write hoover\(x by e\)"),
        ("avg(open_hold by group)", r"avg\(\) takes no `by`; hoover, max, cv do"),
        ("max(run_hours, busy_hours by group)", "with 2 arguments; it takes 1"),
        ("max(max(run_hours by group) by machine)", "stands within another `by`"),
        ("max(worst by machine)", "worst goes over members itself; write it outside"),
        ("hoover(run_hours by operator)", "nothing in it is counted by operator"),
        ("max(3 by group)", "nothing in it is counted by group"),
        ("(run_hours by group) / 2", "`x by e` stands alone in hoover, max, cv"),
        ("max(run_hours, by=group)", "'=' is not allowed"),
        ("target(75)", r"target\(\) takes the id of one KPI"),
        ("target(oee, scrap_rate)", r"target\(\) takes the id of one KPI"),
        ("whole()", r"whole\(\) with 0 arguments; it takes 1"),
    ],
)
def test_what_cannot_be_read_is_named(text, said):
    with pytest.raises(FormulaError, match=said):
        Formula.parse(text, {"worst": "max(run_hours by group)"})


def test_by_is_a_word_not_a_part_of_one():
    assert {"by_the_way", "standby"}.isdisjoint(MEASURES)
    with pytest.raises(FormulaError, match="unknown measure 'standby'"):
        Formula.parse("max(standby, 1)")
