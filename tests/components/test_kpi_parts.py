"""What the KPI page says of an answer: sentence, cards, breakdown, notes, and the states without numbers."""

import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from access.users import User
from components.kpi_analytics import analytics
from components.kpi_breakdown import breakdown
from components.kpi_cards import cards
from components.kpi_chart import chart
from components.kpi_dashboard import dashboard
from components.kpi_explain import explain
from components.kpi_state import State, read
from components.kpi_states import failed, no_data
from components.kpi_words import measure_name, sentence
from components.page import Visit
from kpis.answer import Answer
from kpis.catalogue import KPIS, find
from kpis.fraction import fraction
from kpis.status import Goal
from tests.components import trees
from tests.components.trees import words
from tests.made_up import TODAY, answer, factories, snapshot, unknown

MANAGER = User(1, "manager@demo", "Manager", "manager", factories("stuttgart"), "")


def visit(kpi: str = "scrap_rate", **query: str) -> Visit:
    return Visit(MANAGER, f"/kpi/{kpi}", query, {"kpi": kpi})


def state(kpi: str = "scrap_rate", **query: str) -> State:
    return read(find(kpi), {"mode": "analytics", **query}, TODAY)


def card(made: Answer, title: str) -> str:
    found = [words(one) for one in trees.find(cards(made), "Div", "card")]
    return next(text for text in found if text.startswith(title)).removeprefix(title).strip().replace("\u00a0", "")


def rows(made: Answer, **query: str) -> list[list[str]]:
    table = breakdown(visit(made.kpi.id), state(made.kpi.id, **query), made)
    return [[words(cell) for cell in row.children] for row in trees.find(table, "Tr")]


def test_the_total_row_is_the_answers_value_and_no_mean() -> None:
    made = answer(value=2.31)
    assert made.breakdown is not None
    assert abs(made.breakdown["value"].mean() - 2.31) > 1
    total = rows(made)[-1]
    assert total[0] == "All 4 machines" and total[3] == "2.31" and total[4] == "−0.62 pt"


@pytest.mark.parametrize("kpi", KPIS)
def test_every_kpi_has_a_whole_page(kpi: str) -> None:
    shown = words(analytics(visit(kpi), state(kpi), answer(kpi)))
    assert "None" not in shown.replace("None of", "") and not re.search(r"\bnan\b", shown)
    assert "This period" in shown or "Assigned" in shown
    assert words(dashboard(snapshot(kpi))).startswith("2.31")
    assert find(kpi).formula in words(explain(find(kpi), Goal(find(kpi).target), "EUR"))


def test_a_row_leads_to_itself_and_back() -> None:
    links = trees.find(breakdown(visit(), state(), answer()), "Link", "row-link")
    assert links[0].href == "/kpi/scrap_rate?factory=stuttgart&mode=analytics&where=machine%3ACNC-07"
    kept = state(by="part", where="part:CNC-07")
    links = trees.find(breakdown(visit(), kept, answer()), "Link", "on")
    assert links[-1].href == "/kpi/scrap_rate?factory=stuttgart&mode=analytics&by=part"


def test_a_row_is_kept_to_beside_the_filter_there_is() -> None:
    kept = state(by="machine", where="part:P-1")
    (link, *_) = trees.find(breakdown(visit(), kept, answer()), "Link", "row-link")
    both = "&mode=analytics&by=machine&where=part%3AP-1&and=machine%3ACNC-07"
    assert link.href == f"/kpi/scrap_rate?factory=stuttgart{both}"
    third = state(by="machine", **{"where": "part:P-1", "and": "shift:Night"})
    assert trees.find(breakdown(visit(), third, answer()), "Link", "row-link")[0].href == link.href
    on = state(by="machine", **{"where": "part:P-1", "and": "machine:CNC-07"})
    back = trees.find(breakdown(visit(), on, answer()), "Link", "on")[-1]
    assert back.href == "/kpi/scrap_rate?factory=stuttgart&mode=analytics&by=machine&where=part%3AP-1"


