"""The charts beside the one over time: what they draw from few rows, and what they say without any."""

from datetime import datetime

import pandas as pd
import pytest

from charts import bubble, control, heat, multiples, orders, spread, timeline, waterfall
from charts.theme import THEMES, Theme, palette
from tests.made_up import answer, unknown

STEPS = pd.DataFrame({
    "name": ["Planned time", "Idle", "Speed", "Good time"], "value": [10.0, 4.0, -1.0, 7.0],
    "total": [True, False, False, True],
})  # fmt: skip
SPANS = pd.DataFrame({
    "machine": ["M1", "M1", "M2"], "state": ["running", "hold", "setup"], "order": ["W1", "W1", "W2"],
    "reason": ["", "Tool broken", ""],
    "start": [datetime(2025, 3, 1, 6), datetime(2025, 3, 1, 8), datetime(2025, 3, 1, 6)],
    "end": [datetime(2025, 3, 1, 8), datetime(2025, 3, 1, 8, 30), datetime(2025, 3, 1, 7)],
})  # fmt: skip
BOXES = pd.DataFrame(
    {"name": ["P1"], "low": [80.0], "q1": [95.0], "median": [100.0], "q3": [110.0], "high": [140.0], "count": [31]}
)

ORDERS = pd.DataFrame(
    {"order": ["W1", "W2"], "machine": ["M1", ""], "part": ["", "P1"], "operator": ["", ""], "ok_units": [9.0, -2.0]}
)


def notes(figure):
    return [one.text for one in figure.layout.annotations]


@pytest.mark.parametrize("theme", THEMES)
def test_every_view_is_json_in_both_themes(theme: Theme) -> None:
    drawn = [
        control.figure(answer(), theme), heat.calendar(answer(), theme), bubble.figure(answer("quality_rate"), theme),
        heat.hours(pd.DataFrame({"weekday": [0, 6], "hour": [0, 23], "value": [50.0, float("nan")]}), "%", theme),
        waterfall.figure(STEPS, "h", theme), timeline.figure(SPANS, theme), spread.boxes(BOXES, "%", 100, theme),
        spread.histogram(pd.DataFrame({"name": ["<1 d", ">1 d"], "count": [3, 1]}), "orders", theme),
        orders.figure(ORDERS, "ok_units", "units", theme),
        multiples.figure(answer(), pd.DataFrame({"Early": [1.0] * 30, "Late": [2.0] * 30}), theme),
    ]  # fmt: skip
    for figure in drawn:
        assert "NaN" not in figure.to_json() and len(figure.data)


def test_orders_are_drawn_with_where_they_ran() -> None:
    bars = orders.figure(ORDERS, "ok_units", "units").data[0]
    assert list(bars.y) == ["W1", "W2"] and list(bars.x) == [9.0, -2.0]
    assert bars.customdata[1] == "<b>W2</b><br>no machine · P1<br>−2 units"
    assert notes(orders.figure(ORDERS.iloc[:0], "ok_units", "units")) == ["No work order has a part in this"]


def test_a_waterfall_steps_down_and_up_and_lands_on_what_is_left() -> None:
    bars = waterfall.figure(STEPS, "h").data[0]
    assert list(bars.base) == [0.0, 6.0, 7.0, 0.0] and list(bars.y) == [10.0, 4.0, -1.0, 7.0]
    assert bars.marker.color[2] == palette()["excellent"]  # a negative loss is a gain


def test_an_unknown_loss_is_not_drawn_as_none() -> None:
    gone = STEPS.assign(value=[10.0, None, 1.0, 7.0])
    assert notes(waterfall.figure(gone, "h")) == ["Some of the losses are unknown"]


def test_a_timeline_has_a_row_a_machine_and_a_hatch_a_state() -> None:
    figure = timeline.figure(SPANS)
    held = next(bar for bar in figure.data if bar.name == "Hold")
    assert list(held.y) == ["M1"] and list(held.x) == [30 * 60 * 1000] and held.marker.pattern.shape == "x"
    assert "Tool broken" in held.customdata[0] and "08:00–08:30, 30 min" in held.customdata[0]


def test_a_calendar_puts_days_under_their_weeks() -> None:
    cells = heat.calendar(answer(days=30)).data[0].z
    values = [cell for row in cells for cell in row if cell is not None]
    assert len(cells) == 7 and len(values) == 30


def test_a_control_chart_says_when_there_are_too_few_points() -> None:
    assert "needs 8 points" in notes(control.figure(answer(days=5)))[0]
    assert any("upper limit" in said for said in notes(control.figure(answer())))


def test_bubbles_are_as_large_as_the_units() -> None:
    marks = bubble.figure(answer("quality_rate")).data[0].marker
    assert marks.sizemode == "area" and list(marks.size) == sorted(marks.size, reverse=True)


def test_views_without_data_say_so() -> None:
    assert notes(bubble.figure(answer("quality_rate", breakdown=None)))
    assert notes(heat.calendar(unknown())) and notes(timeline.figure(SPANS.iloc[:0]))
