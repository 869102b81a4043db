"""The operational tables of a factory, named as the production system names them (docs/domain.md)."""

from typing import Any

from sqlalchemy import Boolean, Column, Date, Double, Integer, String, Text, Time, false

from data.tenancy.schema import FactoryTables, Stamp


def ref(name: str, null: bool = True) -> Column[Any]:
    """A reference by id. No foreign key: the source may be written by a system that loads in its own order."""
    return Column(name, Integer, nullable=null)


def text(name: str, length: int = 120, null: bool = True) -> Column[Any]:
    return Column(name, String(length), nullable=null)


def number(name: str, null: bool = True) -> Column[Any]:
    return Column(name, Double, nullable=null)


def define(t: FactoryTables) -> None:
    """Add the operational tables to `t`."""
    t.table(
        "shifts", text("name", null=False), Column("start_time", Time, nullable=False),
        Column("end_time", Time, nullable=False), text("weekdays", null=False), Column("valid_from", Date),
        Column("valid_to", Date), indexes=(("name",),),
    )  # fmt: skip
    t.table("factory_holidays", Column("day", Date, nullable=False), text("name"), unique=("day",))
    t.table(
        "shift_breaks", ref("shift_id", False), Column("start_time", Time, nullable=False),
        Column("end_time", Time, nullable=False), indexes=(("shift_id",),),
    )  # fmt: skip
    t.table("unrecorded_days", Column("day", Date, nullable=False), Column("reason", Text), unique=("day",))
    t.table(
        "machine_groups", text("group_name", null=False), Column("description", Text),
        Column("run_through", Boolean, nullable=False, default=False, server_default=false()), unique=("group_name",),
    )  # fmt: skip
    t.table(
        "machines", text("name", null=False), text("asset_id", 60, null=False), ref("machine_group_id"),
        Column("status", Boolean, nullable=False, default=True), number("hourly_cost"), number("purchase_cost"),
        Column("commissioned_on", Date), Column("retired_on", Date), unique=("asset_id",),
    )  # fmt: skip
    t.table(
        "operator_proficiencies", text("proficiency", null=False), Column("rank", Integer, nullable=False),
        Column("description", Text), unique=("proficiency",),
    )  # fmt: skip
    t.table(
        "operators", text("name", null=False), text("emp_id", 60, null=False), ref("operator_proficiency_id"),
        ref("shift_id"), number("hourly_rate"), Column("hired_on", Date), Column("left_on", Date), ref("user_id"),
        unique=("emp_id",),
    )  # fmt: skip
    t.table(
        "operator_trainings", ref("operator_id", False), Column("trained_on", Date, nullable=False),
        number("hours", False), text("topic"), indexes=(("operator_id", "trained_on"),),
    )  # fmt: skip
    t.table(
        "part_numbers", text("partnumber", 60, null=False), text("revision", 20, null=False),
        Column("description", Text), number("cycle_time"), number("setup_time"), number("standard_cost"),
        unique=("partnumber", "revision"),
    )  # fmt: skip
    t.table("customers", text("customer_id", 60, null=False), text("name", null=False), unique=("customer_id",))
    t.table(
        "purchase_orders", text("unique_id", 60, null=False), ref("customer_id", False), ref("part_number_id", False),
        number("qty", False), number("price"), Column("delivery_target_date", Date), unique=("unique_id",),
        indexes=(("created_at",), ("delivery_target_date",), ("updated_at",), ("price",)),
    )  # fmt: skip
    t.table(
        "boms", text("unique_id", 60, null=False), ref("purchase_order_id"), ref("part_number_id", False),
        ref("machine_group_id"), ref("operator_proficiency_id"), number("lead_time"), text("status", 40),
        unique=("unique_id",), indexes=(("purchase_order_id",), ("created_at",), ("updated_at",)),
    )  # fmt: skip
    t.table(
        "work_orders", text("unique_id", 60, null=False), ref("bom_id", False), ref("machine_id", False),
        ref("operator_id"), number("qty", False), text("status", 20, null=False), Column("start_time", Stamp),
        Column("end_time", Stamp), Column("ok_qtys", Double, nullable=False, default=0),
        Column("scrapped_qtys", Double, nullable=False, default=0), ref("hold_reason_id"), text("last_operation", 60),
        unique=("unique_id",),
        indexes=(
            ("bom_id", "created_at"), ("status",), ("created_at",), ("start_time",), ("end_time",), ("updated_at",),
            ("id",),
        ),
    )  # fmt: skip
    t.table(
        "work_order_logs", ref("work_order_id", False), text("status", 20, null=False),
        Column("changed_at", Stamp, nullable=False), Column("ok_qtys", Double, nullable=False, default=0),
        Column("scrapped_qtys", Double, nullable=False, default=0),
        Column("rework_qtys", Double, nullable=False, default=0), ref("scrapped_reason_id"), ref("hold_reason_id"),
        ref("user_id"), ref("machine_id"), ref("operator_id"), text("operation", 60), text("external_id"),
        Column("deleted_at", Stamp),
        indexes=(("work_order_id", "changed_at"), ("changed_at",), ("updated_at",), ("id",), ("external_id",)),
    )  # fmt: skip
    t.table(
        "hold_reasons", text("code", 60, null=False), Column("description", Text), text("category", 20, null=False),
        Column("planned", Boolean, nullable=False), unique=("code",),
    )  # fmt: skip
    t.table("scrapped_reasons", text("code", 60, null=False), Column("description", Text), unique=("code",))
    _dated(t)
    t.table(
        "log_changes", ref("work_order_id", False), ref("work_order_log_id", False), text("action", 20, null=False),
        Column("said", Text), Column("reason", Text), text("changed_by", 190), Column("made_at", Stamp, nullable=False),
        indexes=(("work_order_id",), ("made_at",)),
    )  # fmt: skip


def _dated(t: FactoryTables) -> None:
    """What held from which day on; the masters' own columns show the newest. Without a row they hold for all time."""
    t.table(
        "machine_assignments", ref("machine_id", False), ref("machine_group_id"),
        Column("valid_from", Date, nullable=False), unique=("machine_id", "valid_from"),
    )  # fmt: skip
    t.table(
        "operator_levels", ref("operator_id", False), ref("operator_proficiency_id"),
        Column("valid_from", Date, nullable=False), unique=("operator_id", "valid_from"),
    )  # fmt: skip
    t.table(
        "part_standards", ref("part_number_id", False), number("cycle_time"), number("setup_time"),
        number("standard_cost"), Column("valid_from", Date, nullable=False), unique=("part_number_id", "valid_from"),
    )  # fmt: skip
