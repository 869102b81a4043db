"""What went wrong with plants' first files, with the values that are right: read from files as they are imported."""

from datetime import date, timedelta

import pytest

from . import Source, measure, read_folder

MONDAY = date(2024, 3, 4)
TUESDAY = MONDAY + timedelta(days=1)
WEEKDAYS = '"Mon,Tue,Wed,Thu,Fri"'
FILES = {
    "factory": "name,slug,timezone,currency\nPlant,plant,Europe/Berlin,EUR",
    "machine_groups": "group_name\nG1\nG2",
    "machines": "asset_id,name,group_name\nM1,Mill 1,G1",
    "shifts": f"name,start_time,end_time,weekdays\nEarly,06:00,14:00,{WEEKDAYS}\nLate,14:00,22:00,{WEEKDAYS}",
    "part_numbers": "partnumber,revision,description,cycle_time,setup_time,standard_cost\nP1,A,Part,60,600,2",
    "boms": "unique_id,partnumber,revision,created_at\nB1,P1,A,2024-01-01T00:00:00",
    "hold_reasons": "code,description,category,planned\nBRK,Breakdown,breakdown,0\nLUN,Break,other,1",
    "scrapped_reasons": "code,description\nS1,Scratch",
    "work_orders": "unique_id,bom,asset_id,qty,status,created_at\nW1,B1,M1,100,Completed,2024-03-01T08:00:00",
}
LOG = "work_order,status,changed_at,ok_qtys,scrapped_qtys"
EARLY, LATE, OFF = 1, 2, 0


def plant(folder, log: str, **files: str) -> Source:
    """A plant of one machine with two shifts. `log`: lines as "04T06:00 Start 0 0", of March 2024."""
    lines = ["W1,{1},2024-03-{0}:00,{2},{3}".format(*line.split()) for line in log.split("; ")]
    for name, text in (FILES | {"work_order_logs": "\n".join([LOG, *lines])} | files).items():
        (folder / f"{name}.csv").write_text(text + "\n")
    return read_folder(folder)


def sums(source: Source, name: str, day=MONDAY, by="shift"):
    return measure(source, name, day, day, by=by)


def oee(source: Source, shift: int | None = None, day=MONDAY) -> float:
    """In percent, of a day or of a shift of it; there are no planned stops here."""
    names = ("good_hours", "run_hours", "scheduled_hours", "off_shift_work_hours")
    found = [sums(source, name, day) for name in names]
    good, run, scheduled, off = (sum(hours.values()) if shift is None else hours[shift] for hours in found)
    return 100 * good / run * run / (scheduled + off)


def test_a_count_at_the_end_of_a_shift_is_of_that_shift(tmp_path):
    source = plant(tmp_path, "04T06:00 Start 0 0; 04T14:00 Completed 100 5")
    assert sums(source, "ok_units") == {EARLY: 100, LATE: 0, OFF: 0}
    assert sums(source, "orders_completed") == {EARLY: 1, LATE: 0, OFF: 0}
    assert oee(source, EARLY) == pytest.approx(100 * 100 / 480)


def test_booked_two_minutes_after_the_shift(tmp_path):
    log = "04T06:00 Start 0 0; 04T14:02 Completed 100 5"
    assert sums(plant(tmp_path, log), "ok_units") == {EARLY: 0, LATE: 100, OFF: 0}
    made = plant(tmp_path, log, factory="name,slug,timezone,currency,credit\nPlant,plant,Europe/Berlin,EUR,made")
    assert sums(made, "ok_units") == pytest.approx({EARLY: 99.59, LATE: 0.41, OFF: 0}, abs=0.005)
    assert sums(made, "scrapped_units") == pytest.approx({EARLY: 5 * 480 / 482, LATE: 5 * 2 / 482, OFF: 0})
    assert sums(made, "orders_completed") == {EARLY: 0, LATE: 1, OFF: 0}


def test_a_lunch_break(tmp_path):
    log = "04T06:00 Start 0 0; 04T14:30 Completed 400 0"
    shifts = f"name,start_time,end_time,weekdays\nEarly,06:00,14:30,{WEEKDAYS}"
    broken = plant(tmp_path, log, shifts=shifts, shift_breaks="shift,start_time,end_time\nEarly,10:00,10:30")
    assert oee(broken) == pytest.approx(100 * 400 / 480)
    assert sums(broken, "scheduled_hours") == sums(broken, "run_hours") == {EARLY: 8, OFF: 0}
    assert sums(broken, "off_shift_work_hours") == {EARLY: 0, OFF: 0}
    (tmp_path / "shift_breaks.csv").unlink()
    rows = f"Early a,06:00,10:00,{WEEKDAYS}\nEarly b,10:30,14:30,{WEEKDAYS}"
    gap = plant(tmp_path, log, shifts=f"name,start_time,end_time,weekdays\n{rows}")
    assert sums(gap, "ok_units") == {1: 0, 2: 400, OFF: 0} and sums(gap, "run_hours") == {1: 4, 2: 4, OFF: 0.5}
    assert [oee(gap, 1), oee(gap, 2), oee(gap)] == pytest.approx([0, 100 * 400 / 240, 100 * 400 / 510])


