import pandas as pd
import pytest

from data.source.importer.times import newest_first, to_utc

VIENNA, LOS_ANGELES = "Europe/Vienna", "America/Los_Angeles"


def utc(*cells: str, zone: str = VIENNA, orders: str | None = None) -> list[str]:
    values, _ = to_utc(pd.Series(cells, dtype="str"), zone, None if orders is None else pd.Series(list(orders)))
    return list(values.dt.strftime("%m-%d %H:%M:%S").fillna("-"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2024-03-04T08:00:00", "03-04 07:00:00"),
        ("2024-03-04 08:00", "03-04 07:00:00"),
        ("2024-07-04T08:00:00.250", "07-04 06:00:00"),
        ("2024-03-04", "03-03 23:00:00"),
        ("2024-03-04T08:00:00Z", "03-04 08:00:00"),
        ("2024-03-04T08:00:00+05:30", "03-04 02:30:00"),
        ("2024-03-04T08:00-0500", "03-04 13:00:00"),
        ("2024-03-04T08:00:00-05", "03-04 13:00:00"),
        *((wrong, "-") for wrong in ("soon", "04.03.2024", "2024-13-01", "2024-02-30T08:00", "2024", "20240304")),
        *((wrong, "-") for wrong in ("2024-03-04T25:00:00", "0001-01-01T00:00:00", "9999-12-31", "45355.33")),
    ],
)
def test_iso_times(cell: str, expected: str) -> None:
    assert utc(cell) == [expected]


def test_a_skipped_time_moves_to_the_end_of_the_gap() -> None:
    values, gap = to_utc(pd.Series(["2024-03-10T01:59:59", "2024-03-10T02:30:00", "2024-03-10T03:00:00"]), LOS_ANGELES)
    assert list(values.dt.strftime("%H:%M:%S")) == ["09:59:59", "10:00:00", "10:00:00"]
    assert list(gap) == [False, True, False]


def test_a_repeated_time_is_the_first_of_the_two() -> None:
    assert utc("2024-10-27T02:30:00") == ["10-27 00:30:00"]
    assert utc("2024-10-27T02:30:00", "2024-10-27T02:30:00", orders="ab") == ["10-27 00:30:00"] * 2


def test_a_repeated_time_after_a_later_one_of_its_order_is_the_second() -> None:
    times = [f"2024-10-27T0{t}" for t in ("1:50", "2:50", "2:10", "2:55", "3:00")]
    expected = ["10-26 23:50:00", "10-27 00:50:00", "10-27 01:10:00", "10-27 01:55:00", "10-27 02:00:00"]
    assert utc(*times, orders="aaaaa") == expected
    assert utc(*times[::-1], orders="aaaaa") == expected[::-1], "a log that is written newest first"
    assert utc("2024-10-27T02:50", "2024-10-27T02:10", orders="ab") == ["10-27 00:50:00", "10-27 00:10:00"]


def test_newest_first() -> None:
    moments = pd.Series(pd.to_datetime(["2024-03-04", "2024-03-03", "2024-03-05", "2024-03-01"]))
    assert newest_first(moments, pd.Series(list("aabb")))
    assert not newest_first(moments, pd.Series(list("abab")))
