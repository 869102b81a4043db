"""The forecast by hand: what was planned and known, what usually comes on top, and how it turned out."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.facts import rollup
from data.facts.compute import compute
from data.facts.forecast import AHEAD, JUDGED, forecasts, judged, with_judged
from data.facts.hourly import NO_GROUP
from tests.data.facts.factory import far, history
from tests.data.facts.shop import DAY, MONDAY, at, shop
from tests.data.facts.test_against_oracle import RELAXED
from tests.oracle import Source, measure
from tests.oracle.factories import any_factory, days, frames

A_WEEK = 7 * "-"


def made_on_monday(made, group=7, now=None):
    """Expected hours of a group, by days from the Monday on which the forecast is made."""
    found = forecasts(history(frames(made), now or at("06:00")), MONDAY, MONDAY)
    assert (found.made_on == MONDAY).all()
    mine = found[found.id == group]
    return {(day - MONDAY).days: hours for day, hours in zip(mine.for_day, mine.hours, strict=True)}


def ran(weeks, hours, machine="M1", *words):
    """An order that ran from 08:00 for some hours, on the Monday so many weeks before."""
    before = A_WEEK * weeks
    return (machine, f"{before}08:00 Start", f"{before}{8 + hours:02d}:00 Completed", *words)


def test_without_plans_the_mean_of_the_same_weekdays():
    found = made_on_monday(shop([ran(3, 2), ran(2, 4), ran(1, 6)]))
    assert list(found) == list(range(AHEAD))
    # from the first log on: three Mondays; and for the Monday after, of which the last known ones are the same
    assert found[0] == found[7] == pytest.approx((2 + 4 + 6) / 3)
    assert all(found[ahead] == 0 for ahead in found if ahead % 7)


def test_six_weekdays_count_and_no_more():
    assert made_on_monday(shop([ran(weeks, 1 if weeks < 7 else 6) for weeks in range(1, 12)]))[0] == pytest.approx(1)
    # a week later it is still this week's Monday that is not known: the six before it are one of them further back
    found = made_on_monday(shop([ran(weeks, 1 if weeks > 1 else 6) for weeks in range(1, 12)]))
    assert found[0] == found[7] == pytest.approx((6 + 5 * 1) / 6)


def test_a_week_without_work_counts_as_zero():
    assert made_on_monday(shop([ran(4, 6), ran(2, 2)]))[0] == pytest.approx((6 + 0 + 2 + 0) / 4)


def test_known_plans_and_what_usually_comes_on_top():
    """Planned today 3 h; a week ago 1 h was planned and 3 h were worked: 2 h on top."""
    last_week = [
        ran(1, 1, "M1", f"plan {A_WEEK}08:00 {A_WEEK}09:00"),
        ("M1", f"{A_WEEK}10:00 Start", f"{A_WEEK}12:00 Completed"),
    ]
    today = ("M1", "plan 08:00 11:00", "created -12:00")
    found = made_on_monday(shop([*last_week, today]))
    assert found[0] == pytest.approx(3 + 2)
    assert found[7] == pytest.approx(0 + 2)


def test_plans_count_from_the_moment_on_that_their_order_exists():
    """Last week's 4 h were entered on the Saturday before: known one and two days ahead, not at the third."""
    before = A_WEEK + "--"
    late = ("M1", f"{A_WEEK}08:00 Start", f"{A_WEEK}12:00 Completed", f"plan {A_WEEK}08:00 {A_WEEK}12:00")
    entered = (*late, f"created {before}06:01")
    early_log = ("M1", f"{A_WEEK}-------08:00 Start", f"{A_WEEK}-------08:00 Completed")  # two Mondays back nothing
    found = forecasts(history(frames(shop([entered, early_log])), at("06:00")), MONDAY - 3 * DAY, MONDAY)
    ahead = {(row.for_day - row.made_on).days: row.hours for row in found[found.for_day == MONDAY].itertuples()
             if row.id == 7}  # fmt: skip
    # what was not known of last Monday's 4 h at that lead comes on top, on average of two Mondays
    assert ahead == {0: 0, 1: 0, 2: pytest.approx(4 / 2), 3: pytest.approx(4 / 2)}


def test_an_order_of_the_running_day_is_not_known_yet():
    # created at the beginning of the day itself, and later
    for created in ("06:00", "09:00"):
        made = shop([("M1", "plan 08:00 11:00", f"created {created}")])
        assert made_on_monday(made, now=at("12:00"))[0] == 0
    assert made_on_monday(shop([("M1", "plan 08:00 11:00", "created 05:59")]), now=at("12:00"))[0] == 3


def test_plans_count_within_shifts_and_overlap_adds_up():
    made = shop([("M1", "plan 12:00 +08:00"), ("M1", "plan 13:00 15:00")])
    assert made_on_monday(made)[0] == pytest.approx(2 + 1)
    assert made_on_monday(made)[1] == pytest.approx(2)


