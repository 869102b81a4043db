import math
from decimal import Decimal

import pandas as pd
import pytest

from kpis.catalogue import KPIS
from kpis.formula import Formula
from kpis.grammar import FormulaError
from kpis.operations import MissingSums

SCRAP = Formula.parse("100 * scrapped_units / (ok_units + scrapped_units)")
VOLUME = Formula.parse("(ok_units + scrapped_units) / work_days")
OPEN = Formula.parse("avg(open_assigned + open_hold)")
OEE = Formula.parse(
    "product(a, p, q) / 10000",
    {
        "a": "100 * run_hours / scheduled_hours",
        "p": "100 * ideal_hours / (run_hours - uncovered_run_hours)",
        "q": "100 * good_hours / ideal_hours",
    },
)


def values(formula, rows, whole=None, by=None):
    """Values as a list, None for no data."""
    result = formula.evaluate(pd.DataFrame(rows), whole, by)
    return [None if math.isnan(value) else value for value in result]


def test_a_total_is_the_ratio_of_sums_not_the_mean_of_ratios():
    days = pd.DataFrame({"ok_units": [1, 998], "scrapped_units": [1, 0]})
    assert values(SCRAP, days) == [50, 0]
    assert values(SCRAP, [days.sum()]) == [0.1]


def test_a_zero_denominator_is_no_data():
    assert values(SCRAP, {"ok_units": [0, 0], "scrapped_units": [0, 4]}) == [None, 100]


def test_what_is_left_of_hours_that_cancel_out_is_zero():
    covered = Formula.parse("ideal_hours / (run_hours - uncovered_run_hours)")
    assert 0.1 + 0.2 - 0.3 != 0
    assert values(covered, {"ideal_hours": [0], "run_hours": [0.1 + 0.2], "uncovered_run_hours": [0.3]}) == [None]


def test_null_stays_null():
    assert values(SCRAP, {"ok_units": [5, None], "scrapped_units": [None, None]}) == [None, None]


def test_a_column_that_was_not_read_is_an_error_not_no_data():
    with pytest.raises(MissingSums, match="no 'scrapped_units'; read it too"):
        SCRAP.evaluate(pd.DataFrame({"ok_units": [1]}))


def test_the_index_is_kept():
    rows = pd.DataFrame({"ok_units": [1, 3], "scrapped_units": [1, 1]}, index=["M1", "M2"])
    assert SCRAP.evaluate(rows).to_dict() == {"M1": 50, "M2": 25}
    assert SCRAP.evaluate(rows.iloc[:0]).empty


def test_a_stock_is_averaged_over_the_days():
    assert values(OPEN, {"open_assigned": [30], "open_hold": [12], "stock_days": [7]}) == [6]
    assert values(OPEN, {"open_assigned": [30], "open_hold": [12], "stock_days": [0]}) == [None]
    assert OPEN.averages and not SCRAP.averages


def test_a_machine_without_orders_on_a_day_had_none_that_day():
    whole = pd.Series({"open_assigned": 90, "open_hold": 0, "stock_days": 10})
    rows = {"open_assigned": [30], "open_hold": [0], "stock_days": [5]}
    assert values(OPEN, rows, whole, "machine") == [3]


def test_what_an_entity_does_not_count_comes_from_the_whole():
    whole = pd.Series({"ok_units": 100, "scrapped_units": 0, "work_days": 4})
    assert values(VOLUME, {"ok_units": [60, 40], "scrapped_units": [0, 0]}, whole, "machine") == [15, 10]


def test_rows_of_an_entity_over_time_take_each_days_whole():
    days = ["Mon", "Tue"]
    rows = pd.DataFrame({"ok_units": [60, 40], "scrapped_units": [0, 0]}, index=days)
    whole = pd.DataFrame({"work_days": [0.5, 1.0]}, index=days[::-1])
    assert VOLUME.evaluate(rows, whole, "machine").to_dict() == {"Mon": 60, "Tue": 80}
    with pytest.raises(MissingSums, match="no row for 'Tue'"):
        VOLUME.evaluate(rows, whole.loc[["Mon"]], "machine")


