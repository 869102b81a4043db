"""When jobs are due: two zones, clock changes, night shifts, missed moments. All moments are UTC."""

from datetime import date, datetime, time

import pytest

from data.facts.calendar import Break, Calendar, Shift
from jobs.when import Clock, Due, Every, ShiftEnd

ALL_DAYS = frozenset(range(7))
WORKDAYS = frozenset(range(5))


def shift(number, start, end, weekdays=ALL_DAYS):
    return Shift(number, f"S{number}", time(start), time(end), weekdays)


THREE = (shift(1, 6, 14), shift(2, 14, 22), shift(3, 22, 6))
BERLIN = Calendar("Europe/Berlin", THREE)
DETROIT = Calendar("America/Detroit", (shift(1, 6, 14, WORKDAYS), shift(2, 14, 22, WORKDAYS)))
DAILY, REPORT = Clock(time(2)), Clock(time(2, 30))
WEEKLY, MONTHLY = Clock(time(3), weekday=0), Clock(time(4), day_of_month=1)


def utc(text):
    return datetime.fromisoformat(text)


def test_each_factory_has_its_own_two_o_clock():
    span = utc("2026-06-10 00:00"), utc("2026-06-11 00:00")
    assert DAILY.due(DETROIT, *span) == [Due(utc("2026-06-10 06:00"), date(2026, 6, 9))]
    late = Calendar("Asia/Tokyo", (shift(1, 8, 16),))
    assert DAILY.due(late, *span) == [Due(utc("2026-06-10 17:00"), date(2026, 6, 10))]


def test_a_night_shift_that_ends_after_the_clock_time_is_waited_for():
    span = utc("2026-06-10 00:00"), utc("2026-06-11 00:00")
    after_night = Due(utc("2026-06-10 04:00"), date(2026, 6, 9))  # 06:00 in Berlin
    assert DAILY.due(BERLIN, *span) == [after_night]
    assert REPORT.due(BERLIN, *span) == [after_night]


def test_a_report_comes_half_an_hour_after_the_aggregate_when_the_last_shift_is_over():
    span = utc("2026-06-10 00:00"), utc("2026-06-11 00:00")
    assert [due.at for due in REPORT.due(DETROIT, *span)] == [utc("2026-06-10 06:30")]


def test_a_day_without_shifts_is_due_when_it_ends():
    span = utc("2026-06-14 12:00"), utc("2026-06-15 12:00")  # for Sunday 14 June, which ends Monday 06:00 in Detroit
    assert DAILY.due(DETROIT, *span) == [Due(utc("2026-06-15 10:00"), date(2026, 6, 14))]


@pytest.mark.parametrize(
    ("night", "at"),
    [
        (date(2026, 3, 28), "2026-03-29 01:00"),  # 02:00 is skipped, 03:00 summer time: a day of 23 h
        (date(2026, 10, 24), "2026-10-25 00:00"),  # 02:00 comes twice, the first one: a day of 25 h
    ],
)
@pytest.mark.parametrize("clock", [time(2), time(2, 30)])
def test_clock_changes_in_berlin_run_once(night, at, clock):
    one_shift = Calendar("Europe/Berlin", (shift(1, 6, 14),))
    found = Clock(clock).due(
        one_shift, utc(f"{night} 12:00"), utc(f"{night} 12:00") + (utc("2026-01-02") - utc("2026-01-01"))
    )
    assert [due.day for due in found] == [night]
    assert found[0].at == utc(at) + (utc(f"2026-01-01 {clock}") - utc("2026-01-01 02:00"))


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        ("2026-03-08", ["2026-03-08 18:00", "2026-03-09 02:00", "2026-03-09 10:00"]),
        ("2026-11-01", ["2026-11-01 19:00", "2026-11-02 03:00", "2026-11-02 11:00"]),
    ],
)
def test_shift_ends_after_a_clock_change_in_detroit(day, ends):
    calendar = Calendar("America/Detroit", THREE)
    first = utc(ends[0])
    found = ShiftEnd().due(calendar, first.replace(hour=12, minute=0), utc(ends[-1]))
    assert [due.at for due in found] == [utc(end) for end in ends]
    assert {due.day for due in found} == {date.fromisoformat(day)}


def test_a_night_shift_of_seven_hours_ends_when_the_clocks_say():
    found = ShiftEnd().due(BERLIN, utc("2026-03-28 21:30"), utc("2026-03-29 05:00"))  # 22:00 CET to 06:00 CEST
    assert found == [Due(utc("2026-03-29 04:00"), date(2026, 3, 28))]


def test_shift_ends_of_a_weekend_and_a_holiday_are_none():
    friday_end, monday_end = utc("2026-06-13 02:00"), utc("2026-06-15 18:00")
    assert [due.at for due in ShiftEnd().due(DETROIT, friday_end, monday_end)] == [monday_end]
    closed = Calendar("America/Detroit", DETROIT.shifts, frozenset({date(2026, 6, 15)}))
    assert ShiftEnd().due(closed, friday_end, monday_end) == []


