"""What a plain random factory (factories.py) can have besides: each of these in a third of the factories."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

Row = dict[str, Any]
Rows = dict[str, list[Row]]
OPERATIONS = ("10", "20")
maybe = st.sampled_from([True, False, False])
often = st.booleans()


def edges(tables: Rows, first: date, count: int) -> st.SearchStrategy[datetime]:
    """Moments at which a shift or a production day begins or ends."""
    factory = tables["factories"][0]
    clocks = {clock for shift in tables["shifts"] for clock in (shift["start_time"], shift["end_time"])}
    clocks |= {time.fromisoformat(factory["settings"].get("day_start", "00:00"))}
    day = st.integers(-1, count + 1).map(lambda n: first + timedelta(days=n))
    zone = ZoneInfo(factory["timezone"])
    return st.builds(
        lambda day, clock: datetime.combine(day, clock, zone).astimezone(UTC).replace(tzinfo=None),
        day, st.sampled_from(sorted(clocks)),
    )  # fmt: skip


@st.composite
def settings(draw: st.DrawFn, day: st.SearchStrategy[date]) -> Row:
    made: Row = {}
    if draw(maybe):
        made["credit"] = draw(st.sampled_from(["made", "made", "reported"]))
    if draw(maybe):
        made["day_named_by"] = draw(st.sampled_from(["end", "end", "start"]))
    if draw(maybe):
        made["recorded_from"] = draw(day).isoformat()
    return made


@st.composite
def unrecorded(draw: st.DrawFn, day: st.SearchStrategy[date]) -> list[Row]:
    days = draw(st.lists(day, min_size=1, max_size=2, unique=True)) if draw(maybe) else []
    return [{"id": i, "day": one, "reason": None} for i, one in enumerate(days, 1)]


@st.composite
def breaks(draw: st.DrawFn, tables: Rows) -> list[Row]:
    """Half hours and more inside of shifts, also at their very begin and end; some groups run through."""
    if not draw(maybe):
        return []
    for group in tables["machine_groups"]:
        group["run_through"] = draw(maybe)
    rows: list[Row] = []
    for shift in tables["shifts"]:
        start, end = (clock.hour * 60 + clock.minute for clock in (shift["start_time"], shift["end_time"]))
        length = (end - start) % 1440 or 1440
        for _ in range(draw(st.sampled_from([0, 1, 1, 2]))):
            begin = draw(st.integers(0, length // 30 - 1)) * 30
            stop = min(begin + draw(st.sampled_from([30, 45, 90])), length)
            clocks = [time(*divmod((start + minutes) % 1440, 60)) for minutes in (begin, stop)]
            rows.append({"id": len(rows) + 1, "shift_id": shift["id"], "start_time": clocks[0], "end_time": clocks[1]})
    return rows


@st.composite
def dated(draw: st.DrawFn, day: st.SearchStrategy[date], masters: list[Row], reference: str, values: Row) -> list[Row]:
    """What some masters were from which day on; their own columns are made the newest. `values`: column -> strategy."""
    rows: list[Row] = []
    for master in masters if draw(maybe) else []:
        days = sorted(draw(st.lists(day, max_size=3, unique=True)))
        for since in days:
            made = {column: draw(value) for column, value in values.items()}
            rows.append({"id": len(rows) + 1, reference: master["id"], "valid_from": since, **made})
            master |= made
    return rows


@st.composite
def masters(draw: st.DrawFn, day: st.SearchStrategy[date], tables: Rows) -> Rows:
    """The dated masters; the columns of the masters in `tables` follow them."""
    group, level = (st.sampled_from([1, 2, None]) for _ in range(2))
    standards = {
        "cycle_time": st.sampled_from([None, 36.0, 72.0]), "setup_time": st.sampled_from([None, 900.0]),
        "standard_cost": st.sampled_from([None, 3.0, 5.0]),
    }  # fmt: skip
    return {
        "machine_assignments": draw(dated(day, tables["machines"], "machine_id", {"machine_group_id": group})),
        "operator_levels": draw(dated(day, tables["operators"], "operator_id", {"operator_proficiency_id": level})),
        "part_standards": draw(dated(day, tables["part_numbers"], "part_number_id", standards)),
    }


@st.composite
def lines(draw: st.DrawFn, tables: Rows) -> Rows:
    """The work orders and their lines with operations, machines and operators of their own; some are taken back."""
    with_operations, with_places, with_deleted = draw(maybe), draw(maybe), draw(maybe)
    operation = st.sampled_from([None, *OPERATIONS, *OPERATIONS])
    machine = st.sampled_from([None, *(row["id"] for row in tables["machines"])])
    operator = st.sampled_from([None, *(row["id"] for row in tables["operators"])])
    routed = {row["id"] for row in tables["work_orders"] if with_operations and draw(often)}
    for row in tables["work_orders"]:
        row["last_operation"] = draw(operation) if row["id"] in routed else None
    for line in tables["work_order_logs"]:
        line["operation"] = draw(operation) if line["work_order_id"] in routed else None
        line["machine_id"] = draw(machine) if with_places and draw(often) else None
        line["operator_id"] = draw(operator) if with_places and draw(often) else None
        line["deleted_at"] = line["changed_at"] if with_deleted and draw(maybe) else None
    return {name: tables[name] for name in ("work_orders", "work_order_logs")}