def test_the_whole_must_be_there_when_it_is_needed():
    with pytest.raises(MissingSums, match="work_days of a machine is the factory's; pass the factory's sums"):
        values(VOLUME, {"ok_units": [60], "scrapped_units": [0]}, by="machine")
    with pytest.raises(MissingSums, match="the factory's sums have no 'work_days'"):
        values(VOLUME, {"ok_units": [60], "scrapped_units": [0]}, pd.Series({"ok_units": 1}), "machine")


def test_an_unknown_whole_is_no_data():
    whole = pd.Series({"work_days": None})
    assert values(VOLUME, {"ok_units": [60], "scrapped_units": [0]}, whole, "part") == [None]


def test_by_reason_every_denominator_is_the_whole_so_reasons_add_up():
    whole = pd.Series({"ok_units": 92, "scrapped_units": 8})
    reasons = values(SCRAP, {"scrapped_units": [5, 3]}, whole, "reason")
    assert reasons == [5, 3]
    assert sum(reasons) == values(SCRAP, [whole])[0]


def test_a_factor_of_zero_decides_the_product():
    rows = pd.DataFrame(
        {
            "run_hours": [0, 8, 0, 8, 0],
            "scheduled_hours": [8, 8, 0, 8, 8],
            "ideal_hours": [0, 0, 0, None, None],
            "good_hours": [0, 0, 0, None, None],
            "uncovered_run_hours": [0, 0, 0, 8, 0],
        }
    )
    # stood still; ran without a unit; no planned time; cycle times unknown, running and not
    assert values(OEE, rows) == [0, 0, None, None, None]


def test_parts_and_their_product_agree_to_the_last_digit():
    rows = pd.DataFrame(
        {
            "run_hours": [6.7],
            "scheduled_hours": [7.9],
            "ideal_hours": [4.3],
            "good_hours": [4.1],
            "uncovered_run_hours": [0.3],
        }
    )
    a, p, q = (OEE.parts[name].evaluate(rows) for name in "apq")
    assert (a * p * q / 10000).iloc[0] == OEE.evaluate(rows).iloc[0]


def test_functions_and_unary_minus():
    rows = {"run_hours": [0.0, 2.0], "failures": [1.0, None]}
    assert values(Formula.parse("min(1, run_hours)"), rows) == [0, 1]
    assert values(Formula.parse("max(1, run_hours, 1.5)"), rows) == [1.5, 2]
    assert values(Formula.parse("mean(run_hours, 4)"), rows) == [2, 3]
    assert values(Formula.parse("min(failures, 1)"), rows) == [1, None]
    assert values(Formula.parse("-run_hours"), rows) == [0, -2]
    assert values(Formula.parse("exp(run_hours)"), {"run_hours": [0, 1e4]}) == [1, None]


def test_a_constant_is_given_to_every_row():
    assert values(Formula.parse("2 + 3"), {"ok_units": [1, 2]}) == [5, 5]


def test_measures_include_those_of_the_parts():
    assert SCRAP.measures == {"ok_units", "scrapped_units"}
    assert OEE.measures == {"run_hours", "scheduled_hours", "ideal_hours", "uncovered_run_hours", "good_hours"}
    assert Formula.parse("100 * half", {"half": "avg(open_hold) / 2"}).averages


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ok_unit / work_days", "unknown measure 'ok_unit'; did you mean 'ok_units'"),
        ("average(ok_units)", "unknown function 'average'"),
        ("avg(ok_units, 2)", r"avg\(\) with 2 arguments; it takes 1"),
        ("min(ok_units)", r"min\(\) with 1 arguments; it takes 2 or more"),
        ("ok_units / ", "cannot read"),
        ("ok_units ** 2", r"'ok_units \*\* 2' is not allowed"),
        ("ok_units.real", "is not allowed"),
        ("'text'", "is not allowed"),
        ("True", "is not allowed"),
        ("(lambda: 1)()", "is not allowed"),
        ("min(ok_units, key=1)", "is not allowed"),
    ],
)
def test_what_a_formula_may_not_hold_is_named(text, said):
    with pytest.raises(FormulaError, match=said):
        Formula.parse(text)


