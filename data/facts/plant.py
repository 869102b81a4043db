"""What a factory consists of: calendar, machines, people, parts and reasons, as frames of the source's columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from data.facts.calendar import Calendar
from data.facts.dated import Dated, held
from data.facts.record import Record
from kpis.measures import MEASURES

Dates = tuple[np.ndarray, np.ndarray]
"""Of each member the first day that counts and the first that does not; NaT: open."""


def _dates(first: pd.Series, last: pd.Series) -> Dates:
    begins, ends = (pd.to_datetime(times).to_numpy(dtype="datetime64[D]") for times in (first, last))
    return begins, ends


def _within(days: list[date], dates: Dates) -> np.ndarray:
    """days x members: first <= day < last, an absent end being open."""
    given = np.array(days, dtype="datetime64[D]")[:, None]
    begins, ends = dates
    return (np.isnat(begins) | (begins <= given)) & (np.isnat(ends) | (given < ends))


def codes(ids: pd.Series, wanted: pd.Series) -> np.ndarray:
    """The position of each wanted id among `ids`; -1 for an absent or unknown one."""
    return pd.Index(ids).get_indexer(pd.Index(pd.to_numeric(wanted).fillna(-1).astype("int64")))


def name_at(frame: pd.DataFrame, column: str, positions: np.ndarray) -> np.ndarray:
    """A column of the frame at the positions; "" where the position is -1."""
    return np.r_[frame[column].fillna("").to_numpy(dtype=object), [""]][positions]


@dataclass(frozen=True)
class Plant:
    """The slowly changing tables; each frame has the source's columns, `id` first.

    sells: the factory records customer orders. priced: some of these have a price. plans_starts, plans_ends: some work
    order has a planned start, an end. targets: the rows of kpi_targets.
    assignments, levels, standards: what held from which day on: machine_id and machine_group_id, operator_id and
    operator_proficiency_id, part_number_id and cycle_time, setup_time, standard_cost, each with valid_from (a date).
    alerts: those of now (data.source.read): id, kpi, value, target, raised_at, ended_at, acknowledged_at.
    record: the days of which anything is known; all of them unless told.
    """

    calendar: Calendar
    machines: pd.DataFrame
    groups: pd.DataFrame
    operators: pd.DataFrame
    proficiencies: pd.DataFrame
    parts: pd.DataFrame
    hold_reasons: pd.DataFrame
    scrapped_reasons: pd.DataFrame
    trainings: pd.DataFrame
    customers: pd.DataFrame
    sells: bool = True
    priced: bool = True
    plans_starts: bool = True
    plans_ends: bool = True
    settings: Mapping[str, Any] = field(default_factory=dict)
    targets: pd.DataFrame = field(default_factory=pd.DataFrame)
    alerts: pd.DataFrame = field(default_factory=pd.DataFrame)
    assignments: pd.DataFrame = field(default_factory=pd.DataFrame)
    levels: pd.DataFrame = field(default_factory=pd.DataFrame)
    standards: pd.DataFrame = field(default_factory=pd.DataFrame)
    record: Record = field(default_factory=Record)

    def machine_groups(self, days: list[date]) -> np.ndarray:
        """days x machines: position of the group that the machine belonged to that day; -1 without one."""
        dated = self._since("assignments", "machine")
        return held(days, self._newest_group, dated, lambda row: codes(self.groups.id, row))

    def operator_levels(self, days: list[date]) -> np.ndarray:
        """days x operators: position of the proficiency that the operator had that day; -1 without one."""
        dated = self._since("levels", "operator")
        return held(days, self._newest_level, dated, lambda row: codes(self.proficiencies.id, row))

    @cached_property
    def _newest_group(self) -> np.ndarray:
        return codes(self.groups.id, self.machines.machine_group_id)

    @cached_property
    def _newest_level(self) -> np.ndarray:
        return codes(self.proficiencies.id, self.operators.operator_proficiency_id)

    def _since(self, name: str, what: str) -> Dated:
        """The dated values of machines or operators: position, day, id."""
        column = {"machine": "machine_group_id", "operator": "operator_proficiency_id"}[what]
        rows = getattr(self, name)
        if rows.empty:
            return Dated.none()
        return Dated.of(codes(getattr(self, f"{what}s").id, rows[f"{what}_id"]), rows.valid_from, rows[column])

    @cached_property
    def run_through(self) -> np.ndarray:
        """Whether the machines of each group work through breaks; the last is for machines of no group."""
        given = self.groups.get("run_through", pd.Series(0, index=self.groups.index))
        return np.r_[given.fillna(0).to_numpy(dtype=bool), False]

    @cached_property
    def made(self) -> bool:
        """Whether quantities count when they were made, and not when they were reported (setting `credit`)."""
        return self.settings.get("credit") == "made"

    @cached_property
    def own_shift(self) -> np.ndarray:
        """Id of the shift each operator is rostered on, as Calendar.lasting tells it; -1 without one."""
        given = pd.to_numeric(self.operators.shift_id).fillna(-1).astype("int64")
        return self.calendar.lasting(given).to_numpy()

    def cycle_hours(self, days: list[date]) -> np.ndarray:
        """days x parts: ideal hours a unit; NaN without a cycle time (0 is none)."""
        given = self._standard(days, "cycle_time") / 3600
        return np.where(given > 0, given, np.nan)

    def setup_hours(self, days: list[date]) -> np.ndarray:
        """days x parts: standard setup hours; NaN without one (0 is none)."""
        given = self._standard(days, "setup_time") / 3600
        return np.where(given > 0, given, np.nan)

    def standard_cost(self, days: list[date]) -> np.ndarray:
        """days x parts: standard cost of a unit; 0 where the factory gives none."""
        return np.nan_to_num(self._standard(days, "standard_cost"))

    def _standard(self, days: list[date], name: str) -> np.ndarray:
        own, rows = pd.to_numeric(self.parts[name]).to_numpy(dtype=float), self.standards
        dated = Dated.none()
        if not rows.empty:
            dated = Dated.of(codes(self.parts.id, rows.part_number_id), rows.valid_from, rows[name])
        return held(days, own, dated, lambda row: pd.to_numeric(row).to_numpy(dtype=float))

    def _ever(self, name: str, above: float = 0) -> bool:
        """Whether any part has, or had, a value of a standard above that."""
        given = [self.parts[name], *([] if self.standards.empty else [self.standards[name]])]
        return any((pd.to_numeric(values) > above).any() for values in given)

    @cached_property
    def hourly_cost(self) -> np.ndarray:
        """Cost of an hour of each machine; 0 where the factory gives none for it."""
        return pd.to_numeric(self.machines.hourly_cost).fillna(0).to_numpy(dtype=float)

    @cached_property
    def purchase_cost(self) -> np.ndarray:
        """What each machine cost; NaN where the factory does not say."""
        return pd.to_numeric(self.machines.purchase_cost).to_numpy(dtype=float)

    @cached_property
    def planned(self) -> np.ndarray:
        """Whether each hold reason is a planned one."""
        return self.hold_reasons.planned.to_numpy(dtype=bool)

    @cached_property
    def breakdown(self) -> np.ndarray:
        """Whether each hold reason is a breakdown."""
        return (self.hold_reasons.category == "breakdown").to_numpy()

    @cached_property
    def upkeep(self) -> np.ndarray:
        """Whether each hold reason is a breakdown or maintenance."""
        return self.hold_reasons.category.isin(["breakdown", "maintenance"]).to_numpy()

    @cached_property
    def _service(self) -> Dates:
        return _dates(self.machines.commissioned_on, self.machines.retired_on)

    @cached_property
    def _employment(self) -> Dates:
        return _dates(self.operators.hired_on, self.operators.left_on)

    def in_service(self, days: list[date]) -> np.ndarray:
        """days x machines: whether the machine was in service that day (commissioned_on <= day < retired_on)."""
        return _within(days, self._service)

    def employed(self, days: list[date]) -> np.ndarray:
        """days x operators: whether the operator was there that day (hired_on <= day < left_on)."""
        return _within(days, self._employment)

    def trained(self, days: list[date]) -> np.ndarray:
        """days x operators: whether the operator was trained in the 90 days before that day."""
        found = np.zeros((len(days), len(self.operators)), bool)
        given = np.array(days, dtype="datetime64[D]")
        operator = codes(self.operators.id, self.trainings.operator_id)
        for who, on in zip(operator, pd.to_datetime(self.trainings.trained_on).to_numpy("datetime64[D]"), strict=True):
            if who >= 0:
                found[:, who] |= (on < given) & (given - on <= np.timedelta64(90, "D"))
        return found

    @cached_property
    def unknown(self) -> frozenset[str]:
        """Measures that this factory does not record: they are null, not 0 (docs/domain.md, "Unknown is not zero")."""
        found: set[str] = set()
        for missing, measures in (
            (self.hold_reasons.empty, NEED_HOLDS),
            (not self._ever("cycle_time"), NEED_CYCLE_TIMES),
            (self.operators.empty, NEED_OPERATORS),
            (not self.calendar.shifts, NEED_SHIFTS),
            (not self._ever("setup_time"), ("rated_changeover_hours", "standard_changeover_hours")),
            (self.settings.get("maintenance_rate") is None, ("maintenance_spend",)),
            (pd.to_numeric(self.operators.hourly_rate).isna().all(), ("labor_cost",)),
            (not self._ever("standard_cost", -1), ("scrap_cost", "rework_cost", "delivered_cost")),
            (self.settings.get("rework_share") is None, ("rework_cost",)),
            (pd.to_numeric(self.machines.hourly_cost).isna().all(), ("downtime_cost",)),
            (not self.plans_starts, NEED_PLANNED_STARTS),
            (not self.plans_ends, NEED_PLANNED_ENDS),
            (not self.sells, NEED_CUSTOMER_ORDERS),
            (not self.priced, ("revenue", "so_due_value", "so_due_met_value")),
        ):
            found.update(measures if missing else ())
        return frozenset(found)


NEED_HOLDS = (
    "planned_down_hours", "unplanned_down_hours", "breakdown_hours", "off_shift_hold_hours", "unplanned_stops",
    "failures", "repairs", "repair_hours", "downtime_cost", "maintenance_spend",
)  # fmt: skip
NEED_CYCLE_TIMES = ("ideal_hours", "good_hours", "earned_hours", "trained_earned_hours", "backlog_hours")
NEED_OPERATORS = (
    "operator_hours", "rostered_hours", "overtime_hours", "earned_hours", "uncovered_operator_hours", "training_hours",
    "trained_earned_hours", "trained_operator_hours", "labor_cost", "skill_matches", "orders_with_skill_plan",
    "open_unassigned",
)  # fmt: skip
NEED_SHIFTS = (
    "scheduled_hours", "idle_hours", "planned_down_hours", "unplanned_down_hours", "breakdown_hours",
    "planned_units", "planned_load_hours", "rostered_hours",
)  # fmt: skip
NEED_PLANS = ("planned_units", "planned_load_hours", "make_hours", "planned_make_hours", "plan_error_hours")
NEED_PLANNED_STARTS = ("starts_on_time", *NEED_PLANS)
NEED_PLANNED_ENDS = (
    "orders_due", "orders_due_done", "completed_early", "completed_on_time", "completed_late", "late_hours",
    "open_overdue", "open_at_risk", *NEED_PLANS,
)  # fmt: skip
NEED_CUSTOMER_ORDERS = (*(name for name in MEASURES if name.startswith("so_")), "revenue", "delivered_cost")
