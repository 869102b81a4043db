"""The running day beside closed ones."""

from datetime import date

import pandas as pd

from answers.sums import Span, cut_rows

MONDAY, TUESDAY = date(2025, 3, 31), date(2025, 4, 1)
ROWS = {"factory": pd.DataFrame({"open_hold": [4.0], "open_unassigned": [3.0]})}
COLUMNS = ["open_hold", "open_unassigned"]


def test_what_is_known_of_now_alone_is_no_part_of_a_longer_period():
    alone = cut_rows(Span(TUESDAY, MONDAY, TUESDAY, ROWS), "factory", COLUMNS)
    assert alone.iloc[0].to_dict() == {"open_hold": 4.0, "open_unassigned": 3.0}
    beside = cut_rows(Span(MONDAY, MONDAY, TUESDAY, ROWS), "factory", COLUMNS)
    assert beside.iloc[0].to_dict() == {"open_hold": 4.0}
