"""The legend of a chart draws what its traces draw."""

from dataclasses import replace

import plotly.graph_objects as go

from charts import frame
from charts.theme import palette
from components.kpi_chart import legend_of
from tests.made_up import answer


def test_rings_of_days_off_shift_have_a_colour_and_a_shape() -> None:
    made = answer("oee")
    figure = go.Figure()
    frame.off_shift(figure, replace(made, off_shift=(made.buckets.start.iloc[3],)), "page")
    assert len(figure.data) == 1 and palette("page")["ink-2"]
    told = str(legend_of(figure))
    assert "shape shape-idle ink-ink-2" in told and "Off shift alone" in told
