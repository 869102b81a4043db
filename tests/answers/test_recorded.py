"""Questions that reach beyond the record, by hand: a factory that began on 28 October 2025.

One machine, one shift of 8 h a day (06:00 to 14:00 UTC). An order a day is set up from 06:00 to 07:00, runs to 09:00
and has 90 OK and 10 scrapped units; from 20 November on it has 95 and 5.
"""

from datetime import date, datetime, time, timedelta

import pytest

from answers import ask, now
from answers.movers import movers
from answers.shift import shift
from data.source import factory_settings, importer, unrecorded
from data.summary import late
from data.summary.aggregate import backfill
from data.tenancy import open_scope
from kpis import period
from kpis.answer import Question
from kpis.catalogue import KPIS, find
from tests import tiny

FIRST, TODAY = date(2025, 10, 28), date(2025, 11, 30)
BETTER = date(2025, 11, 20)
DAY = timedelta(days=1)
SINCE = "Recorded since 28 Oct 2025: 34 of 90 days."


@pytest.fixture
def scope(database, at, tmp_path):
    at(datetime.combine(TODAY, time(15)))
    days = [FIRST + n * DAY for n in range((TODAY - FIRST).days + 1)]
    folder = tiny.folder(tmp_path / "in", days)
    logs = folder / "work_order_logs.csv"
    lines = [
        line.replace(",90,10", ",95,5") if line[2:12] >= str(BETTER) else line for line in logs.read_text().splitlines()
    ]
    logs.write_text("\n".join(lines) + "\n")
    importer.run(folder)
    made = open_scope(tiny.SLUG)
    assert backfill(made) == (FIRST, TODAY)
    return made


def asked(kpi, start, end, comparison=None, **more):
    other = period.comparison(comparison, start, end, TODAY, None) if comparison else None
    return Question(kpi, start, end, compare=other, **more)


def test_a_period_that_reaches_beyond_counts_the_recorded_days(scope):
    start = TODAY - 89 * DAY
    answer = ask(scope, asked("machine_utilization", start, TODAY))
    assert answer.value == pytest.approx(100 * 2 / 8)  # and not 34 days of 2 h in 90 days of 8 h
    assert (answer.recorded.days, answer.recorded.of, answer.recorded.since) == (34, 90, FIRST)
    assert answer.recorded.text == SINCE and answer.notes[0] == SINCE
    assert answer.buckets["value"].notna().sum() == 34
    assert answer.gaps == dict.fromkeys(range(56), "not recorded: the record begins on 2025-10-28")
    weekly = ask(scope, asked("machine_utilization", start, TODAY, grain="week"))
    assert weekly.value == answer.value and weekly.gaps[8] == "6 of 7 days recorded"
    inside = ask(scope, asked("machine_utilization", FIRST, TODAY))
    assert inside.recorded.text == "" and inside.notes == () and inside.gaps == {}
    before = ask(scope, asked("machine_utilization", date(2025, 9, 1), date(2025, 9, 30)))
    assert before.value is None and before.recorded.text == "Recorded since 28 Oct 2025: 0 of 30 days."


def test_a_comparison_takes_the_days_that_both_have(scope):
    """Thirty days, 1 to 30 November, against 2 to 31 October, of which the last four are recorded."""
    answer = ask(scope, asked("scrap_rate", TODAY - 29 * DAY, TODAY, "previous_period", by="machine"))
    other = answer.comparison
    assert answer.value == pytest.approx(100 * (19 * 10 + 11 * 5) / 3000)
    assert other.days == ((date(2025, 11, 27), TODAY), (FIRST, date(2025, 10, 31)))
    assert (other.own, other.value, other.difference) == (pytest.approx(5), pytest.approx(10), pytest.approx(-5))
    assert other.percent == pytest.approx(-50) and other.verdict == "improved" and answer.compared == other.own
    assert "Compared over the 4 days that both periods have" in answer.notes[-1]
    assert other.buckets["value"].notna().sum() == 4 and len(other.buckets) == 30
    row = answer.breakdown.iloc[0]
    assert (row["value"], row["compared"], row["before"]) == (answer.value, pytest.approx(5), pytest.approx(10))
    (moved,) = movers(scope, ("scrap_rate",), (answer.start, answer.end), (other.start, other.end))
    assert moved.answer.compared == pytest.approx(5)