def test_a_part_may_not_hide_a_measure():
    with pytest.raises(FormulaError, match="'ok_units' has the name of a measure"):
        Formula.parse("ok_units", {"ok_units": "1"})


@pytest.mark.parametrize(
    ("formula", "sums", "expected"),
    [
        (SCRAP, {"scrapped_units": 593, "ok_units": 92519}, "100 * 593 / (92,519 + 593) = 0.637"),
        (SCRAP, {"scrapped_units": None, "ok_units": 7}, "100 * no data / (7 + no data) = no data"),
        (OPEN, {"open_assigned": 30, "open_hold": 12, "stock_days": 7}, "(30 + 12) / 7 = 6"),
        (Formula.parse("-(ok_units - 2.5)"), {"ok_units": 1}, "-(1 - 2.5) = 1.5"),
        (Formula.parse("min(100, ok_units)"), {"ok_units": 120}, "min(100, 120) = 100"),
        (
            OEE,
            {
                "run_hours": 12,
                "scheduled_hours": 15,
                "ideal_hours": 9,
                "good_hours": 8.1,
                "uncovered_run_hours": 2,
            },
            "80 * 90 * 90 / 10,000 = 64.8",
        ),
    ],
)
def test_explain(formula, sums, expected):
    assert formula.explain(sums) == expected


def test_coverage_is_the_share_of_run_time_with_an_ideal_cycle_time():
    sums = {"run_hours": 10, "uncovered_run_hours": 1.7, "operator_hours": 4, "uncovered_operator_hours": 1}
    assert OEE.coverage(sums) == pytest.approx(0.83)
    assert Formula.parse("operator_hours - uncovered_operator_hours").coverage(sums) == 0.75
    assert SCRAP.coverage(sums) is None


@pytest.mark.parametrize(("run", "uncovered"), [(10, 0), (0, 0), (10, None), (None, 1)])
def test_there_is_no_coverage_to_tell_when_it_is_whole_or_unknown(run, uncovered):
    assert OEE.coverage({"run_hours": run, "uncovered_run_hours": uncovered}) is None


@pytest.mark.parametrize("dtype", ["float64", "Float64", "Int64", object])
def test_whatever_a_database_driver_returns_is_a_number(dtype):
    rows = pd.DataFrame({"ok_units": [3, None], "scrapped_units": [1, 1]}).astype(dtype)
    assert values(SCRAP, rows) == [25, None]
    decimals = pd.DataFrame({"ok_units": [Decimal(3), None], "scrapped_units": [Decimal(1), Decimal(1)]})
    assert values(SCRAP, decimals) == [25, None]
    assert values(SCRAP, rows, rows.iloc[0], "customer") == [25, None]


def test_the_kin_of_oee_differ_in_the_time_that_they_divide_by():
    """16 h of shifts in 24, 1 of them planned down, 1 of setup, 12 run at 90 % speed and 90 % quality."""
    sums = pd.DataFrame([{
        "run_hours": 12, "setup_hours": 1, "scheduled_hours": 16, "calendar_hours": 24, "off_shift_work_hours": 0,
        "planned_down_hours": 1, "ideal_hours": 10.8, "good_hours": 9.72, "uncovered_run_hours": 0,
    }])  # fmt: skip
    found = {title[:4].strip(","): f.evaluate(sums).iloc[0] for title, f in KPIS["oee"].related.items()}
    assert found == pytest.approx({"OOE": 60.75, "TEEP": 40.5, "NEE": 70.2})
    assert KPIS["oee"].compiled.evaluate(sums).iloc[0] == pytest.approx(64.8)
