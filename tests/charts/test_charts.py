"""What a figure draws: which lines, in which dashes, with which gaps."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

import charts
from charts.theme import THEMES, fade, palette, template, token
from kpis.catalogue import KPIS
from tests.made_up import answer, unknown


def trace(figure: go.Figure, name: str) -> Any:
    return next(one for one in figure.data if one.name == name)


def words(figure: go.Figure) -> list[str]:
    return [one.text for one in figure.layout.annotations]


@pytest.mark.parametrize("kpi", KPIS)
@pytest.mark.parametrize("theme", THEMES)
def test_every_kpi_has_a_figure_that_is_json(kpi: str, theme: charts.Theme) -> None:
    figure = charts.figure(answer(kpi), theme)
    assert "NaN" not in figure.to_json()
    assert figure.layout.template.layout.font.color == palette(theme)["ink-2"]


def test_the_present_is_the_accent_and_the_comparison_grey_below_it() -> None:
    figure = charts.figure(answer("machine_status"))
    assert trace(figure, "This period").line.color == palette()["accent"]
    before = trace(figure, "24 Sep – 23 Oct")
    assert before.line.color == palette()["compare"]
    assert list(figure.data).index(before) < list(figure.data).index(trace(figure, "This period"))


def test_a_running_bucket_is_dashed_from_the_closed_one_before() -> None:
    figure = charts.figure(answer(days=5))
    closed, running = trace(figure, "This period"), trace(figure, "So far")
    assert [value is None for value in closed.y] == [False, False, False, False, True]
    assert [value is None for value in running.y] == [True, True, True, False, False]
    assert closed.line.dash == "solid" and running.line.dash == "3px,3px"


def test_a_closed_period_has_no_dashes() -> None:
    full = answer(days=5)
    figure = charts.figure(answer(days=5, buckets=full.buckets.assign(running=False)))
    assert "So far" not in [one.name for one in figure.data]


def test_no_data_is_a_gap_and_a_lonely_value_a_dot() -> None:
    buckets = answer(days=6).buckets
    buckets.loc[[1, 3], "value"] = float("nan")
    line = trace(charts.figure(answer(days=6, buckets=buckets)), "This period")
    assert line.y[1] is None and not line.connectgaps
    assert list(line.marker.size) == [7, 0, 7, 0, 7, 0]


def test_an_area_stands_on_zero_and_a_line_may_not() -> None:
    high = answer(
        "lead_time", days=5, target=95, compared=False, buckets=answer("lead_time", days=5).buckets.assign(value=97.0)
    )
    assert charts.figure(high).layout.yaxis.range[0] > 90
    area = answer("machine_status", days=5, target=95, compared=False, buckets=high.buckets)
    assert charts.figure(area).layout.yaxis.range[0] == 0


def test_the_value_axis_holds_the_target() -> None:
    assert charts.figure(answer(target=50)).layout.yaxis.range[1] > 50


@pytest.mark.parametrize(("kpi", "said"), [("scrap_rate", "limit 5 %"), ("oee", "target 75 %")])
def test_the_target_is_a_dashed_line_with_its_word(kpi: str, said: str) -> None:
    figure = charts.figure(answer(kpi))
    assert words(figure) == [said]
    (line,) = shapes(figure, "line")
    assert line.line.dash


@pytest.mark.parametrize(
    ("ends", "x", "anchor"),
    [
        ((2.0, 2.0), 1, "bottom"), ((2.0, 5.1), 1, "top"), ((2.0, (4.9, 5.1)), 0, "bottom"),
        ((5.1, (4.9, 5.1)), 0, "top"),
    ],
)  # fmt: skip
def test_the_word_of_the_target_hides_no_point(ends: Any, x: int, anchor: str) -> None:
    first, last = (end if isinstance(end, tuple) else (end, end) for end in ends)
    values = [*first, *[2.0] * 6, *last]
    buckets = answer(days=10, compared=False).buckets.assign(value=values)
    (said,) = charts.figure(answer(days=10, compared=False, buckets=buckets)).layout.annotations
    assert (said.x, said.yanchor) == (x, anchor)


def test_without_a_target_there_is_no_line() -> None:
    assert not charts.figure(answer("production_volume")).layout.shapes


def test_a_target_that_changed_is_a_line_in_steps() -> None:
    buckets = answer(days=5).buckets.assign(target=[float("nan"), 4.0, 4.0, 50.0, 50.0])
    figure = charts.figure(answer(days=5, target=50.0, buckets=buckets))
    line = trace(figure, "Target")
    assert list(line.y) == [None, 4, 4, 50, 50] and line.line.shape == "hvh" and line.line.dash
    assert not figure.layout.shapes and words(figure) == ["limit 50 %"]
    assert figure.layout.yaxis.range[1] > 50
    same = charts.figure(answer(days=5, buckets=buckets.assign(target=5.0)))
    assert len(shapes(same, "line")) == 1 and "Target" not in [one.name for one in same.data]


def test_the_rolling_value_lies_over_every_kind_of_chart() -> None:
    for kpi in ("scrap_rate", "machine_status", "work_order_status", "production_volume"):
        plain = answer(kpi, days=5)
        rolled = replace(plain, rolling=("7 days rolling", plain.buckets["value"] * 2))
        figure = charts.figure(rolled)
        line = trace(figure, "7 days rolling")
        assert list(line.y) == pytest.approx(list(plain.buckets["value"] * 2)) and line.type == "scatter"
        assert figure.layout.yaxis.range[1] > max(line.y)
        assert "7 days rolling: " in trace(figure, "hover").customdata[0]


def test_hover_says_value_and_what_was_before() -> None:
    text = trace(charts.figure(answer(days=5)), "hover").customdata
    assert text[0].startswith("<b>18 Nov</b><br>2.40 %<br>before: ")
    assert text[0].endswith("(13 Nov)")
    assert "22 Nov</b> so far" in text[4]


def test_hover_says_no_data() -> None:
    buckets = answer(days=3).buckets
    buckets.loc[1, "value"] = float("nan")
    assert "no data" in trace(charts.figure(answer(days=3, buckets=buckets)), "hover").customdata[1]


def test_states_are_stacked_in_the_colours_of_the_live_board() -> None:
    figure = charts.figure(answer("work_order_status"))
    assert figure.layout.barmode == "stack"
    colours = {one.name: one.marker.color for one in figure.data if isinstance(one, go.Bar)}
    ink = palette()
    assert colours == {
        "Assigned": ink["scheduled"], "Setup": ink["setup"], "Running": ink["running"], "Hold": ink["hold"],
    }  # fmt: skip


def test_bars_stand_side_by_side_and_the_running_one_is_hatched() -> None:
    figure = charts.figure(answer("production_volume", days=3))
    assert figure.layout.barmode == "group"
    assert [one.name for one in figure.data][:2] == ["17 Nov – 19 Nov", "This period"]
    assert list(trace(figure, "This period").marker.pattern.shape) == ["", "", "/"]


def shapes(figure: go.Figure, kind: str) -> list[Any]:
    return [shape for shape in figure.layout.shapes if shape.type == kind]


@pytest.mark.parametrize(
    ("kpi", "least", "most"), [("oee", 75, 1e9), ("scrap_rate", -1e9, 5), ("resource_demand", 80.75, 89.25)]
)
def test_the_band_in_which_a_target_is_met_is_faint(kpi: str, least: float, most: float) -> None:
    figure = charts.figure(answer(kpi))
    low, high = figure.layout.yaxis.range
    (band,) = shapes(figure, "rect")
    assert (band.y0, band.y1) == pytest.approx((max(least, low), min(most, high)))
    assert band.fillcolor.endswith(",0.05)") and band.layer == "below"
    assert shapes(charts.figure(answer(kpi, target=None)), "rect") == []


def test_no_data_says_so() -> None:
    figure = charts.figure(unknown())
    assert words(figure) == ["No data in this period"] and not figure.data


@pytest.mark.parametrize("days", [1, 2, 7, 30, 90])
def test_few_enough_labels_for_a_phone(days: int) -> None:
    axis = charts.figure(answer(days=days)).layout.xaxis
    assert len("".join(axis.ticktext)) <= 48
    assert axis.ticktext[0] == answer(days=days).buckets["label"].iloc[0]


def test_a_breakdown_is_drawn_worst_first_without_the_unknown() -> None:
    figure = charts.breakdown.figure(answer())
    assert list(figure.data[0].y) == ["CNC-07", "GRD-02", "TRN-03"]
    assert figure.layout.yaxis.autorange == "reversed"


def test_a_breakdown_of_nothing_says_so() -> None:
    assert words(charts.breakdown.figure(unknown())) == ["No data to break down"]


def test_pareto_adds_up_to_100_percent_with_the_others_last() -> None:
    figure = charts.pareto.figure(answer(), most=1)
    bars, share = figure.data
    assert list(bars.y) == pytest.approx([5.18, 3.89 + 1.41])
    assert share.y[-1] == pytest.approx(100) and list(share.y) == sorted(share.y)
    assert figure.layout.xaxis.ticktext[-1] == "2 others"
    single = charts.pareto.figure(answer(), most=2)
    assert list(single.data[0].y) == [5.18, 3.89, 1.41] and "other" not in single.layout.xaxis.ticktext[-1]


def test_pareto_of_nothing_says_so() -> None:
    assert words(charts.pareto.figure(unknown())) == ["No reasons in this period"]


def test_both_themes_have_every_token() -> None:
    sheet = (Path(charts.__file__).parent.parent / "assets" / "tokens.css").read_text()
    dark = sheet[sheet.index('[data-bs-theme="dark"]') :]
    assert set(re.findall(r"--([\w-]+): #", dark)) == set(palette())
    assert palette("page").keys() == palette().keys() and palette("page")["ink-2"] == "var(--ink-2)"
    with pytest.raises(ValueError, match="blue"):
        palette("blue")


def test_a_colour_of_the_page_is_a_name_also_where_it_is_faint() -> None:
    assert fade(palette()["accent"], 0.08) == "rgba(31,95,191,0.08)"
    assert fade(palette("page")["accent"], 0.08) == "var(--accent/0.08)"
    assert token(palette("page")["series-1"]) == "series-1"
    drawn = charts.figure(answer("machine_status"), "page").to_json()
    assert not re.findall(r'"#[0-9a-f]{6}"|rgba\((?!0,0,0,0)', drawn)



def test_the_template_is_plain_json() -> None:
    json.dumps(template().to_plotly_json(), default=lambda one: one.to_plotly_json())


def test_the_area_does_not_bridge_a_gap() -> None:
    buckets = answer("machine_status", days=5).buckets
    buckets.loc[1, "value"] = float("nan")
    ground = trace(charts.figure(answer("machine_status", days=5, buckets=buckets)), "Ground")
    values = buckets["value"].tolist()
    assert list(ground.x) == [0, 0, 0, None, 2, 2, 3, 3, None]
    assert list(ground.y) == [0, values[0], 0, None, 0, values[2], values[3], 0, None]


def test_a_running_bucket_without_data_draws_nothing() -> None:
    buckets = answer(days=5).buckets
    buckets.loc[4, "value"] = float("nan")
    assert "So far" not in [one.name for one in charts.figure(answer(days=5, buckets=buckets)).data]


def test_weeks_are_labelled_by_their_first_day() -> None:
    assert charts.figure(answer(days=5, grain="week")).layout.xaxis.ticktext[0] == "18 Nov"


def test_many_reasons_stand_by_their_codes() -> None:
    rows = answer().breakdown
    assert rows is not None
    rows = rows.loc[[0] * 7].assign(key=[*"ABCDEF", "-"], name=[*["A long reason"] * 6, "none given"])
    figure = charts.pareto.figure(answer(breakdown=rows.reset_index(drop=True)))
    assert list(figure.layout.xaxis.ticktext) == [*"ABCDEF", "none<br>given"]


def test_what_stands_beside_the_value_is_bars_on_an_axis_of_their_own() -> None:
    shown = answer("capacity_trend")
    hours = shown.buckets["value"] * 1000
    figure = charts.figure(replace(shown, lines={"Scheduled hours": hours}))
    bars = trace(figure, "Scheduled hours")
    assert (bars.type, bars.yaxis) == ("bar", "y2") and figure.layout.yaxis.overlaying == "y2"
    # neither axis squeezes the other
    assert figure.layout.yaxis.range[1] < 200 < hours.max() and figure.layout.yaxis2.range is None
    said = trace(figure, "hover").customdata[0]
    assert f"Scheduled hours: {hours.iloc[0]:,.0f} h" in said


def test_a_kpi_beside_its_parts_has_its_name() -> None:
    shown = answer("oee", compared=False)
    figure = charts.figure(replace(shown, lines={"Quality": shown.buckets["value"]}))
    assert trace(figure, "Overall equipment effectiveness").line.color == palette()["accent"]