def test_periods_of_other_lengths_are_not_judged(scope):
    """November against October, of which four days are recorded: 30 days do not match 31."""
    answer = ask(scope, Question("scrap_rate", date(2025, 11, 1), date(2025, 11, 30), by="machine",
                                 compare=(date(2025, 10, 1), date(2025, 10, 31))))  # fmt: skip
    other = answer.comparison
    assert other.value == pytest.approx(10) and answer.why is None and "before" not in answer.breakdown
    assert (other.difference, other.percent, other.verdict) == (None, None, "")
    assert "4 of 31 days" in other.withheld and answer.notes[-1].startswith("Not compared with 1 Oct")
    assert movers(scope, ("scrap_rate",), (answer.start, answer.end), (other.start, other.end)) == []


def test_this_year_is_not_compared_with_one_of_which_nothing_is_recorded(scope):
    answer = ask(scope, asked("machine_utilization", date(2025, 1, 1), TODAY, "previous_year"))
    assert answer.value == pytest.approx(25) and answer.recorded.days == 34
    assert answer.comparison.value is None and answer.comparison.percent is None
    assert "nothing is recorded of" in answer.comparison.withheld


def test_a_day_taken_out_is_a_gap_on_both_sides(scope):
    hole = date(2025, 11, 10)
    unrecorded.mark(scope, hole, hole, "Network down")
    late.settle(scope)
    start, end = date(2025, 11, 9), date(2025, 11, 15)
    answer = ask(scope, asked("scrap_rate", start, end, "previous_period"), fresh=True)
    assert answer.recorded.text == "Recorded: 6 of 7 days (not 10 Nov: Network down)."
    assert answer.gaps == {1: "not recorded: Network down"}
    # the five days after the hole, and the same of the week before: 4 to 8 November
    assert answer.comparison.days == ((date(2025, 11, 11), end), (date(2025, 11, 4), date(2025, 11, 8)))
    rolled = ask(scope, asked("scrap_rate", FIRST + 6 * DAY, TODAY, grain="day", rolling=True), fresh=True).rolling[1]
    lacks = [n for n, value in enumerate(rolled) if value != value]
    assert lacks == list(range(7, 14))  # 10 to 16 November
    assert shift(scope, (find("scrap_rate"),), day=hole, fresh=True).without == "Network down"
    told = shift(scope, (find("scrap_rate"),), day=hole + DAY)
    assert told.without == "" and told.kpis[0].before is None and told.kpis[0].change.verdict == ""


def test_tiles_say_what_they_rest_on_and_compare_whole_windows_alone(scope):
    long = next(kpi for kpi in KPIS.values() if kpi.window == "13w")
    tile = now(scope, long.id)
    assert tile.recorded.text == "Recorded since 28 Oct 2025: 34 of 91 days." and tile.delta is None
    assert now(scope, "scrap_rate").recorded.text == ""
    unrecorded.mark(scope, TODAY - DAY, TODAY - DAY, "Network down")
    late.settle(scope)
    tile = now(scope, "scrap_rate", fresh=True)
    assert tile.value == pytest.approx(5) and tile.delta is None
    unrecorded.mark(scope, TODAY, TODAY, "Network down")
    tile = now(scope, "scrap_rate", fresh=True)
    assert tile.value is None and tile.recorded.text == "Recorded: 0 of 1 day (not 30 Nov: Network down)."


def test_a_setting_moves_the_beginning(scope):
    factory_settings.change(scope, {"recorded_from": "2025-11-15"})
    made = open_scope(tiny.SLUG)
    late.settle(made)
    answer = ask(made, asked("scrap_rate", TODAY - 29 * DAY, TODAY), fresh=True)
    assert answer.recorded.text == "Recorded since 15 Nov 2025: 16 of 30 days."
    assert answer.value == pytest.approx(100 * (5 * 10 + 11 * 5) / 1600)


def test_a_calendar_of_no_holes_asks_nothing(scope):
    answer = ask(scope, asked("scrap_rate", TODAY - 6 * DAY, TODAY, "previous_period", by="machine"))
    assert answer.comparison.days is None and not answer.comparison.withheld
    assert answer.compared == answer.value and "compared" not in answer.breakdown and answer.recorded.days == 7
