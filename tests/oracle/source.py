"""The rows of a factory as plain lists of dicts."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any

Row = dict[str, Any]
DATES = {"day", "valid_from", "valid_to", "commissioned_on", "retired_on", "hired_on", "left_on", "trained_on"}
DATES |= {"delivery_target_date", "made_on", "for_day", "shift_date"}


@dataclass(eq=False)
class Source:
    """One factory. Fields are named as the tables; ids are integers, datetimes naive UTC, unknown is None."""

    factory: Row  # timezone, currency, settings (dict)
    shifts: list[Row] = field(default_factory=list)
    factory_holidays: list[Row] = field(default_factory=list)
    machine_groups: list[Row] = field(default_factory=list)
    machines: list[Row] = field(default_factory=list)
    operator_proficiencies: list[Row] = field(default_factory=list)
    operators: list[Row] = field(default_factory=list)
    operator_trainings: list[Row] = field(default_factory=list)
    part_numbers: list[Row] = field(default_factory=list)
    customers: list[Row] = field(default_factory=list)
    purchase_orders: list[Row] = field(default_factory=list)
    boms: list[Row] = field(default_factory=list)
    work_orders: list[Row] = field(default_factory=list)
    work_order_logs: list[Row] = field(default_factory=list)
    hold_reasons: list[Row] = field(default_factory=list)
    scrapped_reasons: list[Row] = field(default_factory=list)
    shift_breaks: list[Row] = field(default_factory=list)
    unrecorded_days: list[Row] = field(default_factory=list)
    machine_assignments: list[Row] = field(default_factory=list)
    operator_levels: list[Row] = field(default_factory=list)
    part_standards: list[Row] = field(default_factory=list)
    kpi_forecasts: list[Row] = field(default_factory=list)
    kpi_alerts: list[Row] = field(default_factory=list)

    @classmethod
    def from_frames(cls, frames: Mapping[str, Any]) -> "Source":
        """From data frames by table name (missing ones are empty); `factories` holds the one row of the factory."""
        return cls.from_rows({name: frame.to_dict("records") for name, frame in frames.items()})

    @classmethod
    def from_rows(cls, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> "Source":
        """From rows by table name, as a database driver or pandas gives them."""
        known = {f.name for f in fields(cls)} - {"factory"}
        (factory,) = tables["factories"]
        return cls(
            factory=clean("factories", factory),
            **{name: [clean(name, row) for row in rows] for name, rows in tables.items() if name in known},
        )


def clean(table: str, row: Mapping[str, Any]) -> Row:
    """A row with plain Python values."""
    return {column: plain(table, column, value) for column, value in row.items()}


def plain(table: str, column: str, value: Any) -> Any:
    if column == "settings":
        return (json.loads(value) if isinstance(value, str) else value) or {}
    if value is None or value == "" or str(value) in {"NaT", "<NA>", "nan"}:
        return None
    value = value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
    if table in {"shifts", "shift_breaks"} and column in {"start_time", "end_time"}:
        return clock(value)
    if column in DATES:
        return as_date(value)
    value = value.item() if hasattr(value, "item") else value
    return int(value) if (column == "id" or column.endswith("_id")) and isinstance(value, float) else value


def clock(value: Any) -> time:
    """A clock time from a time, a timedelta (MySQL) or text."""
    if isinstance(value, timedelta):
        return (datetime.min + value).time()
    return value if isinstance(value, time) else time.fromisoformat(str(value))


def as_date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def by_id(rows: Iterable[Row]) -> dict[int, Row]:
    return {row["id"]: row for row in rows}


def hours(start: datetime, end: datetime) -> float:
    """Hours from start to end; negative where end is before start."""
    return (end - start).total_seconds() / 3600