def test_with_a_filter_the_last_row_is_what_it_keeps() -> None:
    assert rows(answer(), where="machine:CNC-07")[-1][0] == "Only CNC-07"


def test_without_a_comparison_there_is_no_change() -> None:
    made = answer(compared=False)
    assert "Change" not in rows(made)[0]
    assert card(made, "Change") == "– nothing to compare with"


def test_a_change_that_cannot_be_seen_is_none() -> None:
    made = answer()
    assert made.breakdown is not None
    shown = replace(made, breakdown=made.breakdown.assign(before=made.breakdown["value"] + 0.0001))
    table = breakdown(visit(), state(), shown)
    first = trees.find(table, "Tr")[1]
    assert [one.children[0] for one in trees.find(first, "Span", "flat")] == ["±0.00 pt"]


def test_factors_stand_before_the_value_they_make() -> None:
    assert rows(answer("oee"))[0][1:4] == ["Availability", "Performance", "Quality"]


def test_sums_that_an_entity_does_not_count_have_no_column() -> None:
    made = answer("production_volume")
    assert made.breakdown is not None
    made = replace(made, breakdown=made.breakdown.assign(work_days=float("nan")))
    assert rows(made, by="part")[0][1:3] == ["OK units", "Scrapped units"]


def test_a_rate_sums_what_it_divides() -> None:
    made = answer(measures={"scrapped_units": 3318.0, "ok_units": 140322.0})
    assert card(made, "Total") == "2.31 % 3,318 of 143,640 units"


def test_the_average_of_a_rate_is_of_what_it_counts() -> None:
    buckets = answer(days=3).buckets.assign(scrapped_units=[10.0, 20.0, 999.0])
    assert card(answer(days=3, buckets=buckets), "Average per day") == "15 units scrapped units"


def test_an_amount_per_day_has_its_sum_as_total() -> None:
    made = answer(
        "production_volume", measures={"ok_units": 900.0, "scrapped_units": 100.0, "work_days": 4.0}, value=250.0
    )
    assert card(made, "Total") == "1,000 units in 4 days"
    assert card(made, "Average") == "250 units/day per work day"


def test_a_stock_has_its_latest_and_no_total() -> None:
    assert card(answer("work_order_status"), "Latest").endswith("Fri 21 Nov")


def test_peak_and_lowest_leave_out_what_still_runs() -> None:
    buckets = answer(days=4).buckets.assign(value=[3.0, 5.0, 4.0, 99.0])
    made = answer(days=4, buckets=buckets)
    assert card(made, "Peak") == "5.00 % Thu 20 Nov · worst"
    assert card(made, "Lowest") == "3.00 % Wed 19 Nov · best"


def test_the_change_is_judged() -> None:
    assert card(answer(), "Change") == "↓ −0.62 pt improved · from 2.93 %"


def test_the_sentence() -> None:
    assert sentence(answer(days=7)) == (
        "Scrap rate is 2.31 % over 16 Nov – 22 Nov, 0.62 pt less than in 9 Nov – 15 Nov: improved. "
        "None of 6 days was over the limit."
    )
    buckets = answer(days=3).buckets.assign(value=[6.0, 6.0, 1.0])
    assert sentence(answer(days=3, compared=False, buckets=buckets)).endswith("2 of 2 days were over the limit.")


def test_notes_are_said_once() -> None:
    made = answer(notes=("Widened to whole weeks.", "Widened to whole weeks."))
    made = replace(made, comparison=replace(made.comparison, note="the same part of the day"))
    notes = trees.find(analytics(visit(), state(), made), "Ul", "notes")
    assert [words(one) for one in trees.find(notes, "Li")] == [
        "Widened to whole weeks.",
        "The running day is compared with the same part of the day.",
    ]


def test_the_table_behind_the_chart_holds_its_numbers() -> None:
    made = answer(days=3)
    shown = [[words(cell) for cell in row.children] for row in trees.find(chart(visit(), state(), made), "Tr")]
    assert shown[1] == ["20 Nov", "2.40", "3.20"]
    assert shown[3][0] == "22 Nov so far"
    assert shown[-1] == ["Total", "2.31", "2.93"]


