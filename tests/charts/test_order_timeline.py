"""What an order did, and the orders behind a number: what the figures hold."""

from datetime import datetime, timedelta

import pandas as pd
import pytest

from charts import order_timeline, orders

BEGIN = datetime(2025, 11, 21, 6)


@pytest.fixture
def spans() -> pd.DataFrame:
    states = [("CNC-01", "assigned"), ("10 · CNC-01", "setup"), ("10 · CNC-01", "running"), ("20 · CNC-02", "hold")]
    rows = [
        (machine, state, BEGIN + timedelta(hours=at), BEGIN + timedelta(hours=at + 1), "", "MAT" if at == 3 else "")
        for at, (machine, state) in enumerate(states)
    ]
    return pd.DataFrame(rows, columns=["machine", "state", "start", "end", "order", "reason"])


def test_each_state_has_a_bar_of_its_own_hatch(spans: pd.DataFrame) -> None:
    figure = order_timeline.figure(spans, (BEGIN, None))
    assert {bar.name: (bar.marker.pattern.shape, list(bar.y)) for bar in figure.data} == {
        "Running": ("", ["10 · CNC-01"]), "Setup": ("/", ["10 · CNC-01"]), "Hold": ("x", ["20 · CNC-02"]),
        "Assigned": (".", ["CNC-01"]),
    }  # fmt: skip
    assert list(figure.layout.yaxis.categoryarray) == ["CNC-01", "10 · CNC-01", "20 · CNC-02"]
    assert [one.text for one in figure.layout.annotations] == ["planned start"]
    assert "MAT" in figure.data[2].customdata[0]


def test_a_plan_far_away_leaves_the_room_to_what_was_done(spans: pd.DataFrame) -> None:
    figure = order_timeline.figure(spans, (BEGIN - timedelta(days=30), BEGIN + timedelta(hours=6)))
    assert [one.text for one in figure.layout.annotations] == ["planned end"]
    assert figure.layout.xaxis.range[0] > "2025-11-21 05"
    assert figure.layout.xaxis.range[1] > "2025-11-21 12", "the planned end in it"


def test_without_a_state_it_says_so(spans: pd.DataFrame) -> None:
    assert order_timeline.figure(spans.iloc[:0], (None, None)).layout.annotations[0].text.startswith("The log has")


def test_the_orders_behind_a_number_lead_to_their_page() -> None:
    rows = pd.DataFrame({"order": ["W<1"], "machine": ["M1"], "part": ["P1"], "ok_units": [3.0]})
    figure = orders.figure(rows, "ok_units", "units", "page", lambda name: f"/order/{name[0]}")
    assert figure.layout.yaxis.ticktext[0].startswith('<a href="/order/W" target="_self"')
    assert "W&lt;1" in figure.layout.yaxis.ticktext[0] and list(figure.layout.yaxis.tickvals) == ["W&lt;1"]
    assert orders.figure(rows, "ok_units", "units").layout.yaxis.ticktext is None
