"""A factory small enough to compute by hand: one machine, one shift a day (06:00 to 14:00 UTC), one order a day.

Each order is set up from 06:00 to 07:00 and runs to 09:00, with 90 OK and 10 scrapped units.
"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from data.source import importer
from data.tenancy import Scope, open_scope

SLUG = "tiny"


def folder(path: Path, days: list[date]) -> Path:
    """Write the files of the import format, with an order for each of `days`."""
    files: dict[str, list[str]] = {
        "factory": ["name,slug,timezone,currency", f"Tiny,{SLUG},UTC,EUR"],
        "machines": ["asset_id,name,group_name", "M1,Lathe,"],
        "shifts": ["name,start_time,end_time,weekdays", 'Day,06:00,14:00,"Mon,Tue,Wed,Thu,Fri,Sat,Sun"'],
        "part_numbers": ["partnumber,revision,cycle_time", "P1,A,60"],
        "boms": ["unique_id,partnumber,revision,created_at", f"B1,P1,A,{days[0]}T00:00:00Z"],
        "work_orders": ["unique_id,bom,asset_id,qty,status,created_at"],
        "work_order_logs": ["work_order,status,changed_at,ok_qtys,scrapped_qtys"],
    }
    for day in days:
        at = [f"{datetime.combine(day, time(hour)).isoformat()}Z" for hour in (6, 7, 9)]
        files["work_orders"].append(f"W-{day},B1,M1,100,Completed,{at[0]}")
        files["work_order_logs"] += [
            f"W-{day},Setup,{at[0]},0,0",
            f"W-{day},Start,{at[1]},0,0",
            f"W-{day},Completed,{at[2]},90,10",
        ]
    path.mkdir(parents=True, exist_ok=True)
    for name, lines in files.items():
        (path / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return path


def imported(path: Path, days: list[date]) -> Scope:
    """The factory in the database that the settings name; without summaries."""
    importer.run(folder(path, days))
    return open_scope(SLUG)


def last_days(count: int) -> list[date]:
    """The days before today (UTC), oldest first."""
    today = datetime.now(UTC).date()
    return [today - timedelta(days=count - n) for n in range(count)]
