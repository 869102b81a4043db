"""What an answer is judged by: the target in force at the end of its range, its own before the factory's."""

from datetime import date, timedelta

import pytest

from answers import ask, board
from answers.ask import ask_of
from answers.goals import BandsError, set_target, typed_bands
from answers.names import Member
from answers.shift import shift
from answers.source import live_of
from answers.targets import Targets, bands
from data import cache
from data.source import read
from data.summary.aggregate import backfill
from data.summary.targets import put
from kpis.answer import Question
from kpis.catalogue import KPIS, alike
from tests import floor

OEE, QUALITY, VOLUME = KPIS["oee"], KPIS["quality_rate"], KPIS["production_volume"]
MARCH, APRIL = date(2025, 3, 15), date(2025, 4, 1)
BEFORE = APRIL - timedelta(days=1)


@pytest.fixture
def scope(database, at):
    at(floor.NOW)
    return floor.store(floor.rows())


@pytest.fixture
def summarised(sqlite_database, at):
    at(floor.NOW)
    made = floor.store(floor.rows())
    backfill(made, date(2025, 3, 24))
    return made


def set_(scope, kpi, value, since, entity="factory", key=""):
    put(scope, kpi.id, value, since, entity, key, [one.id for one in alike(kpi)])


def targets(scope):
    return Targets(read.plant(scope)[0])


def test_a_target_holds_from_its_day_until_the_next(scope):
    set_(scope, OEE, 60, MARCH)
    set_(scope, OEE, 65, APRIL)
    found = targets(scope)
    held = {MARCH - timedelta(days=1): OEE.target, MARCH: 60, BEFORE: 60, APRIL: 65, floor.LAST: 65}
    assert {day: found.of(OEE, day) for day in held} == held
    assert found.over(OEE, [MARCH - timedelta(days=1), MARCH, APRIL]).tolist() == [OEE.target, 60, 65]


def test_the_order_of_writing_does_not_matter_and_the_same_day_is_replaced(scope):
    for value, since in ((65, APRIL), (60, MARCH), (61, MARCH)):
        set_(scope, OEE, value, since)
    found = targets(scope)
    assert (found.of(OEE, BEFORE), found.of(OEE, APRIL)) == (61, 65)
    assert len(found.plant.targets) == 2


def test_kpis_of_one_formula_share_it_whichever_was_named(scope):
    set_(scope, KPIS["quality_by_part"], 97, MARCH)
    set_(scope, QUALITY, 98, MARCH)
    found = targets(scope)
    assert {found.of(KPIS[name], MARCH) for name in ("quality_rate", "quality_by_part", "quality_by_machine")} == {98}
    assert found.of(KPIS["first_pass_yield"], MARCH) == KPIS["first_pass_yield"].target
    assert len(found.plant.targets) == 1


def test_a_set_target_comes_before_the_setting_and_that_before_the_declared(database, at):
    at(floor.NOW)
    made = floor.rows()
    made["factories"][0]["settings"]["daily_target_units"] = 480
    scope = floor.store(made)
    set_(scope, VOLUME, 500, APRIL)
    found = targets(scope)
    assert (found.of(VOLUME, BEFORE), found.of(VOLUME, APRIL)) == (480, 500)


def test_a_member_has_its_own_a_machine_its_groups_else_the_factorys(scope):
    for value, since, *owner in ((60, MARCH), (50, APRIL, "group", "G1"), (99, MARCH, "part", "P1")):
        set_(scope, OEE, value, since, *owner)
    found = targets(scope)

    def of(day, entity, key):
        return found.of(OEE, day, entity, key)

    assert (of(APRIL, "group", "G1"), of(APRIL, "group", "G2"), of(BEFORE, "group", "G1")) == (50, 60, 60)
    # M3 is in G2, M4 in no group
    assert [of(APRIL, "machine", f"M{n}") for n in (1, 2, 3, 4)] == [50, 50, 60, 60]
    assert (of(APRIL, "part", "P1"), of(APRIL, "part", "P2"), of(APRIL, "shift", "Early")) == (99, 60, 60)
    assert of(APRIL, "operator", "G1") == 60  # a code that a group has too
    assert found.over(OEE, [BEFORE, APRIL], [("machine", Member(1, "M1", "Machine 1"))]).tolist() == [60, 50]


def test_a_machine_has_its_own_before_its_groups_and_a_shift_its_own(scope):
    set_(scope, OEE, 60, MARCH)
    for value, *owner in ((50, "group", "G1"), (40, "machine", "M1"), (45, "machine", "M4"), (70, "shift", "Late")):
        set_(scope, OEE, value, MARCH, *owner)
    found = targets(scope)
    assert [found.of(OEE, APRIL, "machine", f"M{n}") for n in (1, 2, 3, 4)] == [40, 50, 60, 45]
    assert [found.of(OEE, APRIL, "shift", name) for name in ("Early", "Late")] == [60, 70]


