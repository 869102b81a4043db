"""The declarations against the list of KPIs they were ordered from (kpis.csv)."""

import csv
import re
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis import catalogue
from kpis.catalogue import KPIS, UnknownKpi, find, machines
from kpis.formula import Formula
from kpis.measures import MEASURES
from kpis.model import KpiError
from kpis.text import figure, quantity

with Path(__file__).with_name("kpis.csv").open(encoding="utf-8", newline="") as file:
    ORDERED = {row["id"]: row for row in csv.DictReader(file)}

TWELVE = {
    *("machine_status", "machine_utilization", "work_order_status", "schedule_adherence", "production_volume"),
    *("wo_completion_rate", "throughput", "scrap_rate", "quality_rate", "lead_time", "downtime", "oee"),
}

WORDED = {
    "bottleneck": "max(100 * busy_hours / (scheduled_hours + off_shift_work_hours) by group)",
    "skill_distribution": "100 * max(operator_hours by proficiency) / operator_hours",
    "strategic_index": "100 * mean("
    + ", ".join(
        f"min(1.2, {part} / target({part}))"
        for part in ("oee", "on_time_delivery", "quality_rate", "labor_efficiency", "schedule_adherence")
    )
    + ")",
    "customer_predictability": "max(0, 100 * (1 - cv(so_received_units by week)))",
    "demand_forecast_accuracy": "max(0, 100 * (1 - forecast_error_hours / forecast_busy_hours))",
}
"""Formulas that the list tells in words."""


def clean(text):
    """The formula of kpis.csv without what it says in words: after ";" and "=", in brackets, of hours and trends."""
    text = text.split("; ")[0].split(" = ")[0]
    return re.sub(r"(?<=[\w)]) \([^()]*\)$| by hour of the day$|, change per (week|month)$", "", text)


def ordered(kpi):
    """The formula that kpis.csv orders; the trend of another KPI has that one's."""
    text = WORDED.get(kpi.id) or clean(ORDERED[kpi.id]["formula"])
    return KPIS[text].formula if text in KPIS else text


def test_the_twelve_are_there():
    assert TWELVE <= set(KPIS) <= set(ORDERED)


@pytest.mark.parametrize("kpi", KPIS.values(), ids=list(KPIS))
def test_a_declaration_is_as_ordered(kpi):
    row = ORDERED[kpi.id]
    told = {name: getattr(kpi, name) for name in ("name", "tier", "category", "unit", "better", "snapshot")}
    assert told == {name: row[name] for name in told}
    assert kpi.target == (float(row["target"]) if row["target"] else None)
    assert kpi.breakdowns == tuple(row["breakdowns"].split())
    assert kpi.audience == tuple(row["audience"].split())
    if kpi.parts != machines.OEE_PARTS:  # see the test of its factors
        assert kpi.formula == ordered(kpi)
    assert f", change per {kpi.trend}" in row["formula"] if kpi.trend else ", change per" not in row["formula"]


@pytest.mark.parametrize("kpi", KPIS.values(), ids=list(KPIS))
def test_the_worked_example_is_right(kpi):
    example = kpi.example
    assert kpi.value(example.measures, example.frames) == pytest.approx(example.value, rel=1e-12)
    assert kpi.compiled.explain(example.measures, example.frames).endswith(f"= {figure(example.value)}")


@pytest.mark.parametrize("kpi", KPIS.values(), ids=list(KPIS))
def test_a_declaration_says_what_it_is_and_what_moves_it(kpi):
    assert kpi.description.endswith(".") and kpi.description.count(". ") <= 1
    assert kpi.moves.endswith(".")


@pytest.mark.parametrize("kpi", KPIS.values(), ids=list(KPIS))
def test_nothing_made_is_no_data(kpi):
    targets = {f"target {name}": 50 for name in kpi.compiled.targets}
    for nothing in (0, None):
        sums = dict.fromkeys([*kpi.measures, "stock_days"], nothing)
        members = {entity: pd.DataFrame([sums] * 2, index=[0, 0]) for entity in kpi.compiled.members}
        assert kpi.value(sums | targets, members) is None


