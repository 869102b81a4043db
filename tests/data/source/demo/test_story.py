"""The simulated plant: the same whenever it is told, and true to the rules of the log."""

from datetime import date, datetime
from functools import cache

import pandas as pd
import pytest

from data.source.demo.holidays import holidays
from data.source.demo.plants import DETROIT, STUTTGART, Plant
from data.source.demo.reasons import HOLDS, SCRAPS
from data.source.demo.story import Story, tell

START, DAYS, UNTIL = date(2026, 3, 23), 30, date(2026, 4, 30)  # over the clock change of Europe and Easter
NEXT = {
    "Assigned": {"Setup", "Start", "Hold", "Cancelled"},
    "Setup": {"Hold", "Start", "Assigned"},
    "Start": {"Hold", "Start", "Completed", "Assigned"},
    "Hold": {"Hold", "Setup", "Start", "Assigned"},
    "Completed": {"Closed"},
}
TELLINGS = [(STUTTGART, 1), (STUTTGART, 7), (STUTTGART, 2026), (DETROIT, 7)]


@cache
def told(plant: Plant, seed: int) -> Story:
    return tell(plant, seed, START, DAYS, UNTIL)


def same(one: Story, other: Story) -> None:
    for name, rows in vars(one).items():
        pd.testing.assert_frame_equal(rows, vars(other)[name])


@pytest.fixture(scope="module", params=TELLINGS, ids=lambda told: f"{told[0].slug}-{told[1]}")
def story(request):
    return told(*request.param)


@pytest.fixture(scope="module")
def logs(story):
    return story.work_order_logs.merge(
        story.work_orders, left_on="work_order", right_on="unique_id", suffixes=("", "_order")
    )


def test_the_same_seed_tells_the_same():
    same(told(STUTTGART, 7), tell(STUTTGART, 7, START, DAYS, UNTIL))


@pytest.mark.parametrize(("plant", "seed"), [TELLINGS[1], pytest.param(*TELLINGS[3], marks=pytest.mark.long)])
def test_told_further_it_begins_the_same(plant, seed):
    story = told(plant, seed)
    further = tell(plant, seed, START, DAYS, date(2026, 6, 10))
    assert len(further.work_orders) > len(story.work_orders)
    same(story, further.between(None, datetime(2026, 4, 30)))


def test_another_seed_tells_another():
    one, other = (told(STUTTGART, seed).work_order_logs for seed in (7, 2026))
    assert not one.equals(other)


def test_cut_in_two_nothing_is_lost(story):
    noon = datetime(2026, 4, 15, 12)
    halves = story.between(None, noon), story.between(noon, datetime.max)
    same(story, Story(**{k: pd.concat([vars(h)[k] for h in halves], ignore_index=True) for k in vars(story)}))


def test_every_state_follows_one_that_it_may_follow(story):
    by_order = story.work_order_logs.groupby("work_order")["status"]
    assert set(by_order.first()) == {"Assigned"}
    steps = story.work_order_logs.assign(after=by_order.shift(-1)).dropna(subset="after")
    wrong = {(s, n) for s, n in zip(steps["status"], steps["after"], strict=True) if n not in NEXT[s]}
    assert wrong == set()


def test_nothing_is_made_before_it_was_ordered(story, logs):
    assert (logs["at"] >= logs["at_order"]).all()
    boms = story.work_orders.merge(story.boms, left_on="bom", right_on="unique_id", suffixes=("", "_bom"))
    assert len(boms) == len(story.work_orders)
    assert (boms["at"] >= boms["at_bom"]).all()
    sold = story.boms.dropna(subset="purchase_order").merge(
        story.purchase_orders, left_on="purchase_order", right_on="unique_id", suffixes=("", "_sold")
    )
    assert (sold["at"] >= sold["at_sold"]).all()


def test_quantities_keep_within_bounds(story, logs):
    lines = story.work_order_logs
    assert (lines[["ok_qtys", "scrapped_qtys", "rework_qtys"]] >= 0).all(axis=None)
    assert (lines["rework_qtys"] <= lines["ok_qtys"]).all()
    assert (lines["scrapped_reason"].notna() == (lines["scrapped_qtys"] > 0)).all()
    assert (lines["hold_reason"].notna() == (lines["status"] == "Hold")).all()
    made = logs.groupby("work_order").agg(ok=("ok_qtys", "sum"), qty=("qty", "first"), last=("status", "last"))
    assert (made["ok"] <= made["qty"]).all()
    done = made[made["last"].isin(["Completed", "Closed"])]
    assert (done["ok"] == done["qty"]).mean() > 0.9
    assert (done["ok"] >= 0.8 * done["qty"] - 1).all()
    assert (made.loc[made["last"] == "Cancelled", "ok"] == 0).all()
    scrapped = lines["scrapped_qtys"].sum() / (lines["scrapped_qtys"] + lines["ok_qtys"]).sum()
    assert 0.01 < scrapped < 0.06


def test_units_appear_while_an_order_runs(logs):
    told = logs[(logs["ok_qtys"] > 0) & ~logs["status"].isin(["Completed", "Closed"])]
    assert told["ok_qtys"].sum() > 0.5 * logs["ok_qtys"].sum()