def test_the_night_of_sunday_is_mondays(tmp_path):
    log = "03T22:00 Start 0 0; 04T05:59 Completed 400 0"
    shifts = (
        "name,start_time,end_time,weekdays\n"
        f'Night,22:00,06:00,"Sun,Mon,Tue,Wed,Thu"\nEarly,06:00,14:00,{WEEKDAYS}\nLate,14:00,22:00,{WEEKDAYS}'
    )
    factory = "name,slug,timezone,currency,day_named_by\nPlant,plant,Europe/Berlin,EUR,end"
    sunday = MONDAY - timedelta(days=1)
    by_end, by_start = plant(tmp_path, log, shifts=shifts, factory=factory), plant(tmp_path, log, shifts=shifts)
    for source, day in ((by_end, MONDAY), (by_start, sunday)):
        units = measure(source, "ok_units", sunday, TUESDAY, by=("day", "shift"))
        assert {key: made for key, made in units.items() if made} == {(day, 1): 400}
    assert measure(by_end, "scheduled_hours", MONDAY, MONDAY) == 24


def test_a_machine_that_moved_to_another_group(tmp_path):
    source = plant(tmp_path, "04T06:00 Start 0 0; 04T14:00 Completed 100 5")
    source.machine_assignments += [
        {"machine_id": 1, "machine_group_id": 1, "valid_from": MONDAY},
        {"machine_id": 1, "machine_group_id": 2, "valid_from": date(2026, 12, 1)},
    ]
    source.machines[0]["machine_group_id"] = 2
    run, scheduled = sums(source, "run_hours", by="group"), sums(source, "scheduled_hours", by="group")
    assert (run, scheduled) == ({1: 8, 2: 0}, {1: 16, 2: 0})


def test_an_order_that_moved_to_another_machine(tmp_path):
    rows = ["04T06:00 Start 0 M1", "04T22:00 Start 50 M1", "05T06:00 Start 0 M2", "05T12:00 Completed 50 M2"]
    lines = ["W1,{1},2024-03-{0}:00,{2},0,{3}".format(*row.split()) for row in rows]
    source = plant(
        tmp_path, "04T06:00 Start 0 0", work_order_logs="\n".join([f"{LOG},asset_id", *lines]),
        machines="asset_id,name,group_name\nM1,Mill 1,G1\nM2,Mill 2,G1",
        work_orders=FILES["work_orders"].replace("M1", "M2"),
    )  # fmt: skip
    assert measure(source, "run_hours", MONDAY, TUESDAY, by=("day", "machine")) == {(MONDAY, 1): 24, (TUESDAY, 2): 6}
    assert measure(source, "ok_units", MONDAY, TUESDAY, by="machine") == {1: 50, 2: 50}
    assert sums(source, "orders_completed", TUESDAY, "machine") == {1: 0, 2: 1}


def test_a_cycle_time_that_was_halved(tmp_path):
    log = "04T06:00 Start 0 0; 04T13:00 Completed 400 0"
    assert oee(plant(tmp_path, log)) == pytest.approx(41.67, abs=0.005)
    halved = FILES["part_numbers"].replace(",60,", ",30,")
    source = plant(tmp_path, log, part_numbers=halved)
    assert oee(source) == pytest.approx(20.83, abs=0.005)  # as if it had always been so
    kept = plant(tmp_path, log, part_numbers=halved)
    standards = {"part_number_id": 1, "setup_time": 600.0, "standard_cost": 2.0}
    kept.part_standards += [
        standards | {"cycle_time": 60.0, "valid_from": MONDAY},
        standards | {"cycle_time": 30.0, "valid_from": date(2026, 12, 1)},
    ]
    assert oee(kept) == pytest.approx(41.67, abs=0.005)


def test_a_line_that_was_corrected_or_taken_back(tmp_path):
    header = f"{LOG},log_id,deleted"
    rows = ["W1,Start,2024-03-04T06:00:00,0,0,1,", "W1,Start,2024-03-04T07:00:00,1000,0,2,",
            "W1,Start,2024-03-04T07:00:00,100,0,2,0", "W1,Start,2024-03-04T08:00:00,7,0,3,1"]  # fmt: skip
    source = plant(tmp_path, "04T06:00 Start 0 0", work_order_logs="\n".join([header, *rows]))
    assert sums(source, "ok_units") == {EARLY: 100, LATE: 0, OFF: 0}