def test_the_span_holds_its_end_and_not_its_beginning():
    end = utc("2026-06-10 18:00")
    assert ShiftEnd().due(DETROIT, utc("2026-06-10 17:59"), end)
    assert ShiftEnd().due(DETROIT, end, utc("2026-06-10 18:01")) == []


def test_the_week_is_due_on_monday_and_waits_for_its_last_shift():
    span = utc("2026-06-14 12:00"), utc("2026-06-16 12:00")
    sunday = date(2026, 6, 14)
    assert WEEKLY.due(DETROIT, *span) == [Due(utc("2026-06-15 07:00"), sunday)]  # its last shift was Friday's
    assert WEEKLY.due(BERLIN, *span) == [Due(utc("2026-06-15 04:00"), sunday)]


def test_a_week_without_shifts_is_due_when_it_ends():
    closed = Calendar("Europe/Berlin", THREE, frozenset(date(2026, 6, day) for day in range(8, 15)))
    found = WEEKLY.due(closed, utc("2026-06-14 12:00"), utc("2026-06-16 12:00"))
    assert found == [Due(utc("2026-06-15 04:00"), date(2026, 6, 14))]  # Monday 06:00, when the production week ends


def test_the_month_is_due_on_the_first_also_after_29_february():
    found = MONTHLY.due(DETROIT, utc("2028-02-20"), utc("2028-04-02"))
    assert found == [
        Due(utc("2028-03-01 09:00"), date(2028, 2, 29)),
        Due(utc("2028-04-01 08:00"), date(2028, 3, 31)),
    ]


def test_missed_days_are_all_due_oldest_first():
    found = DAILY.due(BERLIN, utc("2026-06-10 04:00"), utc("2026-06-14 03:00"))
    assert [due.day.day for due in found] == [10, 11, 12]


def test_of_missed_minutes_only_the_newest_counts():
    assert Every(15).due(BERLIN, utc("2026-06-10 08:00"), utc("2026-06-10 11:59")) == [
        Due(utc("2026-06-10 11:45"), date(2026, 6, 10))
    ]
    assert Every(15).due(BERLIN, utc("2026-06-10 11:45"), utc("2026-06-10 11:59")) == []


def test_looking_often_finds_what_one_look_finds():
    """Walking in steps, as the dispatcher does, finds each moment once: over a clock change and two month ends."""
    start, end = utc("2026-02-20"), utc("2026-04-10")
    step = (end - start) / 171
    for rule in (DAILY, WEEKLY, MONTHLY, ShiftEnd()):
        walked = [due for n in range(171) for due in rule.due(BERLIN, start + n * step, start + (n + 1) * step)]
        assert walked == rule.due(BERLIN, start, end)
        assert len({due.at for due in walked}) == len(walked)


NAMED = Calendar("Europe/Berlin", (*THREE[:2], shift(3, 22, 6)), named_by="end")


def test_a_day_named_by_its_end_is_due_after_its_last_shift_at_the_clock_time():
    # Wednesday 10 June is the time from Tuesday 22:00 to Wednesday 22:00
    assert DAILY.due(NAMED, utc("2026-06-10 12:00"), utc("2026-06-11 12:00")) == [
        Due(utc("2026-06-11 00:00"), date(2026, 6, 10))
    ]
    assert WEEKLY.due(NAMED, utc("2026-06-14 12:00"), utc("2026-06-16 12:00")) == [
        Due(utc("2026-06-15 01:00"), date(2026, 6, 14))
    ]
    assert MONTHLY.due(NAMED, utc("2026-06-29"), utc("2026-07-02")) == [
        Due(utc("2026-07-01 02:00"), date(2026, 6, 30))
    ]


def test_a_day_from_six_to_six_named_by_its_end_is_due_the_night_after():
    six = Calendar("Europe/Berlin", THREE, day_start=time(6), named_by="end")
    # Wednesday 10 June ends on Wednesday at 06:00
    assert DAILY.due(six, utc("2026-06-10 12:00"), utc("2026-06-11 12:00")) == [
        Due(utc("2026-06-11 00:00"), date(2026, 6, 10))
    ]


def test_shift_ends_of_a_day_named_by_its_end_are_that_day_s():
    found = ShiftEnd().due(NAMED, utc("2026-06-09 21:00"), utc("2026-06-10 20:00"))
    assert found == [
        Due(utc(f"2026-06-10 {at}"), date(2026, 6, 10)) for at in ("04:00", "12:00", "20:00")
    ]


def test_a_break_is_no_end_of_a_shift():
    calendar = Calendar(
        "Europe/Berlin", THREE, breaks=(Break(1, time(10), time(10, 30)), Break(3, time(5, 30), time(6)))
    )
    span = utc("2026-06-10 05:00"), utc("2026-06-11 05:00")
    assert ShiftEnd().due(calendar, *span) == ShiftEnd().due(BERLIN, *span)
