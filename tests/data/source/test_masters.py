"""Master data by the pages: what is written, and what is refused with the field's name."""

from datetime import date, time

import pytest

from data.source import factory_settings, masters
from data.source.masters import BadValue
from data.summary import targets
from data.tenancy import central, create_factory, open_scope

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")


@pytest.fixture
def scope(database):
    with central().begin() as db:
        for slug in ("north", "south"):
            create_factory(
                db, name=slug, slug=slug, timezone="UTC", currency="EUR", settings_={"as_of": "2025-04-06T00:00:00"}
            )
    return open_scope("north")


def plan(scope):
    rows = masters.shifts(scope).astype(object).to_dict("records")
    return [(r["name"], str(r["start_time"])[:5], str(r["valid_from"])[:10], str(r["valid_to"])[:10]) for r in rows]


def test_a_changed_shift_ends_and_begins_on_that_day(scope):
    masters.save_shift(scope, "Early", time(6), time(14), WEEK, None)
    masters.save_shift(scope, " Early ", time(5), time(13), ["Tue", "Mon"], date(2025, 4, 1))
    old, new = sorted(plan(scope), key=lambda row: row[1], reverse=True)
    assert old[1] == "06:00" and old[3] == "2025-04-01"
    assert new[1:3] == ("05:00", "2025-04-01") and new[3] in ("NaT", "None", "nan")
    assert set(masters.shifts(scope).weekdays) == {"Mon,Tue,Wed,Thu,Fri", "Mon,Tue"}
    assert masters.shifts(open_scope("south")).empty
    masters.save_shift(scope, "Early", time(4), time(12), WEEK, date(2025, 4, 1))
    assert sorted(row[1] for row in plan(scope)) == ["04:00", "06:00"], "the same day once more is a correction"
    for since, told in ((None, "from which day"), (date(2025, 3, 1), "2025-04-01")):
        with pytest.raises(BadValue, match=told) as refused:
            masters.save_shift(scope, "Early", time(7), time(15), WEEK, since)
        assert refused.value.field == "since"
    assert sorted(row[1] for row in plan(scope)) == ["04:00", "06:00"]


def test_a_shift_ends(scope):
    masters.save_shift(scope, "Night", time(22), time(6), WEEK, None)
    masters.save_shift(scope, "Night", time(23), time(6), WEEK, date(2025, 5, 1))
    masters.end_shift(scope, "Night", date(2025, 4, 1))
    assert [(row[1], row[3]) for row in plan(scope)] == [("22:00", "2025-04-01")], "what had not begun is gone"
    with pytest.raises(BadValue, match="No shift") as refused:
        masters.end_shift(scope, "Night", date(2025, 4, 1))
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("name", "days", "field"), [("", WEEK, "name"), ("x" * 121, WEEK, "name"), ("A", (), "weekdays")]
)
def test_no_shift_without_a_name_or_a_day(scope, name, days, field):
    with pytest.raises(BadValue) as refused:
        masters.save_shift(scope, name, time(6), time(14), days, None)
    assert refused.value.field == field
    assert masters.shifts(scope).empty


def test_holidays_come_are_renamed_and_go(scope):
    masters.save_holiday(scope, date(2025, 5, 1), "May day")
    masters.save_holiday(scope, date(2025, 5, 1), "Labour day")
    assert masters.holidays(scope).name.tolist() == ["Labour day"]
    masters.remove_holiday(open_scope("south"), date(2025, 5, 1))
    assert len(masters.holidays(scope)) == 1
    masters.remove_holiday(scope, date(2025, 5, 1))
    assert masters.holidays(scope).empty


def test_reasons_change_where_they_are(scope):
    t = scope.t
    with scope.begin() as db:
        row = {"code": "BRK", "description": "Broken", "category": "other", "planned": False}
        scope.insert(db, t.hold_reasons, [row])
        scope.insert(db, t.scrapped_reasons, [{"code": "REJ", "description": None}])
    masters.save_hold_reason(scope, "BRK", "breakdown", True)
    masters.save_scrapped_reason(scope, "REJ", "Rejected")
    assert masters.hold_reasons(scope)[["category", "planned"]].values.tolist() == [["breakdown", 1]]
    assert masters.scrapped_reasons(scope).description.tolist() == ["Rejected"]
    with pytest.raises(BadValue, match="no category"):
        masters.save_hold_reason(scope, "BRK", "weather", False)
    with pytest.raises(BadValue, match="any more"):
        masters.save_hold_reason(scope, "GONE", "other", False)


def test_settings_change_and_leave_the_others(scope):
    told = {"day_start": "05:30", "rework_share": "0.35", "daily_target_units": ""}
    assert factory_settings.save(scope, told) == {"day_start": "05:30", "rework_share": 0.35}
    assert factory_settings.current(scope) == {
        "as_of": "2025-04-06T00:00:00", "day_start": "05:30", "rework_share": 0.35
    }  # fmt: skip
    assert factory_settings.save(scope, {"rework_share": " "}) == {"rework_share": None}
    assert set(factory_settings.current(scope)) == {"as_of", "day_start"}, "an empty one is not set"
    assert set(factory_settings.current(open_scope("south"))) == {"as_of"}


def test_choices_and_days_are_settings(scope):
    told = {"credit": "made", "day_named_by": "end", "recorded_from": "2025-01-02"}
    assert factory_settings.save(scope, told) == told
    assert {name: factory_settings.current(scope)[name] for name in told} == told
    told = {"credit": "reported", "day_named_by": "start", "recorded_from": ""}
    assert factory_settings.save(scope, told) == dict.fromkeys(told), "what holds anyway is not set"
    assert set(factory_settings.current(scope)) == {"as_of"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("day_start", "25:00"), ("rework_share", "35"), ("rework_share", "-0.1"), ("maintenance_rate", "nan"),
        ("maintenance_rate", "much"), ("daily_target_units", "0"), ("fiscal_year_start", "13"),
        ("fiscal_year_start", "4.5"), ("fiscal_year_start", "0"), ("fiscal_year_start", "nan"),
        ("planning_sla_hours", "1e999"), ("credit", "booked"), ("day_named_by", "middle"), ("recorded_from", "soon"),
        ("recorded_from", "2999-01-01"),
    ],
)  # fmt: skip
def test_a_bad_setting_is_refused_by_name_and_nothing_written(name, text, sqlite_database):
    with central().begin() as db:
        create_factory(db, name="North", slug="north", timezone="UTC", currency="EUR")
    good = {"day_start": "06:00", "planning_sla_hours": "8", "maintenance_rate": "85"}
    with pytest.raises(BadValue) as refused:
        factory_settings.save(open_scope("north"), {**good, name: text})
    assert refused.value.field == name
    assert factory_settings.current(open_scope("north")) == {}


def test_a_target_is_deleted_in_its_own_factory_alone(scope):
    targets.put(scope, "oee", 80.0, date(2025, 4, 1), "factory", "")
    t = scope.t.kpi_targets
    key = int(scope.frame(t.select()).id.iloc[0])
    targets.remove(open_scope("south"), key)
    assert len(scope.frame(t.select())) == 1
    targets.remove(scope, key)
    assert scope.frame(t.select()).empty