def test_no_data_names_what_is_not_recorded() -> None:
    shown = words(no_data(visit("oee"), state("oee"), unknown("oee")))
    assert "Not recorded" in shown and "Ideal hours" in shown
    zero = unknown("scrap_rate")
    nothing = replace(zero, measures=dict.fromkeys(zero.measures, 0.0))
    assert "OK units and Scrapped units came to zero" in words(no_data(visit(), state(), nothing))


def test_a_trend_and_what_was_learnt_have_cards() -> None:
    rising = answer("wo_aging_trend", trend=3.5, facts=(("Learning rate", "80 % per doubling of orders completed"),))
    assert "+3.5 h/week" in card(rising, "Trend") and "80 % per doubling" in card(rising, "Learning rate")
    assert "–" in card(answer("wo_aging_trend", trend=None), "Trend")
    assert not [one for one in trees.find(cards(answer()), "Div", "card") if "Trend" in words(one)]


def test_no_data_stands_in_place_of_chart_and_cards() -> None:
    shown = analytics(visit("oee"), state("oee"), unknown("oee"))
    assert not trees.find(shown, "Graph") and trees.find(shown, "Section", "state")


def test_a_failure_has_a_number_and_a_way_on(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise RuntimeError("secret table name")
    except RuntimeError:
        shown = failed(visit(period="90d"), find("scrap_rate"))
    assert "secret" not in words(shown)
    number = words(shown).split("number ")[1].split(".")[0]
    assert number in caplog.text and "secret table name" in caplog.text
    assert trees.find(shown, "A")[0].href == "/kpi/scrap_rate?factory=stuttgart&period=90d"


def test_lists_sort_by_their_numbers_and_hours() -> None:
    frame = pd.DataFrame({"Machine": ["A", "B"], "For": ["1 d 2 h", "42 min"], "Units": ["1,200", "−3"]})
    cells = trees.find(dashboard(snapshot(table=frame)), "Td")
    by: list[Any] = [getattr(cell, "data-by", None) for cell in cells]
    assert by == ["A", 26.0, 1200.0, "B", pytest.approx(0.7), -3.0]


def test_cells_of_a_wide_list_know_their_heading() -> None:
    for columns, expected in ((5, {None}), (6, {f"Column {n}" for n in range(6)})):
        frame = pd.DataFrame({f"Column {n}": ["a"] for n in range(columns)})
        shown = dashboard(snapshot(table=frame))
        assert {getattr(cell, "data-label", None) for cell in trees.find(shown, "Td")} == expected
        assert bool(trees.find(shown, "Table", "stacks")) == (columns == 6)


@pytest.mark.parametrize(
    ("kpi", "parts"),
    [
        ("scrap_rate", ("scrapped_units", "ok_units + scrapped_units")),
        ("downtime", ("planned_down_hours + unplanned_down_hours", "scheduled_hours")),
        ("oee", None),
        ("work_order_status", None),
    ],
)
def test_what_is_divided_by_what(kpi: str, parts: tuple[str, str] | None) -> None:
    found = fraction(find(kpi))
    assert (found and (found.top.text, found.bottom.text)) == parts


def test_measures_by_name() -> None:
    assert [measure_name(name) for name in ("ok_units", "scrapped_units")] == ["OK units", "Scrapped units"]


def test_money_is_in_the_currency_of_the_factory() -> None:
    shown = words(explain(find("maintenance_cost").in_currency("CHF"), Goal(3.0), "CHF"))
    assert "CHF/h" in shown and "money" not in shown
    assert "Limit CHF 3/h." in shown and "Excellent to CHF 1.5/h, good to" in shown


def test_the_explanation_tells_the_bands_of_the_factory() -> None:
    shown = words(explain(find("oee"), Goal(80.0, (1.0, 0.95, 0.5)), "EUR"))
    assert "Target 80 %." in shown
    assert "Excellent from 80 %, good from 76 %, warning from 40 %, critical under 40 %." in shown
