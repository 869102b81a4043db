"""Two breakdowns at once: each pair by the formula over its own sums, together the members of each of the two."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations

import pandas as pd
import pytest
from sqlalchemy import event, insert

from answers import QuestionError, ask, cross
from answers.sums import columns_of
from data.facts import crossing
from data.facts.compute import Facts, compute
from data.tenancy import central
from kpis.answer import Question
from kpis.catalogue import KPIS
from tests import floor
from tests.data.facts.factory import history
from tests.oracle import measure
from tests.oracle.factories import frames
from tests.oracle.oracle import SOURCES, STOCKS

START, LAST = date(2025, 3, 28), floor.LAST
PAIRS = {
    kpi.id: [pair for pair in combinations(kpi.breakdowns, 2) if crossing.counted(kpi.of_member.measures, *pair)]
    for kpi in KPIS.values() if kpi.measures <= SOURCES.keys() and not kpi.of_member.members
}  # fmt: skip


@pytest.fixture(scope="module")
def facts() -> Facts:
    return compute(history(frames(floor.rows()), floor.NOW), START, LAST)


def oracle(source, kpi_id: str, pair: tuple[str, str], key: tuple, now: datetime = floor.NOW, days=(START, LAST)):
    """The KPI over the oracle's sums of a pair; `key` as the oracle has it. Stocks are means already."""
    kpi = KPIS[kpi_id]
    members = dict(zip(pair, key, strict=True))

    def found(name: str, *entities: str):
        by = tuple(e for e in entities if crossing.counted([name], e))
        value = measure(source, name, *days, by=by or None, now=now)
        return value.get(tuple(members[e] for e in by), 0.0) if by and value is not None else value

    own = pd.DataFrame([{name: found(name, *pair) for name in kpi.measures} | {"stock_days": 1.0}], dtype=float)
    if "reason" not in pair:
        value = kpi.of_member.evaluate(own).iloc[0]
    else:
        other = next(entity for entity in pair if entity != "reason")
        beside = {name: found(name, other) for name in kpi.measures} | {"stock_days": 1.0}
        value = kpi.of_member.evaluate(own, pd.Series(beside, dtype=float), "reason").iloc[0]
    return None if pd.isna(value) else pytest.approx(float(value), abs=1e-7)


@pytest.mark.parametrize("kpi_id", [kpi for kpi, pairs in PAIRS.items() if pairs])
def test_a_pair_is_the_formula_over_its_own_sums(facts, source, kpi_id):
    kpi = KPIS[kpi_id]
    days = len(facts.windows.days)
    whole = pd.Series({"stock_days": float(days)})
    for name in kpi.measures:
        value = measure(source, name, START, LAST, now=floor.NOW)
        whole[name] = float("nan") if value is None else value * (days if name in STOCKS else 1)
    for pair in PAIRS[kpi_id]:
        active = set()
        for name in crossing.counted(kpi.of_member.measures, *pair):
            by_pair = measure(source, name, START, LAST, by=pair, now=floor.NOW)
            active |= {key for key, value in (by_pair or {}).items() if value}
        for kind in ("hold", "scrap") if "reason" in pair else ("",):
            rows = cross.evaluate(facts, kpi, pair, kind, columns_of(kpi), whole)
            for key, value in rows["value"].items():
                named = tuple((kind, one) if e == "reason" else one for e, one in zip(pair, key, strict=True))
                assert (None if pd.isna(value) else value) == oracle(source, kpi_id, pair, named), (pair, named)
                active.remove(named)
        assert not active, pair


@pytest.mark.parametrize(
    ("kpi", "pair"),
    [("scrap_rate", ("machine", "part")), ("scrap_rate", ("operator", "machine")), ("oee", ("machine", "shift")),
     ("scrap_rate", ("part", "shift")), ("work_order_status", ("machine", "operator"))],
)  # fmt: skip
def test_an_answer_from_the_database_is_the_oracles(plant, source, kpi, pair):
    rows = ask(plant, Question(kpi, START, LAST, by=",".join(pair))).breakdown
    assert list(rows.columns[:6]) == ["key", "name", "key2", "name2", "value", "status"] and len(rows) > 3
    ids = {"-": 0, "Off shift": 0, "Early": 1, "Late": 2, "Night": 3}
    for row in rows.itertuples():
        key = tuple(ids[k] if k in ids else int(k[1:]) for k in (row.key, row.key2))
        assert (None if pd.isna(row.value) else row.value) == oracle(source, kpi, pair, key), key
    assert rows.value.dropna().is_monotonic_increasing or rows.value.dropna().is_monotonic_decreasing


def test_the_members_of_one_add_up_to_the_other_and_to_the_total(plant):
    answer = ask(plant, Question("scrap_rate", START, LAST, by="machine,operator"))
    single = ask(plant, Question("scrap_rate", START, LAST, by="machine")).breakdown.set_index("key")
    for name in ("ok_units", "scrapped_units"):
        by_machine = answer.breakdown.groupby("key")[name].sum()
        assert by_machine.to_dict() == pytest.approx(single[name].to_dict())
        assert answer.breakdown[name].sum() == pytest.approx(answer.measures[name])
    nobody = answer.breakdown[answer.breakdown.key2 == "-"]
    assert len(nobody) and set(nobody.name2) == {"none given"}


def test_the_reasons_of_a_part_add_up_to_the_part(plant):
    rows = ask(plant, Question("scrap_rate", START, LAST, by="reason,part")).breakdown
    parts = ask(plant, Question("scrap_rate", START, LAST, by="part")).breakdown.set_index("key")["value"]
    assert rows.groupby("key2")["value"].sum().to_dict() == pytest.approx(parts[parts > 0].to_dict())
    assert set(rows.kind) == {"scrap"}


