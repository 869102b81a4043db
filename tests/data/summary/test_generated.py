"""The columns that the database computes are what the formulas say, and null where there is no data."""

import numpy as np
import pandas as pd
import pytest

from data.schema import OWN
from kpis.catalogue import find
from kpis.formula import Formula
from kpis.little import LEAST
from tests.data.summary.conftest import TABLES, table

UNITS = "(ok_units + scrapped_units)"
PLANNED = "(scheduled_hours + off_shift_work_hours - planned_down_hours)"
FACTORY = {
    "scrap_rate": "scrap_rate", "quality_rate": "quality_rate", "machine_utilization": "machine_utilization",
    "completion_rate": "wo_completion_rate",
}  # fmt: skip
ENTITY = {"utilization_rate": "machine_utilization", "scrap_rate": "scrap_rate", "quality_rate": "quality_rate"}
KPIS = {
    "kpi_shift_summaries": FACTORY,
    "kpi_daily_summaries": FACTORY | {"oee": "oee", "throughput_per_day": "throughput"},
    "kpi_weekly_summaries": FACTORY | {"oee": "oee", "throughput_per_day": "throughput"},
    "kpi_monthly_aggregates": {
        "avg_oee": "oee", "avg_throughput": "throughput", "avg_quality_rate": "quality_rate",
        "avg_completion_rate": "wo_completion_rate",
    },
    "kpi_machine_daily": ENTITY,
    "kpi_machine_weekly": {"avg_utilization_rate": "machine_utilization", "avg_quality_rate": "quality_rate"},
    "kpi_machine_monthly": {"avg_utilization_rate": "machine_utilization", "avg_quality_rate": "quality_rate"},
    "kpi_operator_daily": {"quality_rate": "quality_rate"},
    "kpi_operator_weekly": {"avg_quality_rate": "quality_rate"},
    "kpi_part_daily": {"scrap_rate": "scrap_rate", "quality_rate": "quality_rate", "average_lead_time": "lead_time",
                       "on_time_completion_rate": "schedule_adherence"},
    "kpi_part_monthly": {"avg_scrap_rate": "scrap_rate", "avg_quality_rate": "quality_rate"},
}  # fmt: skip
WRITTEN = {
    "kpi_shift_summaries": {
        "total_units_produced": UNITS, "first_pass_yield": f"100 * (ok_units - reworked_units) / {UNITS}",
        "average_cycle_time": f"3600 * run_hours / {UNITS}", "throughput_per_hour": "ok_units / run_hours",
        "total_downtime_hours": "planned_down_hours + unplanned_down_hours", "defect_count": "scrapped_units",
        "operator_efficiency": "100 * earned_hours / (operator_hours - uncovered_operator_hours)",
        "schedule_adherence": "100 * completed_on_time / (completed_early + completed_on_time + completed_late)",
        "changeover_efficiency": "100 * standard_changeover_hours / rated_changeover_hours",
    },
    "kpi_daily_summaries": {
        "capacity_utilization": "100 * ideal_hours / (scheduled_hours + off_shift_work_hours)",
        "in_progress_orders": "open_setup + open_running", "assigned_orders": "open_assigned",
        "total_orders": "orders_completed + open_assigned + open_setup + open_running + open_hold",
        "planning_accuracy": "100 * group_matches / orders_with_group_plan",
    },
    "kpi_monthly_aggregates": {"total_units_produced": UNITS, "total_production_hours": "run_hours"},
    "kpi_machine_daily": {
        "availability_rate": f"100 * run_hours / {PLANNED}", "mtbf": "run_hours / failures",
        "mttr": "repair_hours / repairs", "units_produced": UNITS, "uptime_hours": "run_hours",
    },
    "kpi_operator_daily": {
        "productivity_score": f"{UNITS} / operator_hours", "hours_worked": "operator_hours",
        "workload_balance_score": "100 * operator_hours / rostered_hours",
    },
    "kpi_operator_monthly": {
        "avg_efficiency_rate": "100 * earned_hours / (operator_hours - uncovered_operator_hours)"
    },
    "kpi_part_daily": {"fulfillment_rate": "100 * so_due_units_ok / so_due_units"},
}  # fmt: skip

OVER_TIME = {
    "throughput_per_hour", "operator_efficiency", "changeover_efficiency", "productivity_score", "avg_efficiency_rate",
}  # fmt: skip
"""Rates that are null over too little time."""


def agree(frame, column, expected):
    found = frame[column].astype(float).to_numpy()
    np.testing.assert_allclose(found, expected.astype(float).to_numpy(), rtol=1e-9, atol=1e-9, err_msg=column)


@pytest.mark.parametrize("name", KPIS)
def test_a_rate_is_its_kpi(summarised, name):
    frame = table(summarised, name)
    for column, kpi in KPIS[name].items():
        agree(frame, column, find(kpi).compiled.evaluate(frame.assign(stock_days=1.0)))
        assert frame[column].notna().any(), column


@pytest.mark.parametrize("name", WRITTEN)
def test_a_rate_is_its_ratio(summarised, name):
    frame = table(summarised, name)
    for column, formula in WRITTEN[name].items():
        parsed = Formula.parse(formula)
        numbers = frame[sorted(parsed.measures)].astype(float)
        expected = parsed.evaluate(numbers)
        if column in OVER_TIME:
            time = Formula.parse(formula.partition(" / ")[2].strip("()")).evaluate(numbers)
            expected = expected.where(time >= LEAST)
        agree(frame, column, expected)


def test_no_generated_column_is_written_and_none_is_out_of_bounds(summarised):
    for name in TABLES:
        generated = [c.name for c in OWN.metadata.tables[name].c if c.computed is not None]
        frame = table(summarised, name)
        for column in generated:
            values = pd.to_numeric(frame[column])
            assert np.isfinite(values.dropna()).all(), (name, column)
            if column.endswith(("quality_rate", "scrap_rate", "first_pass_yield")):
                assert values.dropna().between(0, 100 + 1e-9).all(), (name, column)


def test_performance_and_reliability_of_a_machine(summarised):
    frame = table(summarised, "kpi_machine_daily")
    planned = frame.scheduled_hours + frame.off_shift_work_hours - frame.planned_down_hours
    availability = 100 * frame.run_hours / planned.where(planned != 0)
    covered = frame.run_hours - frame.uncovered_run_hours
    cycle = 100 * frame.ideal_hours / covered.where(covered != 0)
    units = frame.ok_units + frame.scrapped_units
    quality = 100 * frame.ok_units / units.where(units != 0)
    agree(
        frame,
        "machine_performance_index",
        0.4 * availability.clip(upper=100) + 0.3 * cycle.clip(upper=100) + 0.3 * quality,
    )
    hours = frame.run_hours.where(frame.run_hours != 0)
    agree(frame, "machine_reliability_score", 100 * np.exp(-8 * frame.failures / hours))
