"""Spark lines: gaps, the dashed running day, the target."""

from typing import Any
from urllib.parse import unquote

from components.spark import spark


def drawn(*values: float | None, target: float | None = None) -> list[str]:
    """The SVG of each layer, the target's first."""
    made: Any = spark(values, target, "label")
    return [unquote(layer.style["maskImage"]) for layer in made.children or []]


def test_no_data_is_an_empty_picture_that_says_so() -> None:
    made: Any = spark((None, float("nan")), 5.0, "Scrap rate")
    assert made.children is None
    assert getattr(made, "aria-label") == "Scrap rate: no data"


def test_the_line_ends_in_a_dashed_day_and_a_dot() -> None:
    (line,) = drawn(1.0, 2.0, 3.0)
    assert "M4.0 32.0L66.0 18.0'" in line
    assert "M66.0 18.0L128.0 4.0'" in line
    assert "stroke-dasharray" in line
    assert "M128.0 4.0h0" in line


def test_a_day_without_data_is_a_gap() -> None:
    (line,) = drawn(1.0, 2.0, None, 2.0, 1.0, 1.0)
    assert line.count("M") == 4, "two pieces, the running day and its dot"


def test_no_value_today_leaves_the_closed_days() -> None:
    (line,) = drawn(1.0, 2.0, None)
    assert "h0" not in line
    assert "dasharray" not in line


def test_the_target_is_in_the_picture_wherever_it_lies() -> None:
    target, line = drawn(2.0, 2.0, target=5.0)
    assert "M1 4.0H132" in target
    assert "32.0" in line


def test_equal_values_are_a_line_in_the_middle() -> None:
    (line,) = drawn(2.0, 2.0, 2.0)
    assert "M4.0 18.0L66.0 18.0" in line