def test_never_below_zero():
    """A week ago 5 h were planned and nothing was worked; today 2 h are planned."""
    idle = ("M1", f"plan {A_WEEK}08:00 {A_WEEK}13:00", f"{A_WEEK}13:00 Cancelled")
    assert made_on_monday(shop([idle, ("M1", "plan 08:00 10:00")]))[0] == 0


def test_a_day_is_compared_with_its_like():
    """Of the Mondays before, one was a holiday; the Monday to come is one."""
    holidays = (MONDAY - 14 * DAY, MONDAY + 7 * DAY)
    found = made_on_monday(shop([ran(3, 2), ran(1, 6)], holidays=holidays))
    assert found[0] == pytest.approx((2 + 6) / 2)
    assert found[7] == 0


def test_machines_without_a_group_are_forecast_too_but_are_no_bottleneck():
    made = shop([ran(1, 3, "M1"), ran(1, 6, "M2")])
    assert made_on_monday(made, NO_GROUP)[0] == pytest.approx(6)
    found = forecasts(history(frames(made), at("06:00")), MONDAY, MONDAY)
    assert found[(found.for_day == MONDAY) & found.bottleneck].id.tolist() == [7]


def test_the_bottleneck_is_the_group_with_the_highest_load():
    # group 7 has one machine, group 8 two: 3 h of 8 are more than 4 h of 16
    made = shop([ran(1, 3, "M1"), ran(1, 2, "M2"), ran(1, 2, "M3")], groups=(7, 8, 8))
    found = forecasts(history(frames(made), at("06:00")), MONDAY, MONDAY)
    assert found[found.bottleneck].set_index("for_day").id.to_dict() == {MONDAY: 7, MONDAY + 7 * DAY: 7}
    # nobody expects anything of the other days, and without a shift plan no load is known
    bare = forecasts(history(frames(shop([ran(1, 3)], shifts=[])), at("06:00")), MONDAY, MONDAY)
    assert not bare.bottleneck.any() and bare.hours.sum() > 0


def test_what_comes_on_top_goes_with_the_machines_there_are():
    """Two machines worked 3 h and 1 h; one of them is gone by now, and a week later both have a twin."""
    made = shop([ran(1, 3, "M1"), ran(1, 1, "M2")], groups=(7, 7))
    made["machines"][1]["retired_on"] = MONDAY
    assert made_on_monday(made)[0] == pytest.approx((3 + 1) / 2)
    made["machines"] += [row | {"id": n, "commissioned_on": MONDAY + 7 * DAY, "retired_on": None}
                         for n, row in enumerate(made["machines"], 3)]  # fmt: skip
    assert made_on_monday(made)[7] == pytest.approx((3 + 1) / 2 * 3)


def test_machines_that_come_and_go():
    made = shop([ran(1, 4)], groups=(7, 8))
    made["machines"][1]["commissioned_on"] = MONDAY + 2 * DAY
    found = forecasts(history(frames(made), at("06:00")), MONDAY, MONDAY)
    assert found[found.id == 8].for_day.min() == MONDAY + 2 * DAY


@RELAXED
@given(any_factory())
def test_replaying_the_past_gives_the_forecast_of_the_day(made):
    first, last = days(made)
    every = forecasts(history(frames(made), far(last)), first, last)
    for day in (first, last):
        known = history(frames(made), at("00:00"))
        then = history(frames(made), known.plant.calendar.start_of(day))
        pd.testing.assert_frame_equal(
            forecasts(then, day, day), every[every.made_on == day].reset_index(drop=True), check_exact=False
        )
    assert (every.hours >= 0).all() and not every.duplicated(["made_on", "for_day", "id"]).any()
    assert (every.groupby(["made_on", "for_day"]).bottleneck.sum() <= 1).all()


def judge(tables, now, first, last, *rows):
    facts = compute(history(frames(tables), now), first, last)
    told = pd.DataFrame(rows, columns=["for_day", "id", "hours", "bottleneck"])
    return judged(replace(facts, told=told))


RUNS = [("M1", "08:00 Start", "10:00 Completed"), ("M2", "08:00 Start", "14:00 Completed")]
TUESDAY = MONDAY + DAY


