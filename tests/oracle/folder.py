"""Reading a folder in the import format, without the importer."""

import csv
import gzip
import io
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from .source import Row, Source

TEXTS = {"as_of", "credit", "recorded_from", "day_named_by"}
SETTINGS = {"planning_sla_hours", "maintenance_rate", "rework_share", "daily_target_units"} | TEXTS
INSTANTS = {"created_at", "changed_at"}
NUMBERS = {"qty", "price", "cycle_time", "setup_time", "standard_cost", "hourly_cost", "purchase_cost", "hourly_rate"}
NUMBERS |= {"ok_qtys", "scrapped_qtys", "rework_qtys", "hours", "rank", "lead_time", "planned", "run_through"}
NUMBERS |= SETTINGS - TEXTS
# file -> column of its code; column that refers -> (file, column with the id)
CODES = {"machine_groups": "group_name", "machines": "asset_id", "shifts": "name", "operators": "emp_id"}
CODES |= {"operator_proficiencies": "proficiency", "customers": "customer_id", "purchase_orders": "unique_id"}
CODES |= {"boms": "unique_id", "work_orders": "unique_id", "hold_reasons": "code", "scrapped_reasons": "code"}
LINKS = {
    "group_name": ("machine_groups", "machine_group_id"), "asset_id": ("machines", "machine_id"),
    "shift": ("shifts", "shift_id"), "emp_id": ("operators", "operator_id"),
    "proficiency": ("operator_proficiencies", "operator_proficiency_id"), "customer_id": ("customers", "customer_id"),
    "purchase_order": ("purchase_orders", "purchase_order_id"), "bom": ("boms", "bom_id"),
    "work_order": ("work_orders", "work_order_id"), "hold_reason": ("hold_reasons", "hold_reason_id"),
    "scrapped_reason": ("scrapped_reasons", "scrapped_reason_id"),
}  # fmt: skip
OTHERS = ("part_numbers", "factory_holidays", "operator_trainings", "work_order_logs")
OTHERS += ("shift_breaks", "unrecorded_days")
# a master with `valid_from` -> the table that says what held from that day on, its reference, and its columns
DATED = {
    "machines": ("machine_assignments", "machine_id", ("machine_group_id",)),
    "operators": ("operator_levels", "operator_id", ("operator_proficiency_id",)),
    "part_numbers": ("part_standards", "part_number_id", ("cycle_time", "setup_time", "standard_cost")),
}


def read_folder(folder: Path) -> Source:
    """The factory in a folder; ids are the row numbers from 1. Raises KeyError for an unknown code."""
    (factory,) = read(folder, "factory")
    zone = ZoneInfo(factory["timezone"])
    files = {name: read(folder, name) for name in (*CODES, *OTHERS)}
    ids = {name: {row[code]: row["id"] for row in files[name]} for name, code in CODES.items()}
    parts = {(row["partnumber"], row.get("revision")): row["id"] for row in files["part_numbers"]}
    files["work_order_logs"] = as_they_stand(files["work_order_logs"])
    tables = {name: [link(name, row, ids, parts, zone) for row in rows] for name, rows in files.items()}
    tables |= {made: dated(tables[name], reference, values) for name, (made, reference, values) in DATED.items()}
    settings = {name: value(name, factory[name], zone, False) for name in SETTINGS if factory.get(name)}
    return Source.from_rows({**tables, "factories": [{**factory, "settings": settings}]})


def read(folder: Path, name: str) -> list[Row]:
    """The rows of a file as text, with an id; no rows where there is no file."""
    for path, opener in ((folder / f"{name}.csv", open), (folder / f"{name}.csv.gz", gzip.open)):
        if path.exists():
            with opener(path, "rb") as file:
                text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")  # type: ignore[arg-type]
                return [{**row, "id": i} for i, row in enumerate(csv.DictReader(text), 1)]
    return []


def as_they_stand(lines: list[Row]) -> list[Row]:
    """The lines of the log without those taken back; of several with one `log_id` the last."""
    known = {line.get("log_id") or ("row", line["id"]): line for line in lines}
    return [line for line in known.values() if line.get("deleted") not in {"1", "true"}]


def dated(masters: list[Row], reference: str, values: tuple[str, ...]) -> list[Row]:
    """What the masters say from which day on, for those that say so."""
    return [
        {"id": row["id"], reference: row["id"], "valid_from": row["valid_from"], **{c: row.get(c) for c in values}}
        for row in masters
        if row.get("valid_from")
    ]


def link(name: str, row: Row, ids: dict[str, dict[str, int]], parts: dict[tuple[str, str], int], zone: ZoneInfo) -> Row:
    """A row with typed values and ids for codes."""
    planned = name == "work_orders"  # there start_time and end_time are moments, on shifts clock times
    linked = {c: value(c, v, zone, planned) for c, v in row.items() if c not in LINKS or CODES.get(name) == c}
    for column, (file, target) in LINKS.items():
        if file != name and CODES.get(name) != column:
            linked |= {target: ids[file][row[column]] if row.get(column) else None}
    if name != "part_numbers" and "partnumber" in row:
        linked["part_number_id"] = parts[row["partnumber"], row.get("revision")]
    defaults = dict.fromkeys(("rework_qtys",), 0) if name == "work_order_logs" else {}
    defaults |= dict.fromkeys(("start_time", "end_time")) if planned else {}
    defaults |= dict.fromkeys(("price", "delivery_target_date")) if name == "purchase_orders" else {}
    return {**defaults, **linked}


def value(column: str, text: str | int | None, zone: ZoneInfo, planned: bool) -> object:
    if text is None or text == "" or isinstance(text, int):
        return text or None
    if column in INSTANTS or (planned and column in {"start_time", "end_time"}):
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return moment.astimezone(UTC).replace(tzinfo=None)
    return float(text) if column in NUMBERS else text
