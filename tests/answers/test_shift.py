"""A shift of today and of days before: its KPIs against the shift before, its hours, and the way to the next."""

from datetime import date, datetime, timedelta

import pytest

from answers import QuestionError
from answers.shift import SHOWN, last_before, shift
from kpis.catalogue import KPIS
from tests import floor
from tests.answers.conftest import BOTH
from tests.oracle import measure

LAST, DAY = date(2025, 4, 6), date(2025, 4, 2)
IDS = {"Early": 1, "Late": 2, "Night": 3}
KNOWN = tuple(KPIS[kpi] for kpi in SHOWN)


def rate(source, day, name):
    """Scrap over all units of a shift, by the oracle; None without units."""
    good, bad = (
        measure(source, units, day, day, "shift", now=floor.NOW).get(IDS[name], 0.0)
        for units in ("ok_units", "scrapped_units")
    )
    return 100 * bad / (good + bad) if good + bad else None


@BOTH
@pytest.mark.parametrize("name", IDS)
def test_a_past_shift_against_the_one_before(plant, source, name):
    found = shift(plant, KNOWN, name, DAY)
    assert (found.name, found.day, found.today, found.running) == (name, DAY, False, False)
    (told,) = [one for one in found.kpis if one.kpi.id == "scrap_rate"]
    assert told.value == pytest.approx(rate(source, DAY, name))
    assert told.before == pytest.approx(rate(source, DAY - timedelta(days=1), name))
    made = measure(source, "ok_units", DAY, DAY, "shift", now=floor.NOW)[IDS[name]]
    assert found.hours.ok_units.sum() == pytest.approx(made)
    assert set(found.hours.state) == {"over"} and found.hours.start.min() == found.start.replace(tzinfo=None)


@BOTH
def test_a_shift_against_the_one_a_week_before(plant, source):
    day = DAY + timedelta(days=2)
    (told,) = shift(plant, (KPIS["scrap_rate"],), "Late", day, back=7).kpis
    assert told.value == pytest.approx(rate(source, day, "Late"))
    assert told.before == pytest.approx(rate(source, day - timedelta(days=7), "Late"))


@BOTH
def test_the_running_shift_against_as_much_of_it_a_week_before(plant, source, at):
    now, today = datetime(2025, 4, 4, 18, 0), date(2025, 4, 4)
    at(now)  # six hours of the late shift; a week ago it was winter
    other, until = today - timedelta(days=7), now - timedelta(days=7, hours=-1)
    (told,) = shift(plant, (KPIS["scrap_rate"],), "Late", back=7).kpis
    good, bad = (
        measure(source, units, other, other, "shift", now=until).get(IDS["Late"], 0.0)
        for units in ("ok_units", "scrapped_units")
    )
    assert good and told.before == pytest.approx(100 * bad / (good + bad))
    assert told.before != pytest.approx(rate(source, other, "Late"))


def test_one_steps_from_shift_to_shift_and_back(plant):
    at, seen = (DAY, "Early"), []
    while at:
        seen.append(at)
        at = shift(plant, (), at[1], at[0]).later
    # 3 April is a holiday
    assert seen[:4] == [(DAY, "Early"), (DAY, "Late"), (DAY, "Night"), (date(2025, 4, 4), "Early")]
    for one, before in zip(seen[:0:-1], seen[-2::-1], strict=True):
        assert shift(plant, (), one[1], one[0]).earlier == before
    assert last_before(plant, date(2025, 4, 3)) == (DAY, "Night")


def test_today_begins_with_the_shift_that_runs(plant, at):
    at(datetime(2025, 4, 1, 14, 30))
    found = shift(plant, KNOWN)
    assert found.today and found.running and found.day == date(2025, 4, 1)
    assert found.later is None and found.earlier is not None
    assert {one.kpi.id for one in found.kpis} == set(SHOWN)


def test_a_day_without_shifts_and_one_to_come(plant):
    assert shift(plant, KNOWN, day=date(2025, 4, 3)) is None
    with pytest.raises(QuestionError, match="in the future"):
        shift(plant, KNOWN, day=LAST + timedelta(days=9))
    with pytest.raises(QuestionError, match="no shift 'Erly' has begun on 2025-04-02; did you mean 'Early'"):
        shift(plant, KNOWN, "Erly", DAY)
