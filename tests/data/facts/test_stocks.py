"""What is told of open orders, by hand. Monday; one shift a day, 06:00 to 14:00: the day begins at 06:00."""

import numpy as np

from data.facts.history import moment
from data.facts.stocks import open_orders, scrapped_since
from tests.data.facts.factory import history
from tests.data.facts.shop import at, shop
from tests.oracle.factories import frames


def test_scrap_counts_from_the_moment_on_order_by_order():
    tables = shop([("M1", "05:00 Start", "05:59 Start", "06:00 Start", "07:30 Hold"), ("M2", "07:00 Start"),
                   ("M2", "06:10 Start", "06:30 Completed")])  # fmt: skip
    for log, units in zip(tables["work_order_logs"], (1, 2, 4, 8, 0, 16, 16), strict=True):
        log["scrapped_qtys"] = float(units)
    found = history(frames(tables), at("08:00"))
    still = open_orders(found, np.array([moment(at("08:00"))]))
    scrapped = dict(zip(still.order, scrapped_since(found, still, moment(at("06:00"))), strict=True))
    assert scrapped == {0: 4 + 8, 1: 0}  # what came before 06:00 is yesterday's; the third order is completed