def test_a_machine_makes_one_order_at_a_time_nearly_always(story, logs):
    spans = logs[logs["status"].isin(["Setup", "Start", "Completed"])].groupby("work_order")
    spans = spans.agg(machine=("machine", "first"), begin=("at", "min"), end=("at", "max")).sort_values("begin")
    before = spans.groupby("machine")["end"].shift()
    overlapping = ((before - spans["begin"]).dt.total_seconds() > 1).mean()  # two orders may meet within a second
    assert 0 < overlapping < 0.1


def test_plans_are_in_order_and_sometimes_unknown(story):
    plans = story.work_orders.dropna(subset=["start_time", "end_time"])
    assert (plans["end_time"] > plans["start_time"]).all()
    assert 0 < story.work_orders["start_time"].isna().mean() < 0.03
    assert 0 < story.work_orders["operator"].isna().mean() < 0.05


def test_some_customer_orders_have_two_boms(story):
    count = story.boms["purchase_order"].value_counts()
    assert set(count) == {1, 2}
    assert 0.03 < (count == 2).mean() < 0.3


def test_weekends_and_holidays_are_off(story, request):
    plant = request.node.callspec.params["story"][0]
    local = story.work_order_logs["at"].dt.tz_localize("UTC").dt.tz_convert(plant.timezone)
    on_sunday = local.dt.day_of_week == 6
    closed = local.dt.date.isin(holidays(plant.country, START, UNTIL)["day"]) & (local.dt.hour > 6)
    # Stuttgart works round the clock, Detroit not on Sundays
    assert 0.1 < on_sunday.mean() < 0.2 if plant is STUTTGART else on_sunday.mean() < 0.005
    assert closed.mean() < 0.005


def test_over_the_weekend_orders_wait_and_hold_nothing_up():
    story = told(DETROIT, 7)
    on_sunday = story.between(None, datetime(2026, 4, 19, 12)).work_order_logs
    states = on_sunday.drop_duplicates("work_order", keep="last")["status"].value_counts()
    assert states["Assigned"] > 20
    assert states.get("Start", 0) + states.get("Setup", 0) <= 2 and states.get("Hold", 0) <= 2


def test_nobody_works_through_the_shift_of_the_next(story):
    """From a line that names somebody to the next line of the order hardly anybody works for longer than a shift."""
    lines = story.work_order_logs.sort_values(["work_order", "at"], kind="stable")
    follows = lines["work_order"].shift(-1) == lines["work_order"]
    length = (lines["at"].shift(-1) - lines["at"])[follows & lines["status"].isin(["Setup", "Start"])]
    assert length.max().total_seconds() < 9 * 3600
    by = lines.assign(day=lines["at"].dt.date).groupby(["work_order", "day"])["operator"].nunique()
    assert by.max() >= 2


def test_customers_get_what_they_ordered(story):
    """Of the customer orders whose work is all closed nearly none is short for ever of what scrap took."""
    orders, lines = story.work_orders.set_index("unique_id"), story.work_order_logs
    made = lines.groupby("work_order").agg(ok=("ok_qtys", "sum"), last=("status", "last")).join(orders["bom"])
    done = made["last"].isin(["Closed", "Cancelled"]).groupby(made["bom"]).all()
    of_bom = made.groupby("bom")["ok"].sum()[done]
    sold = story.boms.dropna(subset="purchase_order").set_index("unique_id")["purchase_order"]
    qty = story.purchase_orders.set_index("unique_id")["qty"].reindex(sold.reindex(of_bom.index)).to_numpy()
    assert (of_bom.to_numpy() < qty).mean() < 0.01


def test_one_factory_counts_every_few_minutes_and_the_other_credits_what_was_made():
    late = told(STUTTGART, 7).between(datetime(2026, 4, 22), datetime(2026, 4, 26)).work_order_logs
    running = late[late["ok_qtys"] > 0].sort_values(["work_order", "at"])
    gaps = running.groupby("work_order")["at"].diff().dropna().dt.total_seconds() / 60
    assert gaps.median() < 15 and STUTTGART.credit == "reported"
    assert DETROIT.credit == "made"


def test_reasons_cover_every_category():
    assert {h.category for h in HOLDS} == {
        "breakdown",
        "maintenance",
        "material",
        "quality",
        "operator",
        "setup",
        "other",
    }
    assert len(HOLDS) >= 10
    assert len(SCRAPS) >= 8
    assert len({h.code for h in HOLDS}) == len(HOLDS)


def test_the_machines_of_one_group_hardly_wait_for_orders(story, request):
    plant, _ = request.node.callspec.params["story"]
    logs = story.work_order_logs.merge(story.work_orders, left_on="work_order", right_on="unique_id")
    span = logs[logs["status"].isin(["Setup", "Start", "Completed"])].groupby(["machine", "work_order"])["at_x"]
    busy = (span.max() - span.min()).dt.total_seconds().groupby("machine").sum()
    group = [plant.groups[int(machine[1]) - 1].name for machine in busy.index]
    # the median leaves out machines that came or went in between
    assert busy.groupby(group).median().idxmax() == plant.tight
