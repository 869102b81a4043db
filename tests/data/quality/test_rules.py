"""Each rule on rows written by hand: one that it has to find, and the nearest that it must not."""

from datetime import date, time, timedelta

import pytest

from data.facts.calendar import Shift
from data.quality import RULES, examine, find
from tests.data.facts.shop import at
from tests.data.quality.rows import WEEK, evidence, found, line, order, plant

SOUND = ("06:00 Setup", "06:10 Start", "10:00 Hold", "10:30 Start", "14:00 Completed 100 5")
W1 = "order W1"
DAY = "2024-03-04"


def test_a_sound_order_has_no_finding() -> None:
    kept = evidence(*SOUND, last=date(2024, 3, 4))
    assert examine(kept).empty
    assert examine(evidence(orders=[order(status="Assigned")])).empty


@pytest.mark.parametrize(("rule", "hit", "miss"), [
    ("completed_before_start", ("08:00 Completed 100", "09:00 Start"),
     ("08:00 Start", "08:00 Completed 100", "09:00 Start")),
    ("before_order", ("--05:59 Start",), ("--06:00 Start",)),
    ("over_order", ("06:00 Start", "14:00 Completed 290 11"), ("06:00 Start", "14:00 Completed 290 10")),
    ("impossible_pace", ("06:00 Start", "06:33 Completed 100"), ("06:00 Start", "06:34 Completed 100")),
    ("goods_after_end", ("06:00 Start", "08:00 Completed 40", "11:00 Completed 40"),
     ("06:00 Start", "08:00 Start 40", "11:00 Completed 40", "11:30 Closed")),
    ("hold_after_hold", ("06:00 Start", "07:00 Hold", "08:00 Hold"), ("06:00 Start", "07:00 Hold", "08:00 Hold 5")),
    ("over_closed_time", ("21:00 Start", "+06:00 Completed 100"), ("21:00 Start", "+05:59 Completed 100")),
    ("after_shift", ("06:00 Start", "14:10 Completed 100"), ("06:00 Start", "14:11 Completed 100")),
    ("negative_sum", ("06:00 Start 5", "14:00 Completed -6"), ("06:00 Start 6", "14:00 Completed -6")),
    ("contradicting", ("06:00 Start", "07:00 Start", "07:00 Hold"), ("06:00 Setup", "06:00 Start", "07:00 Hold")),
    ("duplicate", ("06:00 Start", "09:00 Start 5", "09:00 Start 5"), ("06:00 Start", "09:00 Start 5", "09:01 Start 5")),
])  # fmt: skip
def test_lines_of_an_order(rule: str, hit: tuple[str, ...], miss: tuple[str, ...]) -> None:
    assert [one[0] for one in found(rule, *hit)] == [W1]
    assert found(rule, *miss) == []
    assert [one[0] for one in found(rule, *hit, *(line(one, 2) for one in miss), orders=[order(), order(2)])] == [W1]


def test_what_findings_say() -> None:
    assert found("completed_before_start", "08:00 Completed", "09:00 Start") == [
        (W1, DAY, "Completed on 4 Mar 2024 08:00, Start only on 4 Mar 2024 09:00")]  # fmt: skip
    assert found("over_order", "06:00 Start", "13:00 Completed 4006381333931") == [
        (W1, DAY, "4,006,381,333,931 pieces of 100 ordered; most of them, 4,006,381,333,931, on 4 Mar 2024 13:00")]
    boxes = ("06:00 Start", "08:00 Completed 40", "11:00 Completed 40", "14:00 Completed 20 5")
    assert found("goods_after_end", *boxes) == [
        (W1, DAY, "65 pieces in 2 lines after the end on 4 Mar 2024 08:00, the last on 4 Mar 2024 14:00")]
    assert found("over_closed_time", "---13:00 Start", "07:00 Completed 100") == [
        (W1, "2024-03-01", "Start since 1 Mar 2024 13:00, also over 56 h without a shift, 1 Mar 2024 22:00 to "
                           "4 Mar 2024 06:00")]  # fmt: skip
    assert found("after_shift", "06:00 Start", "14:02 Completed 100 5") == [
        (W1, DAY, "105 pieces booked on 4 Mar 2024 14:02, after the shift that ended on 4 Mar 2024 14:00")]
    assert found("duplicate", "06:00 Start", "09:00 Start 5", "09:00 Start 5")[0][2] == (
        "1 line told twice, first Start on 4 Mar 2024 09:00; 5 pieces count twice")  # fmt: skip