def test_how_a_forecast_turned_out():
    def found(*rows):
        return judge(shop(RUNS, groups=(7, 8)), far(MONDAY), MONDAY, TUESDAY, *rows)

    said = found((MONDAY, 7, 3.5, True), (MONDAY, 8, 4.0, False))
    assert said["group"].to_dict("records") == [
        {"day": MONDAY, "id": 7, "forecast_hours": 3.5, "forecast_error_hours": 1.5, "forecast_busy_hours": 2},
        {"day": MONDAY, "id": 8, "forecast_hours": 4, "forecast_error_hours": 2, "forecast_busy_hours": 6},
    ]
    # group 8 was busy 6 of 8 hours, group 7 two; of the Tuesday nothing had been forecast
    assert said["factory"].to_dict("records") == [
        {"day": MONDAY, "forecast_hours": 7.5, "forecast_error_hours": 3.5, "forecast_busy_hours": 8,
         "bottleneck_predictions": 1, "bottleneck_hits": 0}
    ]  # fmt: skip
    said = found((MONDAY, 8, 4.0, True))["factory"]
    assert said.bottleneck_hits.tolist() == [1] and said.forecast_busy_hours.tolist() == [6]


def test_a_bottleneck_needs_work_and_of_two_equals_each_counts():
    for day, hits in ((MONDAY, 1), (TUESDAY, 0)):  # on Tuesday nothing ran
        said = judge(shop([RUNS[0]], groups=(7, 8)), far(MONDAY), MONDAY, TUESDAY, (day, 7, 1.0, True))["factory"]
        assert (said.bottleneck_predictions.tolist(), said.bottleneck_hits.tolist()) == ([1], [hits])
    equal = shop([RUNS[0], ("M2", "08:00 Start", "10:00 Completed")], groups=(7, 8))
    for group in (7, 8):
        said = judge(equal, far(MONDAY), MONDAY, MONDAY, (MONDAY, group, 1.0, True))["factory"]
        assert said.bottleneck_hits.tolist() == [1]


def test_a_day_is_judged_when_its_last_shift_has_ended():
    for clock, judged_days in (("13:59", 0), ("14:00", 1)):
        said = judge(shop(RUNS, groups=(7, 8)), at(clock), MONDAY, MONDAY, (MONDAY, 7, 3.5, True))
        assert len(said["factory"]) == judged_days


def test_machines_without_a_group_count_in_the_factory_alone():
    said = judge(
        shop(RUNS), far(MONDAY), MONDAY, MONDAY, (MONDAY, 7, 2.0, False), (MONDAY, NO_GROUP, 5.0, False)
    )  # fmt: skip
    assert said["factory"][["forecast_hours", "forecast_error_hours"]].to_numpy().tolist() == [[7, 1]]
    assert said["group"].id.tolist() == [7]


def test_nothing_forecast_is_null_and_nobody_who_looked_leaves_the_rows_alone():
    facts = compute(history(frames(shop(RUNS)), far(MONDAY)), MONDAY, TUESDAY)
    rows = rollup.by_day(facts, "factory")
    assert with_judged(rows, judged(facts), "factory") is rows
    none = pd.DataFrame([(TUESDAY, 7, 1.0, False)], columns=["for_day", "id", "hours", "bottleneck"])
    seen = with_judged(rows, judged(replace(facts, told=none)), "factory").set_index("day")
    assert seen.forecast_hours[TUESDAY] == 1 and pd.isna(seen.forecast_hours[MONDAY])
    groups = with_judged(rollup.by_day(facts, "group"), judged(replace(facts, told=none)), "group")
    assert groups.forecast_hours.notna().sum() == 1 and len(groups) == 2
    assert with_judged(rows, judged(replace(facts, told=none[:0])), "factory") is rows


@RELAXED
@given(any_factory(), st.data())
def test_judging_equals_the_oracle(tables, data):
    first, last = days(tables)
    known = [row["id"] for row in tables["machine_groups"]]
    told = []
    for day in (first + n * DAY for n in range((last - first).days + 1)):
        groups = data.draw(st.lists(st.sampled_from([*known, NO_GROUP]), unique=True, max_size=3))
        worst = data.draw(st.sampled_from([None, *known]))
        told += [(day, group, data.draw(st.sampled_from([0.0, 2.5, 12.0])), group == worst) for group in groups]
    columns = ["for_day", "machine_group_id", "hours", "bottleneck"]
    rows = [dict(zip(columns, row, strict=True)) | {"made_on": row[0] - 7 * DAY} for row in told]
    source = Source.from_rows(tables | {"kpi_forecasts": rows})
    now = data.draw(st.sampled_from([far(last), tables["machines"][0]["created_at"] + timedelta(days=3, hours=4.3)]))
    said = judge(tables, now, first, last, *told)
    for entity, names in JUDGED.items():
        keys = ["day"] if entity == "factory" else ["day", "id"]
        for name in names:
            expected = measure(source, name, first, last, ["day", "group"][: len(keys)], now=now) or {}
            expected = {key if len(keys) > 1 else key[0]: v for key, v in expected.items() if key[-1] != NO_GROUP}
            ours = said[entity].set_index(keys)[name].to_dict()
            assert ours == pytest.approx(dict.fromkeys(ours, 0.0) | expected, abs=1e-8), name
