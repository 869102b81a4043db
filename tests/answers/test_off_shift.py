"""Work on a day without a shift keeps its numbers, and is told as what it is: by note, label, ring, tile and page."""

from datetime import timedelta

import pytest

import charts
from answers import ask, board, off_shift
from answers.off_shift import note
from charts import heat
from components.kpi_chart import legend_of
from kpis.answer import Question
from tests.data.facts.shop import MONDAY, at, shop

SUNDAY, SATURDAY = MONDAY - timedelta(days=1), MONDAY - timedelta(days=2)


def tables():
    """72 minutes and 19 units (ideal: 36 s each) on a Sunday, in a factory that works on weekdays; then a Monday."""
    made = shop([("M1", "-10:00 Start", "-11:12 Completed"), ("M1", "06:00 Start", "10:00 Completed")])
    for log, units in ((1, 19.0), (3, 300.0)):
        made["work_order_logs"][log]["ok_qtys"] = units
    made["shifts"][0]["weekdays"] = "Mon,Tue,Wed,Thu,Fri"
    stamp = {name: made["shifts"][0][name] for name in ("created_at", "updated_at")}
    made["hold_reasons"] = [
        {"id": 1, "code": "H", "description": "Broken", "category": "breakdown", "planned": False, **stamp}
    ]
    return made


@pytest.fixture
def monday(shop_now):
    return shop_now(tables(), at("15:00"), summed=True)


def test_the_days_are_named_and_their_numbers_stay(monday):
    oee = ask(monday, Question("oee", SATURDAY, MONDAY), fresh=True)
    assert oee.off_shift == (SUNDAY,)
    assert oee.buckets.set_index("start").value[SUNDAY] == pytest.approx(100 * 19 * 36 / 3600 / 1.2)
    assert "No shift was planned on Sun 3 Mar: its numbers are of work off shift." in oee.notes
    assert ask(monday, Question("oee", MONDAY, MONDAY), fresh=True).off_shift == ()
    alone = ask(monday, Question("oee", SUNDAY, SUNDAY), fresh=True)
    assert alone.off_shift == (SUNDAY,) and len(alone.notes) >= 1
    # stocks and what customers get have no shift
    assert ask(monday, Question("work_order_status", SATURDAY, MONDAY), fresh=True).off_shift == ()


def test_it_is_seen_in_every_chart_of_days(monday):
    oee = ask(monday, Question("oee", SATURDAY, MONDAY, grain="day"), fresh=True)
    chart = charts.figure(oee)
    ring = next(trace for trace in chart.data if trace.name == "Off shift alone")
    assert list(ring.x) == [1]
    assert "Off shift alone" in str(legend_of(charts.figure(oee, "page")))
    told = next(trace for trace in chart.data if trace.name == "hover").customdata
    assert [" · off shift" in said for said in told] == [False, True, False]
    assert any("off shift" in said for row in heat.calendar(oee).data[0].customdata for said in row)


def test_a_tile_of_such_a_day_says_so_first(shop_now):
    scope = shop_now(tables(), at("-12:00"))
    shown = board(scope, ("scrap_rate", "oee", "work_order_status", "mtbf"), fresh=True).snapshots
    assert shown["scrap_rate"].detail.startswith("off shift") and shown["oee"].detail.startswith("off shift · ")
    assert not any(shown[kpi].detail.startswith("off shift") for kpi in ("work_order_status", "mtbf"))


def test_what_was_done_off_shift_on_a_day(monday):
    assert off_shift.work(monday, SUNDAY) == pytest.approx((1.2, 19))
    assert off_shift.work(monday, SATURDAY) is None and off_shift.work(monday, None) is None


def test_what_is_done_off_shift_today(shop_now):
    assert off_shift.work(shop_now(tables(), at("-12:00")), None) == pytest.approx((1.2, 19))


def test_a_factory_without_shifts_is_never_off_shift(shop_now):
    made = tables() | {"shifts": []}
    scope = shop_now(made, at("15:00"), summed=True)
    assert ask(scope, Question("scrap_rate", SATURDAY, MONDAY), fresh=True).off_shift == ()


def test_many_days_are_counted():
    days = [MONDAY + timedelta(days=n) for n in range(5)]
    assert note(days[:2]) == "No shift was planned on Mon 4 Mar and Tue 5 Mar: their numbers are of work off shift."
    assert note(days).startswith("No shift was planned on Mon 4 Mar, Tue 5 Mar, Wed 6 Mar and 2 more days: ")