def test_a_line_that_is_still_to_come() -> None:
    wall = at("09:00")
    late = ("06:00 Start", "10:01 Completed")
    assert [one[0] for one in found("ahead_of_now", *late, now="09:00", wall=wall)] == [W1]
    assert found("ahead_of_now", "06:00 Start", "10:00 Completed", now="09:00", wall=wall) == []
    # where now is a moment of the past, what came after it is not ahead
    assert found("ahead_of_now", *late, now="09:00", wall=at("+09:00")) == []


def test_a_quantity_of_each_operation_is_measured_by_itself() -> None:
    steps = [line(f"{hour:02}:00 Start 90", operation=f"{hour}") for hour in range(6, 11)]
    assert found("over_order", *steps) == []
    assert [one[0] for one in found("over_order", *steps, line("12:00 Start 211", operation="10"))] == [W1]
    assert found("over_order", "06:00 Start 9000", orders=[order(qty=0.0)]) == []


def test_a_part_without_cycle_time_has_no_pace() -> None:
    fast = ("06:00 Start", "06:01 Completed 100")
    assert found("impossible_pace", *fast, orders=[order(part_number_id=4)]) == []
    # what runs on after the last piece was reported does not count
    assert len(found("impossible_pace", "06:00 Start", "06:01 Start 100", "14:00 Completed")) == 1
    assert found("impossible_pace", "06:00 Completed 100")[0][2] == (
        "100 OK pieces in 0 h of running; ideally they take 1.7 h")  # fmt: skip


def test_file_and_log_say_different_things() -> None:
    going = ("06:00 Start", "08:00 Hold")
    assert found("ended_but_open", *going) == [
        (W1, DAY, "Completed in the orders' file, open by the log; its log ends with Hold on 4 Mar 2024 08:00")]
    assert found("ended_but_open", "08:00 Completed", "09:00 Start")[0][0] == W1
    assert found("ended_but_open", *going, orders=[order(status="Hold")]) == []
    assert len(found("ended_but_open")) == 1
    assert found("ended_but_open", *SOUND) == []
    assert len(found("open_but_ended", *SOUND, orders=[order(status="Start")])) == 1
    assert found("open_but_ended", *SOUND, orders=[order(status="Closed")]) == []


def test_holds_with_another_reason_and_of_another_operation() -> None:
    other = line("08:00 Hold 5", hold_reason_id=2)
    assert found("hold_after_hold", "06:00 Start", line("07:00 Hold", hold_reason_id=1), other)[0][2] == (
        "Hold on 4 Mar 2024 07:00, Hold again on 4 Mar 2024 08:00 with another reason, no Start between")  # fmt: skip
    side = [line("07:00 Hold", operation="10"), line("08:00 Hold", operation="20")]
    assert found("hold_after_hold", *side) == []


def test_closed_time_that_still_lasts_is_told_in_the_same_words() -> None:
    begun = ("----13:00 Start",)  # a Thursday
    friday = found("over_closed_time", *begun, now="--08:00")
    sunday = found("over_closed_time", *begun, now="-12:00")
    assert friday == sunday and "56 h without a shift, 1 Mar 2024 22:00 to 4 Mar 2024 06:00, and 1 more" in friday[0][2]
    assert found("over_closed_time", *begun, of=plant(())) == []
    assert found("over_closed_time", "---13:00 Hold", "07:00 Completed 100") == []
    somebody = ("---13:00 Start", "---22:00 Start 5", "---23:30 Hold", "07:00 Completed 1")
    assert found("over_closed_time", *somebody) == []


def test_days_without_a_line() -> None:
    week = ("06:00 Start", "++07:00 Completed 100", "++++22:30 Closed")
    silent = found("silent_day", *week, now="++++++++06:00")
    assert [one[0] for one in silent] == ["day 2024-03-05", "day 2024-03-07", "day 2024-03-11"]
    assert silent[0][2] == "16 h of shifts, not one line"
    marked = frozenset({date(2024, 3, 5), date(2024, 3, 7), date(2024, 3, 11)})
    assert found("silent_day", *week, now="++++++++06:00", unrecorded=marked) == []
    assert [one[0] for one in found("silent_day", *week, begun=date(2024, 3, 1), last=date(2024, 3, 4))] == [
        "day 2024-03-01"]  # fmt: skip


def test_booked_after_the_shift_where_it_matters() -> None:
    late = ("06:00 Start", "14:02 Completed 100")
    assert found("after_shift", *late, of=plant(credit="made")) == []
    assert found("after_shift", "06:00 Start", "14:00 Completed 100") == []
    assert found("after_shift", "13:01 Start", "14:02 Completed 100") == []
    # who reports every few minutes has missed nothing
    assert found("after_shift", "06:00 Start", "13:58 Start 90", "14:02 Start 10") == []
    whole = (Shift(1, "Day", time(6), time(6), WEEK),)
    assert len(found("after_shift", "06:00 Start", "+06:02 Completed 100", now="+12:00", of=plant(whole))) == 1


