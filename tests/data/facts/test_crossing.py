"""Two entities at once: equal to the oracle, and adding up to each of the two."""

from datetime import date, datetime, timedelta
from itertools import permutations

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from data.facts import crossing, rollup
from data.facts.compute import Facts, compute
from kpis.measures import ENTITIES, MEASURES
from tests import floor
from tests.data.facts.factory import far, history
from tests.oracle import Source, measure
from tests.oracle.factories import any_factory, days, frames
from tests.oracle.oracle import SOURCES, STOCKS

RELAXED = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)
PAIRS = [pair for pair in permutations(ENTITIES, 2) if crossing.counted(MEASURES, *pair)]


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-8)


def added(facts: Facts, entities: tuple[str, ...]) -> pd.DataFrame:
    """The sums; by reason with ("hold", id) or ("scrap", id) as the member."""
    if "reason" not in entities:
        return crossing.sums(facts, entities, MEASURES)
    made = []
    for kind in ("hold", "scrap"):
        frame = crossing.sums(facts, entities, MEASURES, kind)
        keys = [
            frame.index.get_level_values(n) if e != "reason" else [(kind, i) for i in frame.index.get_level_values(n)]
            for n, e in enumerate(entities)
        ]
        made.append(frame.set_axis(pd.Index(list(zip(*keys, strict=True)), tupleize_cols=False), axis=0))
    return pd.concat(made)


def keyed(frame: pd.DataFrame, name: str, entities: tuple[str, ...]) -> dict:
    """Value by key; of one entity the key is its id alone."""
    values = frame[name].fillna(0) if name in frame else pd.Series(dtype=float)
    return {key[0] if len(entities) == 1 and isinstance(key, tuple) else key: v for key, v in values.items()}


def compare(facts: Facts, source: Source, first: date, last: date, now: datetime, pair: tuple[str, ...]) -> None:
    frame = added(facts, pair)
    for name in (n for n in crossing.counted(MEASURES, *pair) if n in SOURCES):
        expected = measure(source, name, first, last, by=pair, now=now)
        if expected is None:
            assert name not in frame or frame[name].isna().all(), (name, pair)
            continue
        ours, each = keyed(frame, name, pair), len(facts.windows.days) if name in STOCKS else 1
        for key in set(ours) | set(expected):
            assert ours.get(key, 0.0) == near(each * expected.get(key, 0.0)), (name, pair, key)


@RELAXED
@given(any_factory())
def test_every_pair_equals_the_oracle(tables):
    first, last = days(tables)
    source, now = Source.from_rows(tables), far(last)
    facts = compute(history(frames(tables), now), first, last)
    for pair in (pair for pair in PAIRS if pair[0] < pair[1]):  # the other way round is the same
        compare(facts, source, first, last, now, pair)


@pytest.fixture(scope="module")
def plant() -> Facts:
    tables = floor.rows()
    return compute(history(frames(tables), floor.NOW), floor.FIRST, floor.LAST)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_members_of_one_add_up_to_the_other(plant, pair):
    """With "none given" among the members; the other's own sums are those of the summary rows."""
    frame, alone = added(plant, pair), added(plant, pair[:1])
    for name in crossing.counted(MEASURES, *pair):
        ours: dict = {}
        for key, value in keyed(frame, name, pair).items():
            ours[key[0]] = ours.get(key[0], 0.0) + value
        single = keyed(alone, name, pair[:1])
        for member in set(ours) | set(single):
            assert ours.get(member, 0.0) == near(single.get(member, 0.0)), (name, pair, member)
    if pair[0] in ("machine", "group", "operator", "part"):
        rows = rollup.by_day(plant, pair[0]).drop(columns="day").groupby("id").sum()
        for name in alone.columns.intersection(rows.columns):
            for member, value in rows[name].items():
                assert keyed(alone, name, pair[:1]).get(member, 0.0) == near(value), (name, member)


def few() -> Facts:
    """One Thursday: P1 by operator 1 and P2 by nobody on machine 1, and P1 by operator 1 on machine 3."""
    day = datetime(2025, 3, 27)
    orders, logs = [], []
    for number, bom, machine, operator, begin, end, good, bad, why in (
        (1, 1, 1, 1, 5, 7, 30, 2, 1), (2, 2, 1, None, 7, 8, 10, 8, None), (3, 1, 3, 1, 5, 6, 50, 0, None),
    ):  # fmt: skip
        orders.append(
            {"id": number, "bom_id": bom, "machine_id": machine, "operator_id": operator, "qty": 100.0,
             "start_time": None, "end_time": None, "created_at": day}
        )  # fmt: skip
        for status, hour, ok, scrap in (("Start", begin, 0, 0), ("Completed", end, good, bad)):
            logs.append(
                {"id": len(logs) + 1, "work_order_id": number, "status": status, "ok_qtys": ok, "scrapped_qtys": scrap,
                 "changed_at": day + timedelta(hours=hour), "scrapped_reason_id": why if scrap else None}
            )  # fmt: skip
    tables = floor.rows() | {"work_orders": orders, "work_order_logs": logs}
    return compute(history(frames(tables), far(day.date())), day.date(), day.date())


def test_what_each_pair_did():
    facts = few()

    def found(name: str, *entities: str, kind: str = "") -> dict:
        values = crossing.sums(facts, entities, [name], kind)[name]
        return values[values != 0].to_dict()

    assert found("ok_units", "machine", "part") == {(1, 1): 30, (1, 2): 10, (3, 1): 50}
    assert found("run_hours", "machine", "part") == {(1, 1): 2, (1, 2): 1, (3, 1): 1}
    assert found("scrapped_units", "operator", "machine") == {(0, 1): 8, (1, 1): 2}  # operator 0: none given
    assert found("ok_units", "proficiency", "part") == {(0, 2): 10, (2, 1): 80}
    assert found("scrapped_units", "reason", "part", kind="scrap") == {(0, 2): 8, (1, 1): 2}
    assert found("ok_units", "part", "shift") == {(1, 1): 80, (2, 1): 10}
    assert found("ok_units", "part") == {1: 80, 2: 10}


def test_what_one_of_the_two_does_not_count_is_not_made_up():
    frame = crossing.sums(few(), ("machine", "part"), ["run_hours", "scheduled_hours", "work_days", "operator_hours"])
    assert list(frame.columns) == ["run_hours"]
    assert crossing.sums(few(), ("machine", "operator"), ["operator_hours"]).empty


def test_what_the_factory_does_not_record_is_unknown_by_two_as_by_one():
    tables = floor.rows()
    tables["part_numbers"] = [row | {"cycle_time": None} for row in tables["part_numbers"]]
    facts = compute(history(frames(tables), floor.NOW), floor.FIRST, floor.LAST)
    frame = crossing.sums(facts, ("machine", "part"), ["ideal_hours", "ok_units"])
    assert frame.ideal_hours.isna().all() and frame.ok_units.sum() > 0
