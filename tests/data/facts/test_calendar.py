"""Breaks within shifts and days that are named by their end, with times written by hand (Europe/Berlin, March 2024)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from data.facts.calendar import OFF_SHIFT, Break, Calendar, Shift

EVERY, MIDWEEK = frozenset(range(7)), frozenset(range(5))
MONDAY = date(2024, 3, 4)
DAY = timedelta(days=1)


def shift(key: int, start: str, end: str, days: frozenset[int] = EVERY, name: str = "", **valid: date) -> Shift:
    return Shift(key, name or f"S{key}", time.fromisoformat(start), time.fromisoformat(end), days, **valid)


def pause(key: int, start: str, end: str) -> Break:
    return Break(key, time.fromisoformat(start), time.fromisoformat(end))


def berlin(*shifts: Shift, breaks: tuple[Break, ...] = (), **more: object) -> Calendar:
    return Calendar("Europe/Berlin", shifts, breaks=breaks, **more)  # type: ignore[arg-type]


def pieces(calendar: Calendar, day: date) -> list[str]:
    """The windows of a day by the local clock: "06:00-10:00 1", a pause with a "p"."""
    rows = calendar.windows(day, day).itertuples()
    return [
        f"{calendar.local(row.start):%H:%M}-{calendar.local(row.end):%H:%M} {row.shift_id}{'p' if row.pause else ''}"
        for row in rows
    ]


def hours(calendar: Calendar, day: date) -> float:
    return calendar.scheduled(day) / timedelta(hours=1)


LUNCH = berlin(shift(1, "06:00", "14:30"), breaks=(pause(1, "10:00", "10:30"),))


def test_a_break_is_cut_out_of_its_shift_and_stays_the_shift_s() -> None:
    assert pieces(LUNCH, MONDAY) == ["06:00-10:00 1", "10:00-10:30 1p", "10:30-14:30 1", "14:30-06:00 0"]
    assert LUNCH.windows(MONDAY, MONDAY).pause.dtype == bool
    assert hours(LUNCH, MONDAY) == 8
    worked = LUNCH.shifts_of(MONDAY)
    assert (worked.end - worked.start).tolist() == [timedelta(hours=8.5)]
    assert LUNCH.shift_ends(MONDAY) == [datetime(2024, 3, 4, 13, 30)]
    assert LUNCH.last_shift_end(MONDAY) == datetime(2024, 3, 4, 13, 30)


def test_shift_time_stands_still_in_a_break() -> None:
    ten, half_past = datetime(2024, 3, 4, 9), datetime(2024, 3, 4, 9, 30)
    assert LUNCH.scheduled(MONDAY, ten) == LUNCH.scheduled(MONDAY, half_past) == timedelta(hours=4)
    assert LUNCH.after(MONDAY, timedelta(hours=4)) == ten
    assert LUNCH.after(MONDAY, timedelta(hours=5)) == half_past + timedelta(hours=1)
    assert LUNCH.after(MONDAY, timedelta(hours=9)) == LUNCH.end_of(MONDAY)


def test_a_shift_that_ends_with_a_break_ends_when_the_break_ends() -> None:
    calendar = berlin(shift(1, "06:00", "14:00"), breaks=(pause(1, "13:45", "14:00"),))
    assert calendar.last_shift_end(MONDAY) == datetime(2024, 3, 4, 13)
    assert calendar.shift_ends(MONDAY) == [datetime(2024, 3, 4, 13)]
    assert hours(calendar, MONDAY) == 7.75


def test_a_break_over_midnight_and_one_after_it() -> None:
    night = berlin(shift(1, "22:00", "06:00"), breaks=(pause(1, "23:45", "00:15"), pause(1, "03:00", "03:30")))
    assert pieces(night, MONDAY) == [
        "22:00-23:45 1", "23:45-00:15 1p", "00:15-03:00 1", "03:00-03:30 1p", "03:30-06:00 1", "06:00-22:00 0",
    ]  # fmt: skip
    assert hours(night, MONDAY) == 7


def test_where_shifts_overlap_the_breaks_of_the_owner_count() -> None:
    breaks = (pause(1, "13:45", "14:15"), pause(2, "18:00", "18:30"))
    calendar = berlin(shift(1, "06:00", "14:30"), shift(2, "14:00", "22:00"), breaks=breaks)
    assert pieces(calendar, MONDAY) == [
        "06:00-13:45 1", "13:45-14:00 1p", "14:00-18:00 2", "18:00-18:30 2p", "18:30-22:00 2", "22:00-06:00 0",
    ]  # fmt: skip


def test_a_break_holds_for_all_lines_of_its_shift_s_name_as_far_as_it_lies_in_them() -> None:
    calendar = berlin(
        shift(1, "06:00", "14:00", name="Early", valid_to=MONDAY + DAY),
        shift(2, "12:15", "20:15", name="Early", valid_from=MONDAY + DAY),
        breaks=(pause(1, "12:00", "12:30"),), day_start=time(6),
    )  # fmt: skip
    assert pieces(calendar, MONDAY)[1] == "12:00-12:30 1p"
    assert pieces(calendar, MONDAY + DAY)[:3] == ["06:00-12:15 0", "12:15-12:30 2p", "12:30-20:15 2"]


def test_breaks_that_meet_or_overlap_are_one_and_those_of_no_shift_are_none() -> None:
    breaks = (pause(1, "10:00", "10:30"), pause(1, "10:15", "10:45"), pause(7, "12:00", "13:00"))
    calendar = berlin(shift(1, "06:00", "14:00"), breaks=breaks)
    assert pieces(calendar, MONDAY)[:3] == ["06:00-10:00 1", "10:00-10:45 1p", "10:45-14:00 1"]


def test_holidays_have_neither_shift_nor_break() -> None:
    assert pieces(replace(LUNCH, holidays=frozenset({MONDAY})), MONDAY) == ["06:00-06:00 0"]


def test_a_break_when_clocks_change() -> None:
    night = berlin(shift(1, "22:00", "06:00"), breaks=(pause(1, "01:30", "03:30"),))
    spring, autumn = date(2024, 3, 30), date(2024, 10, 26)  # the nights to 31 March and 27 October
    assert hours(night, spring) == 7 - 1
    assert hours(night, autumn) == 9 - 3
    skipped = berlin(shift(1, "22:00", "06:00"), breaks=(pause(1, "02:15", "02:45"),))
    assert hours(skipped, spring) == 7 - 0.5  # a skipped time lies after the gap: 03:15 to 03:45


THREE = (
    shift(1, "22:00", "06:00", frozenset({6, 0, 1, 2, 3}), "Night"), shift(2, "06:00", "14:00", MIDWEEK, "Early"),
    shift(3, "14:00", "22:00", MIDWEEK, "Late"),
)  # fmt: skip
NAMED = berlin(*THREE, named_by="end")


def test_named_by_its_end_sunday_s_night_is_monday_s_first_shift() -> None:
    assert NAMED.begins == time(22)
    assert pieces(NAMED, MONDAY) == ["22:00-06:00 1", "06:00-14:00 2", "14:00-22:00 3"]
    assert NAMED.start_of(MONDAY) == datetime(2024, 3, 3, 21)
    assert NAMED.end_of(MONDAY) == datetime(2024, 3, 4, 21)
    assert [NAMED.scheduled(MONDAY + n * DAY) / timedelta(hours=1) for n in range(-1, 6)] == [0, *[24] * 5, 0]
    assert NAMED.day_of(datetime(2024, 3, 3, 21)) == MONDAY
    assert NAMED.day_of(datetime(2024, 3, 3, 20, 59)) == MONDAY - DAY


def test_named_by_its_start_the_same_night_is_sunday_s() -> None:
    calendar = replace(NAMED, named_by="start")
    assert calendar.begins == time(6)
    assert pieces(calendar, MONDAY - DAY) == ["06:00-22:00 0", "22:00-06:00 1"]
    assert calendar.day_of(datetime(2024, 3, 3, 21)) == MONDAY - DAY


def test_holidays_and_validity_mean_the_day_by_its_name() -> None:
    closed = replace(NAMED, holidays=frozenset({MONDAY}))
    assert hours(closed, MONDAY) == 0 and hours(closed, MONDAY + DAY) == 24
    ended = berlin(*(replace(one, valid_to=MONDAY + DAY) for one in THREE), named_by="end")
    assert hours(ended, MONDAY) == 24 and hours(ended, MONDAY + DAY) == 0


@pytest.mark.parametrize(
    ("shifts", "day_start", "begins", "ahead"),
    [
        ([("06:00", "14:00"), ("14:00", "22:00")], None, "06:00", False),
        ([("08:00", "16:00"), ("16:00", "00:00")], None, "08:00", False),  # midnight ends the date before it
        ([("00:00", "00:00")], None, "00:00", False),
        ([("06:00", "06:00")], None, "06:00", True),
        ([("08:00", "20:00"), ("20:00", "08:00")], None, "20:00", True),
        ([("21:00", "05:00"), ("22:00", "06:00"), ("06:00", "14:00")], None, "21:00", True),
        ([("22:00", "06:00"), ("06:00", "14:00")], "06:00", "06:00", True),
        ([("06:00", "14:00"), ("14:00", "22:00")], "22:00", "22:00", True),
        ([("06:00", "14:00"), ("22:00", "06:00")], "00:00", "00:00", False),  # cut where the day begins
        ([], None, "00:00", False),
        ([], "06:00", "06:00", False),
    ],
)
def test_the_day_carries_the_date_on_which_its_last_shift_ends(
    shifts: list[tuple[str, str]], day_start: str | None, begins: str, ahead: bool
) -> None:
    made = [shift(at, *times) for at, times in enumerate(shifts, 1)]
    calendar = berlin(*made, named_by="end", day_start=time.fromisoformat(day_start) if day_start else None)
    assert calendar.begins == time.fromisoformat(begins)
    began = calendar.local(calendar.start_of(MONDAY))
    assert (began.date(), began.time()) == (MONDAY - DAY if ahead else MONDAY, calendar.begins)


def test_weekdays_of_days_named_by_their_end_are_those_of_the_date_on_which_the_shift_begins() -> None:
    sunday, monday = frozenset({6}), frozenset({0})
    calendar = berlin(shift(1, "22:00", "06:00", sunday), shift(2, "06:00", "14:00", monday), named_by="end")
    assert pieces(calendar, MONDAY) == ["22:00-06:00 1", "06:00-14:00 2", "14:00-22:00 0"]
    # with the day from six to six: Monday's early shift and Monday's night are Tuesday's
    six = replace(calendar, day_start=time(6))
    assert pieces(six, MONDAY) == ["06:00-22:00 0", "22:00-06:00 1"]
    assert pieces(six, MONDAY + DAY) == ["06:00-14:00 2", "14:00-06:00 0"]


def test_days_named_by_their_end_have_23_and_25_hours_when_clocks_change() -> None:
    calendar = berlin(*(replace(one, weekdays=EVERY) for one in THREE), named_by="end")
    spring, autumn = date(2024, 3, 31), date(2024, 10, 27)
    for day, long in ((spring, 23), (autumn, 25), (autumn + DAY, 24)):
        assert calendar.end_of(day) - calendar.start_of(day) == timedelta(hours=long)
        assert hours(calendar, day) == long
        assert calendar.day_of(calendar.start_of(day)) == day == calendar.day_closed_by(calendar.end_of(day))


def test_the_days_of_a_year_follow_without_a_gap() -> None:
    for calendar in (NAMED, LUNCH, replace(NAMED, day_start=time(3))):
        windows = calendar.windows(date(2024, 1, 1), date(2024, 12, 31))
        assert (windows.start[1:].to_numpy() == windows.end[:-1].to_numpy()).all()
        assert all(calendar.day_of(at) == day for at, day in zip(windows.start, windows.day, strict=True))
        assert all(calendar.day_closed_by(at) == day for at, day in zip(windows.end, windows.day, strict=True))


def test_what_ends_at_the_day_s_start_belongs_to_the_day_that_is_over() -> None:
    six = datetime(2024, 3, 5, 5)
    assert LUNCH.day_of(six) == MONDAY + DAY and LUNCH.day_closed_by(six) == MONDAY
    assert LUNCH.day_closed_by(six + timedelta(microseconds=1)) == MONDAY + DAY


def test_off_shift_is_never_a_pause() -> None:
    windows = LUNCH.windows(MONDAY, MONDAY + 6 * DAY)
    assert not windows.pause[windows.shift_id == OFF_SHIFT].any()
    assert windows.pause.sum() == 7