def test_kpis_with_the_same_formula_share_a_target():
    targets = defaultdict(set)
    for kpi in KPIS.values():
        targets[kpi.formula].add((kpi.target, kpi.target_setting))
    assert targets.pop(find("production_status").formula) == {(100, ""), (95, "")}  # as ordered: see decisions/0013
    assert all(len(found) == 1 for found in targets.values())


def test_targets_that_the_factory_sets():
    own = {kpi.id for kpi in KPIS.values() if kpi.target_setting == "daily_target_units"}
    assert own == {"throughput", "production_volume", "production_by_part"}


def test_machine_utilizations_second_line_is_as_ordered():
    second = (
        ORDERED["machine_utilization"]["formula"].split("second line: ")[1].removesuffix(" (scheduled utilization)")
    )
    assert KPIS["machine_utilization"].lines == {"Scheduled utilization": second}


@pytest.mark.parametrize("kpi_id", ["work_order_status", "downtime"])
def test_the_lines_add_up_to_the_value(kpi_id):
    kpi = find(kpi_id)
    frame = pd.DataFrame([kpi.example.measures])
    assert sum(line.evaluate(frame).iloc[0] for line in kpi.further.values()) == pytest.approx(kpi.example.value)


def test_downtime_by_reason_adds_up_to_the_total():
    whole = pd.Series({"planned_down_hours": 3.0, "unplanned_down_hours": 5.0, "scheduled_hours": 80.0})
    reasons = pd.DataFrame({"planned_down_hours": [3.0, 0, 0], "unplanned_down_hours": [0, 4.0, 1.0]})
    assert find("downtime").compiled.evaluate(reasons, whole, "reason").sum() == find("downtime").value(whole) == 10


def test_lead_time_by_machine_is_not_the_mean_of_means():
    frame = pd.DataFrame({"lead_hours": [10.0, 900.0], "orders_completed": [1, 9]})
    assert find("lead_time").compiled.evaluate(frame).mean() == 55
    assert find("lead_time").value(frame.sum()) == 91


HOURS = st.floats(0.1, 500)


@given(HOURS, HOURS, HOURS, HOURS, st.floats(0, 0.9))
def test_oee_is_the_ordered_ratio_and_the_product_of_its_factors(run, scheduled, ideal, good, uncovered):
    sums = {
        "run_hours": run,
        "scheduled_hours": run + scheduled,
        "off_shift_work_hours": 1.0,
        "planned_down_hours": scheduled / 2,
        "ideal_hours": ideal,
        "good_hours": good,
        "uncovered_run_hours": run * uncovered,
    }
    oee, frame = find("oee"), pd.DataFrame([sums])
    ordered = Formula.parse(clean(ORDERED["oee"]["formula"]))
    assert oee.compiled.measures == ordered.measures | {"ideal_hours"}
    assert oee.value(sums) == pytest.approx(ordered.evaluate(frame).iloc[0], rel=1e-9)
    a, p, q = (factor.evaluate(frame).iloc[0] for factor in oee.factors.values())
    assert a * p * q / 10000 == oee.value(sums)


def test_machines_that_stood_in_planned_time_have_an_oee_of_zero():
    sums = dict.fromkeys(find("oee").measures, 0) | {"scheduled_hours": 8}
    assert find("oee").value(sums) == 0
    assert find("oee").value(sums | {"planned_down_hours": 8}) is None  # nothing was planned
    assert find("oee").value(sums | {"ideal_hours": None, "good_hours": None}) is None  # cycle times unknown


def test_units_are_shown_exactly():
    assert quantity(find("lead_time").example.value, find("lead_time").unit) == "108 h"


def test_every_measure_of_the_order_exists():
    assert {name for kpi in KPIS.values() for name in kpi.measures} <= set(MEASURES)


def test_an_unknown_kpi_names_the_near_one():
    with pytest.raises(UnknownKpi, match=r"unknown KPI 'scraprate'; did you mean 'scrap_rate'\?"):
        find("scraprate")


def test_an_id_is_declared_once():
    with pytest.raises(KpiError, match="machine_status is declared twice"):
        catalogue._collect(machines.KPIS, machines.KPIS)
