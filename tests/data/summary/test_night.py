"""A night shift that begins on Sunday: whose day, week and month it is (case S3_night), and when it stands still."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from data.source import breaks, factory_settings, importer
from data.summary.aggregate import aggregate, backfill
from data.summary.clock import Clock
from data.summary.late import compare_recent
from data.tenancy import Scope, open_scope
from tests.data.summary.conftest import table

FILES = {
    "factory": "name,slug,timezone,currency\nPlant,plant,Europe/Berlin,EUR",
    "machines": "asset_id,name,group_name\nM1,Mill 1,",
    "shifts": 'name,start_time,end_time,weekdays\nNight,22:00,06:00,"Sun,Mon,Tue,Wed,Thu"\n'
    'Early,06:00,14:00,"Mon,Tue,Wed,Thu,Fri"\nLate,14:00,22:00,"Mon,Tue,Wed,Thu,Fri"',
    "part_numbers": "partnumber,revision,cycle_time\nP1,A,60",
    "boms": "unique_id,partnumber,revision,created_at\nB1,P1,A,2024-01-01T00:00:00",
    "work_orders": "unique_id,bom,asset_id,qty,status,created_at\n"
    "W1,B1,M1,100,Completed,2024-03-01T08:00:00\nW2,B1,M1,100,Completed,2024-03-01T08:00:00",
    "work_order_logs": "work_order,status,changed_at,ok_qtys,scrapped_qtys\n"
    "W1,Start,2024-03-03T22:00:00,0,0\nW1,Completed,2024-03-04T05:59:00,400,0\n"
    "W2,Start,2024-03-31T23:00:00,0,0\nW2,Completed,2024-04-01T05:00:00,50,0",
}
"""Two nights: from Sunday 3 March 2024, and from Sunday 31 March to Monday 1 April."""


@pytest.fixture
def scope(database: str, tmp_path: Path) -> Scope:
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text + "\n")
    importer.run(tmp_path)
    return open_scope("plant")


def made(scope: Scope) -> dict[str, dict[str, float]]:
    """Where the units are, by table: what names the row (a day, or shift and day) and how many."""
    found = {}
    for name, keys in (("shift_summaries", ["shift_name", "shift_date"]), ("daily_summaries", ["summary_date"]),
                       ("weekly_summaries", ["week_start_date"]), ("monthly_aggregates", ["month"])):  # fmt: skip
        rows = table(scope, f"kpi_{name}")
        rows = rows[rows.ok_units > 0]
        told = [" ".join(str(row[key])[:10] for key in keys) for row in rows.to_dict("records")]
        found[name] = dict(zip(told, rows.ok_units.astype(float), strict=True))
    return found


def test_named_by_its_end_it_is_monday_s_the_new_week_s_and_the_new_month_s(scope: Scope) -> None:
    factory_settings.change(scope, {"day_named_by": "end"})
    scope = open_scope("plant")
    backfill(scope)
    assert made(scope) == {
        "shift_summaries": {"Night 2024-03-04": 400, "Night 2024-04-01": 50},
        "daily_summaries": {"2024-03-04": 400, "2024-04-01": 50},
        "weekly_summaries": {"2024-03-04": 400, "2024-04-01": 50},
        "monthly_aggregates": {"3": 400, "4": 50},
    }
    days = table(scope, "kpi_daily_summaries").set_index("summary_date").scheduled_hours
    assert [days[date(2024, 3, day)] for day in range(4, 11)] == [24, 24, 24, 24, 24, 0, 0]
    assert days[date(2024, 4, 1)] == 24


def test_named_by_its_start_it_is_sunday_s_the_old_week_s_and_the_old_month_s(scope: Scope) -> None:
    backfill(scope)
    assert made(scope) == {
        "shift_summaries": {"Night 2024-03-03": 400, "Night 2024-03-31": 50},
        "daily_summaries": {"2024-03-03": 400, "2024-03-31": 50},
        "weekly_summaries": {"2024-02-26": 400, "2024-03-25": 50},
        "monthly_aggregates": {"3": 450},
    }


def test_a_change_of_the_name_moves_what_is_stored(scope: Scope) -> None:
    backfill(scope)
    factory_settings.change(scope, {"day_named_by": "end"})
    scope = open_scope("plant")
    backfill(scope)
    assert made(scope)["monthly_aggregates"] == {"3": 400, "4": 50}
    assert made(scope)["weekly_summaries"] == {"2024-03-04": 400, "2024-04-01": 50}


def test_the_comparison_of_the_night_moves_the_last_days(scope: Scope) -> None:
    backfill(scope)
    factory_settings.change(scope, {"day_named_by": "end"})
    scope = open_scope("plant")
    changed = compare_recent(scope)
    assert {date(2024, 3, 3), date(2024, 3, 4), date(2024, 3, 31)} <= set(changed)
    found = made(scope)
    assert found["shift_summaries"] == {"Night 2024-03-04": 400} and found["daily_summaries"] == {"2024-03-04": 400}
    assert found["weekly_summaries"] == {"2024-03-04": 400}, "the other night is of today, which is computed live"


def test_a_shift_that_runs_ends_when_it_ends_and_not_where_its_next_break_begins(scope: Scope) -> None:
    breaks.save_break(scope, "Night", time(1), time(1, 30))
    factory_settings.change(scope, {"as_of": "2024-03-31T22:30:00"})  # half past midnight in Berlin
    scope = open_scope("plant")
    aggregate(scope, "shift", date(2024, 3, 31))
    rows = table(scope, "kpi_shift_summaries").set_index("shift_name")
    assert rows.shift_start_time["Night"] == datetime(2024, 3, 31, 20)
    assert rows.shift_end_time["Night"] == datetime(2024, 4, 1, 4)


def test_a_clock_that_stands_still_does_so_at_the_end_of_the_day_that_the_last_log_closed(scope: Scope) -> None:
    with scope.begin() as db:
        logs = scope.t.work_order_logs
        # Monday 06:00 in Berlin, when Sunday's production day ends
        db.execute(logs.update().where(logs.c.ok_qtys == 50).values(changed_at=datetime(2024, 4, 1, 4)))
    clock = Clock.of(scope)
    assert clock.now == datetime(2024, 4, 1, 4) and clock.today == date(2024, 3, 31)
    assert clock.plant.calendar.begins == time(6)
