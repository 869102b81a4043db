"""A small plant in the import format."""

import csv
import io
import zipfile
from pathlib import Path

import xlsxwriter

FILES = {
    "factory": "name,slug,timezone,currency\nSmall works,small,Europe/Vienna,EUR",
    "machine_groups": "group_name,description\nMilling,\nTurning,Lathes",
    "machines": "asset_id,name,group_name,hourly_cost\nM1,Mill 1,Milling,40.5\nM2,Lathe 1,Turning,",
    "shifts": 'name,start_time,end_time,weekdays\nDay,06:00,14:00,"Mon,Tue,Wed"\nNight,22:00,06:00,',
    "factory_holidays": "day,name\n2024-01-01,New Year",
    "operator_proficiencies": "proficiency,rank\nSenior,3",
    "operators": "emp_id,name,proficiency,shift,hourly_rate\nE1,Ann,Senior,Day,30",
    "operator_trainings": "emp_id,trained_on,hours,topic\nE1,2024-03-01,4,Safety",
    "part_numbers": "partnumber,revision,cycle_time\nP1,A,60\nP1,B,",
    "customers": "customer_id,name\nC1,Customer 1",
    "purchase_orders": (
        "unique_id,customer_id,partnumber,revision,qty,price,delivery_target_date,created_at\n"
        "PO1,C1,P1,A,100,2.5,2024-03-20,2024-03-01T08:00:00"
    ),
    "boms": "unique_id,purchase_order,partnumber,revision,group_name,created_at\n"
    "B1,PO1,P1,A,Milling,2024-03-01T08:00:00\nB2,,P1,B,,2024-03-01T08:00:00",
    "hold_reasons": "code,description,category,planned\nBRK,Breakdown,breakdown,0",
    "scrapped_reasons": "code,description\nREJ,Rejected",
    "work_orders": (
        "unique_id,bom,asset_id,emp_id,qty,status,start_time,end_time,created_at\n"
        "W1,B1,M1,E1,10,Completed,2024-03-04T08:00:00,2024-03-04T12:00:00,2024-03-04T07:00:00\n"
        "W2,B2,M2,,5,Start,,,2024-03-04T07:00:00"
    ),
    "work_order_logs": (
        "work_order,status,changed_at,ok_qtys,scrapped_qtys,rework_qtys,scrapped_reason,hold_reason\n"
        "W1,Start,2024-03-04T08:00:00,0,0,0,,\n"
        "W1,Hold,2024-03-04T09:00:00,3,1,1,REJ,BRK\n"
        "W1,Completed,2024-03-04T11:00:00,6,,,,\n"
        "W2,Start,2024-03-04T08:30:00,,,,,"
    ),
}
"""By file. Line 2 is the first row; the clock in Vienna is an hour ahead of UTC in winter, two in summer."""


def folder(path: Path, **changed: str | None) -> Path:
    """The plant's files in `path`; `changed` replaces a file's text, None leaves it out."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in {**FILES, **changed}.items():
        (path / f"{name}.csv").unlink(missing_ok=True)
        if text is not None:
            (path / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
    return path


def line(file: str, number: int, new: str) -> dict[str, str]:
    """`file` with another line `number` (header = 1; one after the last adds it), as an argument of `folder`."""
    rows = FILES[file].split("\n")
    rows[number - 1 : number] = [new]
    return {file: "\n".join(rows)}


def archive(path: Path, **changed: str | None) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        for file in sorted(folder(path.parent / "unpacked", **changed).iterdir()):
            out.write(file, f"export/{file.name}")
    return path


def workbook(path: Path) -> Path:
    """The plant as Excel would have it: numbers as numbers, times as times where a column holds nothing else."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
        for name, text in FILES.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(csv.reader(io.StringIO(text))):
                sheet.write_row(at, 0, row)
            sheet.write_blank(40, 20, None, book.add_format({"bold": True}))  # as wide as anything ever typed into it
    return path