def test_orders_of_operations_that_cannot_complete() -> None:
    route = [line("06:00 Start", operation="10"), line("08:00 Completed 100", operation="10"),
             line("08:00 Start", operation="20"), line("12:00 Completed 100", operation="20")]  # fmt: skip
    assert found("never_completes", *route)[0][2] == (
        "2 operations completed, the last on 4 Mar 2024 12:00, "
        "but no last_operation and no line that completes the order"
    )
    assert found("never_completes", *route[:3]) == []
    assert found("never_completes", *route, "12:00 Completed") == []
    assert found("never_completes", *route, orders=[order(last_operation="20")]) == []
    assert found("ended_but_open", *route, orders=[order(last_operation="20")]) == []
    assert len(found("ended_but_open", *route, orders=[order(last_operation="30")])) == 1
    assert found("completed_before_start", *route, orders=[order(last_operation="20")]) == []


@pytest.mark.parametrize(("lines", "count"), [
    (("06:00 Start", "07:00 Hold", "07:00 Start"), 1),
    (("06:00 Start", "07:00 Completed 5", "07:00 Start"), 1),
    (("06:00 Start", "07:00 Completed", "07:00 Cancelled"), 1),
    (("06:00 Start", "07:00 Completed", "07:00 Closed"), 0),
    (("06:00 Start", "07:00 Start 100", "07:00 Start 1000"), 1),
    (("06:00 Start", "07:00 Start 100", "07:00 Start 0 3"), 0),
])  # fmt: skip
def test_lines_at_one_moment(lines: tuple[str, ...], count: int) -> None:
    assert len(found("contradicting", *lines)) == count


def test_lines_at_one_moment_with_reasons_keys_and_operations() -> None:
    held = [line("07:00 Hold", hold_reason_id=1), line("07:00 Hold", hold_reason_id=2)]
    assert len(found("contradicting", "06:00 Start", *held)) == 1
    keyed = [line("07:00 Start 10", external_id="a"), line("07:00 Start 11", external_id="b")]
    assert found("contradicting", *keyed) == []
    apart = [line("07:00 Start", operation="10"), line("07:00 Hold", operation="20")]
    assert found("contradicting", *apart) == []
    same = [line("07:00 Start 10", external_id="a"), line("07:00 Start 10", external_id="b")]
    assert found("duplicate", *same) == []
    gone = line("07:00 Start 10", deleted_at=at("08:00"))
    assert found("duplicate", line("07:00 Start 10"), gone) == []


def test_people_who_never_went_home() -> None:
    mine = {"operator_id": 7}
    assert found("long_day", line("06:00 Start", **mine), line("22:01 Hold")) == [
        ("operator E1 on 2024-03-04", DAY, "16 h hands-on in one day")]
    assert found("long_day", line("06:00 Start", **mine), line("22:00 Hold")) == []
    # two orders at once are one person's time once
    two = [line("06:00 Start", **mine), line("15:00 Completed 1"),
           line("10:00 Start", 2, **mine), line("21:00 Hold", 2)]  # fmt: skip
    assert found("long_day", *two, orders=[order(), order(2)]) == []
    days = [line("06:00 Start", **mine), line("+++05:00 Hold")]
    assert [one[1] for one in found("long_day", *days, now="++++06:00")] == ["2024-03-04", "2024-03-05", "2024-03-06"]


def test_forgotten_orders() -> None:
    old = order(created_at=at("06:00") - timedelta(days=100), status="Start")
    heard = {"work_order_id": 11, "status": "Start", "ok_qtys": 0.0, "scrapped_qtys": 0.0, "rework_qtys": 0.0}
    line_at = [{**heard, "changed_at": at("+06:00") - timedelta(days=days)} for days in (31, 29)]
    assert len(found("forgotten", line_at[0], orders=[old])) == 1
    assert found("forgotten", line_at[1], orders=[old]) == []
    assert found("forgotten", line_at[0], orders=[old | {"created_at": at("06:00") - timedelta(days=89)}]) == []
    assert "without any line" in found("forgotten", orders=[old])[0][2]
    assert found("forgotten", orders=[old | {"start_time": at("06:00")}]) == []
    assert found("forgotten", line_at[0], {**heard, "changed_at": at("06:00"), "status": "Closed"}, orders=[old]) == []


def test_every_rule_says_what_it_is() -> None:
    for rule in RULES:
        assert find(rule.id) is rule
        assert all(text and text == text.strip() for text in (rule.title, rule.means, rule.why, rule.mend))
        assert rule.touches and not rule.title.endswith(".") and rule.mend.endswith(".")
    with pytest.raises(LookupError, match="did you mean over_order"):
        find("over_orders")