def test_an_answer_is_judged_by_the_target_of_then(summarised):
    scope = summarised
    start, end = date(2025, 3, 28), date(2025, 4, 4)
    scrap = KPIS["scrap_rate"]
    plain = ask(scope, Question("scrap_rate", start, end, by="machine"), fresh=True)
    assert (plain.target, set(plain.buckets.target)) == (scrap.target, {scrap.target})
    value = plain.value
    set_(scope, scrap, 3 * value, APRIL)  # excellent: less than half of it
    set_(scope, scrap, value / 100, APRIL, "group", "G1")
    set_(scope, scrap, value / 2, end + timedelta(days=1))  # not yet
    cache.flush()
    now = ask(scope, Question("scrap_rate", start, end, by="machine"), fresh=True)
    assert (now.value, now.target, now.status) == (value, pytest.approx(3 * value), "excellent")
    assert now.buckets.set_index("start").target[BEFORE] == scrap.target
    assert now.buckets.set_index("start").target[APRIL] == pytest.approx(3 * value)
    rows = now.breakdown.set_index("key")
    assert {rows.status[key] for key in ("M1", "M2")} == {"critical"}  # scrap in plenty, against a hundredth
    past = ask(scope, Question("scrap_rate", start, BEFORE), fresh=True)
    assert past.target == scrap.target
    alone = ask(scope, Question("scrap_rate", start, end, where=("machine", "M1")), fresh=True)
    assert alone.target == pytest.approx(value / 100) and alone.status == "critical"
    assert board(scope, ["scrap_rate"], fresh=True).snapshots["scrap_rate"].target == pytest.approx(value / 2)


def test_the_shift_page_judges_a_shift_by_its_own(summarised):
    scrap, day = KPIS["scrap_rate"], date(2025, 4, 2)

    def told(name):
        return shift(summarised, (scrap,), name, day).kpis[0]

    set_target(summarised, scrap, told("Late").value / 100, MARCH)
    assert (told("Late").status, told("Early").status) == ("critical", "critical")
    set_target(summarised, scrap, 3 * told("Late").value, MARCH, "shift", "Late")
    assert (told("Late").status, told("Early").status) == ("excellent", "critical")


def test_bands_hold_as_long_as_the_target_they_were_set_with(summarised):
    scope = summarised
    start, end = date(2025, 3, 28), date(2025, 4, 4)
    scrap = KPIS["scrap_rate"]

    def judged(last=end, **kept):
        found = ask(scope, Question("scrap_rate", start, last, **kept), fresh=True)
        return found.status, found.bands

    value = ask(scope, Question("scrap_rate", start, end), fresh=True).value
    set_target(scope, scrap, value, MARCH, bands=(0.5, 0.75, 0.9))
    assert judged() == ("critical", (0.5, 0.75, 0.9))
    set_target(scope, scrap, value, APRIL)  # the usual ones again: a value at its limit is a warning
    assert judged() == ("warning", None)
    assert judged(BEFORE)[1] == (0.5, 0.75, 0.9)
    set_target(scope, scrap, 100, APRIL, "group", "G1", (0.0001, 0.0002, 0.0003))
    rows = ask(scope, Question("scrap_rate", start, end, by="machine"), fresh=True).breakdown.set_index("key")
    assert {rows.status[key] for key in ("M1", "M2")} == {"critical"}
    assert judged(where=("machine", "M1")) == ("critical", (0.0001, 0.0002, 0.0003))
    said = "bands 90 / 75 / 100 have no order: each is to be more than the one before, such as 50 / 75 / 100"
    with pytest.raises(BandsError, match=said):
        set_target(scope, scrap, 5, APRIL, bands=(0.9, 0.75, 1.0))
    assert [bands(row) for row in targets(scope).plant.targets.to_dict("records")].count(None) == 1


@pytest.mark.parametrize("text", ["100/90/75", "100 90 75", "100 %, 90 %, 75 %", " 100 ; 90;75 "])
def test_bands_are_read_as_people_write_them(text):
    assert typed_bands(text, OEE) == (1.0, 0.9, 0.75)
    assert typed_bands(" ", OEE) is None


@pytest.mark.parametrize("text", ["90", "100/90/x", "100/90/75/50", "100/90/inf"])
def test_what_are_no_bands_is_refused(text):
    with pytest.raises(BandsError, match=r"cannot be read; give three shares in %, such as 100 / 90 / 75, or none"):
        typed_bands(text, OEE)


def test_a_kpi_that_rests_on_targets_takes_those_in_force(summarised):
    scope = summarised
    start, end = date(2025, 3, 28), date(2025, 4, 4)
    live = live_of(scope)

    def value(kpi, last=end):
        return ask_of(scope, Question(kpi, start, last), live)

    parts = KPIS["strategic_index"].rests_on
    values = {name: value(name).value for name in parts}

    def index(**changed):
        """Mean of value over target, at most 1.2."""
        aims = {name: changed.get(name, KPIS[name].target) for name in parts}
        return 100 * sum(min(1.2, values[name] / aims[name]) for name in parts) / len(parts)

    assert value("strategic_index").value == pytest.approx(index())
    set_(scope, KPIS["schedule_adherence"], 45, APRIL)
    live = live_of(scope)
    changed = value("strategic_index")
    assert changed.value == pytest.approx(index(schedule_adherence=45)) != index()
    assert "/ 45" in changed.numbers and "/ 90" in value("strategic_index", BEFORE).numbers
