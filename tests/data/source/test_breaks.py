"""Breaks by the pages: what is written, and what is refused with the field's name."""

from datetime import date, time

import pytest

from data.facts.calendar import Break
from data.source import breaks, masters, read
from data.source.masters import BadValue
from data.tenancy import Scope, central, create_factory, open_scope

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")


@pytest.fixture
def scope(database: str) -> Scope:
    with central().begin() as db:
        for slug in ("north", "south"):
            create_factory(db, name=slug, slug=slug, timezone="UTC", currency="EUR", settings_={})
    for slug in ("north", "south"):
        masters.save_shift(open_scope(slug), "Early", time(6), time(14), WEEK, None)
        masters.save_shift(open_scope(slug), "Night", time(22), time(6), WEEK, None)
    return open_scope("north")


def told(scope: Scope) -> list[tuple[str, str]]:
    rows = breaks.breaks(scope).to_dict("records")
    return [(row["shift"], f"{row['start_time']:%H:%M}-{row['end_time']:%H:%M}") for row in rows]


def test_breaks_come_and_go_in_their_own_factory(scope: Scope) -> None:
    for shift, start, end in (
        ("Night", time(2), time(2, 30)), ("Night", time(23, 45), time(0, 15)), (" Early ", time(12), time(12, 30)),
        ("Early", time(9), time(9, 15)), ("Early", time(12, 30), time(12, 45)),
    ):  # fmt: skip
        breaks.save_break(scope, shift, start, end)
    assert told(scope) == [
        ("Early", "09:00-09:15"), ("Early", "12:00-12:30"), ("Early", "12:30-12:45"), ("Night", "23:45-00:15"),
        ("Night", "02:00-02:30"),
    ]  # fmt: skip
    assert told(open_scope("south")) == []
    key = int(breaks.breaks(scope).id.iloc[0])
    breaks.remove_break(open_scope("south"), key)
    assert len(told(scope)) == 5
    breaks.remove_break(scope, key)
    assert told(scope)[0] == ("Early", "12:00-12:30")


def test_the_calendar_that_is_read_has_them(scope: Scope) -> None:
    plant, _ = read.plant(scope)
    assert plant.calendar.breaks == ()
    breaks.save_break(scope, "Early", time(12), time(12, 30))
    plant, _ = read.plant(scope)
    shift = next(one.id for one in plant.calendar.shifts if one.name == "Early")
    assert plant.calendar.breaks == (Break(shift, time(12), time(12, 30)),)
    assert plant.calendar.scheduled(date(2024, 3, 4)).total_seconds() == 15.5 * 3600
    assert read.plant(open_scope("south"))[0].calendar.breaks == ()


@pytest.mark.parametrize(
    ("shift", "start", "end", "field", "said"),
    [
        ("Noon", time(12), time(13), "shift", "no shift “Noon”"),
        ("Early", time(9), time(9), "end", "another time"),
        ("Early", time(15), time(16), "start", "lies within 06:00–14:00"),
        ("Early", time(14), time(14, 30), "start", "lies within"),
        ("Early", time(13, 30), time(14, 30), "end", "lies within"),
        ("Early", time(5, 30), time(6, 30), "start", "lies within"),
        ("Early", time(12, 30), time(12), "end", "lies within"),
        ("Early", time(6), time(14), "end", "nothing would be left"),
        ("Night", time(21, 30), time(22, 30), "start", "lies within 22:00–06:00"),
        ("Early", time(12, 15), time(12, 45), "start", "break 12:00–12:30"),
        ("Early", time(11), time(13), "start", "break 12:00–12:30"),
        ("Night", time(23), time(1), "start", "break 23:45–00:15"),
    ],
)
def test_a_break_that_cannot_be_is_refused(
    scope: Scope, shift: str, start: time, end: time, field: str, said: str
) -> None:
    breaks.save_break(scope, "Early", time(12), time(12, 30))
    breaks.save_break(scope, "Night", time(23, 45), time(0, 15))
    with pytest.raises(BadValue, match=said) as refused:
        breaks.save_break(scope, shift, start, end)
    assert refused.value.field == field
    assert len(told(scope)) == 2


def test_a_shift_that_changes_keeps_its_breaks_and_what_lies_outside_is_told(scope: Scope) -> None:
    breaks.save_break(scope, "Early", time(6, 15), time(6, 30))
    masters.save_shift(scope, "Early", time(7), time(15), WEEK, date(2025, 4, 1))
    breaks.save_break(scope, "Early", time(14, 15), time(14, 30))
    rows = breaks.breaks(scope).set_index("start_time").inside
    assert dict(rows) == {time(6, 15): False, time(14, 15): True}
    masters.end_shift(scope, "Early", date(2025, 3, 1))
    assert len(told(scope)) == 2, "the breaks of the line that never began are the other line's"
    masters.save_shift(scope, "Late", time(14), time(22), WEEK, date(2025, 4, 1))
    breaks.save_break(scope, "Late", time(18), time(18, 30))
    masters.end_shift(scope, "Late", date(2025, 4, 1))
    assert {shift for shift, _ in told(scope)} == {"Early"}, "with the last line its breaks go"


def test_groups_run_through(scope: Scope) -> None:
    with scope.begin() as db:
        scope.insert(db, scope.t.machine_groups, [{"group_name": name} for name in ("Ovens", "Lathes", "Mills")])
    assert not breaks.groups(scope).run_through.any()
    breaks.run_through(scope, ["Ovens", "Mills"])
    breaks.run_through(scope, ["Ovens"])
    assert breaks.groups(scope).set_index("group_name").run_through.astype(bool).to_dict() == {
        "Lathes": False, "Mills": False, "Ovens": True,
    }  # fmt: skip
