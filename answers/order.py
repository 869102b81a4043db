"""One work order with its log: what it is, what it did in each operation, and what was changed about its lines."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from data.source import corrections, log_changes
from data.source import order as source
from data.source.order import ENDS
from data.tenancy import Scope

STATES = {"Assigned": "assigned", "Setup": "setup", "Start": "running", "Hold": "hold"}
"""What the timeline calls the states of an order."""
@dataclass(frozen=True)
class Change:
    """A change of a line. `line`: its id. `moved`: (column, before, after) of what it says otherwise, as it reads;
    `told` what an added line, or one taken back, said or says. Times local, naive."""

    line: int
    made_at: datetime
    action: str
    by: str
    reason: str
    at: datetime
    moved: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Order:
    """head: see data.source.order.Order, with moments local and naive; `made`, `scrapped` and the state `by_log`.
    lines: the log, by time, `at` and `deleted` local and naive; `print`: see corrections.seen; `changed` (who and when
    last, "" for nobody), `doubt` (what looks wrong, ""). spans: see charts.order_timeline. as_of: aware."""

    head: Mapping[str, Any]
    lines: pd.DataFrame
    spans: pd.DataFrame
    changes: tuple[Change, ...]
    as_of: datetime


def order(scope: Scope, unique_id: str, now: datetime) -> Order:
    """The order of that id at the factory's `now` (aware); NoOrder names near ones. From the source as it is, never
    from the cache."""
    found = source.read(scope, unique_id)
    zone = ZoneInfo(scope.factory.timezone)
    head = dict(found.head)
    for name in ("start_time", "end_time", "created_at"):
        head[name] = None if head[name] is None else _local(head[name], zone)
    log = found.lines
    counted = log[log.deleted_at.isna()]
    own = source.pieces(counted, head["last_operation"])
    head["by_log"] = source.standing(counted, head["last_operation"])
    head |= {"made": float(own.ok_qtys.sum()), "scrapped": float(counted.scrapped_qtys.sum())}
    changes = _changes(scope, found, zone) if len(found.changes) else ()
    newest = {change.line: f"{change.by}, {change.made_at:%d %b %H:%M}" for change in reversed(changes)}
    doubts = dict(source.doubts(counted, head["last_operation"]))
    lines = log.assign(
        at=[_local(at, zone) for at in log.changed_at],
        print=[corrections.seen(line) for line in log.to_dict("records")],
        changed=[newest.get(key, "") for key in log.id], doubt=[doubts.get(key, "") for key in log.id],
    )  # fmt: skip
    local = now.astimezone(zone).replace(tzinfo=None)
    return Order(head, lines, spans(head, lines[log.deleted_at.isna()], local), changes, now)


def _local(at: Any, zone: ZoneInfo) -> datetime:
    return pd.Timestamp(at).to_pydatetime().replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def spans(head: Mapping[str, Any], lines: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """What the order did, one row a state of an operation on a machine: machine (the row's name), state, start, end
    (local), order (""), reason. The last state of what has not ended lasts until now."""
    rows: list[tuple[str, str, datetime, datetime, str, str]] = []
    running: dict[str, dict[Any, Any]] = {}
    newest: dict[str, int] = {}
    log = lines.to_dict("records")

    def end(operation: str, at: datetime) -> None:
        line = running.pop(operation, None)
        if line and at > line["at"]:
            machine = _known(line["machine"]) or head["machine"] or "no machine"
            name = f"{operation} · {machine}" if operation else str(machine)
            reason = _known(line["hold_reason"]) if line["status"] == "Hold" else ""
            row = (name, STATES[line["status"]], line["at"], at, "", reason)
            before = newest.get(operation, -1)
            if before >= 0 and rows[before][:2] + rows[before][5:] == row[:2] + row[5:] and rows[before][3] == row[2]:
                rows[before] = (*rows[before][:3], at, *row[4:])  # a line that only reports units goes on
            else:
                newest[operation] = len(rows)
                rows.append(row)

    for line in log:
        operation, status = _known(line["operation"]), line["status"]
        whole = status in ENDS and (not operation or (status == "Completed" and operation == head["last_operation"]))
        waited = [""] if running.get("", {}).get("status") == "Assigned" else []  # until one of its operations begins
        for one in [*running] if whole else {operation, *waited}:
            end(one, line["at"])
        if status not in ENDS:
            running[operation] = line
    for operation in [*running]:
        end(operation, max(now, running[operation]["at"]))
    made = pd.DataFrame(rows, columns=["machine", "state", "start", "end", "order", "reason"])
    return made.sort_values("start", kind="stable", ignore_index=True)


def _known(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def choices(scope: Scope) -> dict[str, dict[str, str]]:
    """What a line may name (data.source.order.NAMED): by name the codes and how each reads."""
    return {
        name: {
            str(code): str(code) if not _known(said) or said == code else f"{code} · {said}"
            for code, said in zip(rows.code, rows.text, strict=True)
        }
        for name, rows in source.named(scope).items()
    }


def _changes(scope: Scope, found: source.Order, zone: ZoneInfo) -> tuple[Change, ...]:
    """The newest first. What a line said after a change is what it said before the next one, or says now."""
    codes = {f"{name}_id": dict(zip(rows.id, rows.code, strict=True)) for name, rows in source.named(scope).items()}
    after = {line["id"]: json.loads(log_changes.said(line)) for line in found.lines.to_dict("records")}
    made = []
    for change in found.changes.iloc[::-1].to_dict("records"):
        new = after.get(change["work_order_log_id"], {})
        old = json.loads(change["said"]) if _known(change["said"]) else {}
        moved = tuple(
            (name, _read(name, old.get(name), codes, zone), _read(name, new.get(name), codes, zone))
            for name in log_changes.SAID
            if name != "deleted_at" and old and old.get(name) != new.get(name)
        )
        at = (new or old).get("changed_at")
        made.append(
            Change(
                int(change["work_order_log_id"]), _local(change["made_at"], zone), change["action"],
                _known(change["changed_by"]), _known(change["reason"]), _local(at, zone), moved,
            )
        )  # fmt: skip
        after[change["work_order_log_id"]] = old
    return tuple(made)


def _read(name: str, value: Any, codes: Mapping[str, Mapping[int, str]], zone: ZoneInfo) -> str:
    if value is None:
        return "none"
    if name in codes:
        return codes[name].get(value, f"no. {value}")
    if name == "changed_at":
        return f"{_local(value, zone):%Y-%m-%d %H:%M:%S}"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)
