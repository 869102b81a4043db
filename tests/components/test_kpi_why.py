"""Why it moved, in words and bars."""

from dataclasses import replace

from components.kpi_why import why
from kpis.bridge import Bridge
from tests.components.trees import find, words
from tests.made_up import answer

STEPS = (("FIN-02", -0.41), ("TRN-03", -0.38), ("CNC-07", 0.29), ("HOB-01", -0.001))


def told(steps=STEPS, others=-0.16, mix=0.04, before=2.93, kpi="scrap_rate"):
    shown = answer(kpi)
    now = before + sum(amount for _, amount in steps) + others + (mix or 0.0)
    other = replace(shown.comparison, value=before, difference=now - before)
    return why(replace(shown, comparison=other, why=Bridge(before, now, steps, others, mix)), "machine")


def test_a_sentence_says_who_led_it_and_who_was_against_it():
    assert "".join(words(part) for part in find(told(), "P")[0].children) == (
        "Scrap rate fell by 0.62 pt, led by FIN-02 (−0.41 pt) and TRN-03 (−0.38 pt); against it CNC-07 (+0.29 pt); "
        "the mix of machines added +0.04 pt."
    )


def test_each_bar_begins_where_the_one_before_ended():
    rows = find(told(), "Li")
    assert [words(row.children[0]) for row in rows] == [
        "Before", "FIN-02", "TRN-03", "CNC-07", "Others", "Mix of machines", "Now",
    ]  # fmt: skip
    bars = [row.children[1].children.style for row in rows]
    ends = [(float(b["marginLeft"][:-1]), float(b["marginLeft"][:-1]) + float(b["width"][:-1])) for b in bars]
    for one, other in ((ends[0][1], ends[1][1]), (ends[1][0], ends[2][1]), (ends[2][0], ends[3][0])):
        assert abs(one - other) < 0.2
    assert [row.children[2].className for row in rows] == ["level", "up", "up", "down", "up", "down", "end"]


def test_what_adds_up_has_no_mix_and_what_stood_still_no_panel():
    assert "mix" not in words(told(mix=None)).lower()
    assert told(steps=(("A", 0.0001),), others=0.0, mix=0.0) is None
    assert why(answer("oee"), "machine") is None


def test_towards_a_target_is_better_and_beyond_it_worse():
    """85 % is best: from 95 five less are better, and from 90 ten less worse again."""
    steps = (("A", -5.0), ("B", -12.0))
    rows = find(told(steps, others=0.0, mix=None, before=95.0, kpi="resource_demand"), "Li")
    assert [row.children[2].className for row in rows] == ["level", "up", "down", "end"]


def test_amounts_below_zero_stay_in_the_picture():
    rows = find(told((("A", -30.0),), others=0.0, mix=None, before=10.0, kpi="production_volume"), "Li")
    ends = [row.children[1].children.style for row in rows]
    assert all(0 <= float(one["marginLeft"][:-1]) <= 100 and float(one["width"][:-1]) > 0.8 for one in ends)


def test_a_small_change_of_a_large_amount_is_seen():
    steps = (("A", 40.0), ("B", -10.0))
    rows = find(told(steps, others=0.0, mix=None, before=9000.0, kpi="production_volume"), "Li")
    assert float(rows[1].children[1].children.style["width"][:-1]) > 30