def test_what_only_one_counts_is_that_ones_so_that_shares_add_up_to_it(plant):
    """Machine hours that were scheduled belong to no part: the parts of a machine share its utilization."""
    kpi = KPIS["machine_utilization"]
    columns = columns_of(kpi)
    facts = compute(history(frames(floor.rows()), floor.NOW), START, LAST)
    whole = pd.Series(dict.fromkeys(columns, 1.0))
    rows = cross.evaluate(facts, kpi, ("machine", "part"), "", columns, whole)
    single = ask(plant, Question("machine_utilization", START, LAST, by="machine")).breakdown
    expected = {int(row.key[1:]): row.value for row in single.itertuples() if row.value}
    assert rows["value"].groupby(level=0).sum().to_dict() == pytest.approx(expected)


def test_one_member_broken_down_by_another_entity_is_its_part_of_the_pairs(plant):
    pairs = ask(plant, Question("scrap_rate", START, LAST, by="machine,part")).breakdown
    for key in ("M1", "M3"):
        answer = ask(plant, Question("scrap_rate", START, LAST, by="part", where=("machine", key)))
        ours = answer.breakdown.set_index("key")["value"].to_dict()
        of_pairs = pairs[pairs.key == key].set_index("key2")["value"].to_dict()
        assert ours == pytest.approx(of_pairs, nan_ok=True) and ours
        assert "key2" not in answer.breakdown
        assert answer.breakdown.ok_units.sum() == pytest.approx(answer.measures["ok_units"])
        both = ask(plant, Question("scrap_rate", START, LAST, by="part,machine", where=("machine", key))).breakdown
        assert set(both.key2) == {key} and len(both) == len(ours)
    reason = ask(plant, Question("scrap_rate", START, LAST, by="part", where=("reason", "S1"))).breakdown
    assert len(reason) and set(reason.columns) == {"key", "name", "value", "status", "ok_units", "scrapped_units",
                                                   "stock_days"}  # fmt: skip


def test_the_running_day_is_compared_with_as_much_of_another(plant, source, at):
    noon = datetime(2025, 4, 1, 10, 20)
    at(noon)
    tuesday, monday = date(2025, 4, 1), date(2025, 3, 31)
    rows = ask(plant, Question("scrap_rate", tuesday, tuesday, by="machine,part", compare=(monday, monday))).breakdown
    assert rows.before.notna().any()
    for row in rows.itertuples():
        key = int(row.key[1:]), int(row.key2[1:])
        now = oracle(source, "scrap_rate", ("machine", "part"), key, noon, (tuesday, tuesday))
        then = oracle(source, "scrap_rate", ("machine", "part"), key, noon - timedelta(days=1), (monday, monday))
        assert (None if pd.isna(row.value) else row.value) == now, key
        assert (None if pd.isna(row.before) else row.before) == then, key


def test_a_comparison_that_reaches_too_far_back_is_left_out_and_it_is_said(plant):
    old = (date(2025, 1, 1), date(2025, 1, 10))
    answer = ask(plant, Question("scrap_rate", START, LAST, by="machine,part", compare=old))
    assert "before" not in answer.breakdown and answer.comparison
    assert answer.notes[-1].endswith("at once reach back 92 days: the table knows nothing of 1 Jan – 10 Jan.")


BAD = {
    "part at once reach back 92 days, to 2025-01-05; from 2025-01-04 is too early": {"start": date(2025, 1, 4)},
    "machine, part, shift, operator are 4 at once": {"where": ("shift", "Early"), "and_where": ("operator", "E1")},
    "machine, part, operator are 3 at once": {"by": "machine,part,operator"},
    "by machine,machine: name two different entities": {"by": "machine,machine"},
    "has no breakdown by 'prat'.*part": {"by": "machine,prat"},
    "has no breakdown by ''": {"by": "machine,"},
}


def test_bad_pairs_are_told_the_way_out(plant):
    for message, wrong in BAD.items():
        given = {"kpi": "scrap_rate", "start": START, "end": LAST, "by": "machine,part"} | wrong
        with pytest.raises(QuestionError, match=message):
            ask(plant, Question(**given))
    ask(plant, Question("scrap_rate", date(2025, 1, 5), LAST, by="machine,part"))


@pytest.mark.parametrize(
    ("formula", "pair", "said"),
    [("100 * planned_down_hours / scheduled_hours", ("reason", "hour"), "nothing of .* is counted by reason and hour"),
     ("hoover(operator_hours by operator)", ("operator", "proficiency"), "compares members with each other")],
)  # fmt: skip
def test_what_no_log_can_tell_is_refused(formula, pair, said):
    kpi = replace(KPIS["scrap_rate"], formula=formula, breakdowns=pair)
    with pytest.raises(QuestionError, match=said):
        cross.check(kpi, Question("scrap_rate", START, LAST, by=",".join(pair)), LAST)


def test_an_answer_is_kept_and_fresh_goes_past_it(database, redis_url, at):
    at(floor.NOW)
    scope, seen = floor.store(floor.rows()), []
    question = Question("scrap_rate", START, LAST, by="machine,part")
    event.listen(central(), "before_cursor_execute", lambda *given: seen.append(given[2]))
    first = ask(scope, question)
    assert seen
    seen.clear()
    assert ask(scope, question).breakdown.equals(first.breakdown) and not seen
    order = next(row for row in floor.rows()["work_orders"] if row["machine_id"] == 1)
    log = {"work_order_id": order["id"], "status": "Closed", "changed_at": floor.NOW - timedelta(minutes=1)}
    with scope.begin() as db:
        db.execute(insert(scope.t.work_order_logs), [log | {"ok_qtys": 1000}])
    again = ask(scope, question, fresh=True).breakdown
    assert again.ok_units.sum() == first.breakdown.ok_units.sum() + 1000
