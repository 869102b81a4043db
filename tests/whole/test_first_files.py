"""A plant's first files, from the import to the KPI that is shown: what went wrong with them, and what is right."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from answers import ask
from data.source import importer
from data.source.importer import ImportRefused, Wish
from data.summary import findings
from data.summary.imported import summarise
from data.tenancy import Scope, open_scope
from kpis.answer import Question
from tests.oracle.test_cases import FILES, LOG, MONDAY, WEEKDAYS

TUESDAY = MONDAY + timedelta(days=1)
FACTORY = "name,slug,timezone,currency,{}\nPlant,plant,Europe/Berlin,EUR,{}"
AS_IT_IS = Wish()
EARLY = "04T06:00 Start 0 0; 04T14:00 Completed 100 5"


@pytest.fixture(autouse=True)
def _database(sqlite_database: str, redis_url: str) -> None:
    """One of its own for each test."""


def put_in(folder: Path, log: str, wish: Wish = AS_IT_IS, **files: str) -> Scope:
    """Import, with `log` as "04T06:00 Start 0 0" of March 2024; other files than FILES by name."""
    lines = ["W1,{1},2024-03-{0}:00,{2},{3}".format(*line.split()) for line in log.split("; ")]
    folder.mkdir(exist_ok=True)
    for name, text in (FILES | {"work_order_logs": "\n".join([LOG, *lines])} | files).items():
        (folder / f"{name}.csv").write_text(text + "\n")
    summarise(importer.run(folder, wish=wish))
    return open_scope("plant")


def value(scope: Scope, kpi: str, day: date = MONDAY, last: date | None = None) -> float | None:
    return ask(scope, Question(kpi, day, last or day)).value


def by(scope: Scope, kpi: str, entity: str, day: date = MONDAY) -> dict[str, float | None]:
    rows = ask(scope, Question(kpi, day, day, entity)).breakdown
    assert rows is not None
    return dict(zip(rows["key"], rows["value"], strict=True))


def test_a_count_at_the_end_of_a_shift_is_of_that_shift(tmp_path):
    assert by(put_in(tmp_path, EARLY), "oee", "shift")["Early"] == pytest.approx(100 * 100 / 480)


def test_booked_two_minutes_late_is_a_finding_or_goes_to_the_shift_that_made_it(tmp_path):
    late = "04T06:00 Start 0 0; 04T14:02 Completed 100 0"
    scope = put_in(tmp_path, late)
    assert by(scope, "production_volume", "shift") == {"Late": 100}
    assert findings.imported(scope, datetime(2000, 1, 1), True)["after_shift"] == 1
    made = by(put_in(tmp_path, late, factory=FACTORY.format("credit", "made")), "production_volume", "shift")
    assert made == pytest.approx({"Early": 99.59, "Late": 0.41}, abs=0.005)


def test_a_break_is_no_time_of_the_shift(tmp_path):
    shifts = f"name,start_time,end_time,weekdays\nEarly,06:00,14:30,{WEEKDAYS}"
    log = "04T06:00 Start 0 0; 04T14:30 Completed 400 0"
    scope = put_in(tmp_path, log, shifts=shifts, shift_breaks="shift,start_time,end_time\nEarly,10:00,10:30")
    assert value(scope, "oee") == pytest.approx(100 * 400 / 480)
    assert by(scope, "oee", "shift") == pytest.approx({"Early": 100 * 400 / 480})


def test_a_machine_that_moves_was_where_it_was(tmp_path):
    put_in(tmp_path, EARLY)
    scope = put_in(tmp_path, EARLY, machines=FILES["machines"].replace("G1", "G2"))
    assert by(scope, "machine_utilization", "group") == {"G1": 50}
    scope = put_in(tmp_path, EARLY, Wish(restate=True), machines=FILES["machines"].replace("G1", "G2"))
    assert by(scope, "machine_utilization", "group") == {"G2": 50}


def test_an_order_that_moves_ran_where_it_ran(tmp_path):
    machines = "asset_id,name,group_name\nM1,Mill 1,G1\nM2,Mill 2,G1"
    put_in(tmp_path, "04T06:00 Start 0 0; 04T22:00 Start 50 0", machines=machines)
    log = "05T06:00 Start 0 0; 05T12:00 Completed 50 0"
    moved = FILES["work_orders"].replace("M1", "M2")
    scope = put_in(tmp_path, log, machines=machines, work_orders=moved)
    for day, hours in ((MONDAY, {"M1": 24.0, "M2": 0.0}), (TUESDAY, {"M1": 0.0, "M2": 6.0})):
        rows = ask(scope, Question("machine_utilization", day, day, "machine")).breakdown
        assert dict(zip(rows["key"], rows["run_hours"], strict=True)) == hours, day


def test_a_halved_cycle_time_holds_from_now_on_and_for_the_past_on_request(tmp_path):
    log = "04T06:00 Start 0 0; 04T13:00 Completed 400 0"
    halved = FILES["part_numbers"].replace(",60,", ",30,")
    assert value(put_in(tmp_path, log), "oee") == pytest.approx(41.67, abs=0.005)
    assert value(put_in(tmp_path, log, part_numbers=halved), "oee") == pytest.approx(41.67, abs=0.005)
    restated = put_in(tmp_path, log, Wish(restate=True), part_numbers=halved)
    assert value(restated, "oee") == pytest.approx(20.83, abs=0.005)


def test_a_count_that_was_mistyped_is_put_right_by_its_key(tmp_path):
    rows = [f"{LOG},log_id", "W1,Start,2024-03-04T06:00:00,0,0,a", "W1,Completed,2024-03-04T14:00:00,{},0,b"]
    for typed in (1000, 100):
        scope = put_in(tmp_path, EARLY, work_order_logs="\n".join(rows).format(typed))
    assert value(scope, "production_volume") == 100


def test_three_hands_each_get_their_own(tmp_path):
    people = {
        "operator_proficiencies": "proficiency,rank\nSkilled,1",
        "operators": "emp_id,name,proficiency,shift\nA,Ann,Skilled,Early\nB,Bob,Skilled,Late",
    }
    rows = [
        f"{LOG},emp_id", "W1,Start,2024-03-04T06:00:00,0,0,A", "W1,Start,2024-03-04T14:00:00,60,0,A",
        "W1,Start,2024-03-04T14:00:00,0,0,B", "W1,Completed,2024-03-04T22:00:00,40,0,B",
    ]  # fmt: skip
    scope = put_in(tmp_path, EARLY, work_order_logs="\n".join(rows), **people)
    rows = ask(scope, Question("operator_efficiency", MONDAY, MONDAY, "operator")).breakdown
    assert dict(zip(rows["key"], rows["operator_hours"], strict=True)) == {"A": 8, "B": 8}
    assert dict(zip(rows["key"], rows["earned_hours"], strict=True)) == {"A": 1, "B": pytest.approx(40 / 60)}


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("04T06:00 Start 0 0; 04T14:00 Completed 4006381333931 0", "ok_qtys"),
        ("04T06:00 Start 0 0; 04T14:00 Completed 1e308 0", "ok_qtys"),
        ("04T06:00 Start 0 0; 04T14:00 Completed -900 0", "log_id"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_with_the_way_out(tmp_path, log, said):
    with pytest.raises(ImportRefused, match=said):
        put_in(tmp_path, log)
