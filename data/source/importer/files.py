"""The import format: every file with its columns (docs/import.md)."""

from typing import Any

from data.source.importer.format import WEEKDAYS, File, Reference


def _file(name: str, needs: str, may: str = "", code: str = "", more_key: str = "", **more: Any) -> File:
    """`refs` as {"column column": "file -> id column"}; everything else as in File, lists written with spaces."""
    targets = {tuple(columns.split()): target.split(" -> ") for columns, target in more.pop("refs", {}).items()}
    refs = tuple(Reference(columns, file, to) for columns, (file, to) in targets.items())
    lists: dict[str, Any] = {"needs": needs, "may": may, "code": code, "more_key": more_key}
    lists = {part: tuple(words.split()) for part, words in lists.items()}
    return File(name, **lists, refs=refs, **more)


_FACTORY_KINDS = {
    "name": "text", "slug": "slug", "timezone": "zone", "currency": "currency", "planning_sla_hours": "number",
    "maintenance_rate": "number", "rework_share": "number", "daily_target_units": "number", "as_of": "moment",
    "credit": "choice", "recorded_from": "day", "day_named_by": "choice",
}  # fmt: skip
_PART = {"partnumber revision": "part_numbers -> part_number_id"}
SINCE = {"valid_from": "day"}
"""From which day on the row's dated values hold (docs/decisions/0026-corrections.md)."""
_NO_UNITS = {"ok_qtys": 0.0, "scrapped_qtys": 0.0}

FILES = (
    _file(
        "factory", "name slug timezone currency",
        "credit recorded_from day_named_by planning_sla_hours maintenance_rate rework_share daily_target_units as_of",
        code="slug", needed=True, kinds=_FACTORY_KINDS,
    ),
    _file(
        "machine_groups", "group_name", "description run_through", code="group_name", defaults={"run_through": False}
    ),
    _file(
        "machines", "asset_id name group_name", "hourly_cost purchase_cost commissioned_on retired_on valid_from",
        code="asset_id", needed=True, refs={"group_name": "machine_groups -> machine_group_id"},
        defaults={"status": True}, kinds=SINCE,
    ),
    _file(
        "shifts", "name start_time end_time", "weekdays valid_from valid_to", code="name", more_key="valid_from",
        defaults={"weekdays": ",".join(WEEKDAYS)},
    ),
    _file(
        "shift_breaks", "shift start_time end_time", more_key="shift start_time", refs={"shift": "shifts -> shift_id"}
    ),
    _file("factory_holidays", "day name", code="day"),
    _file("unrecorded_days", "day", "reason", code="day"),
    _file("operator_proficiencies", "proficiency rank", code="proficiency"),
    _file(
        "operators", "emp_id name proficiency shift", "hourly_rate hired_on left_on valid_from",
        code="emp_id", kinds=SINCE,
        refs={"proficiency": "operator_proficiencies -> operator_proficiency_id", "shift": "shifts -> shift_id"},
    ),
    _file(
        "operator_trainings", "emp_id trained_on hours", "topic", more_key="emp_id trained_on topic",
        refs={"emp_id": "operators -> operator_id"},
    ),
    _file(
        "part_numbers", "partnumber", "revision description cycle_time setup_time standard_cost valid_from",
        code="partnumber revision", needed=True, kinds=SINCE,
    ),
    _file("customers", "customer_id name", code="customer_id"),
    _file(
        "purchase_orders", "unique_id customer_id partnumber qty created_at", "revision price delivery_target_date",
        code="unique_id", refs={"customer_id": "customers -> customer_id", **_PART},
    ),
    _file(
        "boms", "unique_id partnumber created_at",
        "revision purchase_order group_name proficiency lead_time status",
        code="unique_id",
        refs={
            "purchase_order": "purchase_orders -> purchase_order_id", **_PART,
            "group_name": "machine_groups -> machine_group_id",
            "proficiency": "operator_proficiencies -> operator_proficiency_id",
        },
    ),
    _file("hold_reasons", "code description category planned", code="code"),
    _file("scrapped_reasons", "code description", code="code"),
    _file(
        "work_orders", "unique_id bom asset_id qty status created_at", "emp_id last_operation start_time end_time",
        code="unique_id", needed=True, defaults=_NO_UNITS,
        refs={"bom": "boms -> bom_id", "asset_id": "machines -> machine_id", "emp_id": "operators -> operator_id"},
    ),
    _file(
        "work_order_logs", "work_order status changed_at ok_qtys scrapped_qtys",
        "rework_qtys scrapped_reason hold_reason asset_id emp_id operation log_id deleted",
        defaults={**_NO_UNITS, "rework_qtys": 0.0}, kinds={"deleted": "flag"}, stored={"log_id": "external_id"},
        single=("log_id",),
        refs={
            "work_order": "work_orders -> work_order_id", "scrapped_reason": "scrapped_reasons -> scrapped_reason_id",
            "hold_reason": "hold_reasons -> hold_reason_id",
            "asset_id": "machines -> machine_id", "emp_id": "operators -> operator_id",
        },
    ),
)  # fmt: skip
"""Every file, parents before children."""

BY_NAME = {file.name: file for file in FILES}
